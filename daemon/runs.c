#include "daemon/runs.h"

#include <stdlib.h>
#include <string.h>

#include "common/memory.h"
#include "daemon/db.h"
#include "daemon/dispatch.h"
#include "daemon/problem.h"
#include "daemon/reply.h"

static void on_requested(const struct db_outcome *outcome, void *context)
{
    struct exchange *exchange = context;
    CLEANUP(memory_freep) char *location = NULL;
    const char *id;

    if (!reply_has_row(exchange, outcome))
        return;
    id = PQgetvalue(outcome->results[0], 0, 0);
    location = memory_format("/v1/runs/%s", id);
    exchange_set_header(exchange, "Location", location);
    exchange_set_header(exchange, "Cache-Control", "private, no-store");
    exchange_reply_json(exchange, 202, "application/json",
                        json_pack("{s:I, s:s, s:s}", "run", (json_int_t)strtoll(id, NULL, 10),
                                  "round", request_capture(exchange, "round"), "state",
                                  "queued"));
}

void runs_request(struct server *server, struct exchange *exchange)
{
    CLEANUP(memory_freep) char *who = request_who(exchange);
    struct db_unit *unit = request_unit(exchange, on_requested, exchange);

    db_unit_add(unit, STATEMENT_RUN_REQUEST, request_capture(exchange, "round"), who, NULL);
    request_audit(exchange, unit, AUDIT_RUN_REQUESTED);
    db_submit(server->db, unit);
}

void runs_get(struct server *server, struct exchange *exchange)
{
    const char *id = request_capture(exchange, "run");
    struct db_unit *unit;

    if (strspn(id, "0123456789") != strlen(id) || strlen(id) > 18) {
        problem_reply(exchange, PROBLEM_NOT_FOUND, NULL, NULL);
        return;
    }
    unit = request_unit(exchange, reply_document, exchange);
    db_unit_add(unit, STATEMENT_RUN_SHOW, id);
    db_submit(server->db, unit);
}
