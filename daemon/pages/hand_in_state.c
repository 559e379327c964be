#include "daemon/pages/hand_in_state.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "common/memory.h"
#include "common/read/percent.h"
#include "daemon/dispatch.h"
#include "daemon/pages/format.h"
#include "daemon/pages/page.h"
#include "daemon/problem.h"

#define HOUR INT64_C(3600) /* seconds */
#define DAY  (24 * HOUR)

static const char *text_of(const json_t *object, const char *name)
{
    const char *text = json_string_value(json_object_get(object, name));

    return text == NULL ? "" : text;
}

/* "2026-05-31T22:00:00Z" in seconds since 1970. */
static int64_t seconds_of(const char *moment)
{
    struct tm parts = {0};

    if (strptime(moment, "%Y-%m-%dT%H:%M:%S", &parts) == NULL)
        return 0;
    return timegm(&parts);
}

/* "noch 12 Tage", for the caller to free. */
static char *left_in_words(int64_t seconds, enum language language)
{
    const int64_t unit = seconds >= DAY ? DAY : HOUR;
    const char *key = unit == DAY ? "hand_in.left_days" : "hand_in.left_hours";
    json_t *view;
    char *text;

    if (seconds < HOUR)
        return page_text(language, "hand_in.left_minutes", NULL);
    view = json_pack("{s:I, s:b}", "count", (json_int_t)(seconds / unit), "is_one",
                     seconds / unit == 1);
    text = page_text(language, key, view);
    json_decref(view);
    return text;
}

const json_t *hand_in_current(const json_t *versions)
{
    const json_t *list = json_object_get(versions, "versions");
    const json_t *version;
    size_t i;

    json_array_foreach(list, i, version) {
        if (json_is_true(json_object_get(version, "current")))
            return version;
    }
    return NULL;
}

/* The one that a change has to name: the current or else the one that was withdrawn last. */
static const json_t *last(const json_t *versions)
{
    const json_t *current = hand_in_current(versions);

    return current != NULL ? current : json_array_get(json_object_get(versions, "versions"), 0);
}

void hand_in_etag(const json_t *versions, char out[ETAG_SIZE])
{
    const json_t *version = last(versions);

    out[0] = '\0';
    if (version != NULL)
        version_etag((int)json_integer_value(json_object_get(version, "number")),
                     text_of(version, "sha256"), hand_in_current(versions) == NULL, out);
}

/* version is the last one, or NULL. */
static json_t *state_view(const json_t *version, bool is_current, enum language language)
{
    const json_t *withdrawn = json_object_get(version, "withdrawn");
    CLEANUP(memory_freep)
    char *received = format_moment(text_of(version, "receivedAt"), language);

    return json_pack("{s:b, s:b, s:b, s:i, s:s, s:s, s:s}", "is_none", version == NULL,
                     "is_handed_in", is_current, "is_withdrawn", version != NULL && !is_current,
                     "version", (int)json_integer_value(json_object_get(version, "number")),
                     "number", text_of(version, "receipt"), "received", received, "reason",
                     text_of(withdrawn, "reason"));
}

static json_t *badge_view(const json_t *round, enum language language)
{
    const json_t *state = json_object_get(round, "state");
    const bool is_open = json_is_true(json_object_get(round, "is_open"));
    const char *kind = "info";
    const char *key = "hand_in.badge_planned";
    CLEANUP(memory_freep) char *label = NULL;

    if (json_is_true(json_object_get(state, "is_handed_in"))) {
        kind = "success";
        key = "hand_in.badge_handed_in";
    } else if (is_open) {
        kind = "warning";
        key = json_is_true(json_object_get(state, "is_withdrawn")) ? "hand_in.badge_withdrawn"
                                                                   : "hand_in.badge_due";
    } else if (json_is_true(json_object_get(round, "is_closed"))) {
        key = "hand_in.badge_nothing";
    }
    label = page_text(language, key, state);
    return json_pack("{s:s, s:s}", "kind", kind, "label", label);
}

/* What was begun on the page and waits for her to go on with it. */
static json_t *draft_view(const json_t *versions, bool is_open, enum language language)
{
    const char *at = text_of(versions, "draftSavedAt");
    CLEANUP(memory_freep) char *saved = format_moment(at, language);

    return is_open && at[0] != '\0' ? json_pack("{s:s}", "saved", saved) : json_null();
}

json_t *hand_in_round_view(const json_t *round, const json_t *versions, int64_t now,
                           enum language language)
{
    const json_t *version = last(versions);
    const bool is_current = hand_in_current(versions) != NULL;
    const char *extended = text_of(round, "extendedUntil");
    const char *closes = extended[0] != '\0' ? extended : text_of(round, "closesAt");
    const int64_t seconds = now / 1000000;
    const bool is_planned = seconds < seconds_of(text_of(round, "opensAt"));
    const bool is_open = !is_planned && seconds < seconds_of(closes);
    CLEANUP(memory_freep) char *opens = format_moment(text_of(round, "opensAt"), language);
    CLEANUP(memory_freep) char *deadline = format_deadline(closes, language);
    CLEANUP(memory_freep)
    char *left =
        is_open ? left_in_words(seconds_of(closes) - seconds, language) : memory_copy_text("");
    const json_t *who = json_object_get(round, "municipality");
    json_t *view = json_pack(
        "{s:s, s:s, s:b, s:b, s:b, s:b, s:b, s:b, s:s, s:s, s:s, s:o, s:o, s:{s:s, s:s}}", "id",
        text_of(round, "round"), "edition", text_of(round, "edition"), "is_planned", is_planned,
        "is_open", is_open, "is_closed", !is_planned && !is_open, "is_extended",
        extended[0] != '\0', "is_due", is_open && !is_current, "has_position",
        is_current && json_is_integer(json_object_get(round, "latestRelease")), "opens", opens,
        "deadline", deadline, "left", left, "state", state_view(version, is_current, language),
        "draft", draft_view(versions, is_open, language), "municipality", "key",
        text_of(who, "key"), "name", text_of(who, "name"));
    CLEANUP(memory_freep) char *name = page_text(language, "hand_in.round_name", view);

    (void)json_object_set_new(view, "name", json_string(name));
    (void)json_object_set_new(view, "badge", badge_view(view, language));
    return view;
}

/* --- asking --- */

char *hand_in_target(const struct exchange *exchange, const char *rest)
{
    CLEANUP(memory_freep) char *round = percent_encode(request_capture(exchange, "round"));

    return memory_format("/v1/rounds/%s/self-checks/%s%s", round,
                         request_municipality(exchange), rest);
}

struct gather *hand_in_gather(struct server *server, struct exchange *exchange,
                              gather_done_fn *done, void *context,
                              void (*release)(void *context))
{
    CLEANUP(memory_freep) char *round = percent_encode(request_capture(exchange, "round"));
    CLEANUP(memory_freep) char *round_target = memory_format("/v1/rounds/%s", round);
    CLEANUP(memory_freep) char *versions = hand_in_target(exchange, "/versions");
    struct gather *gather = gather_new(server, exchange, done, context, release);

    gather_add(gather, "round", round_target);
    gather_add(gather, "versions", versions);
    return gather;
}

bool hand_in_has_round(struct exchange *exchange, const json_t *documents)
{
    if (json_is_object(json_object_get(documents, "round")) &&
        json_is_object(json_object_get(documents, "versions")))
        return true;
    problem_reply(exchange, PROBLEM_NOT_FOUND, NULL, NULL);
    return false;
}
