/*
 * SDMX-CSV 2.0 (SDMX 3.0, field guide of the format): one line for each statistic of each
 * figure.
 *
 * A round is a period with a name, not a calendar period, so the dimension is ROUND and there
 * is no TIME_PERIOD. A code of SDMX has no full stop and no '#', which become '_'.
 *
 * What a number is and why it is not there are told apart:
 *
 *                                       OBS_STATUS   CONF_STATUS
 *   published, round still open         P            F
 *   published, round ended              A            F
 *   left out for too few units          Q            F   (a matter of meaning, not of secrecy)
 *   too-few                             Q            A   (primary confidentiality, small
 * counts) withheld                            Q            C   (confidential; it does not say
 * why)
 */

#include <stdlib.h>
#include <string.h>

#include "common/export/columns.h"
#include "common/export/csv.h"
#include "common/export/render.h"
#include "common/figures/disclosure.h"
#include "common/memory.h"

#define STRUCTURE_ID "WELTOFFEND:BENCHMARK(1.0.0)"

static const char *const heads[] = {
    "STRUCTURE",    "STRUCTURE_ID", "ACTION",    "ROUND",      "GROUP",
    "SUBJECT",      "STATISTIC",    "OBS_VALUE", "OBS_STATUS", "CONF_STATUS",
    "UNIT_MEASURE", "RELEASE",      "EDITION",
};

/* The codes of SDMX for the value and its secrecy. */
struct sdmx_status {
    const char *observation;     /* of CL_OBS_STATUS */
    const char *confidentiality; /* of CL_CONF_STATUS */
};

static struct sdmx_status status_of(const char *status, bool is_there, bool is_final)
{
    if (strcmp(status, figure_status_name(FIGURE_TOO_FEW)) == 0)
        return (struct sdmx_status){"Q", "A"};
    if (strcmp(status, figure_status_name(FIGURE_WITHHELD)) == 0)
        return (struct sdmx_status){"Q", "C"};
    if (!is_there)
        return (struct sdmx_status){"Q", "F"};
    return (struct sdmx_status){is_final ? "A" : "P", "F"};
}

static const char *text_of(const json_t *object, const char *member)
{
    return json_string_value(json_object_get(object, member));
}

static void add_code(struct csv *csv, const char *id)
{
    CLEANUP(memory_freep) char *code = memory_copy_text(id);

    for (char *at = code; (at = strpbrk(at, ".#")) != NULL; at++)
        *at = '_';
    csv_add_text(csv, code);
}

static void add_observation(struct csv *csv, const json_t *release, const json_t *figure,
                            const struct column *column, const struct subject *subject)
{
    const json_t *value = column_value(column, figure);
    const struct sdmx_status status =
        status_of(text_of(figure, "status"), value != NULL,
                  json_is_true(json_object_get(release, "final")));

    csv_add_text(csv, "dataflow");
    csv_add_text(csv, STRUCTURE_ID);
    csv_add_text(csv, "I"); /* for information: the receiver decides what to do with it */
    add_code(csv, text_of(release, "round"));
    add_code(csv, text_of(figure, "group"));
    add_code(csv, text_of(figure, "subject"));
    csv_add_text(csv, column->code);
    csv_add_number(csv, value);
    csv_add_text(csv, status.observation);
    csv_add_text(csv, status.confidentiality);
    csv_add_text(csv, column_unit(column, subject)->code);
    csv_add_number(csv, json_object_get(release, "release"));
    csv_add_text(csv, text_of(release, "edition"));
    csv_end_line(csv);
}

static void add_figure(struct csv *csv, const json_t *release, const json_t *figure,
                       const struct catalogue *edition)
{
    const struct subject subject =
        subject_find(edition, text_of(figure, "level"), text_of(figure, "subject"));

    for (size_t i = 0; i < column_count(); i++) {
        const struct column *column = column_at(i);

        if (column_suits(column, &subject) || column_value(column, figure) != NULL)
            add_observation(csv, release, figure, column, &subject);
    }
}

bool render_sdmx_csv(const json_t *release, const struct catalogue *edition, struct bytes *out,
                     struct error *error)
{
    struct csv csv = {.out = out, .separator = ',', .decimal_point = '.'};
    const json_t *figures = json_object_get(release, "figures");

    (void)error;
    for (size_t i = 0; i < COUNT_OF(heads); i++)
        csv_add_text(&csv, heads[i]);
    csv_end_line(&csv);
    for (size_t i = 0; i < json_array_size(figures); i++)
        add_figure(&csv, release, json_array_get(figures, i), edition);
    return true;
}
