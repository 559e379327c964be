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
    json_t *details = json_sprintf("from-%d-units", RELEASE_DETAILS_FROM);

    return json_pack("{s:s, s:s, s:o, s:O, s:s, s:s, s:s}", "quantile", "hyndman-fan-7",
                     "rounding", "half-away-from-zero", "quartiles", details, "shares", details,
                     "scoring", "level-25-yes-100-share", "aggregation",
                     "mean-of-published-indicators", "disclosure", DISCLOSURE_METHOD);
}

static json_t *inputs_to_json(const struct release_input *input)
{
    char text[DIGEST_HEX_SIZE];
    struct digest digest =
        release_inputs_digest(input->contributions, input->contribution_count);
    json_t *inputs;

    digest_print(&digest, text);
    inputs = json_pack("{s:I, s:s}", "versions", (json_int_t)input->contribution_count,
                       "sha256", text);
    if (input->merkle_root != NULL) {
        digest_print(input->merkle_root, text);
        json_object_set_new(inputs, "merkleRoot", json_string(text));
    }
    if (input->audit != NULL)
        json_object_set_new(inputs, "audit", json_deep_copy(input->audit));
    return inputs;
}

/* The next larger group that is not too small itself, or null. */
static json_t *group_to_use(const struct rollcall *rollcall, size_t group)
{
    while (groups_at(rollcall->groups, group)->within != group) {
        group = groups_at(rollcall->groups, group)->within;
        if (rollcall->member_counts[group] >= DISCLOSURE_MINIMUM)
            return json_string(groups_at(rollcall->groups, group)->id);
    }
    return json_null();
}

static json_t *group_to_json(const struct rollcall *rollcall, size_t index)
{
    const struct group *group = groups_at(rollcall->groups, index);
    const bool is_too_small = rollcall->member_counts[index] < DISCLOSURE_MINIMUM;
    json_t *object = json_pack(
        "{s:s, s:{s:s, s:s}, s:s, s:I, s:b}", "id", group->id, "label", "de", group->label.de,
        "en", group->label.en, "family", group_family_name(group->family), "members",
        (json_int_t)rollcall->member_counts[index], "tooSmall", is_too_small);

    if (is_too_small)
        json_object_set_new(object, "use", group_to_use(rollcall, index));
    if (group->own != NULL)
        json_object_set_new(object, "owner", json_string(group->own->owner));
    return object;
}

static json_t *groups_to_json(const struct rollcall *rollcall)
{
    json_t *groups = json_array();

    for (size_t i = 0; i < rollcall->group_count; i++)
        json_array_append_new(groups, group_to_json(rollcall, i));
    return groups;
}

static void add_figures(struct figures *figures, const struct subject *subject)
{
    switch (subject->level) {
    case SUBJECT_INDICATOR:
    case SUBJECT_MEASURES:
        figures_add_cells(figures, subject);
        return;
    case SUBJECT_GOAL:
    case SUBJECT_FIELD:
    case SUBJECT_WHOLE:
        break;
    }
    figures_add_above(figures, subject);
}

json_t *release_compute(const struct release_input *input)
{
    CLEANUP(rollcall_freep) struct rollcall *rollcall = rollcall_new(input);
    CLEANUP(figures_donep) struct figures figures;

    figures_init(&figures, rollcall, input);
    for (size_t i = 0; i < subject_count(input->edition); i++) {
        const struct subject subject = subject_at(input->edition, i);

        add_figures(&figures, &subject);
    }
    return json_pack("{s:s, s:i, s:s, s:b, s:s, s:o, s:o, s:o, s:O}", "round", input->round,
                     "release", input->number, "publishedAt", input->published_at, "final",
                     input->is_final, "edition", catalogue_edition(input->edition), "method",
                     method_to_json(), "inputs", inputs_to_json(input), "groups",
                     groups_to_json(rollcall), "figures", figures.list);
}
