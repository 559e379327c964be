/*
 * The key is derived from the code and from a random number in the page with the button, so
 * that two clicks on it show the same key: whoever clicks twice sees only the second answer.
 * The database lets the repeat pass for a minute. Neither half alone leads to the key: the code
 * stands in a mail, the number in a page that was shown once.
 */

#include "daemon/pages/invitation.h"

#include <assert.h>
#include <string.h>

#include "common/memory.h"
#include "common/secret.h"
#include "common/token.h"
#include "daemon/audit.h"
#include "daemon/db.h"
#include "daemon/dispatch.h"
#include "daemon/pages/door.h"
#include "daemon/pages/entry.h"
#include "daemon/pages/format.h"
#include "daemon/pages/page.h"
#include "daemon/problem.h"
#include "daemon/random.h"
#include "daemon/routes.h"

/* The columns of sql/statements/invitation_find.sql and invitation_open.sql. */
enum column { COLUMN_STATE, COLUMN_MOMENT, COLUMN_MUNICIPALITY, COLUMN_NAME };

/* An invitation that is being opened. */
struct opening {
    struct exchange *exchange; /* owned, until a reply takes it */
    char key[TOKEN_TEXT_MAX];
};

/* The text of this key with what it says of the invitation, moment as the database has it; for
 * the caller to free. */
static char *text_of(const struct exchange *exchange, const char *key, const char *moment)
{
    const enum language language = request_language(exchange);
    CLEANUP(memory_freep) char *words = format_moment(moment, language);
    json_t *view = json_pack("{s:s}", "moment", words);
    char *text = page_text(language, key, view);

    json_decref(view);
    return text;
}

static void reply_unknown(struct exchange *exchange)
{
    request_note_refusal(exchange);
    problem_reply(exchange, PROBLEM_NOT_FOUND, NULL, NULL);
}

/* Opened, replaced or expired: the states have texts of their name. */
static void reply_over(struct exchange *exchange, const char *state, const char *moment)
{
    CLEANUP(memory_freep) char *key = memory_format("sign_in.%s", state);
    CLEANUP(memory_freep) char *title = text_of(exchange, "sign_in.over_title", moment);
    CLEANUP(memory_freep) char *explanation = text_of(exchange, key, moment);

    request_note_refusal(exchange);
    page_reply(exchange, 410, "invitation_over",
               json_pack("{s:s, s:s, s:b}", "title", title, "explanation", explanation,
                         "is_opened", strcmp(state, "opened") == 0));
}

/* After a form that was not proven, it says so. */
static void reply_button(struct exchange *exchange, const char *name, const char *moment)
{
    const bool is_stale = exchange_method(exchange) == METHOD_POST;
    CLEANUP(memory_freep) char *title = text_of(exchange, "sign_in.invitation_title", moment);
    CLEANUP(memory_freep) char *until = format_moment(moment, request_language(exchange));
    char once[SECRET_TEXT_SIZE], csrf[CSRF_TEXT_SIZE];

    random_secret(once);
    entry_prepare(exchange, csrf);
    page_reply(exchange, is_stale ? 403 : 200, "invitation",
               json_pack("{s:s, s:b, s:s, s:s, s:s, s:s, s:s}", "title", title, "is_stale",
                         is_stale, "name", name, "until", until, "code",
                         request_capture(exchange, "code"), "once", once, "csrf", csrf));
}

static void reply_key(struct exchange *exchange, const char *name, const char *key)
{
    CLEANUP(memory_freep) char *title = text_of(exchange, "sign_in.key_title", "");
    char csrf[CSRF_TEXT_SIZE];

    entry_prepare(exchange, csrf);
    page_reply(exchange, 200, "invitation_key",
               json_pack("{s:s, s:s, s:s, s:s}", "title", title, "name", name, "key", key,
                         "csrf", csrf));
}

