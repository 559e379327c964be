#pragma once

/*
 * GET /api: the description of the API (daemon/openapi.h) for people to read.
 */

#include "daemon/http/exchange.h"
#include "daemon/server.h"

void api_get(struct server *server, struct exchange *exchange);
