#pragma once

/*
 * Whose token it is that somebody shows: at every request of the API, and when a person signs
 * in.
 */

#include <stdbool.h>

#include "common/error.h"
#include "common/token.h"
#include "daemon/server.h"

#define ACCESS_ID_SIZE  24
#define ACCESS_KEY_SIZE 16

/* Who a token lets in. */
struct access_holder {
    char token[ACCESS_ID_SIZE];         /* its id, for records */
    char session[ACCESS_ID_SIZE];       /* the id of its session; "" without one */
    enum role role;                     /* never ROLE_NONE */
    char municipality[ACCESS_KEY_SIZE]; /* "" for other roles */
};

/*
 * Called exactly once, from the event loop: with an error if nobody could be asked, without a
 * holder if the token is unknown, revoked or expired. The holder is borrowed.
 */
typedef void access_fn(const struct error *error, const struct access_holder *holder,
                       void *context);

/* Asks the database each time: what was revoked is refused from then on, by every instance, and
 * so is what it began while it held (db_unit_by()). */
void access_find(struct server *server, const char *token, access_fn *found, void *context);

/* Notes that the token with this id was used. Nobody waits for it. */
void access_note_use(struct server *server, const char *id);
