#pragma once

/*
 * A self-check between the two steps of a person at a browser: checked, and not handed in yet,
 * perhaps because of its mistakes. It waits in the database for at most a day, one for each
 * round and municipality, so that the receipt is over the very file that was checked and
 * loading a page again, or in the other language, loses nothing.
 */

#include <stdbool.h>
#include <stddef.h>

#include "common/compiler.h"
#include "common/digest.h"
#include "daemon/db.h"
#include "daemon/http/exchange.h"
#include "daemon/server.h"

struct pending_upload {
    char *bytes; /* owned, as received */
    size_t size;
    char *media_type;             /* owned, as the API wants it in Content-Type */
    char *name;                   /* owned; of the file, for showing only; "" without one */
    char sha256[DIGEST_HEX_SIZE]; /* of the bytes; set by pending_upload_find() */
};

void pending_upload_done(struct pending_upload *self);

/*
 * Keeps a copy of it, in the place of another one. For the municipality that is signed in, like
 * the functions below; afterwards the person goes on to /abgabe/ROUND/pruefen.
 */
void pending_upload_store(struct server *server, const struct exchange *exchange,
                          const char *round, const struct pending_upload *upload,
                          db_done_fn *done, void *context);

/* Looks for it; pending_upload_read() reads the outcome. */
void pending_upload_find(struct server *server, const struct exchange *exchange,
                         const char *round, db_done_fn *done, void *context);

/* False when there is none. */
bool pending_upload_read(const struct db_outcome *outcome, struct pending_upload *out)
    MUST_CHECK;

/* Forgets it, unless it has another SHA-256 by now. */
void pending_upload_delete(struct server *server, const struct exchange *exchange,
                           const char *round, const char *sha256, db_done_fn *done,
                           void *context);
