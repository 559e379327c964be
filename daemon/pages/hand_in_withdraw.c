#include <stdlib.h>
#include <string.h>

#include "common/memory.h"
#include "common/read/percent.h"
#include "daemon/dispatch.h"
#include "daemon/pages/call.h"
#include "daemon/pages/hand_in.h"
#include "daemon/pages/hand_in_state.h"
#include "daemon/pages/hand_in_words.h"
#include "daemon/pages/page.h"
#include "daemon/problem.h"

/* What is said on the page beside what is always there. */
struct withdraw_page {
    int status;
    const char *notice;  /* the key of a text, or NULL */
    const char *mistake; /* likewise, at the field of the reason */
};

static bool can_withdraw(const json_t *round)
{
    return json_is_true(json_object_get(round, "is_open")) &&
           json_is_true(json_object_get(json_object_get(round, "state"), "is_handed_in"));
}

static void reply_page(struct exchange *exchange, const json_t *documents,
                       const struct withdraw_page *page)
{
    const enum language language = request_language(exchange);
    const json_t *versions = json_object_get(documents, "versions");
    const struct form_data *form = request_form(exchange);
    const char *reason = form == NULL ? NULL : form_data_find(form, "reason");
    json_t *round = hand_in_round_view(json_object_get(documents, "round"), versions,
                                       exchange_arrived_at(exchange), language);
    CLEANUP(memory_freep) char *title = page_text(language, "hand_in.withdraw_title", round);
    CLEANUP(memory_freep)
    char *notice = page->notice == NULL ? NULL : page_text(language, page->notice, round);
    CLEANUP(memory_freep)
    char *mistake = page->mistake == NULL ? NULL : page_text(language, page->mistake, NULL);
    char etag[ETAG_SIZE];

    hand_in_etag(versions, etag);
    page_reply(exchange, page->status, "hand_in/withdraw",
               json_pack("{s:s, s:b, s:o, s:s?, s:s?, s:s, s:s}", "title", title,
                         "can_withdraw", can_withdraw(round), "round", round, "notice", notice,
                         "mistake", mistake, "reason", reason == NULL ? "" : reason, "seen",
                         etag));
}

static void on_page(struct server *server, struct exchange *exchange, json_t *documents,
                    void *context)
{
    const struct withdraw_page *page = context;

    (void)server;
    if (hand_in_has_round(exchange, documents))
        reply_page(exchange, documents, page);
}

static void show(struct server *server, struct exchange *exchange, int status,
                 const char *notice, const char *mistake)
{
    struct withdraw_page *page = memory_new(1, sizeof *page);

    *page = (struct withdraw_page){status, notice, mistake};
    gather_start(hand_in_gather(server, exchange, on_page, page, free));
}

void hand_in_withdraw_page(struct server *server, struct exchange *exchange)
{
    show(server, exchange, 200, NULL, NULL);
}

/* --- doing it --- */

/* One on its way. */
struct asking {
    struct server *server;     /* borrowed */
    struct exchange *exchange; /* owned */
};

static void on_withdrawn(const struct call_reply *reply, void *context)
{
    CLEANUP(memory_freep) struct asking *self = context;
    CLEANUP(memory_freep)
    char *round = percent_encode(request_capture(self->exchange, "round"));
    CLEANUP(memory_freep) char *target = memory_format("/abgabe/%s", round);

    switch (reply->status) {
    case 200:
        page_redirect(TAKE(self->exchange), target);
        return;
    case 412:
    case 428:
        show(self->server, TAKE(self->exchange), 412, "hand_in.notice_version", NULL);
        return;
    case 409:
        show(self->server, TAKE(self->exchange), 409, "hand_in.notice_closed", NULL);
        return;
    case 413:
    case 422:
        show(self->server, TAKE(self->exchange), 422, NULL, "hand_in.reason_mistake");
        return;
    default:
        call_pass_on(TAKE(self->exchange), reply);
    }
}

void hand_in_withdraw(struct server *server, struct exchange *exchange)
{
    const struct form_data *form = request_form(exchange);
    const char *seen = form_data_find(form, "seen");
    const char *given = form_data_find(form, "reason");
    CLEANUP(memory_freep) char *reason = words_one_line(given == NULL ? "" : given);
    CLEANUP(memory_freep) char *target = hand_in_target(exchange, "");
    CLEANUP(memory_freep) char *body = NULL;
    json_t *document = json_pack("{s:s}", "reason", reason);
    struct asking *self = memory_new(1, sizeof *self);
    struct call call = {.method = METHOD_DELETE, .target = target};

    body = json_dumps(document, JSON_COMPACT);
    json_decref(document);
    call.if_match = seen == NULL || seen[0] == '\0' ? NULL : seen;
    call.content_type = "application/json";
    call.body = body;
    call.size = strlen(body);
    *self = (struct asking){server, exchange};
    call_api(server, exchange, &call, on_withdrawn, self);
}
