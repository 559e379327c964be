#include "daemon/releases.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/digest.h"
#include "common/figures/release.h"
#include "common/memory.h"
#include "daemon/db.h"
#include "daemon/dispatch.h"
#include "daemon/editions.h"
#include "daemon/problem.h"
#include "daemon/reply.h"

#define RELEASE_FILTER_MAX \
    64 /* values of one kind; more parameters no request may have anyway */
#define RELEASE_CACHING "private, immutable, max-age=31536000"

/* The forms a release is published in, in the order in which they are offered. */
enum form { FORM_JSON, FORM_CSV, FORM_CSV_EXCEL_DE, FORMS };
static const char *const media_types[FORMS] = {"application/json", "text/csv",
                                               "text/csv;profile=excel-de"};
static const char *const content_types[FORMS] = {
    "application/json", "text/csv; charset=utf-8; header=present",
    "text/csv; charset=utf-8; header=present; profile=excel-de"};
static const char *const form_names[FORMS] = {"json", "csv", "csv-excel-de"};

/* A release that is being fetched, to be filtered. */
struct lookup {
    struct server *server;
    struct exchange *exchange; /* owned, until a reply takes it */
    enum form form;
    json_t *release; /* owned */
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

/* --- the whole --- */

static void on_form(const struct db_outcome *outcome, void *context)
{
    CLEANUP(lookup_freep) struct lookup *self = context;
    char etag[DIGEST_HEX_SIZE + 2];

    if (!reply_has_row(self->exchange, outcome)) {
        (void)TAKE(self->exchange);
        return;
    }
    (void)snprintf(etag, sizeof etag, "\"%s\"", PQgetvalue(outcome->results[0], 0, 1));
    reply_bytea(TAKE(self->exchange),
                &(struct reply_form){.media_type = content_types[self->form],
                                     .etag = etag,
                                     .cache_control = RELEASE_CACHING},
                PQgetvalue(outcome->results[0], 0, 0));
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

static void on_edition(const struct catalogue *edition, const struct error *error,
                       void *context)
{
    CLEANUP(lookup_freep) struct lookup *self = context;
    const char *fields[RELEASE_FILTER_MAX], *goals[RELEASE_FILTER_MAX],
        *indicators[RELEASE_FILTER_MAX], *groups[RELEASE_FILTER_MAX];
    const struct exchange *exchange = self->exchange;
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
    CLEANUP(memory_freep) char *text = NULL;
    json_t *part;

    if (edition == NULL) {
        problem_reply_failure(TAKE(self->exchange), error);
        return;
    }
    part = release_filter(self->release, edition, &filter);
    text = self->form == FORM_JSON
               ? json_dumps(part, JSON_COMPACT)
               : release_to_csv(part, edition,
                                self->form == FORM_CSV ? CSV_MACHINE : CSV_EXCEL_DE);
    json_decref(part);
    reply_bytes(TAKE(self->exchange),
                &(struct reply_form){.media_type = content_types[self->form],
                                     .cache_control = RELEASE_CACHING},
                text, strlen(text));
}

static void on_whole(const struct db_outcome *outcome, void *context)
{
    CLEANUP(lookup_freep) struct lookup *self = context;
    CLEANUP(memory_freep) char *edition = NULL;
    unsigned char *bytes;
    size_t size = 0;

    if (!reply_has_row(self->exchange, outcome)) {
        (void)TAKE(self->exchange);
        return;
    }
    bytes =
        PQunescapeBytea((const unsigned char *)PQgetvalue(outcome->results[0], 0, 0), &size);
    if (bytes == NULL)
        abort(); /* out of memory */
    self->release = json_loadb((const char *)bytes, size, 0, NULL);
    PQfreemem(bytes);
    assert(self->release != NULL); /* we wrote it ourselves, and it never changes */
    edition = memory_copy_text(PQgetvalue(outcome->results[0], 0, 2));
    editions_get(self->server->editions, edition, on_edition, self);
    (void)TAKE(self); /* on_edition() has it now */
}

/* --- requests --- */

/* Whether the text is the number of a release: 1 to 999999, without a leading zero. */
static bool is_number(const char *text)
{
    const size_t length = strlen(text);

    return text[0] != '0' && length >= 1 && length <= 6 && strspn(text, "0123456789") == length;
}

void releases_get(struct server *server, struct exchange *exchange)
{
    const char *number = request_capture(exchange, "number");
    const int form = reply_choose(exchange_header(exchange, "Accept"), media_types, FORMS);
    const bool is_whole = exchange_query_name(exchange, 0) == NULL;
    struct lookup *self;
    struct db_unit *unit;

    if (!is_number(number)) {
        problem_reply(exchange, PROBLEM_NOT_FOUND, NULL, NULL);
        return;
    }
    if (form < 0) {
        problem_reply(exchange, PROBLEM_NOT_ACCEPTABLE, NULL,
                      json_pack("{s:[sss]}", "available", media_types[FORM_JSON],
                                media_types[FORM_CSV], media_types[FORM_CSV_EXCEL_DE]));
        return;
    }
    self = memory_new(1, sizeof *self);
    self->server = server;
    self->exchange = exchange;
    self->form = (enum form)form;
    unit = db_unit_new(is_whole ? on_form : on_whole, self);
    db_unit_add(unit, STATEMENT_RELEASE_FORM, request_capture(exchange, "round"), number,
                form_names[is_whole ? self->form : FORM_JSON]);
    db_submit(server->db, unit);
}

void releases_list(struct server *server, struct exchange *exchange)
{
    struct db_unit *unit = db_unit_new(reply_document, exchange);

    db_unit_add(unit, STATEMENT_RELEASE_LIST, request_capture(exchange, "round"));
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
    struct db_unit *unit = db_unit_new(on_latest, exchange);

    db_unit_add(unit, STATEMENT_RELEASE_LATEST, request_capture(exchange, "round"));
    db_submit(server->db, unit);
}
