#pragma once

/*
 * Forms of people who have no session yet: for the access key, and on an invitation. Their csrf
 * field is made from a cookie of its own, which a browser gets with the first such form and
 * keeps until somebody signs in or it is closed, so that pages in several windows work side by
 * side. Both together prove that the form was shown to the browser that sends it. Nothing of
 * this is stored.
 */

#include <stdbool.h>

#include "common/compiler.h"
#include "daemon/http/exchange.h"
#include "daemon/pages/csrf.h"

/* Writes the field for a form of the reply, and gives the browser the cookie if it brought
 * none. Once a reply. */
void entry_prepare(struct exchange *exchange, char out[CSRF_TEXT_SIZE]);

/* Whether the form that was sent is proven. If not, what it asks for is not done: the answer is
 * the form again, with what entry_prepare() gives. */
bool entry_is_proven(const struct exchange *exchange) MUST_CHECK;

/* Takes the cookie away: somebody has signed in, and what was brought along ends with that. */
void entry_end(struct exchange *exchange);
