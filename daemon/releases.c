#include "daemon/releases.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/digest.h"
#include "common/export/forms.h"
#include "common/figures/release.h"
#include "common/memory.h"
#include "daemon/db.h"
#include "daemon/dispatch.h"
#include "daemon/http/accept.h"
#include "daemon/problem.h"
#include "daemon/release_find.h"
#include "daemon/reply.h"

#define RELEASE_FILTER_MAX \
    64 /* values of one kind; more parameters no request may have anyway */

const char *releases_seen(const struct exchange *exchange)
{
    return request_role(exchange) == ROLE_OPERATOR ? "true" : "false";
}

bool releases_is_number(const char *text)
{
    const size_t length = strlen(text);

    return text[0] != '0' && length >= 1 && length <= 6 && strspn(text, "0123456789") == length;
}

/* What is no document of its own kind is saved, under a name that says what it is. */
static void name_file(struct exchange *exchange, const struct form *form, const char *what)
{
    CLEANUP(memory_freep) char *disposition = NULL;

    if (form->file_ending == NULL)
        return;
    disposition = memory_format("attachment; filename=\"benchmark-%s-%s%s%s\"",
                                request_capture(exchange, "round"),
                                request_capture(exchange, "number"), what, form->file_ending);
    exchange_set_header(exchange, "Content-Disposition", disposition);
}

/* --- the whole --- */

/* The columns of sql/statements/release_form.sql. */
enum column { COLUMN_BODY, COLUMN_SHA256 };

/* A release that is fetched in a form. */
struct download {
    struct exchange *exchange; /* owned */
    const struct form *form;
};

static void on_stored(const struct db_outcome *outcome, void *context)
{
    CLEANUP(memory_freep) struct download *self = context;
    char etag[DIGEST_HEX_SIZE + 2];

    if (!reply_has_row(self->exchange, outcome))
        return;
    (void)snprintf(etag, sizeof etag, "\"%s\"",
                   PQgetvalue(outcome->results[0], 0, COLUMN_SHA256));
    name_file(self->exchange, self->form, "");
    reply_bytea(self->exchange,
                &(struct reply_form){.media_type = self->form->content_type,
                                     .etag = etag,
                                     .cache_control = RELEASE_CACHING},
                PQgetvalue(outcome->results[0], 0, COLUMN_BODY));
}

static void fetch_stored(struct server *server, struct exchange *exchange,
                         const struct form *form)
{
    const char *number = request_capture(exchange, "number");
    struct download *self;
    struct db_unit *unit;

    if (!releases_is_number(number)) {
        problem_reply(exchange, PROBLEM_NOT_FOUND, NULL, NULL);
        return;
    }
    self = memory_new(1, sizeof *self);
    *self = (struct download){exchange, form};
    unit = request_unit(exchange, on_stored, self);
    db_unit_add(unit, STATEMENT_RELEASE_FORM, request_capture(exchange, "round"), number,
                form->name, releases_seen(exchange));
    db_submit(server->db, unit);
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

static void on_release(struct exchange *exchange, const struct found_release *release,
                       const void *context)
{
    const struct form *form = context;
    CLEANUP(bytes_donep) struct bytes bytes = {0};
    json_t *part = part_of(release->document, release->edition, exchange);
    struct error reason;
    const bool is_rendered = form->render(part, release->edition, &bytes, &reason);

    json_decref(part);
    if (!is_rendered) {
        problem_reply_failure(exchange, &reason);
        return;
    }
    name_file(exchange, form, "-part");
    reply_bytes(exchange,
                &(struct reply_form){.media_type = form->content_type,
                                     .cache_control = RELEASE_CACHING},
                bytes.data, bytes.size);
}

/* --- requests --- */

static void fetch(struct server *server, struct exchange *exchange, const struct form *form)
{
    if (exchange_query_name(exchange, 0) == NULL)
        fetch_stored(server, exchange, form);
    else
        release_find(server, exchange, on_release, form);
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
