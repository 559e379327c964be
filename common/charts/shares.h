#pragma once

/*
 * How a group spreads over the levels of a worded scale: one bar, divided. Shares were rounded
 * one by one, so they need not make 100; the bar is divided by what they make. Each part has an
 * edge and, if it is wide enough, its level's number.
 */

#include <stdint.h>

#include "common/charts/scale.h"
#include "common/compiler.h"

#define SHARES_LEVELS 5

struct shares {
    const char *title;                        /* NULL if a table says it, see svg_open() */
    struct chart_value levels[SHARES_LEVELS]; /* each is there; not all are 0 */
};

/* The picture, for the caller to free. */
char *shares_draw(const struct shares *shares) MUST_CHECK;
