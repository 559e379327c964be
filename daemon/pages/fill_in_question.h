#pragma once

/*
 * One indicator on a page of the form: a view for the template fill_in/question.
 */

#include <stdbool.h>

#include <jansson.h>

#include "common/catalogue.h"
#include "common/compiler.h"
#include "common/language.h"

/* Everything is borrowed. */
struct question {
    const struct catalogue *edition;
    const struct indicator *indicator;
    const json_t *entry;    /* what stands in it, see fill_in_entry.h */
    const json_t *other;    /* what somebody else has saved meanwhile, an entry; or NULL */
    const json_t *mistakes; /* of the whole form, see fill_in_mistakes.h */
    /* Of the last round, see fill_in_earlier.h. */
    const char *earlier_round; /* its id, or NULL */
    const json_t *earlier;     /* the answer then, or NULL */
    bool is_another;           /* it was another question then */
    enum language language;
};

/*
 * id ("q12"), number, label, hint, mistakes, options [{id, value, label, is_checked,
 * is_first}], count and of {id, name, label, value, hint, mistakes} or null, name, comment
 * {...}, other (in words) or null, earlier {round, words, comment} or null, another {round} or
 * null
 */
json_t *question_view(const struct question *question) MUST_CHECK;

/* The id of the first field of the indicator's part of the form, for the caller to free. */
char *question_anchor(const struct indicator *indicator) MUST_CHECK;
