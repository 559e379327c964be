#include "daemon/releases.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/digest.h"
#include "common/export/forms.h"
#include "common/figures/release.h"
#include "common/memory.h"
#include "daemon/db.h"
#include "daemon/dispatch.h"
#include "daemon/editions.h"
#include "daemon/http/accept.h"
#include "daemon/problem.h"
#include "daemon/reply.h"

#define RELEASE_FILTER_MAX \
    64 /* values of one kind; more parameters no request may have anyway */

/* A release that is being fetched in a form. */
struct lookup {
    struct server *server;
    struct exchange *exchange; /* owned, until a reply takes it */
    const struct form *form;
    bool is_whole;
    json_t *release; /* owned; once it is read */
};

static void lookup_free(struct lookup *self)
{
    if (self == NULL)
        return;
    assert(self->exchange == NULL); /* every path replied */
    json_decref(self->release);
    free(self);
}
DEFINE_CLEANUP(struct lookup *, lookup_free)

/* What is no document of its own kind is saved, under a name that says what it is. */
static void name_file(const struct lookup *self)
{
    CLEANUP(memory_freep) char *disposition = NULL;

    if (self->form->file_ending == NULL)
        return;
    disposition = memory_format("attachment; filename=\"benchmark-%s-%s%s%s\"",
                                request_capture(self->exchange, "round"),
                                request_capture(self->exchange, "number"),
                                self->is_whole ? "" : "-part", self->form->file_ending);
    exchange_set_header(self->exchange, "Content-Disposition", disposition);
}

/* --- the whole --- */

static void reply_stored(struct lookup *self, const PGresult *row)
{
    char etag[DIGEST_HEX_SIZE + 2];

    (void)snprintf(etag, sizeof etag, "\"%s\"", PQgetvalue(row, 0, 1));
    name_file(self);
    reply_bytea(TAKE(self->exchange),
                &(struct reply_form){.media_type = self->form->content_type,
                                     .etag = etag,
                                     .cache_control = RELEASE_CACHING},
                PQgetvalue(row, 0, 0));
}

/* --- a part --- */

static size_t filter_list(const struct exchange *exchange, const char *name,
                          const char *out[RELEASE_FILTER_MAX])
{
    size_t count = 0;

    while (count < RELEASE_FILTER_MAX &&
           (out[count] = exchange_query(exchange, name, count)) != NULL)
        count++;
    return count;
}

static json_t *part_of(const json_t *release, const struct catalogue *edition,
                       const struct exchange *exchange)
{
    const char *fields[RELEASE_FILTER_MAX], *goals[RELEASE_FILTER_MAX],
        *indicators[RELEASE_FILTER_MAX], *groups[RELEASE_FILTER_MAX];
    const struct release_filter filter = {
        .fields = fields,
        .goals = goals,
        .indicators = indicators,
        .groups = groups,
        .field_count = filter_list(exchange, "field", fields),
        .goal_count = filter_list(exchange, "goal", goals),
        .indicator_count = filter_list(exchange, "indicator", indicators),
        .group_count = filter_list(exchange, "group", groups),
    };

    return release_filter(release, edition, &filter);
}

static void on_edition(const struct catalogue *edition, const struct error *error,
                       void *context)
{
    CLEANUP(lookup_freep) struct lookup *self = context;
    CLEANUP(bytes_donep) struct bytes bytes = {0};
    struct error reason;
    json_t *part;
    bool is_rendered;

    if (edition == NULL) {
        problem_reply_failure(TAKE(self->exchange), error);
        return;
    }
    part = part_of(self->release, edition, self->exchange);
    is_rendered = self->form->render(part, edition, &bytes, &reason);
    json_decref(part);
    if (!is_rendered) {
        problem_reply_failure(TAKE(self->exchange), &reason);
        return;
    }
    name_file(self);
    reply_bytes(TAKE(self->exchange),
                &(struct reply_form){.media_type = self->form->content_type,
                                     .cache_control = RELEASE_CACHING},
                bytes.data, bytes.size);
}

static void on_release(const struct db_outcome *outcome, void *context)
{
    CLEANUP(lookup_freep) struct lookup *self = context;
    CLEANUP(memory_freep) char *edition = NULL;
    const PGresult *row;

    if (!reply_has_row(self->exchange, outcome)) {
        (void)TAKE(self->exchange);
        return;
    }
    row = outcome->results[0];
    if (self->is_whole) {
        reply_stored(self, row);
        return;
    }
    self->release = reply_read_bytea(PQgetvalue(row, 0, 0));
    edition = memory_copy_text(PQgetvalue(row, 0, 2));
    editions_get(self->server->editions, edition, on_edition, self);
    (void)TAKE(self); /* on_edition() has it now */
}

