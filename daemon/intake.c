/*
 * The way of a self-check, from its last byte to its receipt. Nothing is acknowledged before it
 * is committed, and everything can be repeated without harm.
 *
 *     READING --> LOOKING UP --> JUDGING --> STORING --> 201, 200
 *        |            ^             |           |
 *       400           |            422          | somebody else was faster: look again
 *                     |            409, 412     |
 *                     +------------428----------+
 *
 * The version that was current when it was judged has to be current still when it is stored;
 * the statement makes sure of it (sql/statements/version_store.sql).
 */

#include "daemon/intake.h"

#include <assert.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "common/digest.h"
#include "common/judge.h"
#include "common/memory.h"
#include "common/read/json.h"
#include "common/receipt.h"
#include "common/self_check.h"
#include "daemon/db.h"
#include "daemon/dispatch.h"
#include "daemon/editions.h"
#include "daemon/intake_reply.h"
#include "daemon/intake_request.h"
#include "daemon/log.h"
#include "daemon/metrics.h"
#include "daemon/problem.h"

#define INTAKE_TRIES_MAX 5 /* of storing, when others change the same self-check meanwhile */

static void look_up(struct intake *self);

static void intake_free(struct intake *self)
{
    if (self == NULL)
        return;
    assert(self->exchange == NULL); /* every path replied */
    findings_done(&self->findings);
    self_check_free(self->self_check);
    answers_free(self->answers);
    intake_situation_done(&self->situation);
    json_decref(self->receipt);
    free(self->content);
    free(self);
}
DEFINE_CLEANUP(struct intake *, intake_free)

/* --- storing --- */

static void on_stored(const struct db_outcome *outcome, void *context)
{
    CLEANUP(intake_freep) struct intake *self = context;

    if (outcome->error != NULL) {
        problem_reply_failure(TAKE(self->exchange), outcome->error);
        return;
    }
    if (PQntuples(outcome->results[0]) == 0) {
        look_up(TAKE(self)); /* another version became current in between */
        return;
    }
    if (self->is_repeat) {
        metrics.self_checks_unchanged++;
        intake_reply_unchanged(self);
        return;
    }
    metrics.self_checks_stored++;
    log_line(LOG_LEVEL_INFO,
             "self-check stored round=%s municipality=%s version=%d warnings=%zu request=%s",
             log_value(self->round), log_value(self->municipality), self->situation.number + 1,
             self->findings.warnings, exchange_request_id(self->exchange));
    intake_reply_stored(self);
}

/* A PostgreSQL array literal of the values or the states. */
static char *array_literal(const struct self_check *self_check, bool of_states)
{
    char *text = memory_new(self_check->count + 1, 24);
    char *at = text;

    *at++ = '{';
    for (size_t i = 0; i < self_check->count; i++)
        at += sprintf(at, "%s%" PRId64, i > 0 ? "," : "",
                      of_states ? (int64_t)self_check->states[i] : self_check->values[i]);
    *at++ = '}';
    return text;
}

static char *bytea_literal(const char *bytes, size_t size)
{
    static const char digits[] = "0123456789abcdef";
    char *text = memory_new(size + 2, 2);

    text[0] = '\\';
    text[1] = 'x';
    for (size_t i = 0; i < size; i++) {
        text[2 + 2 * i] = digits[(unsigned char)bytes[i] >> 4];
        text[3 + 2 * i] = digits[(unsigned char)bytes[i] & 15];
    }
    return text;
}

static void make_receipt(struct intake *self, size_t size)
{
    const struct situation *situation = &self->situation;
    const struct receipt receipt = {
        .round = self->round,
        .municipality = self->municipality,
        .edition = catalogue_edition(self->edition),
        .version = situation->number + 1,
        .received_at = exchange_arrived_at(self->exchange),
        .bytes = size,
        .sha256 = self->sha256,
        .content = digest_of(self->content, strlen(self->content)),
        .previous = situation->number > 0 ? &situation->receipt_sha256 : NULL,
    };

    json_decref(self->receipt);
    self->receipt = receipt_to_json(&receipt);
}

static void store(struct intake *self)
{
    size_t size;
    const char *body = exchange_body(self->exchange, &size);
    const struct digest content_digest = digest_of(self->content, strlen(self->content));
    char sha256[DIGEST_HEX_SIZE], content_sha256[DIGEST_HEX_SIZE],
        receipt_sha256[DIGEST_HEX_SIZE];
    char number[16], received_at[24];
    struct digest receipt_hash;
    struct db_unit *unit = db_unit_new(on_stored, self);
    CLEANUP(memory_freep) char *bytes = bytea_literal(body, size);
    CLEANUP(memory_freep) char *values = array_literal(self->self_check, false);
    CLEANUP(memory_freep) char *states = array_literal(self->self_check, true);
    CLEANUP(memory_freep) char *warnings = NULL;
    CLEANUP(memory_freep) char *receipt = NULL;
    json_t *list = findings_to_json(&self->findings, SEVERITY_WARNING, LANGUAGE_DE);

    make_receipt(self, size);
    receipt = content_print(self->receipt);
    receipt_hash = receipt_digest(self->receipt);
    warnings = json_dumps(list, JSON_COMPACT);
    json_decref(list);
    digest_print(&self->sha256, sha256);
    digest_print(&content_digest, content_sha256);
    digest_print(&receipt_hash, receipt_sha256);
    (void)snprintf(number, sizeof number, "%d", self->situation.number + 1);
    (void)snprintf(received_at, sizeof received_at, "%" PRId64,
                   exchange_arrived_at(self->exchange));
    db_unit_add(unit, STATEMENT_VERSION_STORE, self->round, self->municipality, number,
                catalogue_edition(self->edition), received_at, "application/json", sha256,
                content_sha256, bytes, self->content, values, states, warnings, receipt,
                receipt_sha256);
    db_unit_share_commit(unit);
    db_submit(self->server->db, unit);
}

