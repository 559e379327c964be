#pragma once

/*
 * How many take part in a round, and how they became more towards its deadline. Made of the
 * API's documents.
 */

#include <time.h>

#include <jansson.h>

#include "common/compiler.h"
#include "common/language.h"

#define PARTICIPATION_NAMES 200 /* of a page */

/*
 * {"handed_in", "members", "count", "all", "progress"}, as people read them and as whole
 * numbers for a bar; progress {"chart", "days": [{"day", "handed_in"}]} is null as long as
 * nobody has handed in. Null where the document is NULL: not everybody may see it.
 */
json_t *participation_view(const json_t *participation, const json_t *round, time_t now,
                           enum language language) MUST_CHECK;

/* [{"label", "handed_in", "members", "count", "all"}]; [] where the document is NULL. */
json_t *participation_groups_view(const json_t *participation, enum language language)
    MUST_CHECK;

/*
 * {"count", "rows": [{"name", "key"}], "pages"} of those that have not handed in: how many they
 * are, and those of the page that is asked for (long_list.h, the list "page"). Null if all
 * have, or the document is NULL.
 */
json_t *participation_absent_view(const json_t *participation, json_t *asked,
                                  enum language language) MUST_CHECK;
