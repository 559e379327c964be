#pragma once

/*
 * What happens when a self-check arrives.
 */

#include <stdbool.h>

#include "daemon/config.h"
#include "daemon/http/exchange.h"
#include "daemon/server.h"

/* PUT /v1/rounds/{round}/self-checks/{key}: 201 or 200 once it is committed, never before. */
void intake_put(struct server *server, struct exchange *exchange);

/* GET of the same: the current version as it was received. */
void intake_get(struct server *server, struct exchange *exchange);

/*
 * Whether a self-check of this media type and encoding is taken, and up to how many bytes. If
 * not, the exchange has been answered with 415.
 */
bool intake_takes_media_type(struct exchange *exchange, const struct config *config,
                             size_t *limit);
