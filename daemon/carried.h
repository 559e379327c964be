#pragma once

/*
 * What was answered in an earlier round, for the questions of this one. The form on the page
 * and the workbook show the same, since both ask here; which questions go on is said by
 * edition_way() (sql/migrations/0025_edition_way.sql).
 */

#include <jansson.h>

#include "common/catalogue.h"
#include "common/compiler.h"

/*
 * The answers and acceptances of a canonical form (self_check.h) under the identifiers of this
 * edition: {"answers", "acceptances"}. links is {indicator now: indicator then}, or NULL where
 * the form is of the same edition; what it does not name is left out. Numbers of answers stay
 * as they were given: they are counts, to which the decimals of an edition make no difference.
 */
json_t *carried_content(const json_t *content, const json_t *links,
                        const struct catalogue *edition) MUST_CHECK;
