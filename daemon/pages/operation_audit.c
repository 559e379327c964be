/*
 * The API reads the audit from a cursor on, oldest lines first; an operator wants the newest.
 * So this page first looks from where the newest lines begin (audit_tail.sql), and lets the API
 * read from there.
 *
 *     after=CURSOR    the lines behind it
 *     before=CURSOR   the last lines up to it; nothing: the last lines of all
 */

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "common/memory.h"
#include "common/municipality.h"
#include "common/read/percent.h"
#include "daemon/audit.h"
#include "daemon/audit_get.h"
#include "daemon/dispatch.h"
#include "daemon/pages/call.h"
#include "daemon/pages/format.h"
#include "daemon/pages/operation.h"
#include "daemon/pages/operation_words.h"
#include "daemon/pages/page.h"
#include "daemon/problem.h"
#include "daemon/reply.h"

#define LINES "50" /* of a page */

/* The columns of sql/statements/audit_tail.sql. */
enum column { COLUMN_CURSOR, COLUMN_HAS_EARLIER };

/* A page on its way. */
struct reading {
    struct server *server;
    struct exchange *exchange; /* owned */
    char *cursor;              /* owned: behind it are the lines that are shown */
    char *action;              /* owned; "" for all */
    char *municipality;        /* owned; "" for all */
    bool has_earlier, has_later;
    bool is_onwards; /* reads behind a cursor that was given */
};

static void reading_free(struct reading *self)
{
    free(self->cursor);
    free(self->action);
    free(self->municipality);
    free(self);
}

/* --- words --- */

/* What happened, as far as daemon/audit.def says it before details. */
static char *words_of(enum audit_action action, enum language language)
{
    const char *words = wording_in(audit_action_meaning(action), language);

    return memory_format("%.*s", (int)strcspn(words, ";."), words);
}

static char *words_of_name(const char *name, enum language language)
{
    for (int i = 0; i < AUDIT_ACTIONS; i++)
        if (strcmp(audit_action_name((enum audit_action)i), name) == 0)
            return words_of((enum audit_action)i, language);
    return memory_copy_text(name); /* of a later version of this program */
}

/* "token 17": "Zugang 17". */
static char *actor_words(const char *actor, enum language language)
{
    const size_t kind = strcspn(actor, " ");
    CLEANUP(memory_freep) char *name = memory_format("%.*s", (int)kind, actor);
    CLEANUP(memory_freep) char *key = memory_format("operation.actor_%s", name);
    json_t *view = json_pack("{s:s}", "number", actor[kind] == '\0' ? "" : actor + kind + 1);
    char *words = page_text(language, key, view);

    json_decref(view);
    return words;
}

/* --- the view --- */

static json_t *line_view(const json_t *line, enum language language)
{
    const char *actor = json_string_value(json_object_get(line, "actor"));
    const char *action = json_string_value(json_object_get(line, "action"));
    const json_t *details = json_object_get(line, "details");
    CLEANUP(memory_freep) char *who = actor_words(actor, language);
    CLEANUP(memory_freep) char *what = words_of_name(action, language);
    CLEANUP(memory_freep)
    char *more = json_object_size(details) == 0 ? memory_copy_text("")
                                                : json_dumps(details, JSON_SORT_KEYS);
    json_t *view = json_pack("{s:s, s:s, s:s, s:s}", "who", who, "what", what, "action", action,
                             "details", more);

    assert(view != NULL);
    words_moment(view, "at", line, "at", language);
    words_text(view, "round", line, "round");
    words_text(view, "municipality", line, "municipality");
    words_text(view, "subject", line, "subject");
    return view;
}

/* Newest first. */
static json_t *lines_view(const json_t *lines, enum language language)
{
    json_t *views = json_array();

    for (size_t i = json_array_size(lines); i > 0; i--)
        (void)json_array_append_new(views, line_view(json_array_get(lines, i - 1), language));
    return views;
}

/* The actions to choose from. */
static json_t *actions_view(const char *chosen, enum language language)
{
    json_t *views = json_array();

    for (int i = 0; i < AUDIT_ACTIONS; i++) {
        const char *name = audit_action_name((enum audit_action)i);
        CLEANUP(memory_freep) char *label = words_of((enum audit_action)i, language);

        (void)json_array_append_new(views,
                                    json_pack("{s:s, s:s, s:b}", "value", name, "label", label,
                                              "is_chosen", strcmp(name, chosen) == 0));
    }
    return views;
}

/* Where the lines before or behind a cursor are, with the same filters; "" if it is not needed.
 * The parts have no letters that would need escaping. */
static json_t *link_to(const struct reading *self, bool is_needed, const char *which,
                       const char *cursor)
{
    CLEANUP(memory_freep)
    char *link = memory_format(
        "/betrieb/protokoll?%s=%s%s%s%s%s", which, cursor,
        self->action[0] == '\0' ? "" : "&action=", self->action,
        self->municipality[0] == '\0' ? "" : "&municipality=", self->municipality);

    return json_string(is_needed ? link : "");
}

