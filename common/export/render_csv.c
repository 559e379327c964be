#include <string.h>

#include "common/export/columns.h"
#include "common/export/csv.h"
#include "common/export/render.h"

#define BYTE_ORDER_MARK "\xEF\xBB\xBF"

/* Behind these stand the numbers. */
static const char *const heads[] = {
    "round", "release", "subject", "label_de", "label_en", "level", "group", "status",
};

static const char *text_of(const json_t *object, const char *member)
{
    return json_string_value(json_object_get(object, member));
}

static void add_figure(struct csv *csv, const json_t *release, const json_t *figure,
                       const struct catalogue *edition)
{
    const struct subject subject =
        subject_find(edition, text_of(figure, "level"), text_of(figure, "subject"));

    csv_add_text(csv, text_of(release, "round"));
    csv_add_number(csv, json_object_get(release, "release"));
    csv_add_text(csv, text_of(figure, "subject"));
    csv_add_text(csv, subject.label == NULL ? "" : subject.label->de);
    csv_add_text(csv, subject.label == NULL ? "" : subject.label->en);
    csv_add_text(csv, text_of(figure, "level"));
    csv_add_text(csv, text_of(figure, "group"));
    csv_add_text(csv, text_of(figure, "status"));
    for (size_t i = 0; i < column_count(); i++)
        csv_add_number(csv, column_value(column_at(i), figure));
    csv_end_line(csv);
}

static void render(struct csv *csv, const json_t *release, const struct catalogue *edition)
{
    const json_t *figures = json_object_get(release, "figures");

    for (size_t i = 0; i < COUNT_OF(heads); i++)
        csv_add_text(csv, heads[i]);
    for (size_t i = 0; i < column_count(); i++)
        csv_add_text(csv, column_at(i)->name);
    csv_end_line(csv);
    for (size_t i = 0; i < json_array_size(figures); i++)
        add_figure(csv, release, json_array_get(figures, i), edition);
}

bool render_csv(const json_t *release, const struct catalogue *edition, struct bytes *out,
                struct error *error)
{
    struct csv csv = {.out = out, .separator = ',', .decimal_point = '.'};

    (void)error;
    render(&csv, release, edition);
    return true;
}

bool render_csv_excel_de(const json_t *release, const struct catalogue *edition,
                         struct bytes *out, struct error *error)
{
    struct csv csv = {.out = out, .separator = ';', .decimal_point = ','};

    (void)error;
    bytes_add_text(out, BYTE_ORDER_MARK);
    render(&csv, release, edition);
    return true;
}
