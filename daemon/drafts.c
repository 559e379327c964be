/*
 * Looking a draft up and deleting it; draft_put.c saves it.
 */

#include "daemon/drafts.h"

#include <string.h>

#include "common/memory.h"
#include "daemon/dispatch.h"
#include "daemon/draft_request.h"
#include "daemon/log.h"
#include "daemon/problem.h"
#include "daemon/reply.h"

/* The columns of draft_find.sql. */
enum column { COLUMN_DOCUMENT, COLUMN_SHA256 };

static void on_draft(const struct db_outcome *outcome, void *context)
{
    struct exchange *exchange = context;
    const char *document;
    char etag[ETAG_SIZE];

    if (!reply_has_row(exchange, outcome))
        return;
    document = PQgetvalue(outcome->results[0], 0, COLUMN_DOCUMENT);
    draft_etag(PQgetvalue(outcome->results[0], 0, COLUMN_SHA256), etag);
    reply_bytes(exchange,
                &(struct reply_form){.media_type = "application/json",
                                     .etag = etag,
                                     .cache_control = "private, no-store"},
                document, strlen(document));
}

void drafts_get(struct server *server, struct exchange *exchange)
{
    struct db_unit *unit = request_unit(exchange, on_draft, exchange);

    db_unit_add(unit, STATEMENT_DRAFT_FIND, request_capture(exchange, "round"),
                request_capture(exchange, "key"));
    request_audit(exchange, unit, AUDIT_DRAFT_READ);
    db_submit(server->db, unit);
}

/* --- deleting --- */

static void on_found(const struct db_outcome *outcome, void *context);

static void reply_deleted(struct draft_request *self)
{
    exchange_set_header(self->exchange, "Cache-Control", "private, no-store");
    exchange_reply(TAKE(self->exchange), 204, NULL, NULL, 0);
}

static void on_deleted(const struct db_outcome *outcome, void *context)
{
    CLEANUP(draft_request_freep) struct draft_request *self = context;

    if (outcome->error != NULL) {
        problem_reply_failure(TAKE(self->exchange), outcome->error);
        return;
    }
    if (PQntuples(outcome->results[0]) == 0) {
        draft_request_look_up(TAKE(self), on_found); /* it was saved anew in between */
        return;
    }
    log_line(LOG_LEVEL_INFO, "draft deleted round=%s municipality=%s request=%s",
             log_value(self->round), log_value(self->municipality),
             exchange_request_id(self->exchange));
    reply_deleted(self);
}

/* A draft that is gone already was deleted: a repeat gets the same answer. */
static void on_found(const struct db_outcome *outcome, void *context)
{
    CLEANUP(draft_request_freep) struct draft_request *self = context;
    struct db_unit *unit;

    if (!draft_request_read(self, outcome))
        return;
    if (self->saved[0] == '\0') {
        reply_deleted(self);
        return;
    }
    if (!draft_request_is_allowed(self))
        return;
    unit = request_unit(self->exchange, on_deleted, self);
    db_unit_add(unit, STATEMENT_DRAFT_DELETE, self->round, self->municipality, self->saved);
    request_audit(self->exchange, unit, AUDIT_DRAFT_DELETED);
    db_submit(self->server->db, unit);
    (void)TAKE(self); /* on_deleted() has it now */
}

void drafts_delete(struct server *server, struct exchange *exchange)
{
    draft_request_look_up(draft_request_new(server, exchange), on_found);
}
