#pragma once

/* GET /abgabe/{round}/position: where the municipality that is signed in stands, for the screen
 * and for paper. */

#include "daemon/http/exchange.h"
#include "daemon/server.h"

void position_page(struct server *server, struct exchange *exchange);
