#pragma once

/*
 * Where a municipality stands: its own values beside what was published. It is made of nothing
 * but these two, so it tells nobody more about others than the release does (DISCLOSURE.md,
 * rule 10).
 */

#include <stddef.h>
#include <stdint.h>

#include <jansson.h>

#include "common/catalogue.h"
#include "common/compiler.h"

#define POSITION_LISTED_MAX 5 /* strengths of a field, and gaps */

struct position_input {
    const struct catalogue *edition;
    /* The version, as it is stored, in the edition's order of indicators and of goals. */
    const int64_t *values;
    const uint8_t *states;
    const uint8_t *planned;
    const json_t *content;     /* its canonical form; NULL once it is erased */
    const json_t *release;     /* the newest one; NULL: there is none yet */
    const char *const *groups; /* the ids of those that it is in */
    size_t group_count;
};

/*
 * {"groups": [...], "subjects": [...], "fields": [...]}
 *
 * groups: those of the release, each with "own".
 * subjects: of each {"subject", "level", "own", "figures"}. own of an indicator has its
 * "state", and if answered its "value", "rounded" (as a published figure of the same unit would
 * be) and "points" (where it is scored); above the indicators "points", if there is a score; of
 *   measures "planned". figures are those of the release, one per group; where quartiles or a
 *   band are published, "band" says whether the own value is "below", "within" or "above".
 * fields: of each {"field", "strengths", "gaps", "measures"}. The first two list the indicators
 *   farthest from the published mean of all, the farthest first, as {"indicator", "own",
 * "mean", "difference"}: points, of numbers that were rounded before; a strength is better
 * whichever way is better. measures are the planned ones; left out when the content is erased.
 */
json_t *position_compute(const struct position_input *input) MUST_CHECK;

/*
 * What another version of the self-check would change of it: of each subject (indicator,
 * measures, goal, field, whole) whose own value or place differs {"subject", "level", "before",
 * "after"}, each of these two as "own" above, with "bands": the place in each group it is in
 * where one is published, {"all": "below"}. before is null where there was no version.
 *
 * Both inputs are the same but for values, states and planned; those of `before` are NULL when
 * nothing is handed in. The figures are those of the release: none is computed with the draft.
 */
json_t *position_changes(const struct position_input *before,
                         const struct position_input *after) MUST_CHECK;