static json_t *view_of(const struct reading *self, const json_t *document,
                       enum language language)
{
    const json_t *lines = json_object_get(document, "lines");
    const char *behind = json_string_value(json_object_get(document, "after"));
    const bool has_later =
        self->has_later ||
        (self->is_onwards && json_array_size(lines) == strtoul(LINES, NULL, 10));
    json_t *view =
        json_pack("{s:b, s:o, s:o, s:s, s:b, s:o, s:o}", "has_lines",
                  json_array_size(lines) > 0, "lines", lines_view(lines, language), "actions",
                  actions_view(self->action, language), "municipality", self->municipality,
                  "is_filtered", self->action[0] != '\0' || self->municipality[0] != '\0',
                  "earlier", link_to(self, self->has_earlier, "before", self->cursor), "later",
                  link_to(self, has_later, "after", behind));

    assert(view != NULL);
    words_head(view, "operation.audit_title", language);
    return view;
}

/* --- asking --- */

static void on_lines(const struct call_reply *reply, void *context)
{
    struct reading *self = context;
    struct exchange *exchange = TAKE(self->exchange);

    if (reply->status == 200 && reply->json != NULL)
        page_reply(exchange, 200, "operation/audit",
                   view_of(self, reply->json, request_language(exchange)));
    else
        call_pass_on(exchange, reply);
    reading_free(self);
}

static void read_lines(struct reading *self)
{
    CLEANUP(memory_freep)
    char *target = memory_format(
        "/v1/audit?limit=" LINES "&after=%s%s%s%s%s", self->cursor,
        self->action[0] == '\0' ? "" : "&action=", self->action,
        self->municipality[0] == '\0' ? "" : "&municipality=", self->municipality);
    const struct call call = {.method = METHOD_GET, .target = target};

    call_api(self->server, self->exchange, &call, on_lines, self);
}

static void on_tail(const struct db_outcome *outcome, void *context)
{
    struct reading *self = context;

    if (!reply_has_row(self->exchange, outcome)) {
        reading_free(self);
        return;
    }
    free(self->cursor);
    self->cursor = memory_copy_text(PQgetvalue(outcome->results[0], 0, COLUMN_CURSOR));
    self->has_earlier = PQgetvalue(outcome->results[0], 0, COLUMN_HAS_EARLIER)[0] == 't';
    read_lines(self);
}

static const char *filter(const struct exchange *exchange, const char *name)
{
    const char *value = exchange_query(exchange, name, 0);

    return value == NULL ? "" : value;
}

static bool is_action(const char *text)
{
    for (int i = 0; i < AUDIT_ACTIONS; i++)
        if (strcmp(audit_action_name((enum audit_action)i), text) == 0)
            return true;
    return text[0] == '\0';
}

static bool is_municipality(const char *text)
{
    enum municipality_kind kind;

    return text[0] == '\0' || municipality_key_read(text, &kind);
}

/* Refuses the first parameter that is not right; false if there is none. */
static bool refuses_filter(struct exchange *exchange)
{
    static const struct wording action = {
        "eine der Handlungen, die auf der Seite zur Wahl stehen",
        "one of the actions that the page offers"};
    static const struct wording municipality = {"der amtliche Schlüssel einer Kommune",
                                                "the official key of a municipality"};
    static const struct {
        const char *name;
        bool (*is_right)(const char *text);
        const struct wording *takes;
    } filters[] = {
        {"after", audit_is_cursor, &audit_cursor_takes},
        {"before", audit_is_cursor, &audit_cursor_takes},
        {"action", is_action, &action},
        {"municipality", is_municipality, &municipality},
    };

    for (size_t i = 0; i < COUNT_OF(filters); i++)
        if (!filters[i].is_right(filter(exchange, filters[i].name))) {
            problem_reply_parameter(exchange, filters[i].name, filters[i].takes);
            return true;
        }
    return false;
}

void operation_audit(struct server *server, struct exchange *exchange)
{
    const char *after = filter(exchange, "after"), *before = filter(exchange, "before");
    struct reading *self;
    struct db_unit *unit;

    if (refuses_filter(exchange))
        return;
    self = memory_new(1, sizeof *self);
    *self = (struct reading){.server = server,
                             .exchange = exchange,
                             .cursor = memory_copy_text(after),
                             .action = memory_copy_text(filter(exchange, "action")),
                             .municipality = memory_copy_text(filter(exchange, "municipality")),
                             .has_earlier = after[0] != '\0',
                             .has_later = before[0] != '\0',
                             .is_onwards = after[0] != '\0'};
    if (after[0] != '\0') {
        read_lines(self);
        return;
    }
    unit = request_unit(exchange, on_tail, self);
    db_unit_add(unit, STATEMENT_AUDIT_TAIL, before, LINES,
                self->municipality[0] == '\0' ? NULL : self->municipality,
                self->action[0] == '\0' ? NULL : self->action);
    db_submit(server->db, unit);
}
