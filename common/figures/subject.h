#pragma once

/*
 * What a figure is about: an indicator, a goal, a field, the whole of an edition, or the
 * measures planned for a goal.
 */

#include <stddef.h>

#include "common/catalogue.h"

enum subject_level {
    SUBJECT_INDICATOR,
    SUBJECT_GOAL,
    SUBJECT_FIELD,
    SUBJECT_WHOLE,
    SUBJECT_MEASURES,
};

/* "indicator", "goal", "field", "whole", "measures". */
const char *subject_level_name(enum subject_level level);

/* Everything in it is the edition's. */
struct subject {
    enum subject_level level;
    const char *id; /* the whole's is "whole", of measures "STR.1#measures" */
    const struct wording
        *label; /* of measures the goal's; NULL when the edition has no such subject */
    const struct indicator *indicator; /* NULL above the indicators */
    const struct goal *goal;           /* itself or the one it is in; NULL above the goals */
    const struct field *field;         /* itself or the one it is in; NULL for the whole */
    size_t first, count; /* its indicators: a run of positions; of measures none */
};

/*
 * All subjects: indicators, goals and fields, each in the edition's order, then the whole, then
 * the measures of all goals.
 */
size_t subject_count(const struct catalogue *edition);
struct subject subject_at(const struct catalogue *edition, size_t index);

/* The subject of a figure with this "level" and "subject". Without a label: there is none. */
struct subject subject_find(const struct catalogue *edition, const char *level, const char *id);
