#pragma once

/*
 * GET /static/{file}: what pages are shown with. An address is that of one content, so a
 * browser keeps it for ever.
 */

#include "daemon/http/exchange.h"
#include "daemon/server.h"

void assets_get(struct server *server, struct exchange *exchange);
