#pragma once

/*
 * What a legend shows beside its words: the same marks as in the pictures, so they survive
 * forced colours and print, where coloured boxes vanish.
 */

#include "common/compiler.h"

enum swatch {
    SWATCH_OWN,     /* a diamond on a solid line */
    SWATCH_GROUP_1, /* a group's line and mark, each group another */
    SWATCH_GROUP_2,
    SWATCH_GROUP_3,
    SWATCH_MEDIAN, /* the line across a strip */
    SWATCH_MEAN,
    SWATCH_BAND,
    SWATCH_REFUSED,
    SWATCH_BREAK,
    SWATCH_LEVEL_0,
    SWATCH_LEVEL_1,
    SWATCH_LEVEL_2,
    SWATCH_LEVEL_3,
    SWATCH_LEVEL_4,
    SWATCH_COUNT,
};

/* The picture, hidden from a screen reader, for the caller to free. */
char *swatch_draw(enum swatch swatch) MUST_CHECK;
