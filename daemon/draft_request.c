#include "daemon/draft_request.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>

#include "common/memory.h"
#include "daemon/dispatch.h"
#include "daemon/problem.h"

#define COLUMN_SAVED 7 /* of draft_context.sql; situation_read() knows those before it */

struct draft_request *draft_request_new(struct server *server, struct exchange *exchange)
{
    struct draft_request *self = memory_new(1, sizeof *self);

    self->server = server;
    self->exchange = exchange;
    self->round = request_capture(exchange, "round");
    self->municipality = request_capture(exchange, "key");
    return self;
}

void draft_request_free(struct draft_request *self)
{
    if (self == NULL)
        return;
    assert(self->exchange == NULL); /* every path replied */
    situation_done(&self->situation);
    json_decref(self->findings);
    free(self);
}

void draft_request_look_up(struct draft_request *self, db_done_fn *done)
{
    struct db_unit *unit;

    if (!situation_may_try(&self->tries, "draft", &self->exchange)) {
        draft_request_free(self);
        return;
    }
    unit = request_unit(self->exchange, done, self);
    db_unit_add(unit, STATEMENT_DRAFT_CONTEXT, self->round, self->municipality);
    db_submit(self->server->db, unit);
}

bool draft_request_read(struct draft_request *self, const struct db_outcome *outcome)
{
    struct error error;

    if (outcome->error != NULL) {
        problem_reply_failure(TAKE(self->exchange), outcome->error);
        return false;
    }
    situation_done(&self->situation);
    if (!situation_read(&self->situation, outcome->results[0], &error)) {
        problem_reply(TAKE(self->exchange), PROBLEM_NOT_FOUND, NULL, NULL);
        return false;
    }
    (void)snprintf(self->saved, sizeof self->saved, "%s",
                   PQgetvalue(outcome->results[0], 0, COLUMN_SAVED));
    return true;
}

void draft_etag(const char *sha256, char out[ETAG_SIZE])
{
    (void)snprintf(out, ETAG_SIZE, "\"draft-%.32s\"", sha256);
}

static void refuse(struct draft_request *self, enum problem problem)
{
    const bool is_english = exchange_language(self->exchange) == LANGUAGE_EN;
    json_t *extra = json_pack("{s:b}", "stored", 0);
    const char *detail = is_english
                             ? "There is no draft any more. Nothing was saved."
                             : "Es gibt keinen Entwurf mehr. Es wurde nichts gespeichert.";
    char etag[ETAG_SIZE];

    if (self->saved[0] != '\0') {
        detail =
            is_english
                ? "Another draft is there by now, saved in another window perhaps. Look at "
                  "it and name its ETag in If-Match."
                : "Es gibt schon einen anderen Entwurf, vielleicht aus einem anderen Fenster. "
                  "Ihn ansehen und seinen ETag in If-Match nennen.";
        draft_etag(self->saved, etag);
        exchange_set_header(self->exchange, "ETag", etag);
        (void)json_object_set_new(extra, "currentETag", json_string(etag));
    }
    problem_reply(TAKE(self->exchange), problem, detail, extra);
}

bool draft_request_is_allowed(struct draft_request *self)
{
    char etag[ETAG_SIZE];

    draft_etag(self->saved, etag);
    switch (exchange_precondition(self->exchange, self->saved[0] == '\0' ? NULL : etag)) {
    case PRECONDITION_MET:
        return true;
    case PRECONDITION_MISSING:
        refuse(self, PROBLEM_PRECONDITION_REQUIRED);
        return false;
    case PRECONDITION_STALE:
        refuse(self, PROBLEM_PRECONDITION_FAILED);
        return false;
    }
    return false;
}
