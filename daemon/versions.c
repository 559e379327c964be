#include "daemon/versions.h"

#include <stdlib.h>
#include <string.h>

#include "daemon/db.h"
#include "daemon/dispatch.h"
#include "daemon/problem.h"
#include "daemon/reply.h"
#include "daemon/situation.h"

#define PRIVATE           "private, no-store"
#define NUMBER_DIGITS_MAX 9

/* The columns of sql/statements/version_bytes.sql. */
enum column { COLUMN_NUMBER, COLUMN_SHA256, COLUMN_MEDIA_TYPE, COLUMN_BYTES };

static void reply_with_document(const struct db_outcome *outcome, struct exchange *exchange,
                                const char *cache_control)
{
    const char *document;

    if (!reply_has_row(exchange, outcome))
        return;
    document = PQgetvalue(outcome->results[0], 0, 0);
    reply_bytes(
        exchange,
        &(struct reply_form){.media_type = "application/json", .cache_control = cache_control},
        document, strlen(document));
}

static void on_private(const struct db_outcome *outcome, void *context)
{
    reply_with_document(outcome, context, PRIVATE);
}

static void on_keys(const struct db_outcome *outcome, void *context)
{
    reply_with_document(outcome, context, "public, max-age=300");
}

static void on_bytes(const struct db_outcome *outcome, void *context)
{
    struct exchange *exchange = context;
    const PGresult *row;
    char etag[ETAG_SIZE];

    if (!reply_has_row(exchange, outcome))
        return;
    row = outcome->results[0];
    if (PQgetisnull(row, 0, COLUMN_BYTES)) {
        problem_reply(exchange, PROBLEM_ERASED, NULL, NULL);
        return;
    }
    version_etag((int)strtol(PQgetvalue(row, 0, COLUMN_NUMBER), NULL, 10),
                 PQgetvalue(row, 0, COLUMN_SHA256), false, etag);
    reply_bytea(exchange,
                &(struct reply_form){.media_type = PQgetvalue(row, 0, COLUMN_MEDIA_TYPE),
                                     .etag = etag,
                                     .cache_control = PRIVATE},
                PQgetvalue(row, 0, COLUMN_BYTES));
}

/* One spelling a version: digits without a zero in front. */
static bool is_number(const char *text)
{
    return text[0] != '0' && strlen(text) <= NUMBER_DIGITS_MAX &&
           strspn(text, "0123456789") == strlen(text);
}

static void ask(struct server *server, struct exchange *exchange, enum statement statement,
                enum audit_action action, db_done_fn *done)
{
    const char *number = request_capture(exchange, "number");
    struct db_unit *unit;

    if (!is_number(number)) {
        problem_reply(exchange, PROBLEM_NOT_FOUND, NULL, NULL);
        return;
    }
    unit = request_unit(exchange, done, exchange);
    db_unit_add(unit, statement, request_capture(exchange, "round"),
                request_capture(exchange, "key"), number);
    request_audit(exchange, unit, action);
    db_unit_share_commit(unit);
    db_submit(server->db, unit);
}

void versions_list(struct server *server, struct exchange *exchange)
{
    struct db_unit *unit = request_unit(exchange, on_private, exchange);

    db_unit_add(unit, STATEMENT_VERSION_LIST, request_capture(exchange, "round"),
                request_capture(exchange, "key"));
    request_audit(exchange, unit, AUDIT_VERSIONS_READ);
    db_unit_share_commit(unit);
    db_submit(server->db, unit);
}

void versions_get(struct server *server, struct exchange *exchange)
{
    ask(server, exchange, STATEMENT_VERSION_BYTES, AUDIT_VERSION_READ, on_bytes);
}

void versions_receipt(struct server *server, struct exchange *exchange)
{
    ask(server, exchange, STATEMENT_VERSION_RECEIPT, AUDIT_RECEIPT_READ, on_private);
}

void versions_keys(struct server *server, struct exchange *exchange)
{
    struct db_unit *unit = request_unit(exchange, on_keys, exchange);

    db_unit_add_values(unit, STATEMENT_RECEIPT_KEY_SET, 0, NULL);
    db_submit(server->db, unit);
}
