#include "daemon/pages/sign_in.h"

#include <string.h>

#include "common/access_key.h"
#include "common/memory.h"
#include "common/read/percent.h"
#include "common/secret.h"
#include "daemon/attempt.h"
#include "daemon/dispatch.h"
#include "daemon/limits.h"
#include "daemon/log.h"
#include "daemon/metrics.h"
#include "daemon/pages/cookie.h"
#include "daemon/pages/door.h"
#include "daemon/pages/entry.h"
#include "daemon/pages/page.h"
#include "daemon/pages/session.h"
#include "daemon/pages/way_on.h"
#include "daemon/problem.h"
#include "daemon/random.h"

#define FORM_STALE "sign_in.form_stale"

/* --- the form --- */

/* Where the form is shown by itself, not as the answer to one that was sent. */
static char *address_of_form(const char *next)
{
    CLEANUP(memory_freep) char *encoded = percent_encode(next == NULL ? "" : next);

    return next == NULL || next[0] == '\0' ? memory_copy_text("/")
                                           : memory_format("/?next=%s", encoded);
}

/* mistake is the key of a text, or NULL; a stale form says nothing of the access key. */
static void reply_form(struct exchange *exchange, int status, const char *mistake,
                       const char *next)
{
    const bool is_key_wrong = mistake != NULL && strcmp(mistake, FORM_STALE) != 0;
    const enum language language = request_language(exchange);
    const bool is_unsaved = exchange_query(exchange, "unsaved", 0) != NULL;
    const bool is_undone = exchange_query(exchange, "undone", 0) != NULL;
    CLEANUP(memory_freep) char *address = address_of_form(next);
    CLEANUP(memory_freep) char *title = page_text(language, "sign_in.title", NULL);
    CLEANUP(memory_freep)
    char *text = mistake == NULL ? NULL : page_text(language, mistake, NULL);
    char csrf[CSRF_TEXT_SIZE];

    entry_prepare(exchange, csrf);
    page_reply(exchange, status, "sign_in",
               json_pack("{s:s, s:s?, s:b, s:s, s:s, s:b, s:b, s:s?}", "title", title,
                         "mistake", text, "is_key_wrong", is_key_wrong, "csrf", csrf, "next",
                         next == NULL ? "" : next, "is_unsaved", is_unsaved, "is_undone",
                         is_undone, "address",
                         exchange_method(exchange) == METHOD_POST ? address : NULL));
}

static void lead_on(struct exchange *exchange, const char *next)
{
    CLEANUP(memory_freep) char *encoded = percent_encode(next == NULL ? "" : next);
    CLEANUP(memory_freep) char *target = memory_format("/?next=%s&" DOOR_ONWARD "=", encoded);

    door_lead_on(exchange, target);
}

void sign_in_page(struct server *server, struct exchange *exchange)
{
    const char *next = exchange_query(exchange, "next", 0);

    (void)server;
    if (request_is_signed_in(exchange))
        page_redirect(exchange, way_on(next, request_role(exchange)));
    else if (door_is_link_from_elsewhere(exchange))
        lead_on(exchange, next);
    else
        reply_form(exchange, 200, NULL, next);
}

/* --- signing in --- */

/* Somebody on the way in. */
struct arrival {
    struct exchange *exchange; /* owned, until a reply takes it */
    enum role role;
    char key_hash[DIGEST_HEX_SIZE];
    char session[SECRET_TEXT_SIZE];
};

static void reply_mistake(struct exchange *exchange, int status, const char *mistake)
{
    log_line(LOG_LEVEL_INFO, "sign-in refused reason=%s request=%s", mistake,
             exchange_request_id(exchange));
    request_note_refusal(exchange);
    reply_form(exchange, status, mistake, form_data_find(request_form(exchange), "next"));
}

static void reply_not_valid(struct exchange *exchange)
{
    reply_mistake(exchange, 403, "sign_in.key_not_valid");
}

static void reply_mistyped(struct exchange *exchange)
{
    reply_mistake(exchange, 422, "sign_in.key_mistyped");
}

static void on_started(const struct db_outcome *outcome, void *context)
{
    CLEANUP(memory_freep) struct arrival *self = context;
    const char *next = form_data_find(request_form(self->exchange), "next");

    if (outcome->error != NULL && outcome->error->kind == ERROR_DENIED) {
        reply_not_valid(TAKE(self->exchange)); /* revoked in this moment */
        return;
    }
    if (outcome->error != NULL) {
        problem_reply_failure(TAKE(self->exchange), outcome->error);
        return;
    }
    cookie_set_secret(self->exchange, COOKIE_SESSION, self->session);
    entry_end(self->exchange);
    explicit_bzero(self->session, sizeof self->session);
    page_redirect(TAKE(self->exchange), way_on(next, self->role));
}

static void on_holder(const struct error *error, const struct access_holder *holder,
                      void *context)
{
    CLEANUP(memory_freep) struct arrival *self = context;
    struct exchange *exchange = self->exchange;
    struct server *server = request_of(exchange)->server;
    long seconds;

    if (error == NULL && holder == NULL) {
        attempt_failed(server, exchange, reply_not_valid);
        return;
    }
    if (error != NULL) {
        attempt_undecided(server, exchange);
        problem_reply_failure(exchange, error);
        return;
    }
    attempt_succeeded(server, exchange);
    seconds = limits_token(server->limits, holder->token, attempt_now());
    if (seconds > 0) {
        metrics.requests_limited++;
        attempt_refuse(exchange, seconds);
        return;
    }
    self->role = holder->role;
    random_secret(self->session);
    session_start(exchange, self->session, self->key_hash, holder, on_started, self);
    (void)TAKE(self); /* on_started() has it now */
}

void sign_in_post(struct server *server, struct exchange *exchange)
{
    const char *text = form_data_find(request_form(exchange), "key");
    CLEANUP(memory_freep) char *key = access_key_tidy(text == NULL ? "" : text);
    struct arrival *self;

    if (!entry_is_proven(exchange)) {
        reply_mistake(exchange, 403, FORM_STALE);
        return;
    }
    if (key[0] == '\0') {
        reply_form(exchange, 422, "sign_in.key_missing",
                   form_data_find(request_form(exchange), "next"));
        return;
    }
    if (!attempt_begin(server, exchange))
        return;
    if (!token_is_well_formed(key)) {
        attempt_failed(server, exchange, reply_mistyped);
        return;
    }
    self = memory_new(1, sizeof *self);
    self->exchange = exchange;
    secret_hash(key, self->key_hash);
    access_find(server, key, on_holder, self);
}

/* --- signing out --- */

static void on_revoked(const struct db_outcome *outcome, void *context)
{
    struct exchange *exchange = context;

    if (outcome->error != NULL) {
        problem_reply_failure(exchange, outcome->error);
        return;
    }
    cookie_set_secret(exchange, COOKIE_SESSION, NULL);
    page_redirect(exchange, "/");
}

void sign_out_post(struct server *server, struct exchange *exchange)
{
    (void)server;
    session_revoke(exchange, on_revoked, exchange);
}
