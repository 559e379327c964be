#pragma once

/*
 * Series over rounds (common/figures/trend.h), as far as bridges between editions lead.
 */

#include "daemon/http/exchange.h"
#include "daemon/server.h"

/* GET /v1/trends: exactly one of indicator, goal and field, and a group or none for all. */
void trends_get(struct server *server, struct exchange *exchange);
