#pragma once

/*
 * One figure of a release explained: what it means, what it rests on, how it was made.
 */

#include "daemon/http/exchange.h"
#include "daemon/server.h"

void figures_get(struct server *server, struct exchange *exchange);
