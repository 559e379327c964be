#pragma once

/*
 * A long list of the operator's: shown in pages, and only what was searched for, so that a page
 * stays small however many take part. Its links keep what else was asked for.
 *
 * What was asked for is a JSON object: "path" (of the page), "search" ("" for all), and of each
 * of the page's lists, by the name of its parameter, the number of its page ("1").
 */

#include <stdbool.h>

#include <jansson.h>

#include "common/compiler.h"
#include "common/language.h"

#define OPERATION_LIST_ROWS 50 /* of a page */

/* Whether it is the number of a page, from 1. */
bool operation_list_is_page(const char *text);

/*
 * {"label", "is_any", "from", "to", "found", "is_many", "first", "previous", "next", "last"}:
 * which of the entries found are shown, and links to the others ("" where there are none),
 * which lead to the element with this id. label is a text's key.
 */
json_t *operation_list_view(json_t *asked, const char *list, json_int_t found,
                            const char *label, const char *id, enum language language)
    MUST_CHECK;
