#pragma once

/*
 * Invitations: a link for one municipality that shows its access key to whoever opens it first.
 *
 *     GET  /einladung/{code}   says what the link does; changes nothing, since mail scanners
 *                              follow links
 *     POST /einladung/{code}   makes the key and shows it, once; a form that is not proven
 *                              (entry.h) changes nothing and is shown again
 *
 * The code is a secret. It stands in no log (ROUTE_SECRET), goes to nobody as a Referer, and
 * only its hash is stored.
 */

#include "daemon/http/exchange.h"
#include "daemon/server.h"

void invitation_page(struct server *server, struct exchange *exchange);
void invitation_open(struct server *server, struct exchange *exchange);
