#pragma once

/*
 * How a person with a browser comes in: what is judged of a page's request beyond what every
 * request is judged by.
 */

#include <stdbool.h>

#include "common/compiler.h"
#include "daemon/http/exchange.h"
#include "daemon/server.h"

/* Whether the client would rather have a page than a document, for paths that nobody knows. */
bool door_is_wanted(const struct exchange *exchange) MUST_CHECK;

/* Sets the fields that every reply of this kind has, and of a page the language. */
void door_dress(struct exchange *exchange, bool is_page);

/*
 * Judges where a POST comes from, and finds the session of the cookie if there is one; then
 * calls next, from the loop or at once, unless it has answered.
 */
void door_enter(struct server *server, struct exchange *exchange,
                void (*next)(struct exchange *exchange));

/* The parameter with which a page says that it was led on to: not again, whatever a browser
 * says of where it came from. */
#define DOOR_ONWARD "onward"

/*
 * Whether somebody followed a link from another site, e.g. from a mail in the browser, and was
 * not led on yet. A cookie with SameSite=Strict does not come with that, nor with any redirect
 * of ours: only with what begins on a page of ours.
 */
bool door_is_link_from_elsewhere(const struct exchange *exchange) MUST_CHECK;

/* So this is such a page: it goes on to the target at once by itself. */
void door_lead_on(struct exchange *exchange /* taken */, const char *target);

/* Leads somebody who is not signed in to the sign-in, and afterwards back here. */
void door_lead_to_sign_in(struct exchange *exchange /* taken */);

/* Whether the media type is what the route's form comes as; if not, it is answered. */
bool door_takes_media_type(struct exchange *exchange) MUST_CHECK;

/* Reads the form and judges the csrf field of a session's; if something is wrong, it is
 * answered. Whoever takes forms without a session judges them by entry.h. */
bool door_read_form(struct exchange *exchange) MUST_CHECK;
