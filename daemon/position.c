#include "daemon/position.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "common/figures/position.h"
#include "common/memory.h"
#include "daemon/db.h"
#include "daemon/dispatch.h"
#include "daemon/editions.h"
#include "daemon/own_position.h"
#include "daemon/problem.h"
#include "daemon/reply.h"

/* A position in the making. */
struct lookup {
    struct server *server;
    struct exchange *exchange; /* owned, until a reply takes it */
    PGresult *row;             /* owned; copies of what the database answered */
    PGresult *member_rows;     /* owned; of the operator's own groups */
};

static void lookup_free(struct lookup *self)
{
    if (self == NULL)
        return;
    assert(self->exchange == NULL); /* every path replied */
    PQclear(self->row);
    PQclear(self->member_rows);
    free(self);
}
DEFINE_CLEANUP(struct lookup *, lookup_free)

static void on_edition(const struct catalogue *edition, const struct error *error,
                       void *context)
{
    CLEANUP(lookup_freep) struct lookup *self = context;
    CLEANUP(own_position_donep) struct own_position own = {0};
    const char *key = request_capture(self->exchange, "key");
    struct position_input input;
    struct error reason;
    json_t *document, *position;

    if (edition == NULL) {
        problem_reply_failure(TAKE(self->exchange), error);
        return;
    }
    if (!own_position_init(&own, self->row, self->member_rows, key, edition, &reason)) {
        problem_reply_failure(TAKE(self->exchange), &reason);
        return;
    }
    input = own_position_input(&own, edition);
    position = position_compute(&input);
    document =
        json_pack("{s:s, s:s, s:I, s:s, s:o}", "round",
                  request_capture(self->exchange, "round"), "municipality", key, "version",
                  (json_int_t)strtoll(own_position_number(self->row), NULL, 10), "edition",
                  own_position_edition(self->row), "release", own_position_release(&own));
    (void)json_object_update(document, position);
    json_decref(position);
    exchange_set_header(self->exchange, "Cache-Control", "private, no-store");
    exchange_reply_json(TAKE(self->exchange), 200, "application/json", document);
}

static void on_rows(const struct db_outcome *outcome, void *context)
{
    CLEANUP(lookup_freep) struct lookup *self = context;

    if (!reply_has_row(self->exchange, outcome)) {
        (void)TAKE(self->exchange);
        return;
    }
    if (!own_position_is_there(outcome->results[0])) {
        problem_reply(TAKE(self->exchange), PROBLEM_NOT_FOUND, NULL, NULL);
        return;
    }
    self->row = PQcopyResult(outcome->results[0], PG_COPYRES_TUPLES);
    self->member_rows = PQcopyResult(outcome->results[1], PG_COPYRES_TUPLES);
    if (self->row == NULL || self->member_rows == NULL)
        abort(); /* out of memory */
    editions_get(self->server->editions, own_position_edition(self->row), on_edition, self);
    (void)TAKE(self); /* on_edition() has it now */
}

void position_get(struct server *server, struct exchange *exchange)
{
    struct lookup *self = memory_new(1, sizeof *self);
    struct db_unit *unit = request_unit(exchange, on_rows, self);

    self->server = server;
    self->exchange = exchange;
    db_unit_add(unit, STATEMENT_POSITION, request_capture(exchange, "round"),
                request_capture(exchange, "key"));
    db_unit_add(unit, STATEMENT_GROUP_MEMBERS, request_capture(exchange, "round"));
    request_audit(exchange, unit, AUDIT_POSITION_READ);
    db_unit_share_commit(unit);
    db_submit(server->db, unit);
}
