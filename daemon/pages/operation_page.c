#include "daemon/pages/operation_page.h"

#include <assert.h>
#include <stdlib.h>

#include "common/memory.h"
#include "daemon/dispatch.h"
#include "daemon/pages/page.h"
#include "daemon/reply.h"

/* A page on its way. */
struct showing {
    struct server *server;
    struct exchange *exchange; /* owned */
    const struct operation_page *page;
    json_t *documents; /* owned */
};

static void on_own(const struct db_outcome *outcome, void *context)
{
    CLEANUP(memory_freep) struct showing *self = context;
    struct exchange *exchange = TAKE(self->exchange);
    json_t *own;

    if (!reply_has_row(exchange, outcome)) {
        json_decref(self->documents);
        return;
    }
    own = json_loads(PQgetvalue(outcome->results[0], 0, 0), 0, NULL);
    assert(own != NULL); /* the database made it */
    (void)json_object_set_new(self->documents, "own", own);
    page_reply(exchange, 200, self->page->template,
               self->page->view(self->server, self->documents, request_language(exchange)));
    json_decref(self->documents);
}

void operation_show(struct server *server, struct exchange *exchange,
                    const struct operation_page *page, json_t *documents)
{
    struct showing *self = memory_new(1, sizeof *self);
    struct db_unit *unit = request_unit(exchange, on_own, self);
    const char *round = page->takes_round ? request_capture(exchange, "round") : NULL;

    *self = (struct showing){server, exchange, page, documents};
    db_unit_add_values(unit, page->statement, page->takes_round, &round);
    db_submit(server->db, unit);
}
