#pragma once

/*
 * The proof that a version is in a release: the path from its receipt to the Merkle root that
 * the release names (common/figures/merkle.h).
 */

#include "daemon/http/exchange.h"
#include "daemon/server.h"

/* GET .../{key}/versions/{version}/proof?release=N; without a release: of the newest one. */
void proofs_get(struct server *server, struct exchange *exchange);
