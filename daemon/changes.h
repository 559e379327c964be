#pragma once

/*
 * What a release changed, figure by figure, against an earlier one of its round.
 */

#include "daemon/http/exchange.h"
#include "daemon/server.h"

/* Against ?since=, else against the one before; 0 stands for nothing before the first. */
void changes_get(struct server *server, struct exchange *exchange);
