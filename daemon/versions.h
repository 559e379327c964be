#pragma once

/*
 * What a municipality has handed in for a round: all of its versions and their receipts.
 */

#include "daemon/http/exchange.h"
#include "daemon/server.h"

/* GET /v1/rounds/{round}/self-checks/{key}/versions: newest first. */
void versions_list(struct server *server, struct exchange *exchange);

/* GET .../versions/{number}: the bytes as they were received. */
void versions_get(struct server *server, struct exchange *exchange);

/* GET .../versions/{number}/receipt: the same bytes for ever. */
void versions_receipt(struct server *server, struct exchange *exchange);

/* GET /v1/keys: the public keys of all receipts there ever were, as a JWK set. */
void versions_keys(struct server *server, struct exchange *exchange);
