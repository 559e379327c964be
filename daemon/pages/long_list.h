#pragma once

/*
 * A long list: shown in pages, so that each stays small however many take part. Its links keep
 * what else was asked for.
 *
 * What was asked for is a JSON object: "path" (of the page, escaped), and by the names of their
 * parameters what was searched for ("" for all) and of each of the page's lists the number of
 * its page ("1").
 */

#include <stdbool.h>
#include <stddef.h>

#include <jansson.h>

#include "common/compiler.h"
#include "common/language.h"

#define LONG_LIST_ROWS 50 /* of a page, where each entry is a row of a table */

/* Whether it is the number of a page, from 1. */
bool long_list_is_page(const char *text);

/* What a parameter takes that is one, for problem_reply_parameter(). */
extern const struct wording long_list_page_takes;

/* The index of the first entry of a page, for which long_list_is_page() holds. */
size_t long_list_first(const char *page, size_t rows);

/*
 * {"label", "is_any", "from", "to", "found", "is_many", "first", "previous", "next", "last"}:
 * which of the entries found are shown, rows to a page, and links to the others ("" where there
 * are none), which lead to the element with this id. label is a text's key.
 */
json_t *long_list_view(json_t *asked, const char *list, size_t found, size_t rows,
                       const char *label, const char *id, enum language language) MUST_CHECK;
