#pragma once

/*
 * Runs, as the operator asks for them and watches them. What starts them: scheduler.h; what
 * they do: publish.h.
 */

#include "daemon/http/exchange.h"
#include "daemon/server.h"

/* POST .../runs: 202 with the Location of the run; a run that waits already is joined. */
void runs_request(struct server *server, struct exchange *exchange);

/* GET /v1/runs/{run}: state, progress, result. */
void runs_get(struct server *server, struct exchange *exchange);
