#pragma once

/*
 * Measures as a form on a page has them. A row is an object of texts: goal, aim, measure,
 * responsible, priority, due, status. Both directions, as in fill_in_entry.h.
 */

#include <stddef.h>

#include <jansson.h>

#include "common/compiler.h"
#include "common/read/form_data.h"

/* The parts of a row, in the order of the form. */
#define PLAN_PARTS 7
extern const char *const plan_parts[PLAN_PARTS];

/* What the form shows of the measures of a document (or NULL). */
json_t *plan_of_measures(const json_t *measures) MUST_CHECK;

/*
 * What was sent: the fields "PART.0", "PART.1" and so on, as far as there are any; empty
 * rows at the end are left out.
 */
json_t *plan_of_form(const struct form_data *form) MUST_CHECK;

/* Empties the row, if it is there, so that it stands for none; the others keep their numbers.
 */
void plan_clear(json_t *rows, size_t row);

/*
 * The measures that the rows stand for; a row in which nothing stands is none. before are those
 * that the form showed, each in the row of its number: what was not changed stays as it is.
 */
json_t *measures_of_plan(const json_t *rows, const json_t *before) MUST_CHECK;
