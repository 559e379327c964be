#include "daemon/pages/operation_words.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "common/memory.h"
#include "common/read/percent.h"
#include "daemon/pages/format.h"
#include "daemon/pages/page.h"
#include "daemon/remark.h"

static const char *text_of(const json_t *document, const char *member)
{
    const char *text = json_string_value(json_object_get(document, member));

    return text == NULL ? "" : text;
}

void words_text(json_t *view, const char *name, const json_t *document, const char *member)
{
    (void)json_object_set_new(view, name, json_string(text_of(document, member)));
}

void words_number(json_t *view, const char *name, const json_t *document, const char *member,
                  enum language language)
{
    const json_t *number = json_object_get(document, member);
    CLEANUP(memory_freep)
    char *text = json_is_integer(number) ? format_integer(json_integer_value(number), language)
                                         : memory_copy_text("");

    (void)json_object_set_new(view, name, json_string(text));
}

void words_moment(json_t *view, const char *name, const json_t *document, const char *member,
                  enum language language)
{
    CLEANUP(memory_freep) char *text = format_moment(text_of(document, member), language);

    (void)json_object_set_new(view, name, json_string(text));
}

void words_day(json_t *view, const char *name, const json_t *document, const char *member,
               enum language language)
{
    CLEANUP(memory_freep) char *text = format_date(text_of(document, member), language);

    (void)json_object_set_new(view, name, json_string(text));
}

void words_deadline(json_t *view, const char *name, const json_t *document, const char *member,
                    enum language language)
{
    CLEANUP(memory_freep) char *text = format_deadline(text_of(document, member), language);

    (void)json_object_set_new(view, name, json_string(text));
}

void words_release(json_t *view, const char *name, const char *round, const json_t *number,
                   enum language language)
{
    const json_int_t value = json_integer_value(number);
    CLEANUP(memory_freep) char *text = format_integer(value, language);
    CLEANUP(memory_freep) char *word = percent_encode(round);

    (void)json_object_set_new(view, name, json_string(value == 0 ? "" : text));
    (void)json_object_set_new(view, "release_href",
                              json_sprintf("/ergebnisse/%s/%lld", word, (long long)value));
}

/* The operator's pages; what they are called is their title, too. */
static const struct {
    const char *href, *title;
} places[] = {
    {"/betrieb", "operation.start_title"},
    {"/betrieb/zugaenge", "operation.access_title"},
    {"/betrieb/protokoll", "operation.audit_title"},
    {"/betrieb/zustand", "operation.health_title"},
};

void words_head(json_t *view, const char *key, enum language language)
{
    CLEANUP(memory_freep) char *title = page_text(language, key, view);
    json_t *list = json_array();

    for (size_t i = 0; i < COUNT_OF(places); i++) {
        CLEANUP(memory_freep) char *label = page_text(language, places[i].title, NULL);

        (void)json_array_append_new(list, json_pack("{s:s, s:s, s:b}", "href", places[i].href,
                                                    "label", label, "is_current",
                                                    strcmp(places[i].title, key) == 0));
    }
    (void)json_object_set_new(view, "title", json_string(title));
    (void)json_object_set_new(view, "places", list);
}

/* All states that have a badge. */
static const struct {
    const char *key, *kind;
} badges[] = {
    {"operation.round_planned", "info"},         {"operation.round_open", "success"},
    {"operation.round_closed", "info"},          {"operation.run_queued", "info"},
    {"operation.run_running", "info"},           {"operation.run_published", "success"},
    {"operation.run_held-back", "warning"},      {"operation.run_failed", "danger"},
    {"operation.handed_yes", "success"},         {"operation.handed_no", "info"},
    {"operation.handed_withdrawn", "warning"},   {"operation.token_valid", "success"},
    {"operation.token_expired", "warning"},      {"operation.token_revoked", "danger"},
    {"operation.invitation_open", "info"},       {"operation.invitation_opened", "success"},
    {"operation.invitation_expired", "warning"}, {"operation.invitation_replaced", "info"},
    {"operation.health_good", "success"},        {"operation.health_soon", "warning"},
    {"operation.health_bad", "danger"},
};

json_t *words_badge(const char *space, const char *state, enum language language)
{
    CLEANUP(memory_freep) char *name = memory_format("%s.%s_%s", "operation", space, state);
    CLEANUP(memory_freep) char *label = NULL;
    size_t i = 0;

    while (i < COUNT_OF(badges) && strcmp(badges[i].key, name) != 0)
        i++;
    assert(i < COUNT_OF(badges)); /* the database's constraints know the same states */
    label = page_text(language, badges[i].key, NULL);
    return json_pack("{s:s, s:s}", "kind", badges[i].kind, "label", label);
}

/* Why a run made nothing: in the reader's language, or else what was said, as a quotation. */
static void put_message(json_t *view, const char *message, enum language language)
{
    CLEANUP(memory_freep) char *words = remark_words(message, language);

    (void)json_object_set_new(view, "message", json_string(words == NULL ? "" : words));
    (void)json_object_set_new(view, "quoted", json_string(words == NULL ? message : ""));
}

/* What a run made, or why it did not. */
static json_t *run_view(const json_t *run, enum language language)
{
    const char *state = text_of(run, "state");
    CLEANUP(memory_freep)
    char *cause_key = memory_format("operation.cause_%s", text_of(run, "cause"));
    CLEANUP(memory_freep) char *cause = page_text(language, cause_key, NULL);
    json_t *view =
        json_pack("{s:o, s:s, s:b, s:I}", "badge", words_badge("run", state, language), "cause",
                  cause, "is_running", strcmp(state, "running") == 0, "progress",
                  json_integer_value(json_object_get(run, "progress")));

    assert(view != NULL);
    words_number(view, "number", run, "run", language);
    words_text(view, "round", run, "round");
    put_message(view, text_of(run, "message"), language);
    words_release(view, "release", text_of(run, "round"), json_object_get(run, "release"),
                  language);
    words_moment(view, "requested", run, "requestedAt", language);
    words_moment(view, "finished", run, "finishedAt", language);
    words_moment(view, "embargo", run, "embargoUntil", language);
    return view;
}

json_t *words_runs(const json_t *runs, bool *is_moving, enum language language)
{
    json_t *list = json_array();
    const json_t *run;
    size_t i;

    *is_moving = false;
    json_array_foreach(runs, i, run) {
        *is_moving = *is_moving || json_is_null(json_object_get(run, "finishedAt"));
        (void)json_array_append_new(list, run_view(run, language));
    }
    return list;
}
