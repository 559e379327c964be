#pragma once

/*
 * How far a self-check is that is being filled in: views for the template fill_in/overview.
 */

#include <jansson.h>

#include "common/catalogue.h"
#include "common/compiler.h"
#include "common/language.h"

/* How many indicators of the field have no entry yet. */
size_t progress_open(const json_t *answers, const struct catalogue *edition,
                     const struct field *field) MUST_CHECK;

/*
 * The field: id, label, total, done, open, errors, and which of is_empty, is_done, has_errors
 * and is_begun it is.
 */
json_t *progress_field(const json_t *answers, const struct catalogue *edition,
                       const struct field *field, const json_t *mistakes,
                       enum language language) MUST_CHECK;
