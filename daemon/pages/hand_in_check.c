#include "daemon/pages/hand_in_check.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "common/memory.h"
#include "daemon/dispatch.h"
#include "daemon/editions.h"
#include "daemon/pages/call.h"
#include "daemon/pages/hand_in_state.h"
#include "daemon/pages/hand_in_words.h"
#include "daemon/problem.h"

#define UNCONFIRMED "confirmation-missing" /* the finding that a reason on the page settles */
#define PROVISIONAL "-"                    /* the reason of a dry run; never stored */
#define REASON_MAX  500                    /* characters */

static void try_out(struct check *self, json_t *acceptances);

void check_free(struct check *check)
{
    if (check == NULL)
        return;
    assert(check->exchange == NULL); /* every path replied */
    pending_upload_done(&check->file);
    json_decref(check->documents);
    json_decref(check->wanted);
    json_decref(check->answer);
    json_decref(check->refusal);
    free(check);
}

static const char *text_of(const json_t *object, const char *name)
{
    const char *text = json_string_value(json_object_get(object, name));

    return text == NULL ? "" : text;
}

static bool is_error(const json_t *finding)
{
    return strcmp(text_of(finding, "severity"), "error") == 0;
}

static bool is_unconfirmed(const json_t *finding)
{
    return strcmp(text_of(finding, "code"), UNCONFIRMED) == 0;
}

bool check_is_only_unconfirmed(const json_t *problem)
{
    const json_t *findings = json_object_get(problem, "findings");
    const json_t *finding;
    size_t i, count = 0;

    json_array_foreach(findings, i, finding) {
        if (is_error(finding) && !is_unconfirmed(finding))
            return false;
        count += is_unconfirmed(finding);
    }
    return count > 0 && !json_is_true(json_object_get(problem, "truncated"));
}

/* --- acceptances --- */

static bool can_be_accepted(const char *code)
{
    return strcmp(code, "implausible") == 0 || strcmp(code, "large-jump") == 0;
}

static json_t *acceptance(const char *code, const char *indicator, const char *reason)
{
    return json_pack("{s:s, s:s, s:s}", "code", code, "indicator", indicator, "reason", reason);
}

/* What is odd about the indicator, as codes of warnings: "implausible+large-jump". */
static char *codes_of(const json_t *findings, const char *indicator)
{
    char *codes = memory_copy_text("");
    const json_t *finding;
    size_t i;

    json_array_foreach(findings, i, finding) {
        const char *code = text_of(finding, "code");
        CLEANUP(memory_freep) char *before = codes;

        if (!can_be_accepted(code) || strcmp(text_of(finding, "indicator"), indicator) != 0) {
            (void)TAKE(before);
            continue;
        }
        codes = memory_format("%s%s%s", before, before[0] == '\0' ? "" : "+", code);
    }
    if (codes[0] != '\0')
        return codes;
    free(codes);
    return memory_copy_text("implausible");
}

/* The list that `wanted` is: of each indicator once {"indicator", "codes"}. */
static json_t *wanted_of(const json_t *findings)
{
    json_t *list = json_array();
    const json_t *finding;
    size_t i;

    json_array_foreach(findings, i, finding) {
        const char *indicator = text_of(finding, "indicator");
        const json_t *last = json_array_get(list, json_array_size(list) - 1);
        CLEANUP(memory_freep) char *codes = NULL;

        if (!is_unconfirmed(finding) || strcmp(text_of(last, "indicator"), indicator) == 0)
            continue;
        codes = codes_of(findings, indicator);
        (void)json_array_append_new(
            list, json_pack("{s:s, s:s}", "indicator", indicator, "codes", codes));
    }
    return list;
}

/* One acceptance for each of "implausible+large-jump". */
static void accept_all(json_t *list, const char *codes, size_t length, const char *indicator,
                       const char *reason)
{
    CLEANUP(memory_freep) char *copy = memory_format("%.*s", (int)length, codes);
    char *place = NULL;

    for (char *code = strtok_r(copy, "+", &place); code != NULL;
         code = strtok_r(NULL, "+", &place))
        if (can_be_accepted(code))
            (void)json_array_append_new(list, acceptance(code, indicator, reason));
}

/* As if everything that is wanted were confirmed. */
static json_t *provisional_acceptances(const json_t *wanted)
{
    json_t *list = json_array();
    const json_t *one;
    size_t i;

    json_array_foreach(wanted, i, one) {
        const char *codes = text_of(one, "codes");

        accept_all(list, codes, strlen(codes), text_of(one, "indicator"), PROVISIONAL);
    }
    return list;
}

