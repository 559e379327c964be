/*
 * Gives a municipality its current version back, byte for byte as it was received; or says that
 * it was withdrawn, and how the next one has to name that.
 */

#include <stdlib.h>
#include <string.h>

#include "common/memory.h"
#include "daemon/db.h"
#include "daemon/dispatch.h"
#include "daemon/intake.h"
#include "daemon/problem.h"
#include "daemon/reply.h"
#include "daemon/situation.h"

/* The columns of sql/statements/self_check_current.sql. */
enum column {
    COLUMN_NUMBER,
    COLUMN_SHA256,
    COLUMN_MEDIA_TYPE,
    COLUMN_BYTES,
    COLUMN_REASON,
    COLUMN_WITHDRAWN_AT,
};

static void reply_withdrawn(struct exchange *exchange, const PGresult *row, const char *etag)
{
    exchange_set_header(exchange, "ETag", etag);
    problem_reply(exchange, PROBLEM_WITHDRAWN, NULL,
                  json_pack("{s:s, s:s, s:s}", "currentETag", etag, "reason",
                            PQgetvalue(row, 0, COLUMN_REASON), "withdrawnAt",
                            PQgetvalue(row, 0, COLUMN_WITHDRAWN_AT)));
}

static void on_current(const struct db_outcome *outcome, void *context)
{
    struct exchange *exchange = context;
    const PGresult *row;
    char etag[ETAG_SIZE];
    bool is_withdrawn;

    if (!reply_has_row(exchange, outcome))
        return;
    row = outcome->results[0];
    is_withdrawn = !PQgetisnull(row, 0, COLUMN_WITHDRAWN_AT);
    if (PQgetisnull(row, 0, COLUMN_NUMBER)) {
        problem_reply(exchange, PROBLEM_NOT_FOUND, NULL, NULL); /* nothing was handed in yet */
        return;
    }
    if (!is_withdrawn && PQgetisnull(row, 0, COLUMN_BYTES)) {
        problem_reply(exchange, PROBLEM_ERASED, NULL, NULL);
        return;
    }
    version_etag((int)strtol(PQgetvalue(row, 0, COLUMN_NUMBER), NULL, 10),
                 PQgetvalue(row, 0, COLUMN_SHA256), is_withdrawn, etag);
    if (is_withdrawn) {
        reply_withdrawn(exchange, row, etag);
        return;
    }
    reply_bytea(exchange,
                &(struct reply_form){.media_type = PQgetvalue(row, 0, COLUMN_MEDIA_TYPE),
                                     .etag = etag,
                                     .cache_control = "private, no-store"},
                PQgetvalue(row, 0, COLUMN_BYTES));
}

void intake_get(struct server *server, struct exchange *exchange)
{
    struct db_unit *unit = request_unit(exchange, on_current, exchange);

    db_unit_add(unit, STATEMENT_SELF_CHECK_CURRENT, request_capture(exchange, "round"),
                request_capture(exchange, "key"));
    request_audit(exchange, unit, AUDIT_SELF_CHECK_READ);
    db_unit_share_commit(unit);
    db_submit(server->db, unit);
}
