#pragma once

/*
 * The operator's pages: to look at, and to start a run. Everything else is changed with
 * weltoffenctl on the host, whose command each page names.
 */

#include "daemon/http/exchange.h"
#include "daemon/server.h"

/* GET /betrieb: the rounds, the newest runs, and whether all is well. */
void operation_start(struct server *server, struct exchange *exchange);

/* GET /betrieb/runden/{round}: its roster, releases and runs. */
void operation_round(struct server *server, struct exchange *exchange);

/* POST /betrieb/runden/{round}/lauf: asks for a run. */
void operation_run(struct server *server, struct exchange *exchange);

/* GET /betrieb/zugaenge: who has access, and invitations. */
void operation_access(struct server *server, struct exchange *exchange);

/* GET /betrieb/protokoll: the audit, newest lines first. */
void operation_audit(struct server *server, struct exchange *exchange);

/* GET /betrieb/zustand: database, receipts, certificate, and what was counted. */
void operation_health(struct server *server, struct exchange *exchange);
