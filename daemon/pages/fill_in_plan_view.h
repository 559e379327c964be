#pragma once

/*
 * Measures on the page of the form: views for the template fill_in/measures.
 */

#include <jansson.h>

#include "common/catalogue.h"
#include "common/compiler.h"
#include "common/language.h"

/*
 * The rows and an empty one: number, row, is_new, and for each part id, name, value, mistakes,
 * has_mistakes; goal, priority and status have options [{value, label, is_chosen}].
 */
json_t *plan_view(const json_t *rows, const struct catalogue *edition, const json_t *mistakes,
                  enum language language) MUST_CHECK;

/* Those of the rows `other` that are not among `rows`, as texts. */
json_t *plan_others(const json_t *rows, const json_t *other, const struct catalogue *edition,
                    enum language language) MUST_CHECK;
