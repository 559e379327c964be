#pragma once

/*
 * One subject on one scale, for the row of a table: where the middle half of a group lies, its
 * median or mean, and an own value. There is no mark for any other municipality (DISCLOSURE.md,
 * rule 5). Colour says nothing alone: the band is an area with an edge, the group a line
 * across, the own value a diamond.
 */

#include <stdbool.h>
#include <stdint.h>

#include "common/charts/scale.h"
#include "common/compiler.h"

#define STRIP_TICKS_MAX 11

struct strip {
    const char *title; /* NULL if a table says it, see svg_open() */
    int64_t maximum;   /* of the scale, which begins at 0; > 0 */
    int tick_count;    /* marks on the scale, its ends included: 2 to STRIP_TICKS_MAX */
    const char *from_label,
        *to_label;                   /* at the scale's ends, as a reader writes them; or NULL */
    struct chart_value lower, upper; /* the band: both or none, lower <= upper */
    struct chart_value median;       /* drawn if it is there */
    struct chart_value mean;         /* drawn if there is no median */
    struct chart_value own;
    const char *own_label; /* the own value as a reader writes it, or NULL */
    const char *refusal;   /* not NULL: nothing is published, and this says so; an own value is
                              drawn all the same */
};

/* The picture, for the caller to free. */
char *strip_draw(const struct strip *strip) MUST_CHECK;
