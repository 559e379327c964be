#pragma once

/*
 * Computes a release: a pure function from the current versions of a round, and the releases
 * before, to the document that is published. The result does not depend on the order of
 * anything handed in, on the machine or on the time (publishedAt is a parameter).
 */

#include <stddef.h>
#include <stdint.h>

#include <jansson.h>

#include "common/catalogue.h"
#include "common/compiler.h"
#include "common/digest.h"
#include "common/figures/disclosure.h"
#include "common/figures/groups.h"

#define RELEASE_DETAILS_FROM     12 /* units of a cell with quartiles and shares (rule 5) */
#define RELEASE_WAITING_MINIMUM  5  /* members who have yet to hand in, if not none (rule 11) */
#define RELEASE_PARTICIPANTS_MAX 20000

/* A version of a participant's self-check. */
struct contribution {
    const char *municipality;
    int version;
    struct digest content;
    struct digest receipt;  /* not needed here; what the Merkle tree is made of */
    const int64_t *values;  /* in the edition's order of indicators */
    const uint8_t *states;  /* likewise; enum answer_state */
    const uint8_t *planned; /* in the edition's order of goals: 1 if a measure is planned */
};

/* A release of the round before this one; with it comes what was published and withheld. */
struct earlier_release {
    const json_t *document; /* of all it has, needed are: release; of each figure its id, status
                               and notIncluded */
    const struct contribution *contributions; /* the versions it was computed from */
    size_t contribution_count;
};

struct release_input {
    const struct catalogue *edition;
    const char *round;
    int number;               /* of the release, from 1 */
    const char *published_at; /* RFC 3339, UTC */
    bool is_final;            /* the round has ended */
    const struct participant *participants;
    size_t participant_count;
    const struct own_group *own_groups;
    size_t own_group_count;
    const struct contribution *contributions; /* each of a participant; at most one each */
    size_t contribution_count;
    const struct earlier_release *earlier; /* all of the round, oldest first */
    size_t earlier_count;
    const struct digest *merkle_root; /* over the receipts of the versions, or NULL */
    const json_t *audit; /* the last line of each chain of the audit by then, or NULL */
    const uint8_t *key;  /* the installation's secret, for withholding at random */
    size_t key_size;     /* at least DISCLOSURE_KEY_SIZE */
    const struct disclosure_rules *rules; /* NULL: all of them; only tests say otherwise */
};

/*
 * The document as API.md has it. For each subject (indicators, goals, fields, the whole with
 * the id "whole", then the measures planned for each goal with the id GOAL#measures) and each
 * group there is exactly one figure, with the id SUBJECT@GROUP.
 *
 * indicator, level:  n, missing, mean, q1, median, q3        (one decimal)
 *                    shares: per cent of each level, {"0": "9", "1": "14", ...}
 * indicator, yes-no: n, missing, share                       (whole per cent that say yes)
 * indicator, share:  n, missing, mean, q1, median, q3        (whole per cent)
 * indicator, rate:   n, missing, mean, q1, median, q3        (three significant digits)
 * measures:          n, missing, count, share                (who planned one for the goal)
 * goal, field, whole: indicators, mean, lower, upper, bandIndicators  (whole points, 0 to 100)
 *   from the published figures of the scored indicators below only (DISCLOSURE.md, rule 6):
 *   mean of their means; lower and upper are the means of their lower and upper quartiles,
 *   where bandIndicators of them have quartiles; left out where none has.
 *
 * Below RELEASE_DETAILS_FROM units quartiles and shares are left out, and named in "without".
 * Not published: status, use (the next larger group that is published, or null), lastPublished
 * (the newest earlier release in which it was, or null).
 *
 * While the round lasts, a cell is too-few if 1 to 4 members of the group have yet to hand in
 * (rule 11). After it has ended, a cell that what came in late would make too-few is published
 * again as it was published last, and notIncluded is the number of its units by now that this
 * leaves out.
 */
json_t *release_compute(const struct release_input *input) MUST_CHECK;

/* The SHA-256 over the inputs: lines "KEY VERSION CONTENT\n" sorted by key. */
struct digest release_inputs_digest(const struct contribution *contributions, size_t count);

/*
 * A document of the same form with the figures that match. A field matches itself and all goals
 * and indicators in it, a goal itself and its indicators, an indicator itself; a subject is in
 * if any of the three lists names it, or if all three are empty. An empty list of groups
 * matches all. For the caller to release.
 */
struct release_filter {
    const char *const *fields, *const *goals, *const *indicators, *const *groups;
    size_t field_count, goal_count, indicator_count, group_count;
};
json_t *release_filter(const json_t *release, const struct catalogue *edition,
                       const struct release_filter *filter) MUST_CHECK;
