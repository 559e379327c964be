#pragma once

/*
 * A self-check that was judged against an edition: one value per indicator, in the edition's
 * order, as integers; and its canonical form, by which two uploads are the same or not.
 */

#include <stddef.h>
#include <stdint.h>

#include <jansson.h>

#include "common/catalogue.h"
#include "common/compiler.h"

/* Kept apart everywhere; none of them is zero. The numbers are stored: they never change. */
enum answer_state {
    STATE_SKIPPED = 0,
    STATE_ANSWERED = 1,
    STATE_UNKNOWN = 2,
    STATE_NOT_APPLICABLE = 3,
};
#define ANSWER_STATES 4

/* As API.md spells it: "skipped", "answered", "unknown", "not_applicable". */
const char *answer_state_name(enum answer_state state);

struct self_check {
    const struct catalogue *edition; /* borrowed */
    size_t count;                    /* of indicators of the edition */
    int64_t *values; /* owned; level, 1 or 0, or scaled by the indicator's decimals; 0 unless
                        answered */
    uint8_t *states; /* owned; enum answer_state */
    size_t state_counts[ANSWER_STATES];
    size_t goal_count; /* of the edition */
    uint8_t *planned;  /* owned; of each goal: 1 if there is a measure that was not dropped */

    /*
     * The canonical form: {"acceptances": [...], "answers": {...}, "edition": "...",
     * "measures": [...]}. Answers hold only what says something: {"level": 3}, {"yes": true},
     * {"count": "120", "of": "980"} with numbers as shortest decimal texts, {"state":
     * "unknown"},
     * {"state": "not_applicable", "reason": "..."}, each with its "comment" where that is not
     * empty; a skipped indicator is left out unless it has a comment. Measures keep their
     * order.
     */
    json_t *content; /* owned */
};

/* NULL is fine. */
void self_check_free(struct self_check *self_check);
DEFINE_CLEANUP(struct self_check *, self_check_free)

/*
 * The canonical form as bytes: UTF-8, members sorted by code point, no white space (what RFC
 * 8785 gives for a document whose numbers are integers). Its SHA-256 is contentSha256. For the
 * caller to free.
 */
char *content_print(const json_t *content) MUST_CHECK;

/* {"indicators": 74, "answered": ..., "skipped": ..., "unknown": ..., "notApplicable": ...} */
json_t *self_check_counts(const struct self_check *self_check) MUST_CHECK;

/*
 * What differs between two canonical forms over the indicators of the edition. before may be
 * NULL (nothing was there). Returns a list of {"indicator", "from", "to"} in the edition's
 * order, with null for "nothing there", and puts added, changed, removed and unchanged into
 * counts; the four add up to the indicators of the edition.
 */
json_t *content_changes(const json_t *before, const json_t *after,
                        const struct catalogue *edition, json_t *counts) MUST_CHECK;

/*
 * What differs between the measures of two canonical forms. before may be NULL. Returns
 * {"from", "to"}: how many there were and are; "added", "removed": lists of measures;
 * "changed": a list of
 * {"from", "to"}, of measures of the same goal and wording whose other parts differ. Their
 * order alone is no difference.
 */
json_t *content_measure_changes(const json_t *before, const json_t *after) MUST_CHECK;
