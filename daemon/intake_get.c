/*
 * Gives a municipality its current version back, byte for byte as it was received.
 */

#include <stdlib.h>
#include <string.h>

#include "common/memory.h"
#include "daemon/db.h"
#include "daemon/dispatch.h"
#include "daemon/intake.h"
#include "daemon/intake_request.h"
#include "daemon/problem.h"
#include "daemon/reply.h"

/* The columns of sql/statements/self_check_current.sql. */
enum column { COLUMN_NUMBER, COLUMN_SHA256, COLUMN_MEDIA_TYPE, COLUMN_BYTES };

static void on_current(const struct db_outcome *outcome, void *context)
{
    struct exchange *exchange = context;
    const PGresult *row;
    char etag[ETAG_SIZE];

    if (outcome->error != NULL) {
        problem_reply_failure(exchange, outcome->error);
        return;
    }
    row = outcome->results[0];
    if (PQntuples(row) == 0 || PQgetisnull(row, 0, COLUMN_BYTES)) {
        problem_reply(exchange, PROBLEM_NOT_FOUND, NULL, NULL);
        return;
    }
    intake_etag((int)strtol(PQgetvalue(row, 0, COLUMN_NUMBER), NULL, 10),
                PQgetvalue(row, 0, COLUMN_SHA256), etag);
    reply_bytea(exchange,
                &(struct reply_form){.media_type = PQgetvalue(row, 0, COLUMN_MEDIA_TYPE),
                                     .etag = etag,
                                     .cache_control = "private, no-store"},
                PQgetvalue(row, 0, COLUMN_BYTES));
}

void intake_get(struct server *server, struct exchange *exchange)
{
    struct db_unit *unit = db_unit_new(on_current, exchange);

    db_unit_add(unit, STATEMENT_SELF_CHECK_CURRENT, request_capture(exchange, "round"),
                request_capture(exchange, "key"));
    db_submit(server->db, unit);
}
