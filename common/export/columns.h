#pragma once

/*
 * The numbers that a figure can have, as columns of a table: one list for every form that is
 * one, and for the explanations of figures.
 */

#include <stdbool.h>
#include <stddef.h>

#include <jansson.h>

#include "common/figures/subject.h"
#include "common/language.h"

struct column {
    const char *name;   /* in a table for machines, e.g. "share_0" */
    const char *member; /* of the figure, e.g. "shares" */
    const char *part;   /* of the member, e.g. "0"; NULL: the member itself is the number */
    const char *code;   /* in SDMX, e.g. "SHARE_0" */
    unsigned subjects;  /* which have it; for column_suits() */
    bool is_count;      /* a whole number of something, whatever the subject's unit is */
    struct wording label;
    struct wording meaning; /* one sentence: how it is computed */
};

size_t column_count(void);
const struct column *column_at(size_t index);

/* The index of the column with this name, which there has to be. */
size_t column_index(const char *name);

/* The figure's number, a string (decimal) or an integer (count); NULL when it has none. */
const json_t *column_value(const struct column *column, const json_t *figure);

/* Whether figures about the subject have it, if they are published and rest on enough answers.
 */
bool column_suits(const struct column *column, const struct subject *subject);

/* What numbers are counted in. */
struct unit_name {
    const char *code; /* in SDMX, e.g. "PT" */
    struct wording label;
};

/* The unit of a subject's mean, share or band. */
const struct unit_name *subject_unit(const struct subject *subject);

/* The unit of the column for a subject, which may be another: n is a number of municipalities.
 */
const struct unit_name *column_unit(const struct column *column, const struct subject *subject);
