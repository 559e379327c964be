#pragma once

/*
 * Large jumps: a value so far from what the same municipality answered before that somebody
 * should look at it again. A finding then (large-jump), never a refusal by itself.
 *
 * From when on a jump is large, unless the edition says otherwise ("jump" of an indicator):
 *
 *   level    2 steps, up or down. Each step is described in words and takes a decision or a
 *            year's work; two at once happen, but are more often a row that has shifted.
 *   yes-no   never: there are only two answers, and a change is ordinary.
 *   share    25 percentage points, up or down: no administration turns over a quarter of
 *            anything from one round to the next unnoticed. The common slip is count and total
 * of different groups. rate     a factor of 2, up or down: rates have no common range, so only
 * proportion tells; slips (a month for a year, households for people) are a factor of two or
 * more. From nothing to something and back is a jump as well.
 */

#include <stdbool.h>
#include <stdint.h>

#include "common/catalogue.h"
#include "common/compiler.h"

#define JUMP_LEVEL_STEPS  2
#define JUMP_SHARE_POINTS 25
#define JUMP_RATE_FACTOR  2
#define JUMP_PLACES       3 /* decimals of a rate's factor */

/* What a municipality answered before, as far as it can be compared. */
struct earlier {
    const char *round; /* borrowed; the round it was in */
    const char *date;  /* borrowed; when it arrived, "2026-05-11" */
    /* By the position of the edition of now; only where answered and unchanged since then. */
    bool is_answered[CATALOGUE_INDICATORS_MAX];
    int64_t values[CATALOGUE_INDICATORS_MAX]; /* scaled by the decimals of now */
};

/* Both values are scaled by the indicator's decimals. */
bool jump_is_large(const struct indicator *indicator, int64_t before, int64_t now);
