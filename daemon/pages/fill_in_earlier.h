#pragma once

/*
 * What the municipality handed in for the last round before this one: shown beside the
 * questions, and taken over into a draft where that is empty.
 *
 * Only what is the same question still: of another edition, what its bridges say goes on
 * without a break. Measures and acceptances are not taken over: they belong to their round.
 */

#include <stdbool.h>
#include <stddef.h>

#include <jansson.h>

#include "common/catalogue.h"
#include "common/compiler.h"
#include "daemon/pages/filling.h"

/* Looks it up into filling->earlier, then calls done as filling_open() does. */
void earlier_find(struct filling *filling /* taken */, filling_fn *done);

/* The round it was handed in for; NULL if there is nothing earlier. */
const char *earlier_round(const struct filling *filling);

/* The answer to the indicator, as in a draft; NULL if there is none that can be compared. */
json_t *earlier_answer(const struct filling *filling, const struct indicator *indicator);

/* Whether there is such an answer to any question: no bridge between editions, no answer. */
bool earlier_has_answers(const struct filling *filling);

/* Whether the question was another one then, or none. False without anything earlier. */
bool earlier_is_another(const struct filling *filling, const struct indicator *indicator);

/*
 * How many answers of the field can be taken over: values, and what does not apply for a reason
 * that the indicator still knows, where the draft has no answer at all.
 */
size_t earlier_offer(const struct filling *filling, const struct field *field) MUST_CHECK;

/* Takes them over into the document. */
void earlier_take_over(struct filling *filling, const struct field *field);
