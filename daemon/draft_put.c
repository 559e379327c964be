/*
 * Saving a draft.
 *
 *     LOOKING UP --> READING --> JUDGING --> SAVING --> 201, 200
 *      |     ^          |           |          |
 *     404    |         400         422         | somebody else was faster: look again
 *            |                  409, 412, 428  |
 *            +---------------------------------+
 *
 * What is wrong with single answers is said and saved all the same (common/draft.h). The same
 * bytes again are "unchanged", also without If-Match and after the round has closed.
 */

#include <string.h>

#include "common/draft.h"
#include "common/memory.h"
#include "common/read/json.h"
#include "daemon/dispatch.h"
#include "daemon/draft_request.h"
#include "daemon/drafts.h"
#include "daemon/editions.h"
#include "daemon/intake_format.h"
#include "daemon/intake_request.h"
#include "daemon/log.h"
#include "daemon/problem.h"

static void on_context(const struct db_outcome *outcome, void *context);

/* --- answering --- */

/* What there is to say about the draft: the findings and how many of them there are. */
static json_t *describe(const struct findings *findings, enum language language)
{
    return json_pack("{s:I, s:I, s:b, s:o}", "errorCount", (json_int_t)findings->errors,
                     "warningCount", (json_int_t)findings->warnings, "truncated",
                     findings->listed < findings->errors + findings->warnings, "findings",
                     findings_to_json(findings, language));
}

static void reply(struct draft_request *self, int status, const char *result)
{
    json_t *document = json_pack("{s:s, s:b, s:s, s:s, s:s, s:s}", "result", result, "stored",
                                 1, "round", self->round, "municipality", self->municipality,
                                 "edition", self->situation.edition, "sha256", self->sha256);
    char etag[ETAG_SIZE];

    (void)json_object_update(document, self->findings);
    draft_etag(self->sha256, etag);
    exchange_set_header(self->exchange, "ETag", etag);
    exchange_set_header(self->exchange, "Cache-Control", "private, no-store");
    if (status == 201)
        exchange_set_header(self->exchange, "Location", exchange_path(self->exchange));
    exchange_reply_json(TAKE(self->exchange), status, "application/json", document);
}

static void reply_broken(struct draft_request *self, bool is_of_another_edition)
{
    const bool is_english = exchange_language(self->exchange) == LANGUAGE_EN;
    json_t *extra = json_incref(self->findings);

    (void)json_object_set_new(extra, "stored", json_false());
    problem_reply(TAKE(self->exchange),
                  is_of_another_edition ? PROBLEM_EDITION_MISMATCH : PROBLEM_SELF_CHECK_INVALID,
                  is_english
                      ? "There are entries that this round's form does not have. Nothing "
                        "was saved."
                      : "Es gibt Angaben, die das Formular dieser Runde nicht hat. Es wurde "
                        "nichts gespeichert.",
                  extra);
}

/* --- saving --- */

static void on_saved(const struct db_outcome *outcome, void *context)
{
    CLEANUP(draft_request_freep) struct draft_request *self = context;
    const bool is_first = self->saved[0] == '\0';

    if (outcome->error != NULL) {
        problem_reply_failure(TAKE(self->exchange), outcome->error);
        return;
    }
    if (PQntuples(outcome->results[0]) == 0) {
        draft_request_look_up(TAKE(self), on_context); /* another one was saved in between */
        return;
    }
    log_line(LOG_LEVEL_INFO, "draft saved round=%s municipality=%s request=%s",
             log_value(self->round), log_value(self->municipality),
             exchange_request_id(self->exchange));
    reply(self, is_first ? 201 : 200, is_first ? "stored" : "replaced");
}

static void save(struct draft_request *self)
{
    struct db_unit *unit = request_unit(self->exchange, on_saved, self);
    size_t size;

    /* The reader has made sure that it is UTF-8 without a NUL, as text has to be. */
    db_unit_add(unit, STATEMENT_DRAFT_SAVE, self->round, self->municipality,
                exchange_body(self->exchange, &size), self->sha256, self->saved);
    request_audit(self->exchange, unit, AUDIT_DRAFT_SAVED);
    db_submit(self->server->db, unit);
}

/* --- judging --- */

/* Reads and judges the draft. Answers if it cannot be kept. */
static bool is_fit(struct draft_request *self, const struct catalogue *edition)
{
    CLEANUP(findings_donep) struct findings findings = {0};
    CLEANUP(answers_freep) struct answers *answers = NULL;
    struct read_fault fault = {0};
    struct error error;
    const char *body;
    size_t size;
    bool can_be_kept;

    body = exchange_body(self->exchange, &size);
    answers = read_json(body, size, &findings, &fault, &error);
    if (answers == NULL) {
        problem_reply_fault(TAKE(self->exchange), &fault);
        return false;
    }
    can_be_kept = draft_judge(answers, edition, self->situation.inhabitants, &findings);
    json_decref(self->findings);
    self->findings = describe(&findings, exchange_language(self->exchange));
    if (!can_be_kept)
        reply_broken(self, answers->edition.kind == WRITTEN_TEXT &&
                               strcmp(answers->edition.text, catalogue_edition(edition)) != 0);
    return can_be_kept;
}

static void on_edition(const struct catalogue *edition, const struct error *error,
                       void *context)
{
    CLEANUP(draft_request_freep) struct draft_request *self = context;

    if (edition == NULL) {
        problem_reply_failure(TAKE(self->exchange), error);
        return;
    }
    if (!is_fit(self, edition))
        return;
    if (strcmp(self->saved, self->sha256) == 0) {
        reply(self, 200, "unchanged");
        return;
    }
    if (draft_request_is_allowed(self) &&
        situation_is_in_time(&self->situation, &self->exchange))
        save(TAKE(self)); /* on_saved() has it now */
}

static void on_context(const struct db_outcome *outcome, void *context)
{
    CLEANUP(draft_request_freep) struct draft_request *self = context;

    if (!draft_request_read(self, outcome))
        return;
    editions_get(self->server->editions, self->situation.edition, on_edition, self);
    (void)TAKE(self); /* on_edition() has it now */
}

void drafts_put(struct server *server, struct exchange *exchange)
{
    struct digest digest;
    const char *body;
    size_t size;
    struct draft_request *self;

    if (!exchange_digest_matches(&exchange))
        return;
    self = draft_request_new(server, exchange);
    body = exchange_body(exchange, &size);
    digest = digest_of(body, size);
    digest_print(&digest, self->sha256);
    draft_request_look_up(self, on_context);
}

bool drafts_take_media_type(struct exchange *exchange, const struct config *config,
                            size_t *limit)
{
    const char *const accepted = "application/json";
    const struct intake_type type = intake_type_read(exchange_header(exchange, "Content-Type"));
    const char *encoding = exchange_header(exchange, "Content-Encoding");

    if (type.format != NULL && strcmp(type.format->media_type, accepted) == 0 &&
        intake_encoding_read(encoding) == ENCODING_NONE) {
        *limit = (size_t)config->self_check_limit;
        return true;
    }
    problem_reply(exchange, PROBLEM_MEDIA_TYPE, NULL,
                  json_pack("{s:b, s:[s], s:[s]}", "stored", 0, "accepted", accepted,
                            "acceptedEncodings", "identity"));
    return false;
}
