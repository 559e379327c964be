#pragma once

/*
 * Rounds, and who takes part in them.
 */

#include "daemon/http/exchange.h"
#include "daemon/server.h"

void rounds_list(struct server *server, struct exchange *exchange);
void rounds_get(struct server *server, struct exchange *exchange);

/* Who has handed in, one by one, by group and by day; nothing of what was handed in. */
void rounds_participation(struct server *server, struct exchange *exchange);
