#pragma once

/*
 * One subject over the rounds: the middle half of a group as a band, and its median or mean as
 * a dashed line. Where nothing was published, and between editions whose numbers cannot be
 * compared, it is interrupted.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/charts/scale.h"
#include "common/compiler.h"

#define TREND_ROUNDS_MAX 40
#define TREND_TICKS_MAX  11

struct trend_round {
    const char *label;               /* of the round */
    const char *note;                /* below it: "n = 34", or why there is nothing */
    bool is_break;                   /* cannot be compared with the round before */
    struct chart_value lower, upper; /* the band: both or none, lower <= upper */
    struct chart_value group;        /* its median or mean */
};

struct trend {
    const char *title;                /* NULL if a table says it, see svg_open() */
    const struct trend_round *rounds; /* borrowed */
    size_t round_count;               /* 1 to TREND_ROUNDS_MAX */
    int64_t maximum;                  /* of the scale, which begins at 0; > 0 */
    const char *const *tick_labels;   /* borrowed; from 0 to the maximum, as a reader writes */
    size_t tick_count;                /* 2 to TREND_TICKS_MAX */
};

/* The picture, for the caller to free. */
char *trend_draw(const struct trend *trend) MUST_CHECK;
