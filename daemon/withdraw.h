#pragma once

/*
 * Taking a self-check back: its versions and receipts stay, none of them counts any more.
 */

#include "daemon/http/exchange.h"
#include "daemon/server.h"

/* DELETE /v1/rounds/{round}/self-checks/{key}: 200 once it is committed, never before. */
void withdraw_delete(struct server *server, struct exchange *exchange);
