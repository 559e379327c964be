#include "daemon/figures.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "common/export/explain.h"
#include "common/memory.h"
#include "daemon/db.h"
#include "daemon/dispatch.h"
#include "daemon/editions.h"
#include "daemon/problem.h"
#include "daemon/releases.h"
#include "daemon/reply.h"

/* An explanation in the making. */
struct question {
    struct server *server;
    struct exchange *exchange; /* owned, until a reply takes it */
    json_t *release;           /* owned; once it is read */
    long long run;
};

static void question_free(struct question *self)
{
    if (self == NULL)
        return;
    assert(self->exchange == NULL); /* every path replied */
    json_decref(self->release);
    free(self);
}
DEFINE_CLEANUP(struct question *, question_free)

static void on_edition(const struct catalogue *edition, const struct error *error,
                       void *context)
{
    CLEANUP(question_freep) struct question *self = context;
    CLEANUP(memory_freep) char *text = NULL;
    json_t *document;

    if (edition == NULL) {
        problem_reply_failure(TAKE(self->exchange), error);
        return;
    }
    document =
        figure_explain(self->release, edition, request_capture(self->exchange, "figure"));
    if (document == NULL) {
        problem_reply(TAKE(self->exchange), PROBLEM_NOT_FOUND, NULL, NULL);
        return;
    }
    (void)json_object_set_new(document, "run", json_integer(self->run));
    text = json_dumps(document, JSON_COMPACT);
    json_decref(document);
    reply_bytes(TAKE(self->exchange),
                &(struct reply_form){.media_type = "application/json",
                                     .cache_control = RELEASE_CACHING},
                text, strlen(text));
}

static void on_release(const struct db_outcome *outcome, void *context)
{
    CLEANUP(question_freep) struct question *self = context;
    CLEANUP(memory_freep) char *edition = NULL;
    const PGresult *row;

    if (!reply_has_row(self->exchange, outcome)) {
        (void)TAKE(self->exchange);
        return;
    }
    row = outcome->results[0];
    self->release = reply_read_bytea(PQgetvalue(row, 0, 0));
    self->run = strtoll(PQgetvalue(row, 0, 2), NULL, 10);
    edition = memory_copy_text(PQgetvalue(row, 0, 1));
    editions_get(self->server->editions, edition, on_edition, self);
    (void)TAKE(self); /* on_edition() has it now */
}

void figures_get(struct server *server, struct exchange *exchange)
{
    const char *number = request_capture(exchange, "number");
    struct question *self;
    struct db_unit *unit;

    if (!releases_is_number(number)) {
        problem_reply(exchange, PROBLEM_NOT_FOUND, NULL, NULL);
        return;
    }
    self = memory_new(1, sizeof *self);
    self->server = server;
    self->exchange = exchange;
    unit = request_unit(self->exchange, on_release, self);
    db_unit_add(unit, STATEMENT_FIGURE_RELEASE, request_capture(exchange, "round"), number,
                releases_seen(exchange));
    db_submit(server->db, unit);
}
