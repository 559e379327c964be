#pragma once

/*
 * How many have handed in, as a line that climbs towards a deadline. Counts only, and never
 * who.
 */

#include <stddef.h>

#include "common/compiler.h"

#define PROGRESS_SPAN 10000 /* from the opening of a round to its deadline */

/* From then on so many had handed in. */
struct progress_step {
    int at; /* 0 to PROGRESS_SPAN */
    int handed_in;
};

struct progress {
    const char *title;                 /* NULL if a table says it, see svg_open() */
    const struct progress_step *steps; /* borrowed; at and handed_in never fall */
    size_t step_count;
    int now;                                  /* where the line ends, 0 to PROGRESS_SPAN */
    int members;                              /* > 0; handed_in is no more */
    const char *members_label;                /* at the upper edge, e.g. "40" */
    const char *count_label;                  /* at the end of the line, e.g. "34"; or NULL */
    const char *opens_label, *deadline_label; /* days, at the ends */
};

/* The line, for the caller to free. */
char *progress_draw_steps(const struct progress *progress) MUST_CHECK;