/* NULL when it says nothing or too much. */
static char *tidy_reason(const char *text)
{
    CLEANUP(memory_freep) char *line = words_one_line(text);
    const bool says_something = line[strspn(line, " ")] != '\0';
    size_t characters = 0;

    for (const char *at = line; *at != '\0'; at++)
        characters += ((unsigned char)*at & 0xc0) != 0x80;
    return says_something && characters <= REASON_MAX ? TAKE(line) : NULL;
}

json_t *check_acceptances(const struct form_data *form)
{
    json_t *list = json_array();

    for (size_t i = 0; i < form->count; i++) {
        const char *name = form->fields[i].name;
        const char *codes, *dot;
        CLEANUP(memory_freep) char *reason = NULL;

        if (strncmp(name, REASON_FIELD, strlen(REASON_FIELD)) != 0)
            continue;
        codes = name + strlen(REASON_FIELD);
        dot = strchr(codes, '.');
        reason = tidy_reason(form->fields[i].value);
        if (dot != NULL && reason != NULL)
            accept_all(list, codes, (size_t)(dot - codes), dot + 1, reason);
    }
    return list;
}

/* --- the dry run --- */

/* Its findings can be settled here: looks what would happen then. */
static void look_further(struct check *self, json_t *problem)
{
    json_t *acceptances;

    self->wanted = wanted_of(json_object_get(problem, "findings"));
    acceptances = provisional_acceptances(self->wanted);
    try_out(self, acceptances);
    json_decref(acceptances);
}

static void on_tried(const struct call_reply *reply, void *context)
{
    struct check *self = context;

    if (reply->status == 200 && reply->json != NULL) {
        self->answer = json_incref(reply->json);
    } else if (reply->status == 422 && self->wanted == NULL &&
               check_is_only_unconfirmed(reply->json)) {
        look_further(self, reply->json);
        return;
    } else if (reply->status == 401 || reply->status == 412 || reply->status == 428 ||
               reply->status >= 500 || reply->json == NULL) {
        call_pass_on(TAKE(self->exchange), reply);
        check_free(self);
        return;
    } else {
        self->refusal = json_incref(reply->json);
        self->refusal_status = reply->status;
    }
    self->done(self);
}

static void try_out(struct check *self, json_t *acceptances)
{
    CLEANUP(memory_freep) char *target = hand_in_target(self->exchange, "?dry-run=true");
    const struct call call = {
        .method = METHOD_PUT,
        .target = target,
        .if_match = self->etag[0] == '\0' ? NULL : self->etag,
        .content_type = self->file.media_type,
        .body = self->file.bytes,
        .size = self->file.size,
        .acceptances = acceptances,
    };

    call_api(self->server, self->exchange, &call, on_tried, self);
}

static void on_edition(const struct catalogue *edition, const struct error *error,
                       void *context)
{
    struct check *self = context;

    if (edition == NULL) {
        problem_reply_failure(TAKE(self->exchange), error);
        check_free(self);
        return;
    }
    self->edition = edition;
    try_out(self, NULL);
}

/* Holds a check until its documents are there, or will never be. */
struct waiting {
    struct check *check; /* owned */
};

static void waiting_free(void *context)
{
    struct waiting *self = context;

    check_free(self->check);
    free(self);
}

static void on_gathered(struct server *server, struct exchange *exchange, json_t *documents,
                        void *context)
{
    struct waiting *waiting = context;
    struct check *self;

    if (!hand_in_has_round(exchange, documents))
        return;
    self = TAKE(waiting->check);
    self->exchange = exchange;
    self->documents = json_incref(documents);
    hand_in_etag(json_object_get(documents, "versions"), self->etag);
    editions_get(server->editions, text_of(json_object_get(documents, "round"), "edition"),
                 on_edition, self);
}

void check_start(struct server *server, struct exchange *exchange, struct pending_upload *file,
                 const char *notice, int status, check_done_fn *done)
{
    struct waiting *waiting = memory_new(1, sizeof *waiting);
    struct check *self = memory_new(1, sizeof *self);

    *self = (struct check){
        .server = server, .file = *file, .notice = notice, .status = status, .done = done};
    *file = (struct pending_upload){0};
    waiting->check = self;
    gather_start(hand_in_gather(server, exchange, on_gathered, waiting, waiting_free));
}
