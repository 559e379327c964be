#pragma once

/*
 * What a figure is about: an indicator, a goal, a field or the whole of an edition.
 */

#include <stddef.h>

#include "common/catalogue.h"

enum subject_level { SUBJECT_INDICATOR, SUBJECT_GOAL, SUBJECT_FIELD, SUBJECT_WHOLE };

/* "indicator", "goal", "field", "whole". */
const char *subject_level_name(enum subject_level level);

/* Everything in it is the edition's. */
struct subject {
    enum subject_level level;
    const char *id;                    /* the whole's is "whole" */
    const struct wording *label;       /* NULL when the edition has no such subject */
    const struct indicator *indicator; /* NULL above the indicators */
    const struct goal *goal;           /* itself or the one it is in; NULL above the goals */
    const struct field *field;         /* itself or the one it is in; NULL for the whole */
    size_t first, count;               /* its indicators: a run of positions */
};

/* All subjects: indicators, goals and fields, each in the edition's order, then the whole. */
size_t subject_count(const struct catalogue *edition);
struct subject subject_at(const struct catalogue *edition, size_t index);

/* The subject of a figure with this "level" and "subject". Without a label: there is none. */
struct subject subject_find(const struct catalogue *edition, const char *level, const char *id);