/* --- requests --- */

const char *releases_seen(const struct exchange *exchange)
{
    return request_role(exchange) == ROLE_OPERATOR ? "true" : "false";
}

bool releases_is_number(const char *text)
{
    const size_t length = strlen(text);

    return text[0] != '0' && length >= 1 && length <= 6 && strspn(text, "0123456789") == length;
}

static void fetch(struct server *server, struct exchange *exchange, const struct form *form)
{
    const char *number = request_capture(exchange, "number");
    struct lookup *self;
    struct db_unit *unit;

    if (!releases_is_number(number)) {
        problem_reply(exchange, PROBLEM_NOT_FOUND, NULL, NULL);
        return;
    }
    self = memory_new(1, sizeof *self);
    self->server = server;
    self->exchange = exchange;
    self->form = form;
    self->is_whole = exchange_query_name(exchange, 0) == NULL;
    unit = request_unit(self->exchange, on_release, self);
    db_unit_add(unit, STATEMENT_RELEASE_FORM, request_capture(exchange, "round"), number,
                self->is_whole ? form->name : form_at(0)->name, releases_seen(exchange));
    db_submit(server->db, unit);
}

/* The form that Accept prefers; NULL if it takes none, and then the exchange is answered. */
static const struct form *negotiate(struct exchange *exchange)
{
    CLEANUP(memory_freep) const char **offers = memory_new(form_count(), sizeof *offers);
    json_t *available;
    size_t count = 0;
    int chosen;

    while (count < form_count() && form_at(count)->is_negotiated) {
        offers[count] = form_at(count)->media_type;
        count++;
    }
    chosen = accept_type(exchange_header(exchange, "Accept"), offers, count);
    if (chosen >= 0)
        return form_at((size_t)chosen);
    available = json_array();
    for (size_t i = 0; i < count; i++)
        (void)json_array_append_new(available, json_string(offers[i]));
    problem_reply(exchange, PROBLEM_NOT_ACCEPTABLE, NULL,
                  json_pack("{s:o}", "available", available));
    return NULL;
}

void releases_get(struct server *server, struct exchange *exchange)
{
    const struct form *form = negotiate(exchange);

    if (form != NULL)
        fetch(server, exchange, form);
}

void releases_dcat(struct server *server, struct exchange *exchange)
{
    fetch(server, exchange, form_named("dcat"));
}

void releases_list(struct server *server, struct exchange *exchange)
{
    struct db_unit *unit = request_unit(exchange, reply_document, exchange);

    db_unit_add(unit, STATEMENT_RELEASE_LIST, request_capture(exchange, "round"),
                releases_seen(exchange));
    db_submit(server->db, unit);
}

static void on_latest(const struct db_outcome *outcome, void *context)
{
    struct exchange *exchange = context;
    const char *query = exchange_raw_query(exchange);
    CLEANUP(memory_freep) char *location = NULL;

    if (!reply_has_row(exchange, outcome))
        return;
    if (PQgetisnull(outcome->results[0], 0, 0)) {
        problem_reply(exchange, PROBLEM_NOT_FOUND,
                      exchange_language(exchange) == LANGUAGE_EN
                          ? "Nothing has been published for this round yet."
                          : "Für diese Runde ist noch nichts veröffentlicht.",
                      NULL);
        return;
    }
    location = memory_format(
        "/v1/rounds/%s/releases/%s%s%s", request_capture(exchange, "round"),
        PQgetvalue(outcome->results[0], 0, 0), query[0] == '\0' ? "" : "?", query);
    exchange_set_header(exchange, "Location", location);
    exchange_set_header(exchange, "Cache-Control", "private, no-cache");
    exchange_reply(exchange, 302, NULL, NULL, 0);
}

void releases_latest(struct server *server, struct exchange *exchange)
{
    struct db_unit *unit = request_unit(exchange, on_latest, exchange);

    db_unit_add(unit, STATEMENT_RELEASE_LATEST, request_capture(exchange, "round"),
                releases_seen(exchange));
    db_submit(server->db, unit);
}
