#pragma once

/*
 * The question sets, for anyone.
 */

#include "daemon/http/exchange.h"
#include "daemon/server.h"

void catalogues_list(struct server *server, struct exchange *exchange);
void catalogues_get(struct server *server, struct exchange *exchange); /* as it was published */

/* The JSON Schema of a self-check of the edition. */
void catalogues_schema(struct server *server, struct exchange *exchange);