/* It is there already. The repeat is written down, or its answer would promise too much. */
static void repeat(struct intake *self)
{
    char number[16];
    struct db_unit *unit = db_unit_new(on_stored, self);

    self->is_repeat = true;
    (void)snprintf(number, sizeof number, "%d", self->situation.number);
    db_unit_add(unit, STATEMENT_SELF_CHECK_REPEAT, self->round, self->municipality, number);
    db_unit_share_commit(unit);
    db_submit(self->server->db, unit);
}

/* --- judging --- */

/* Whether it may become the next version: preconditions, then the round. Answers if not. */
static bool is_admissible(struct intake *self)
{
    switch (intake_precondition(self->exchange, &self->situation)) {
    case PRECONDITION_MET:
        return intake_is_in_time(self);
    case PRECONDITION_MISSING:
        intake_reply_precondition(self, PROBLEM_PRECONDITION_REQUIRED);
        return false;
    case PRECONDITION_STALE:
        intake_reply_precondition(self, PROBLEM_PRECONDITION_FAILED);
        return false;
    }
    return false;
}

static void decide(struct intake *self)
{
    const struct situation *situation = &self->situation;

    free(self->content);
    self->content = content_print(self->self_check->content);
    self->is_repeat = false;
    if (situation->number > 0 && situation->content != NULL &&
        strcmp(situation->content, self->content) == 0) {
        if (self->is_dry_run)
            intake_reply_unchanged(self);
        else
            repeat(self);
        return;
    }
    if (!is_admissible(self))
        return;
    if (self->is_dry_run)
        intake_reply_dry_run(self);
    else
        store(self);
}

static void on_edition(const struct catalogue *edition, const struct error *error,
                       void *context)
{
    CLEANUP(intake_freep) struct intake *self = context;

    if (edition == NULL) {
        problem_reply_failure(TAKE(self->exchange), error);
        return;
    }
    self->edition = edition;
    if (self->self_check == NULL)
        self->self_check =
            judge(self->answers, edition, self->situation.inhabitants, &self->findings);
    if (self->self_check == NULL) {
        metrics.self_checks_refused++;
        if (intake_is_in_time(self))
            intake_reply_findings(self);
        return;
    }
    decide(self);
    if (self->exchange != NULL)
        (void)TAKE(self); /* on_stored() has it now */
}

/* --- looking up --- */

static void on_situation(const struct db_outcome *outcome, void *context)
{
    CLEANUP(intake_freep) struct intake *self = context;
    struct error error;

    if (outcome->error != NULL) {
        problem_reply_failure(TAKE(self->exchange), outcome->error);
        return;
    }
    intake_situation_done(&self->situation);
    if (!intake_situation_read(&self->situation, outcome->results[0], &error)) {
        problem_reply(TAKE(self->exchange), PROBLEM_NOT_FOUND, NULL, NULL);
        return;
    }
    editions_get(self->server->editions, self->situation.edition, on_edition, self);
    (void)TAKE(self); /* on_edition() has it now */
}

static void look_up(struct intake *self)
{
    struct db_unit *unit;
    struct error error;

    if (++self->tries > INTAKE_TRIES_MAX) {
        error_set(&error, ERROR_UNAVAILABLE, "others keep changing the same self-check");
        problem_reply_failure(TAKE(self->exchange), &error);
        intake_free(self);
        return;
    }
    unit = db_unit_new(on_situation, self);
    db_unit_add(unit, STATEMENT_INTAKE_CONTEXT, self->round, self->municipality);
    db_submit(self->server->db, unit);
}

/* --- reading --- */

void intake_put(struct server *server, struct exchange *exchange)
{
    size_t size;
    const char *body = exchange_body(exchange, &size);
    CLEANUP(intake_freep) struct intake *self = memory_new(1, sizeof *self);
    struct read_place place = {0};
    struct error error;

    self->server = server;
    self->exchange = exchange;
    self->round = request_capture(exchange, "round");
    self->municipality = request_capture(exchange, "key");
    self->sha256 = digest_of(body, size);
    if (!intake_read_query(self) || !intake_digest_matches(self))
        return;
    self->answers = read_json(body, size, &self->findings, &place, &error);
    if (self->answers == NULL) {
        metrics.self_checks_refused++;
        intake_reply_unreadable(self, &place, &error);
        return;
    }
    look_up(TAKE(self));
}
