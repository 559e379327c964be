#pragma once

/*
 * A series over rounds: one published figure after the other, joined only where a bridge
 * between editions says so (common/bridge.h).
 *
 * A change is the difference of two published figures, as they were rounded, with both n
 * (DISCLOSURE.md, rule 7): who sees both figures knows it already.
 */

#include <stdbool.h>
#include <stddef.h>

#include <jansson.h>

#include "common/compiler.h"
#include "common/figures/subject.h"

/* One round, with the newest release of it. */
struct trend_point {
    const char *round, *edition;
    int release;
    bool is_final;
    const char *published_at;
    const char
        *subject; /* its id in this edition; NULL: nothing in it is joined to the series */
    int segment;  /* of two points with the same one no edition between has changed it */
    const json_t *figure; /* borrowed; NULL if the release has no such group */
};

/*
 * {"level", "subject", "group", "points": [{"round", "edition", "release", "final",
 * "publishedAt", "subject", "status", "break", ...}]}, oldest round first as they are handed
 * in.
 *
 * A point has the members of its figure. Its status is the figure's, or "not-joined" without a
 * subject, or "no-such-group" without a figure. break: an edition since the last point that was
 * joined has changed the subject. A published point behind another one without a break between
 * has "change": {"since": ROUND, "n": {"from", "to"}, and the difference of each number that
 * both have}; above the indicators "indicators" stands for "n".
 */
json_t *trend_compute(enum subject_level level, const char *subject, const char *group,
                      const struct trend_point *points, size_t count) MUST_CHECK;
