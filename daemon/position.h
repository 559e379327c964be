#pragma once

/*
 * A municipality's own place among the others (common/figures/position.h).
 */

#include "daemon/http/exchange.h"
#include "daemon/server.h"

/* GET .../{key}/position: its current version beside the newest release. */
void position_get(struct server *server, struct exchange *exchange);
