#pragma once

/*
 * GET /v1/audit: the lines of all chains, oldest first, in pages.
 *
 * A cursor holds the last line of each chain that was given out, so that no line is missed or
 * given twice, in whatever order transactions commit: within a chain lines are committed in the
 * order of their numbers.
 */

#include <stdbool.h>

#include "common/compiler.h"
#include "daemon/http/exchange.h"
#include "daemon/server.h"

void audit_get(struct server *server, struct exchange *exchange);

/* Whether the text has the form of a cursor: ID.NUMBER for each chain, separated by '_'; the
 * empty one is before all. */
bool audit_is_cursor(const char *text) MUST_CHECK;

/* What a parameter takes that is a cursor, for problem_reply_parameter(). */
extern const struct wording audit_cursor_takes;
