#pragma once

/*
 * The operator's listener: /live, /ready and /metrics, on loopback or a Unix socket, apart from
 * the public one. No tokens: who reaches it may look.
 */

#include "daemon/http/exchange.h"
#include "daemon/server.h"

/* The service behind it; it borrows the server. */
struct http_service health_service(struct server *server);
