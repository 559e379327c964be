#pragma once

/*
 * Brings a request to its handler. Everything that can be judged from the head is judged before
 * a byte of the body is read. A program's request:
 *
 *     rate --> path --> method --> token --> right to it --> parameters --> media type --> body
 *     429      404      405      401, 429        403             400            415        413
 *
 * What is wrong with it as HTTP comes before all of that, and is told in the same form. A
 * method that nothing here has is 405 with those of the path, or 404 where there is no such
 * path; 405 with all there are for "OPTIONS *" and for what is no method at all.
 *
 * A person's, by a browser: its problems are pages, and without a session it is led to the
 * sign-in.
 *
 *     rate --> path --> method --> sent by a page of ours? --> session --> right to it -->
 *     429      404      405        403 (POST)                  303         403
 *
 *          parameters --> media type --> body --> form --> its csrf field --> handler
 *          400            415            413      400      403
 *
 * The field of a form that is sent without a session is its handler's business: pages/entry.h.
 */

#include <stdbool.h>

#include <jansson.h>

#include "common/compiler.h"
#include "common/language.h"
#include "common/read/form_data.h"
#include "common/token.h"
#include "daemon/audit.h"
#include "daemon/db.h"
#include "daemon/http/exchange.h"
#include "daemon/http/inner.h"
#include "daemon/server.h"

/* The service behind the public listener; it borrows the server. */
struct http_service dispatch_service(struct server *server);

/*
 * Judges a request that the daemon makes to its own API, for a client: as one with a token of
 * the client's role and municipality, or without a token. acceptances: see struct call.
 */
void dispatch_inner(struct server *server, const struct exchange *client,
                    struct exchange *exchange /* taken */, json_t *acceptances /* or NULL */);

/* --- for handlers; all is borrowed from the exchange --- */

/* What the path captured. */
const char *request_capture(const struct exchange *exchange, const char *name);

/* Who asks, by token or session; the municipality and the token's name are "" without one. */
enum role request_role(const struct exchange *exchange);
const char *request_municipality(const struct exchange *exchange);
const char *request_name(const struct exchange *exchange);
bool request_is_signed_in(const struct exchange *exchange); /* by a session */

/*
 * A unit that sees and writes what the one who asks may: for a municipality its own versions,
 * for anybody else no versions at all. Every statement on versions belongs into one. It fails
 * with ERROR_DENIED, which problem_reply_failure() answers, once the token or the session that
 * was let in no longer holds. Where the route only shows what is published
 * (route_only_reads()), it only reads, and a replica that lags behind is not asked about
 * tokens.
 */
struct db_unit *request_unit(const struct exchange *exchange, db_done_fn *done, void *context)
    MUST_CHECK;

/* "operator token 17": who asks, for records. */
char *request_who(const struct exchange *exchange) MUST_CHECK;

/*
 * Adds the audit's line of this request to the unit, behind the statements it tells of: who
 * asks, the round and the municipality that the path names; the municipality's own pages name
 * it by who is signed in. It depends on audit_effect(), so that what a path says is in the
 * audit only if there is such a thing.
 */
void request_audit(const struct exchange *exchange, struct db_unit *unit,
                   enum audit_action action);

/*
 * The answer that follows refuses access, or a sign-in: it counts among those of the audit
 * (refusals.h). Of 401 and 403 that is known anyway.
 */
void request_note_refusal(const struct exchange *exchange);

/* Of a page: what ?lang= says, else the cookie "lang", else Accept-Language. */
enum language request_language(const struct exchange *exchange);

/* Whether the answer is for a person with a browser. */
bool request_is_page(const struct exchange *exchange);

/* The value of the field "csrf" for forms of this session; "" without a session. */
const char *request_csrf(const struct exchange *exchange);

/* Reasons that were given beside a self-check, on a page: as its own "acceptances"; NULL if
 * none were. No request from outside has any. */
const json_t *request_acceptances(const struct exchange *exchange);

/* What a route with BODY_FORM or BODY_UPLOAD was sent; its csrf field is judged already. */
const struct form_data *request_form(const struct exchange *exchange);
