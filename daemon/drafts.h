#pragma once

/*
 * Drafts of self-checks: what a municipality has filled in so far, kept beside what it has
 * handed in. Nobody else sees them, nothing is computed from them, and there are no receipts
 * for them.
 */

#include <stdbool.h>
#include <stddef.h>

#include "daemon/config.h"
#include "daemon/http/exchange.h"
#include "daemon/server.h"

/* PUT, GET and DELETE /v1/rounds/{round}/drafts/{key} */
void drafts_put(struct server *server, struct exchange *exchange);
void drafts_get(struct server *server, struct exchange *exchange);
void drafts_delete(struct server *server, struct exchange *exchange);

/*
 * Whether a draft of this media type is taken, and up to how many bytes. If not, the exchange
 * has been answered with 415.
 */
bool drafts_take_media_type(struct exchange *exchange, const struct config *config,
                            size_t *limit);
