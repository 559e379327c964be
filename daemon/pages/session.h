#pragma once

/*
 * Sessions of people who have signed in at a browser.
 *
 *     signs in --> started --> idle or too old, signs out, or the token is revoked --> over
 *                     |
 *                     +------> the least recently used of too many with one token --> over
 *
 * Every request of a page asks the database, so that what ends a session ends it at once and on
 * every instance.
 */

#include "daemon/db.h"
#include "daemon/http/exchange.h"
#include "daemon/request.h"
#include "daemon/server.h"

/* How many one token may have; one more ends the one that has gone unused for longest. */
#define SESSIONS_PER_TOKEN 20

/* Looks for the session; session_read() reads the outcome. */
void session_find(struct server *server, const char *id, db_done_fn *done, void *context);

/* Whose it is, whose use of the token is noted; false when there is no such session, or it is
 * over. */
bool session_read(const struct db_outcome *outcome, struct request *out) MUST_CHECK;

/* Starts a session for the holder of the access key with this secret_hash(), and ends that of
 * this request, if it has one, and what is one too many. ERROR_DENIED when the key has ceased
 * to hold. */
void session_start(const struct exchange *exchange, const char *id, const char *key_hash,
                   const struct access_holder *holder, db_done_fn *done, void *context);

/* Ends the session of this request. */
void session_revoke(struct exchange *exchange, db_done_fn *done, void *context);
