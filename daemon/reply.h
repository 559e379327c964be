#pragma once

/*
 * Replies of things that can be asked for again: with an entity tag, and 304 for who has it
 * already (RFC 9110, 13.1.2).
 */

#include <stddef.h>

#include <jansson.h>

#include "common/compiler.h"
#include "daemon/db.h"
#include "daemon/http/exchange.h"

struct reply_form {
    const char *media_type;
    const char *etag; /* with quotes, or NULL: made from the bytes */
    const char *cache_control;
};

void reply_bytes(struct exchange *exchange /* taken */, const struct reply_form *form,
                 const void *bytes, size_t size);

/* The same with bytes as PostgreSQL prints a bytea. */
void reply_bytea(struct exchange *exchange /* taken */, const struct reply_form *form,
                 const char *literal);

/* The JSON document, of ours and therefore right, in bytes as PostgreSQL prints a bytea; for
 * the caller to release. */
json_t *reply_read_bytea(const char *literal) MUST_CHECK;

/* Whether the outcome has a row; if not, the exchange is answered: 404, 503 or 500. */
bool reply_has_row(struct exchange *exchange, const struct db_outcome *outcome);

/* A db_done_fn whose context is the exchange: the first column of the first row is the
 * document. */
void reply_document(const struct db_outcome *outcome, void *context);
