#include "common/figures/release.h"

#include <stdio.h>
#include <string.h>

#include "common/figures/figure.h"
#include "common/figures/rollcall.h"
#include "common/figures/subject.h"
#include "common/memory.h"

#define VERSION_DIGITS_MAX 11 /* of an int, with its sign */

struct digest release_inputs_digest(const struct contribution *contributions, size_t count)
{
    size_t size = 1, used = 0;
    CLEANUP(memory_freep)
    struct contribution *sorted = contributions_sorted(contributions, count);
    CLEANUP(memory_freep) char *lines = NULL;

    for (size_t i = 0; i < count; i++)
        size += strlen(sorted[i].municipality) + VERSION_DIGITS_MAX + DIGEST_HEX_SIZE + 3;
    lines = memory_new(size, 1);
    for (size_t i = 0; i < count; i++) {
        char content[DIGEST_HEX_SIZE];

        digest_print(&sorted[i].content, content);
        used += (size_t)snprintf(lines + used, size - used, "%s %d %s\n",
                                 sorted[i].municipality, sorted[i].version, content);
    }
    return digest_of(lines, used);
}

/* Stable names of what was done, so that a reader in ten years can do it again. */
static json_t *method_to_json(void)
{
    return json_pack("{s:s, s:s, s:o, s:s, s:s, s:o}", "quantile", "hyndman-fan-7", "rounding",
                     "half-away-from-zero", "quartiles",
                     json_sprintf("from-%d-units", RELEASE_QUARTILES_FROM), "scoring",
                     "level-25-yes-100-share", "aggregation", "mean-of-published-indicators",
                     "disclosure", json_sprintf("atoms-%d", RELEASE_MINIMUM));
}

static json_t *inputs_to_json(const struct release_input *input)
{
    char text[DIGEST_HEX_SIZE];
    struct digest digest =
        release_inputs_digest(input->contributions, input->contribution_count);

    digest_print(&digest, text);
    return json_pack("{s:I, s:s}", "versions", (json_int_t)input->contribution_count, "sha256",
                     text);
}

static json_t *groups_to_json(const struct rollcall *rollcall)
{
    json_t *groups = json_array();

    for (size_t i = 0; i < rollcall->groups; i++) {
        const struct group *group = group_at(i);
        json_t *object = json_pack("{s:s, s:{s:s, s:s}, s:I}", "id", group->id, "label", "de",
                                   group->label.de, "en", group->label.en, "members",
                                   (json_int_t)rollcall->members[i]);

        json_array_append_new(groups, object);
    }
    return groups;
}

static void add_figures(struct figures *figures, const struct catalogue *edition)
{
    for (size_t i = 0; i < subject_count(edition); i++) {
        struct subject subject = subject_at(edition, i);

        if (subject.level == SUBJECT_INDICATOR)
            figures_add_indicator(figures, &subject);
        else
            figures_add_above(figures, &subject);
    }
}

json_t *release_compute(const struct release_input *input)
{
    CLEANUP(rollcall_freep) struct rollcall *rollcall = rollcall_new(input);
    CLEANUP(figures_donep) struct figures figures;

    figures_init(&figures, rollcall, input->edition, input->previous);
    add_figures(&figures, input->edition);
    return json_pack("{s:s, s:i, s:s, s:b, s:s, s:o, s:o, s:o, s:O}", "round", input->round,
                     "release", input->number, "publishedAt", input->published_at, "final",
                     input->is_final, "edition", catalogue_edition(input->edition), "method",
                     method_to_json(), "inputs", inputs_to_json(input), "groups",
                     groups_to_json(rollcall), "figures", figures.list);
}
