#include "daemon/template.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "common/memory.h"
#include "common/template/template.h"
#include "daemon/carried.h"
#include "daemon/db.h"
#include "daemon/dispatch.h"
#include "daemon/editions.h"
#include "daemon/http/accept.h"
#include "daemon/intake_format.h"
#include "daemon/problem.h"
#include "daemon/reply.h"

/* The columns of sql/statements/template_context.sql. */
enum column {
    COLUMN_EDITION,
    COLUMN_NAME,
    COLUMN_OPENS_AT,
    COLUMN_CONTENT,
    COLUMN_IS_CARRIED,
    COLUMN_LINKS
};

enum form { FORM_XLSX, FORM_CSV, FORM_JSON };

static const char *const media_types[] = {
    [FORM_XLSX] = XLSX_MEDIA_TYPE,
    [FORM_CSV] = "text/csv",
    [FORM_JSON] = "application/json",
};
static const char *const endings[] = {
    [FORM_XLSX] = "xlsx", [FORM_CSV] = "csv", [FORM_JSON] = "json"};

/* A form that is being made. */
struct order {
    struct server *server;     /* borrowed */
    struct exchange *exchange; /* owned, until a reply takes it */
    enum form form;
    char *name; /* owned; of the municipality */
    time_t opens_at;
    json_t *content; /* owned; NULL when there is none */
    bool is_carried;
    json_t *links; /* owned; of what is carried from another edition, or NULL */
};

static void order_free(struct order *self)
{
    if (self == NULL)
        return;
    assert(self->exchange == NULL); /* every path replied */
    json_decref(self->content);
    json_decref(self->links);
    free(self->name);
    free(self);
}
DEFINE_CLEANUP(struct order *, order_free)

static char *make(const struct order *self, const struct catalogue *edition, size_t *size,
                  struct error *error)
{
    const struct template_input input = {
        .edition = edition,
        .round = request_capture(self->exchange, "round"),
        .municipality = request_capture(self->exchange, "key"),
        .name = self->name,
        .made_at = self->opens_at,
        .content = self->content,
        .is_carried = self->is_carried,
    };

    switch (self->form) {
    case FORM_XLSX:
        return template_xlsx(&input, size, error);
    case FORM_CSV:
        return template_csv(&input, size);
    case FORM_JSON:
        return template_json(&input, size);
    }
    return NULL;
}

static void on_edition(const struct catalogue *edition, const struct error *error,
                       void *context)
{
    CLEANUP(order_freep) struct order *self = context;
    CLEANUP(memory_freep) char *bytes = NULL;
    CLEANUP(memory_freep) char *disposition = NULL;
    struct error failure;
    size_t size = 0;

    if (edition == NULL) {
        problem_reply_failure(TAKE(self->exchange), error);
        return;
    }
    if (self->is_carried) {
        json_t *own = self->content;

        self->content = carried_content(own, self->links, edition);
        json_decref(own);
    }
    bytes = make(self, edition, &size, &failure);
    if (bytes == NULL) {
        problem_reply_failure(TAKE(self->exchange), &failure);
        return;
    }
    disposition = memory_format("attachment; filename=\"selbstcheck-%s-%s.%s\"",
                                request_capture(self->exchange, "round"),
                                request_capture(self->exchange, "key"), endings[self->form]);
    exchange_set_header(self->exchange, "Content-Disposition", disposition);
    reply_bytes(TAKE(self->exchange),
                &(struct reply_form){.media_type = media_types[self->form],
                                     .cache_control = "private, no-store"},
                bytes, size);
}

static void on_context(const struct db_outcome *outcome, void *context)
{
    CLEANUP(order_freep) struct order *self = context;
    PGresult *row;

    if (!reply_has_row(self->exchange, outcome)) {
        (void)TAKE(self->exchange);
        return;
    }
    row = outcome->results[0];
    self->name = memory_copy_text(PQgetvalue(row, 0, COLUMN_NAME));
    self->opens_at = (time_t)strtoll(PQgetvalue(row, 0, COLUMN_OPENS_AT), NULL, 10);
    self->is_carried = *PQgetvalue(row, 0, COLUMN_IS_CARRIED) == 't';
    if (!PQgetisnull(row, 0, COLUMN_CONTENT))
        self->content = json_loads(PQgetvalue(row, 0, COLUMN_CONTENT), 0, NULL);
    if (!PQgetisnull(row, 0, COLUMN_LINKS))
        self->links = json_loads(PQgetvalue(row, 0, COLUMN_LINKS), 0, NULL);
    editions_get(self->server->editions, PQgetvalue(row, 0, COLUMN_EDITION), on_edition, self);
    (void)TAKE(self); /* on_edition() has it now */
}

void template_get(struct server *server, struct exchange *exchange)
{
    const char *accept = exchange_header(exchange, "Accept");
    const int form = accept_type(accept, media_types, COUNT_OF(media_types));
    struct order *self;
    struct db_unit *unit;

    if (form < 0) {
        problem_reply(exchange, PROBLEM_NOT_ACCEPTABLE, NULL,
                      json_pack("{s:[s,s,s]}", "available", media_types[FORM_XLSX],
                                media_types[FORM_CSV], media_types[FORM_JSON]));
        return;
    }
    self = memory_new(1, sizeof *self);
    self->server = server;
    self->exchange = exchange;
    self->form = (enum form)form;
    unit = request_unit(self->exchange, on_context, self);
    db_unit_add(unit, STATEMENT_TEMPLATE_CONTEXT, request_capture(exchange, "round"),
                request_capture(exchange, "key"));
    request_audit(exchange, unit, AUDIT_TEMPLATE_READ);
    db_unit_share_commit(unit);
    db_submit(server->db, unit);
}