/* Whether there is such an invitation that can still be opened; if not, it is answered. */
static bool is_fine(struct exchange *exchange, const struct db_outcome *outcome)
{
    const PGresult *row;
    const char *state;

    if (outcome->error != NULL) {
        problem_reply_failure(exchange, outcome->error);
        return false;
    }
    row = outcome->results[0];
    if (PQntuples(row) == 0) {
        reply_unknown(exchange);
        return false;
    }
    state = PQgetvalue(row, 0, COLUMN_STATE);
    if (strcmp(state, "fine") == 0)
        return true;
    reply_over(exchange, state, PQgetvalue(row, 0, COLUMN_MOMENT));
    return false;
}

/* Whether the path holds what could be a code; if not, it is answered. */
static bool has_code(struct exchange *exchange, char hash[DIGEST_HEX_SIZE])
{
    const char *code = request_capture(exchange, "code");

    if (!secret_is_well_formed(code)) {
        reply_unknown(exchange);
        return false;
    }
    secret_hash(code, hash);
    return true;
}

static void on_found(const struct db_outcome *outcome, void *context)
{
    struct exchange *exchange = context;

    if (is_fine(exchange, outcome))
        reply_button(exchange, PQgetvalue(outcome->results[0], 0, COLUMN_NAME),
                     PQgetvalue(outcome->results[0], 0, COLUMN_MOMENT));
}

static void show(struct server *server, struct exchange *exchange, const char *hash)
{
    struct db_unit *unit = db_unit_new(on_found, exchange);

    db_unit_add(unit, STATEMENT_INVITATION_FIND, hash);
    db_submit(server->db, unit);
}

/* From a mail in the browser it comes without the cookie that another window may have of us. */
static void lead_on(struct exchange *exchange)
{
    CLEANUP(memory_freep)
    char *target =
        memory_format(ROUTE_SECRET "%s?" DOOR_ONWARD "=", request_capture(exchange, "code"));

    door_lead_on(exchange, target);
}

void invitation_page(struct server *server, struct exchange *exchange)
{
    char hash[DIGEST_HEX_SIZE];

    if (!has_code(exchange, hash))
        return;
    if (door_is_link_from_elsewhere(exchange))
        lead_on(exchange);
    else
        show(server, exchange, hash);
}

static void on_opened(const struct db_outcome *outcome, void *context)
{
    CLEANUP(memory_freep) struct opening *self = context;

    if (is_fine(self->exchange, outcome))
        reply_key(self->exchange, PQgetvalue(outcome->results[0], 0, COLUMN_NAME), self->key);
    explicit_bzero(self->key, sizeof self->key);
}

void invitation_open(struct server *server, struct exchange *exchange)
{
    const char *once = form_data_find(request_form(exchange), "once");
    struct digest digest;
    char hash[DIGEST_HEX_SIZE], key_hash[DIGEST_HEX_SIZE];
    struct opening *self;
    struct db_unit *unit;

    if (!has_code(exchange, hash))
        return;
    if (!entry_is_proven(exchange)) {
        show(server, exchange, hash);
        return;
    }
    if (once == NULL || !secret_is_well_formed(once)) {
        problem_reply(exchange, PROBLEM_FORM_UNREADABLE, NULL, NULL);
        return;
    }
    self = memory_new(1, sizeof *self);
    self->exchange = exchange;
    digest = secret_derive(request_capture(exchange, "code"), once);
    _Static_assert(sizeof digest.bytes == TOKEN_RANDOM_SIZE, "it takes the place of chance");
    token_print(ROLE_MUNICIPALITY, digest.bytes, self->key);
    secret_hash(self->key, key_hash);
    unit = db_unit_new(on_opened, self);
    db_unit_add(unit, STATEMENT_INVITATION_OPEN, hash, key_hash);
    audit_add(unit, &(struct audit_line){.action = AUDIT_INVITATION_OPENED,
                                         .actor = "nobody",
                                         .is_dependent = true});
    db_submit(server->db, unit);
}
