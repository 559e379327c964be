#pragma once

/*
 * What is wrong or unusual in a draft, each at the place of a form where it can be mended.
 *
 * A place is the id of a field of a form: "q12-count" is the count of the indicator at position
 * 12, and the parts are choice, count, of, comment; "m0-goal" is a part of the first measure.
 */

#include <stdbool.h>
#include <stddef.h>

#include <jansson.h>

#include "common/catalogue.h"
#include "common/compiler.h"
#include "common/language.h"

/*
 * A list of {place, row, text, is_error}, from the findings of the API about this document. row
 * is the position of the indicator, or the number of the measure; place is "" where no form has
 * one. An open answer is no mistake.
 */
json_t *mistakes_of(const json_t *findings, const json_t *document,
                    const struct catalogue *edition, enum language language) MUST_CHECK;

/* Those of one place, as texts, with a number that makes them distinct: {id, text, is_error}.
 */
json_t *mistakes_at(const json_t *mistakes, const char *place) MUST_CHECK;

/* Whether one of those is an error; what is only unusual does not make a field wrong. */
bool mistakes_have_error(const json_t *mistakes);

/* How many errors are within the field, or (NULL) the measures. */
size_t mistakes_count(const json_t *mistakes, const struct field *field) MUST_CHECK;

/* Whether the mistake belongs to a measure. */
bool mistake_is_of_measure(const json_t *mistake) MUST_CHECK;
