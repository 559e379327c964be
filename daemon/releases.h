#pragma once

/*
 * Releases as they were published: stored once, served for ever.
 */

#include "daemon/http/exchange.h"
#include "daemon/server.h"

void releases_list(struct server *server, struct exchange *exchange);

/* 302 to the number of the newest one, with the same query. */
void releases_latest(struct server *server, struct exchange *exchange);

/* One release as JSON or CSV, whole or filtered by field, goal, indicator and group. */
void releases_get(struct server *server, struct exchange *exchange);
