/*
 * The way of a self-check, from its last byte to its receipt. Nothing is acknowledged before it
 * is committed, and everything can be repeated without harm.
 *
 *     LOOKING UP --> READING --> JUDGING --> STORING --> 201, 200
 *      |     ^          |           |           |
 *     404    |      400, 413       422          | somebody else was faster: look again
 *            |                     409, 412     |
 *            +---------------------428----------+
 *
 * The version that was current when it was judged has to be current still when it is stored;
 * the statement makes sure of it (sql/statements/version_store.sql).
 */

#include "daemon/intake.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "common/digest.h"
#include "common/judge.h"
#include "common/memory.h"
#include "common/read/xlsx.h"
#include "common/self_check.h"
#include "daemon/db.h"
#include "daemon/dispatch.h"
#include "daemon/dry_run.h"
#include "daemon/earlier.h"
#include "daemon/editions.h"
#include "daemon/intake_reply.h"
#include "daemon/intake_request.h"
#include "daemon/intake_version.h"
#include "daemon/log.h"
#include "daemon/metrics.h"
#include "daemon/problem.h"
#include "daemon/reader.h"
#include "daemon/signer.h"

static void look_up(struct intake *self);

static void intake_free(struct intake *self)
{
    if (self == NULL)
        return;
    assert(self->exchange == NULL); /* every path replied */
    PQclear(self->earlier_row);
    findings_done(&self->findings);
    self_check_free(self->self_check);
    answers_free(self->answers);
    situation_done(&self->situation);
    json_decref(self->receipt);
    json_decref(self->position);
    free(self->jws);
    free(self->unpacked);
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

static void store(struct intake *self)
{
    struct db_unit *unit = request_unit(self->exchange, on_stored, self);

    intake_version_add(self, unit);
    request_audit(self->exchange, unit,
                  self->situation.number > 0 ? AUDIT_SELF_CHECK_REPLACED
                                             : AUDIT_SELF_CHECK_STORED);
    db_unit_share_commit(unit);
    db_submit(self->server->db, unit);
}

/* It is there already. The repeat is written down, or its answer would promise too much. */
static void repeat(struct intake *self)
{
    char number[16];
    struct db_unit *unit = request_unit(self->exchange, on_stored, self);

    (void)snprintf(number, sizeof number, "%d", self->situation.number);
    db_unit_add(unit, STATEMENT_SELF_CHECK_REPEAT, self->round, self->municipality, number);
    request_audit(self->exchange, unit, AUDIT_SELF_CHECK_UNCHANGED);
    db_unit_share_commit(unit);
    db_submit(self->server->db, unit);
}

/* --- what is told of earlier answers --- */

/* The line about an answer that compares with what was handed in before. */
static void add_line(const struct intake *self, struct db_unit *unit, enum audit_action action)
{
    db_unit_add(unit, STATEMENT_SELF_CHECK_COMPARED, self->round, self->municipality);
    request_audit(self->exchange, unit, action);
}

static void on_refusal_noted(const struct db_outcome *outcome, void *context)
{
    CLEANUP(intake_freep) struct intake *self = context;

    if (outcome->error != NULL)
        problem_reply_failure(TAKE(self->exchange), outcome->error);
    else
        intake_reply_findings(self);
}

/* A dry run has its line already; else nobody knew that a finding would quote earlier values.
 */
static void refuse(struct intake *taken)
{
    CLEANUP(intake_freep) struct intake *self = taken;
    struct db_unit *unit;

    metrics.self_checks_refused++;
    if (!intake_is_in_time(self))
        return;
    if (self->is_dry_run || !findings_have_code(&self->findings, FINDING_LARGE_JUMP)) {
        intake_reply_findings(self);
        return;
    }
    unit = request_unit(self->exchange, on_refusal_noted, self);
    add_line(self, unit, AUDIT_SELF_CHECK_REFUSED);
    db_submit(self->server->db, unit);
    (void)TAKE(self); /* on_refusal_noted() has it now */
}

/* --- judging --- */

static void on_position(json_t *position, const struct error *error, void *context)
{
    CLEANUP(intake_freep) struct intake *self = context;

    self->position = position;
    if (error != NULL)
        problem_reply_failure(TAKE(self->exchange), error);
    else if (self->is_repeat)
        intake_reply_unchanged(self);
    else
        intake_reply_dry_run(self);
}

/* What would come of it, also for the own position. */
static void try_out(struct intake *self)
{
    dry_run_position(self->server, self->exchange, self->self_check, on_position, self);
}

/* Answers, or goes on to a callback that will, which then has it. */
static void decide(struct intake *self)
{
    const struct situation *situation = &self->situation;
    struct error error;

    free(self->content);
    self->content = content_print(self->self_check->content);
    self->is_repeat = false;
    if (situation->number > 0 && situation->content != NULL &&
        strcmp(situation->content, self->content) == 0) {
        self->is_repeat = true;
        if (self->is_dry_run)
            try_out(self);
        else
            repeat(self);
        return;
    }
    if (!situation_is_admissible(&self->situation, &self->exchange))
        return;
    if (self->is_dry_run)
        try_out(self);
    else if (!signer_is_ready(self->server->signer, &error))
        problem_reply_failure(TAKE(self->exchange), &error);
    else
        store(self);
}

/* A file that cannot carry measures leaves those of the current version as they are. */
static void keep_measures(struct intake *self)
{
    json_t *current =
        self->situation.content == NULL ? NULL : json_loads(self->situation.content, 0, NULL);

    answers_take_measures(self->answers, current);
    json_decref(current);
}

static void judge_and_decide(struct intake *taken)
{
    CLEANUP(intake_freep) struct intake *self = taken;
    CLEANUP(memory_freep) struct earlier *earlier = NULL;

    earlier = earlier_read(self->earlier_row, self->edition);
    if (!self->type.format->has_measures)
        keep_measures(self);
    if (request_acceptances(self->exchange) != NULL)
        answers_accept(self->answers, request_acceptances(self->exchange));
    self->self_check = judge(self->answers, self->edition, self->situation.inhabitants, earlier,
                             &self->findings);
    if (self->self_check == NULL) {
        refuse(TAKE(self));
        return;
    }
    decide(self);
    if (self->exchange != NULL)
        (void)TAKE(self); /* on_stored() or on_position() has it now */
}

/* --- reading --- */

static struct upload upload_of(const struct intake *self)
{
    return (struct upload){
        .bytes = self->bytes,
        .size = self->size,
        .charset = self->type.charset,
        .edition = self->edition,
        .municipality = self->municipality,
    };
}

static void on_still_let_in(const struct db_outcome *outcome, void *context)
{
    CLEANUP(intake_freep) struct intake *self = context;

    if (outcome->error != NULL)
        problem_reply_failure(TAKE(self->exchange), outcome->error);
    else
        judge_and_decide(TAKE(self));
}

/* It has waited for its turn; findings tell of what was handed in before, so whoever gets them
 * has to be let in still. */
static void ask_again(struct intake *self)
{
    struct db_unit *unit = request_unit(self->exchange, on_still_let_in, self);

    db_unit_add_values(unit, STATEMENT_PING, 0, NULL);
    db_submit(self->server->db, unit);
}

/* A helper has read the cells of a workbook. */
static void on_workbook(const struct reader_outcome *outcome, void *context)
{
    CLEANUP(intake_freep) struct intake *self = context;
    const struct upload upload = upload_of(self);

    if (outcome->error != NULL) {
        problem_reply_failure(TAKE(self->exchange), outcome->error);
        return;
    }
    if (outcome->book == NULL) {
        metrics.self_checks_refused++;
        intake_reply_no_workbook(self, outcome->fault);
        return;
    }
    self->answers = read_xlsx(outcome->book, &upload, &self->findings);
    ask_again(TAKE(self));
}

/* Reads the file as what the round wants. Answers if it cannot be read. */
static bool read_file(struct intake *self)
{
    const struct upload upload = upload_of(self);
    struct read_fault fault = {0};
    struct error error;

    self->answers = self->type.format->read(&upload, &self->findings, &fault, &error);
    if (self->answers != NULL)
        return true;
    if (error.kind == ERROR_INVALID) {
        metrics.self_checks_refused++;
        problem_reply_fault(TAKE(self->exchange), &fault);
    } else {
        problem_reply_failure(TAKE(self->exchange), &error);
    }
    return false;
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
    if (!intake_unpack(self))
        return;
    if (self->type.format->read != NULL) {
        if (read_file(self))
            judge_and_decide(TAKE(self));
        return;
    }
    reader_read(self->server->reader, self->bytes, self->size, on_workbook, self);
    (void)TAKE(self); /* on_workbook() has it now */
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
    situation_done(&self->situation);
    self->earlier_row = PQcopyResult(outcome->results[1], PG_COPYRES_TUPLES);
    if (self->earlier_row == NULL)
        abort(); /* out of memory */
    if (!situation_read(&self->situation, outcome->results[0], &error)) {
        problem_reply(TAKE(self->exchange), PROBLEM_NOT_FOUND, NULL, NULL);
        return;
    }
    editions_get(self->server->editions, self->situation.edition, on_edition, self);
    (void)TAKE(self); /* on_edition() has it now */
}

/* The round's edition and the current version's measures may be others by now. */
static void forget_reading(struct intake *self)
{
    PQclear(TAKE(self->earlier_row));
    findings_done(&self->findings);
    answers_free(TAKE(self->answers));
    self_check_free(TAKE(self->self_check));
}

static void look_up(struct intake *self)
{
    struct db_unit *unit;

    forget_reading(self);
    if (!situation_may_try(&self->tries, "self-check", &self->exchange)) {
        intake_free(self);
        return;
    }
    unit = request_unit(self->exchange, on_situation, self);
    db_unit_add(unit, STATEMENT_INTAKE_CONTEXT, self->round, self->municipality);
    db_unit_add(unit, STATEMENT_INTAKE_EARLIER, self->round, self->municipality);
    if (self->is_dry_run)
        add_line(self, unit, AUDIT_SELF_CHECK_TRIED);
    db_submit(self->server->db, unit);
}

void intake_put(struct server *server, struct exchange *exchange)
{
    CLEANUP(intake_freep) struct intake *self = memory_new(1, sizeof *self);

    self->server = server;
    self->exchange = exchange;
    self->round = request_capture(exchange, "round");
    self->municipality = request_capture(exchange, "key");
    self->type = intake_type_read(exchange_header(exchange, "Content-Type"));
    if (intake_read_query(self) && intake_digest_matches(self))
        look_up(TAKE(self));
}
