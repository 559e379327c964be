#include "daemon/release_find.h"

#include <assert.h>
#include <stdlib.h>

#include "common/memory.h"
#include "daemon/db.h"
#include "daemon/dispatch.h"
#include "daemon/editions.h"
#include "daemon/problem.h"
#include "daemon/releases.h"
#include "daemon/reply.h"

/* The columns of sql/statements/release_document.sql. */
enum column { COLUMN_DOCUMENT, COLUMN_EDITION, COLUMN_RUN };

/* One that is looked for. */
struct search {
    struct server *server;     /* borrowed */
    struct exchange *exchange; /* owned, until a reply takes it */
    release_found_fn *found;
    const void *context; /* borrowed */
    json_t *document;    /* owned; once it is read */
    long long run;
};

static void search_free(struct search *self)
{
    if (self == NULL)
        return;
    assert(self->exchange == NULL); /* every path replied */
    json_decref(self->document);
    free(self);
}
DEFINE_CLEANUP(struct search *, search_free)

static void on_edition(const struct catalogue *edition, const struct error *error,
                       void *context)
{
    CLEANUP(search_freep) struct search *self = context;
    const struct found_release release = {self->document, edition, self->run};

    if (edition == NULL)
        problem_reply_failure(TAKE(self->exchange), error);
    else
        self->found(TAKE(self->exchange), &release, self->context);
}

static void on_release(const struct db_outcome *outcome, void *context)
{
    CLEANUP(search_freep) struct search *self = context;
    const PGresult *row;

    if (!reply_has_row(self->exchange, outcome)) {
        (void)TAKE(self->exchange);
        return;
    }
    row = outcome->results[0];
    self->document = reply_read_bytea(PQgetvalue(row, 0, COLUMN_DOCUMENT));
    self->run = strtoll(PQgetvalue(row, 0, COLUMN_RUN), NULL, 10);
    editions_get(self->server->editions, PQgetvalue(row, 0, COLUMN_EDITION), on_edition, self);
    (void)TAKE(self); /* on_edition() has it now */
}

void release_find(struct server *server, struct exchange *exchange, release_found_fn *found,
                  const void *context)
{
    const char *number = request_capture(exchange, "number");
    struct search *self;
    struct db_unit *unit;

    if (!releases_is_number(number)) {
        problem_reply(exchange, PROBLEM_NOT_FOUND, NULL, NULL);
        return;
    }
    self = memory_new(1, sizeof *self);
    *self = (struct search){
        .server = server, .exchange = exchange, .found = found, .context = context};
    unit = request_unit(exchange, on_release, self);
    db_unit_add(unit, STATEMENT_RELEASE_DOCUMENT, request_capture(exchange, "round"), number,
                releases_seen(exchange));
    db_submit(server->db, unit);
}
