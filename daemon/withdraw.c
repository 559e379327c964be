/*
 * The precondition and the time are judged as for a correction. A repeat, which names the
 * version that was withdrawn, gets the same answer again, also after the round has closed.
 */

#include "daemon/withdraw.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "common/memory.h"
#include "daemon/db.h"
#include "daemon/dispatch.h"
#include "daemon/log.h"
#include "daemon/metrics.h"
#include "daemon/problem.h"
#include "daemon/situation.h"

#define REASON_MAX 500 /* characters */

/* The columns of self_check_withdraw.sql and self_check_withdraw_again.sql. */
enum column { COLUMN_REASON, COLUMN_WITHDRAWN_AT };

struct withdrawal {
    struct server *server;     /* borrowed */
    struct exchange *exchange; /* owned, until a reply takes it */
    char *reason;              /* owned */
    struct situation situation;
    bool is_repeat;
    int tries;
};

static void look_up(struct withdrawal *self);

static void withdrawal_free(struct withdrawal *self)
{
    if (self == NULL)
        return;
    assert(self->exchange == NULL); /* every path replied */
    situation_done(&self->situation);
    free(self->reason);
    free(self);
}
DEFINE_CLEANUP(struct withdrawal *, withdrawal_free)

/* --- withdrawing --- */

static void reply_withdrawn(struct withdrawal *self, const PGresult *row)
{
    const struct situation *situation = &self->situation;
    json_t *document =
        json_pack("{s:s, s:s, s:s, s:i, s:s, s:s}", "result", "withdrawn", "round",
                  request_capture(self->exchange, "round"), "municipality",
                  request_capture(self->exchange, "key"), "version", situation->number,
                  "reason", PQgetvalue(row, 0, COLUMN_REASON), "withdrawnAt",
                  PQgetvalue(row, 0, COLUMN_WITHDRAWN_AT));
    char etag[ETAG_SIZE];

    version_etag(situation->number, situation->sha256, true, etag);
    exchange_set_header(self->exchange, "ETag", etag);
    exchange_set_header(self->exchange, "Cache-Control", "private, no-store");
    exchange_reply_json(TAKE(self->exchange), 200, "application/json", document);
}

static void on_withdrawn(const struct db_outcome *outcome, void *context)
{
    CLEANUP(withdrawal_freep) struct withdrawal *self = context;

    if (outcome->error != NULL) {
        problem_reply_failure(TAKE(self->exchange), outcome->error);
        return;
    }
    if (PQntuples(outcome->results[0]) == 0) {
        look_up(TAKE(self)); /* another version became current in between */
        return;
    }
    if (!self->is_repeat) {
        metrics.self_checks_withdrawn++;
        log_line(LOG_LEVEL_INFO,
                 "self-check withdrawn round=%s municipality=%s version=%d request=%s",
                 log_value(request_capture(self->exchange, "round")),
                 log_value(request_capture(self->exchange, "key")), self->situation.number,
                 exchange_request_id(self->exchange));
    }
    reply_withdrawn(self, outcome->results[0]);
}

static void withdraw(struct withdrawal *self)
{
    const char *round = request_capture(self->exchange, "round");
    const char *key = request_capture(self->exchange, "key");
    struct db_unit *unit = request_unit(self->exchange, on_withdrawn, self);
    char number[16];

    (void)snprintf(number, sizeof number, "%d", self->situation.number);
    if (self->is_repeat)
        db_unit_add(unit, STATEMENT_SELF_CHECK_WITHDRAW_AGAIN, round, key, number);
    else
        db_unit_add(unit, STATEMENT_SELF_CHECK_WITHDRAW, round, key, number, self->reason);
    request_audit(self->exchange, unit, AUDIT_SELF_CHECK_WITHDRAWN);
    db_submit(self->server->db, unit);
}

/* --- judging --- */

/* Whether it was this very version that was withdrawn; answers if not. */
static bool is_repeat_of_withdrawal(struct withdrawal *self)
{
    const struct situation *situation = &self->situation;
    char etag[ETAG_SIZE];

    version_etag(situation->number, situation->sha256, false, etag);
    if (exchange_names(self->exchange, etag))
        return true;
    situation_refuse(situation, &self->exchange, PROBLEM_WITHDRAWN);
    return false;
}

static void on_situation(const struct db_outcome *outcome, void *context)
{
    CLEANUP(withdrawal_freep) struct withdrawal *self = context;
    struct error error;

    if (outcome->error != NULL) {
        problem_reply_failure(TAKE(self->exchange), outcome->error);
        return;
    }
    situation_done(&self->situation);
    if (!situation_read(&self->situation, outcome->results[0], &error) ||
        self->situation.number == 0) {
        problem_reply(TAKE(self->exchange), PROBLEM_NOT_FOUND, NULL, NULL);
        return;
    }
    self->is_repeat = self->situation.is_withdrawn;
    if (self->is_repeat ? !is_repeat_of_withdrawal(self)
                        : !situation_is_admissible(&self->situation, &self->exchange))
        return;
    withdraw(TAKE(self)); /* on_withdrawn() has it now */
}

static void look_up(struct withdrawal *self)
{
    struct db_unit *unit;

    if (!situation_may_try(&self->tries, "self-check", &self->exchange)) {
        withdrawal_free(self);
        return;
    }
    unit = request_unit(self->exchange, on_situation, self);
    db_unit_add(unit, STATEMENT_INTAKE_CONTEXT, request_capture(self->exchange, "round"),
                request_capture(self->exchange, "key"));
    db_submit(self->server->db, unit);
}

/* --- reading --- */

/* jansson has made sure that the text is UTF-8. */
static bool is_reason(const char *text)
{
    size_t characters = 0;
    bool says_something = false;

    for (; *text != '\0'; text++) {
        if ((unsigned char)*text < ' ' || *text == 0x7f)
            return false;
        characters += ((unsigned char)*text & 0xc0) != 0x80;
        says_something = says_something || *text != ' ';
    }
    return says_something && characters <= REASON_MAX;
}

/* The reason in the body, for the caller to free; NULL when there is none. */
static char *read_reason(struct exchange *exchange)
{
    size_t size;
    const char *body = exchange_body(exchange, &size);
    json_t *document = json_loadb(body, size, JSON_REJECT_DUPLICATES, NULL);
    const char *reason = NULL;
    char *copy = NULL;

    if (json_unpack(document, "{s:s!}", "reason", &reason) == 0 && is_reason(reason))
        copy = memory_copy_text(reason);
    json_decref(document);
    return copy;
}

void withdraw_delete(struct server *server, struct exchange *exchange)
{
    char *reason = read_reason(exchange);
    struct withdrawal *self;

    if (reason == NULL) {
        problem_reply(exchange, PROBLEM_REASON_MISSING, NULL, json_pack("{s:b}", "stored", 0));
        return;
    }
    self = memory_new(1, sizeof *self);
    self->server = server;
    self->exchange = exchange;
    self->reason = reason;
    look_up(self);
}
