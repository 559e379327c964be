/*
 * A file comes in from the page. If it can be judged, it waits, and what was found in it is
 * shown by a page of its own: loading that again, or in the other language, sends nothing twice
 * and loses nothing.
 */

#include <stdlib.h>

#include "common/memory.h"
#include "common/read/percent.h"
#include "daemon/dispatch.h"
#include "daemon/pages/file_kind.h"
#include "daemon/pages/hand_in.h"
#include "daemon/pages/hand_in_check.h"
#include "daemon/pages/hand_in_round.h"
#include "daemon/pages/page.h"
#include "daemon/problem.h"

static void go_on(struct exchange *exchange, const char *rest)
{
    CLEANUP(memory_freep) char *round = percent_encode(request_capture(exchange, "round"));
    CLEANUP(memory_freep) char *target = memory_format("/abgabe/%s%s", round, rest);

    page_redirect(exchange, target);
}

static void on_kept(const struct db_outcome *outcome, void *context)
{
    CLEANUP(check_freep) struct check *check = context;

    if (outcome->error != NULL)
        problem_reply_failure(TAKE(check->exchange), outcome->error);
    else
        go_on(TAKE(check->exchange), "/pruefen");
}

/* Whether what there is to say is about the file, and not about the round or the service. */
static bool is_about_the_file(const struct check *check)
{
    return check->answer != NULL || check->refusal_status == 400 ||
           check->refusal_status == 422;
}

static void on_checked(struct check *check)
{
    CLEANUP(check_freep) struct check *self = check;

    if (!is_about_the_file(self)) {
        check_reply_refusal(self);
        return;
    }
    pending_upload_store(self->server, self->exchange, request_capture(self->exchange, "round"),
                         &self->file, on_kept, self);
    (void)TAKE(self); /* on_kept() has it now */
}

void hand_in_bytes(struct server *server, struct exchange *exchange,
                   struct pending_upload *file)
{
    check_start(server, exchange, file, NULL, 200, on_checked);
}

void hand_in_upload(struct server *server, struct exchange *exchange)
{
    const struct form_file *chosen = request_form(exchange)->file;
    const enum file_kind kind =
        chosen == NULL ? FILE_KIND_EMPTY : file_kind(chosen->bytes, chosen->size, chosen->name);
    const char *refusal = chosen == NULL ? "hand_in.file_missing" : file_kind_refusal(kind);
    struct pending_upload file = {0};

    if (refusal != NULL) {
        hand_in_refuse_file(server, exchange, chosen == NULL ? 422 : 415, refusal);
        return;
    }
    file = (struct pending_upload){
        .bytes = memory_copy(chosen->bytes, chosen->size),
        .size = chosen->size,
        .media_type = file_kind_media_type(kind, chosen->media_type),
        .name = memory_copy_text(chosen->name),
    };
    hand_in_bytes(server, exchange, &file);
}

/* --- the page that shows it --- */

/* The script that sends a file is led here, and learns from the field that it arrived. */
static void on_seen(struct check *check)
{
    exchange_set_header(check->exchange, "Content-Location", exchange_path(check->exchange));
    check_reply(check);
    check_free(check);
}

/* One that looks for the file. */
struct looking {
    struct server *server;     /* borrowed */
    struct exchange *exchange; /* owned */
};

static void on_found(const struct db_outcome *outcome, void *context)
{
    CLEANUP(memory_freep) struct looking *self = context;
    struct pending_upload file = {0};

    if (outcome->error != NULL)
        problem_reply_failure(TAKE(self->exchange), outcome->error);
    else if (pending_upload_read(outcome, &file))
        check_start(self->server, TAKE(self->exchange), &file, NULL, 200, on_seen);
    else
        go_on(TAKE(self->exchange), "");
}

void hand_in_check(struct server *server, struct exchange *exchange)
{
    struct looking *self = memory_new(1, sizeof *self);

    *self = (struct looking){server, exchange};
    pending_upload_find(server, exchange, request_capture(exchange, "round"), on_found, self);
}
