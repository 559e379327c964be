#pragma once

/*
 * What a code of a problem or a finding means, for people.
 */

#include "daemon/http/exchange.h"
#include "daemon/server.h"

/* GET /hilfe/{code} */
void help_get(struct server *server, struct exchange *exchange);

/* The same page under an address of the API, {code} being captured likewise. */
void help_as_page(struct server *server, struct exchange *exchange);
