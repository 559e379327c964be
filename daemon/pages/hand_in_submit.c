/*
 * "Verbindlich abgeben": the file that was checked becomes the next version, unless something
 * is no longer as it was shown. Then the check is shown again, with what has changed.
 *
 *     LOOKING for the file --> HANDING IN --> FORGETTING the file, the draft --> 303
 *          |                       |
 *        another file,           412, 422: the check again; 409: the round
 *        none
 */

#include <stdlib.h>
#include <string.h>

#include "common/memory.h"
#include "common/read/percent.h"
#include "daemon/dispatch.h"
#include "daemon/pages/call.h"
#include "daemon/pages/filling.h"
#include "daemon/pages/hand_in.h"
#include "daemon/pages/hand_in_check.h"
#include "daemon/pages/hand_in_round.h"
#include "daemon/pages/hand_in_state.h"
#include "daemon/pages/page.h"
#include "daemon/problem.h"

/* One on its way. */
struct submission {
    struct server *server;     /* borrowed */
    struct exchange *exchange; /* owned, until a reply takes it */
    struct pending_upload file;
    int version; /* that it became */
};

static void submission_free(struct submission *self)
{
    if (self == NULL)
        return;
    pending_upload_done(&self->file);
    free(self);
}
DEFINE_CLEANUP(struct submission *, submission_free)

static const char *field(const struct exchange *exchange, const char *name)
{
    const char *value = form_data_find(request_form(exchange), name);

    return value == NULL ? "" : value;
}

static void go_to_receipt(struct exchange *exchange, int version)
{
    CLEANUP(memory_freep) char *round = percent_encode(request_capture(exchange, "round"));
    CLEANUP(memory_freep)
    char *target = memory_format("/abgabe/%s/fassungen/%d", round, version);

    page_redirect(exchange, target);
}

/* --- shown again --- */

static void on_checked(struct check *check)
{
    check_reply(check);
    check_free(check);
}

static void show_again(struct submission *self, int status, const char *notice)
{
    check_start(self->server, TAKE(self->exchange), &self->file, notice, status, on_checked);
}

/* --- handing in --- */

static void on_draft_ended(const struct call_reply *reply, void *context)
{
    CLEANUP(submission_freep) struct submission *self = context;

    (void)reply; /* it is handed in; another draft stays */
    go_to_receipt(TAKE(self->exchange), self->version);
}

static void on_forgotten(const struct db_outcome *outcome, void *context)
{
    struct submission *self = context;

    (void)outcome; /* it is handed in; what waits is gone in a day at the latest */
    filling_end(self->server, self->exchange, self->file.sha256, on_draft_ended, self);
}

static void on_handed_in(const struct call_reply *reply, void *context)
{
    CLEANUP(submission_freep) struct submission *self = context;

    switch (reply->status) {
    case 200:
    case 201:
        self->version = (int)json_integer_value(json_object_get(reply->json, "version"));
        pending_upload_delete(self->server, self->exchange,
                              request_capture(self->exchange, "round"), self->file.sha256,
                              on_forgotten, self);
        (void)TAKE(self); /* on_forgotten() has it now */
        return;
    case 412:
    case 428:
        show_again(self, 412, "hand_in.notice_version");
        return;
    case 409:
    case 422:
        show_again(self, 422,
                   check_is_only_unconfirmed(reply->json) ? "hand_in.notice_reason" : NULL);
        return;
    default:
        call_pass_on(TAKE(self->exchange), reply);
    }
}

static void hand_in(struct submission *taken)
{
    CLEANUP(memory_freep) char *target = hand_in_target(taken->exchange, "");
    json_t *acceptances = check_acceptances(request_form(taken->exchange));
    const char *seen = field(taken->exchange, "seen");
    const struct call call = {
        .method = METHOD_PUT,
        .target = target,
        .if_match = seen[0] == '\0' ? NULL : seen,
        .content_type = taken->file.media_type,
        .body = taken->file.bytes,
        .size = taken->file.size,
        .acceptances = acceptances,
    };

    call_api(taken->server, taken->exchange, &call, on_handed_in, taken);
    json_decref(acceptances);
}

/* --- no such file --- */

/* The button was pressed twice, or the file has waited for too long. */
static void on_versions(struct server *server, struct exchange *exchange, json_t *documents,
                        void *context)
{
    const enum language language = request_language(exchange);
    const json_t *current;
    const char *sha256;

    (void)server;
    (void)context;
    if (!hand_in_has_round(exchange, documents))
        return;
    current = hand_in_current(json_object_get(documents, "versions"));
    sha256 = json_string_value(json_object_get(current, "sha256"));
    if (sha256 != NULL && strcmp(sha256, field(exchange, "file")) == 0) {
        go_to_receipt(exchange, (int)json_integer_value(json_object_get(current, "number")));
        return;
    }
    {
        CLEANUP(memory_freep) char *title = page_text(language, "hand_in.gone_title", NULL);
        CLEANUP(memory_freep) char *text = page_text(language, "hand_in.gone_text", NULL);

        hand_in_reply_round(
            exchange, documents,
            &(struct round_notice){.status = 409, .title = title, .text = text});
    }
}

static void on_found(const struct db_outcome *outcome, void *context)
{
    CLEANUP(submission_freep) struct submission *self = context;

    if (outcome->error != NULL)
        problem_reply_failure(TAKE(self->exchange), outcome->error);
    else if (!pending_upload_read(outcome, &self->file))
        gather_start(
            hand_in_gather(self->server, TAKE(self->exchange), on_versions, NULL, NULL));
    else if (strcmp(self->file.sha256, field(self->exchange, "file")) != 0)
        show_again(self, 409, "hand_in.notice_file");
    else
        hand_in(TAKE(self)); /* on_handed_in() has it now */
}

void hand_in_submit(struct server *server, struct exchange *exchange)
{
    struct submission *self = memory_new(1, sizeof *self);

    self->server = server;
    self->exchange = exchange;
    pending_upload_find(server, exchange, request_capture(exchange, "round"), on_found, self);
}
