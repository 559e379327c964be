#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "common/memory.h"
#include "common/read/percent.h"
#include "daemon/dispatch.h"
#include "daemon/pages/call.h"
#include "daemon/pages/long_list.h"
#include "daemon/pages/operation.h"
#include "daemon/pages/operation_page.h"
#include "daemon/pages/operation_words.h"
#include "daemon/pages/page.h"

static json_t *municipality_view(const json_t *one, enum language language)
{
    const char *state = json_is_true(json_object_get(one, "handedIn"))    ? "yes"
                        : json_is_true(json_object_get(one, "withdrawn")) ? "withdrawn"
                                                                          : "no";
    json_t *view = json_pack("{s:o}", "badge", words_badge("handed", state, language));

    assert(view != NULL);
    words_text(view, "key", one, "key");
    words_text(view, "name", one, "name");
    words_number(view, "inhabitants", one, "inhabitants", language);
    words_number(view, "versions", one, "versions", language);
    words_moment(view, "received", one, "receivedAt", language);
    words_deadline(view, "extended", one, "extendedUntil", language);
    words_day(view, "joined", one, "joined", language);
    words_day(view, "left", one, "left", language);
    words_day(view, "letter", one, "letterOfIntent", language);
    return view;
}

/* embargoes: by number, until when only operators see it. */
static json_t *release_view(const json_t *release, const char *round, const json_t *embargoes,
                            enum language language)
{
    const json_int_t number = json_integer_value(json_object_get(release, "release"));
    CLEANUP(memory_freep) char *name = memory_format("%lld", (long long)number);
    json_t *view =
        json_pack("{s:b}", "is_final", json_is_true(json_object_get(release, "final")));

    assert(view != NULL);
    words_release(view, "number", round, json_object_get(release, "release"), language);
    words_moment(view, "published", release, "publishedAt", language);
    words_number(view, "versions", release, "versions", language);
    words_number(view, "added", release, "added", language);
    words_number(view, "corrected", release, "corrected", language);
    words_number(view, "withdrawn", release, "withdrawn", language);
    words_moment(view, "embargo", embargoes, name, language);
    return view;
}

static json_t *releases_view(const json_t *releases, const json_t *embargoes,
                             enum language language)
{
    const char *round = json_string_value(json_object_get(releases, "round"));
    json_t *views = json_array();
    const json_t *release;
    size_t i;

    json_array_foreach(json_object_get(releases, "releases"), i, release)
        (void)json_array_append_new(views, release_view(release, round, embargoes, language));
    return views;
}

static json_t *group_view(const json_t *group, enum language language)
{
    json_t *view = json_object();

    words_text(view, "label", json_object_get(group, "label"),
               language == LANGUAGE_EN ? "en" : "de");
    words_number(view, "members", group, "members", language);
    words_number(view, "handed_in", group, "handedIn", language);
    return view;
}

/* A list of views of what is in a list. */
static json_t *each(const json_t *list, json_t *(*view)(const json_t *, enum language),
                    enum language language)
{
    json_t *views = json_array();
    const json_t *one;
    size_t i;

    json_array_foreach(list, i, one)
        (void)json_array_append_new(views, view(one, language));
    return views;
}

static void put_facts(json_t *view, const json_t *round, const json_t *participation,
                      const json_t *releases, enum language language)
{
    words_text(view, "id", round, "round");
    words_text(view, "edition", round, "edition");
    words_moment(view, "opens", round, "opensAt", language);
    words_deadline(view, "closes", round, "closesAt", language);
    words_number(view, "members", participation, "members", language);
    words_number(view, "handed_in", participation, "handedIn", language);
    words_number(view, "waiting", releases, "waiting", language);
    words_head(view, "operation.round_title", language);
}

static json_t *round_view(struct server *server, const json_t *documents,
                          enum language language)
{
    const json_t *own = json_object_get(documents, "own");
    json_t *asked = json_object_get(documents, "asked");
    const json_t *round = json_object_get(documents, "round");
    const json_t *participation = json_object_get(documents, "participation");
    const json_t *releases = json_object_get(own, "releases");
    const char *state = json_string_value(json_object_get(round, "state"));
    json_t *roster = each(json_object_get(own, "roster"), municipality_view, language);
    json_t *list = releases_view(releases, json_object_get(own, "embargoes"), language);
    bool is_moving;
    json_t *runs = words_runs(json_object_get(own, "runs"), &is_moving, language);
    json_t *view = json_pack(
        "{s:o, s:b, s:o, s:b, s:o, s:o, s:b, s:o, s:b, s:b, s:o, s:b}", "badge",
        words_badge("round", state, language), "has_roster", json_array_size(roster) > 0,
        "roster", roster, "has_groups",
        json_array_size(json_object_get(participation, "groups")) > 0, "roster_pages",
        long_list_view(asked, "page", (size_t)json_integer_value(json_object_get(own, "found")),
                       LONG_LIST_ROWS, "operation.roster", "teilnehmende", language),
        "groups", each(json_object_get(participation, "groups"), group_view, language),
        "has_releases", json_array_size(list) > 0, "releases", list, "is_moving", is_moving,
        "has_runs", json_array_size(runs) > 0, "runs", runs, "is_planned",
        strcmp(state, "planned") == 0);

    (void)server;
    assert(view != NULL);
    words_text(view, "action", asked, "path");
    words_text(view, "search", asked, "search");
    put_facts(view, round, participation, releases, language);
    return view;
}

static void on_gathered(struct server *server, struct exchange *exchange, json_t *documents,
                        void *context)
{
    static const struct operation_page page = {.template = "operation/round",
                                               .statement = STATEMENT_OPERATION_ROUND,
                                               .takes_round = true,
                                               .is_searched = true,
                                               .lists = {"page"},
                                               .view = round_view};

    (void)context;
    operation_show(server, exchange, &page, json_incref(documents));
}

void operation_round(struct server *server, struct exchange *exchange)
{
    static const char *const parts[] = {"round", "participation"};
    struct gather *gather = gather_new(server, exchange, on_gathered, NULL, NULL);
    CLEANUP(memory_freep) char *round = percent_encode(request_capture(exchange, "round"));

    for (size_t i = 0; i < COUNT_OF(parts); i++) {
        CLEANUP(memory_freep)
        char *target = memory_format("/v1/rounds/%s%s%s", round, i == 0 ? "" : "/",
                                     i == 0 ? "" : parts[i]);

        gather_add(gather, parts[i], target);
    }
    gather_start(gather);
}

/* --- starting a run --- */

static void on_asked(const struct call_reply *reply, void *context)
{
    struct exchange *exchange = context;
    CLEANUP(memory_freep) char *back = NULL;

    if (reply->status != 202) {
        call_pass_on(exchange, reply);
        return;
    }
    back = memory_format("/betrieb/runden/%s#laeufe", request_capture(exchange, "round"));
    page_redirect(exchange, back);
}

void operation_run(struct server *server, struct exchange *exchange)
{
    CLEANUP(memory_freep) char *round = percent_encode(request_capture(exchange, "round"));
    CLEANUP(memory_freep) char *target = memory_format("/v1/rounds/%s/runs", round);
    const struct call call = {.method = METHOD_POST,
                              .target = target,
                              .content_type = "application/json",
                              .body = "{}",
                              .size = 2};

    call_api(server, exchange, &call, on_asked, exchange);
}
