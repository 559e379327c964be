/*
 * Leaving the form: to the check and the hand-in, with the draft's own bytes, or by discarding
 * the draft.
 */

#include <string.h>

#include "common/memory.h"
#include "daemon/dispatch.h"
#include "daemon/pages/fill_in.h"
#include "daemon/pages/fill_in_mistakes.h"
#include "daemon/pages/fill_in_overview.h"
#include "daemon/pages/hand_in_check.h"
#include "daemon/pages/page.h"

static const char *form_text(const struct exchange *exchange, const char *name)
{
    const char *text = form_data_find(request_form(exchange), name);

    return text == NULL ? "" : text;
}

/* --- discarding --- */

static void on_discarded(const struct call_reply *reply, void *context)
{
    CLEANUP(filling_freep) struct filling *self = context;
    CLEANUP(memory_freep) char *round = filling_page(self->exchange, "");

    if (reply->status == 204)
        page_redirect(TAKE(self->exchange), round);
    else if (reply->status == 401)
        call_pass_on(TAKE(self->exchange), reply);
    else
        fill_in_show_overview(TAKE(self), &(struct reply_notice){.status = reply->status,
                                                                 .problem = reply->json});
}

/* Only the draft that was seen: somebody else may have gone on with it. */
static void discard(struct filling *filling)
{
    CLEANUP(memory_freep) char *target = filling_target(filling->exchange);
    const struct call call = {.method = METHOD_DELETE,
                              .target = target,
                              .if_match = form_text(filling->exchange, "seen")};

    call_api(filling->server, filling->exchange, &call, on_discarded, filling);
}

/* --- checking --- */

static bool has_errors(const struct filling *filling)
{
    const enum language language = request_language(filling->exchange);
    json_t *mistakes =
        mistakes_of(filling->findings, filling->document, filling->edition, language);
    const json_t *mistake;
    bool result = false;
    size_t i;

    json_array_foreach(mistakes, i, mistake)
        result = result || json_is_true(json_object_get(mistake, "is_error"));
    json_decref(mistakes);
    return result;
}

/* Mistakes are mended here; everything else is said on the way that a file goes as well. */
static void check(struct filling *filling)
{
    CLEANUP(filling_freep) struct filling *self = filling;
    struct pending_upload file = {0};

    if (self->bytes == NULL) {
        CLEANUP(memory_freep) char *overview = filling_page(self->exchange, "/ausfuellen");

        page_redirect(TAKE(self->exchange), overview); /* it was handed in or discarded */
        return;
    }
    if (has_errors(self)) {
        fill_in_show_overview(TAKE(self), &(struct reply_notice){.status = 422});
        return;
    }
    file = (struct pending_upload){
        .bytes = TAKE(self->bytes),
        .media_type = memory_copy_text("application/json"),
        .name = page_text(request_language(self->exchange), "fill_in.file_name", NULL),
    };
    file.size = strlen(file.bytes);
    hand_in_bytes(self->server, TAKE(self->exchange), &file);
}

static void on_read(struct filling *filling)
{
    if (strcmp(form_text(filling->exchange, "schritt"), "verwerfen") == 0)
        discard(filling);
    else
        check(filling);
}

void fill_in_finish(struct server *server, struct exchange *exchange)
{
    filling_open(server, exchange, on_read);
}
