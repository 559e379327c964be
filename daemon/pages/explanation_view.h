#pragma once

/*
 * One figure explained: its numbers with what each means, what is left out and why, how it was
 * made and what it was made of. From the API's explanation of it.
 */

#include <jansson.h>

#include "common/catalogue.h"
#include "common/compiler.h"
#include "common/language.h"

/*
 * {"label", "unit", "kind", "polarity", "group_label", "members", "is_published", "status",
 * "meaning", "use", "last", "strip", "shares", "statistics", "left_out", "based_on", "methods",
 * "trend", "run"}
 */
json_t *explanation_view(const json_t *explanation, const struct catalogue *edition,
                         enum language language) MUST_CHECK;

/* [{"name", "meaning"}] of "method": what each part of it means, as far as there are words. */
json_t *explanation_methods(const json_t *method, enum language language) MUST_CHECK;
