#include <stdbool.h>
#include <time.h>

#include "common/memory.h"
#include "common/read/percent.h"
#include "daemon/dispatch.h"
#include "daemon/pages/long_list.h"
#include "daemon/pages/page.h"
#include "daemon/pages/participation_view.h"
#include "daemon/pages/results.h"
#include "daemon/pages/round_view.h"
#include "daemon/pages/scene.h"
#include "daemon/problem.h"

#define ROUNDS_SHOWN 12 /* on a page: a gathering takes no more than 16 documents */

bool results_shows_participation(const struct exchange *exchange)
{
    const enum role role = request_role(exchange);

    return role == ROLE_DIRECTOR || role == ROLE_OPERATOR;
}

/* By its round and not by its place: the list is read again, and may have one more by then. */
static char *participation_name(const json_t *round)
{
    return memory_format("participation-%s",
                         json_string_value(json_object_get(round, "round")));
}

/* Which page of the list is asked for. */
static const char *page_asked(const struct exchange *exchange)
{
    const char *page = exchange_query(exchange, "page", 0);

    return page == NULL ? "1" : page;
}

/* Says so, if what is asked for is not the number of a page. */
static bool refuses_page(struct exchange *exchange)
{
    if (long_list_is_page(page_asked(exchange)))
        return false;
    problem_reply_parameter(exchange, "page", &long_list_page_takes);
    return true;
}

/* --- all rounds --- */

/* The next round of this page, or NULL behind its last. */
static const json_t *round_at(const json_t *rounds, const char *page, size_t index)
{
    return index < ROUNDS_SHOWN
               ? json_array_get(rounds, long_list_first(page, ROUNDS_SHOWN) + index)
               : NULL;
}

static json_t *build_rounds(const struct scene *scene)
{
    const char *page = page_asked(scene->exchange);
    CLEANUP(json_decrefp)
    json_t *asked = json_pack("{s:s, s:s}", "path", "/ergebnisse", "page", page);
    const json_t *rounds =
        json_object_get(json_object_get(scene->documents, "rounds"), "rounds");
    CLEANUP(memory_freep)
    char *title = page_text(scene->language, "results.rounds_title", NULL);
    json_t *list = json_array();
    const json_t *round;

    for (size_t i = 0; (round = round_at(rounds, page, i)) != NULL; i++) {
        CLEANUP(memory_freep) char *name = participation_name(round);

        (void)json_array_append_new(list,
                                    round_view(round, json_object_get(scene->documents, name),
                                               time(NULL), scene->language));
    }
    return json_pack("{s:s, s:o, s:o}", "title", title, "rounds", list, "pages",
                     long_list_view(asked, "page", json_array_size(rounds), ROUNDS_SHOWN,
                                    "results.rounds", "content", scene->language));
}

static const struct scene_plan rounds_plan = {
    .template = "results/rounds",
    .needed = "rounds",
    .build = build_rounds,
};

/* How many took part is asked for each round by itself. */
static void on_rounds(struct server *server, struct exchange *exchange, json_t *documents,
                      void *context)
{
    const json_t *rounds = json_object_get(json_object_get(documents, "rounds"), "rounds");
    const char *page = page_asked(exchange);
    struct gather *gather;
    const json_t *round;

    (void)context;
    gather = scene_begin(server, exchange, &rounds_plan);
    gather_add(gather, "rounds", "/v1/rounds");
    for (size_t i = 0; (round = round_at(rounds, page, i)) != NULL; i++) {
        CLEANUP(memory_freep) char *name = participation_name(round);
        CLEANUP(memory_freep)
        char *word = percent_encode(json_string_value(json_object_get(round, "round")));

        scene_ask(gather, name, "/v1/rounds/%s/participation", word);
    }
    gather_start(gather);
}

void results_rounds(struct server *server, struct exchange *exchange)
{
    struct gather *gather;

    if (refuses_page(exchange))
        return;
    gather = results_shows_participation(exchange)
                 ? gather_new(server, exchange, on_rounds, NULL, NULL)
                 : scene_begin(server, exchange, &rounds_plan);
    gather_add(gather, "rounds", "/v1/rounds");
    gather_start(gather);
}

/* --- one round --- */

/* The way to the own position, of a municipality that takes part, once there is a release. */
static json_t *position_link(const json_t *round, const char *word)
{
    if (!json_is_object(json_object_get(round, "municipality")) ||
        !json_is_integer(json_object_get(round, "latestRelease")))
        return json_null();
    return json_pack("{s:o}", "href", json_sprintf("/abgabe/%s/position", word));
}

static json_t *build_round(const struct scene *scene)
{
    const json_t *participation = json_object_get(scene->documents, "participation");
    CLEANUP(memory_freep)
    char *round = percent_encode(request_capture(scene->exchange, "round"));
    CLEANUP(json_decrefp)
    json_t *asked = json_pack("{s:o, s:s}", "path", json_sprintf("/ergebnisse/%s", round),
                              "page", page_asked(scene->exchange));
    json_t *view = round_view(json_object_get(scene->documents, "round"), participation,
                              time(NULL), scene->language);
    CLEANUP(memory_freep) char *title = page_text(scene->language, "results.round_title", view);
    json_t *releases =
        round_releases_view(json_object_get(scene->documents, "releases"), scene->language);

    (void)json_object_set_new(view, "title", json_string(title));
    (void)json_object_set_new(view, "position",
                              position_link(json_object_get(scene->documents, "round"), round));
    (void)json_object_set_new(view, "groups",
                              participation_groups_view(participation, scene->language));
    (void)json_object_set_new(view, "absent",
                              participation_absent_view(participation, asked, scene->language));
    (void)json_object_set_new(view, "is_absent_open",
                              json_boolean(exchange_query(scene->exchange, "page", 0) != NULL));
    (void)json_object_update(view, releases);
    json_decref(releases);
    return view;
}

static const struct scene_plan round_plan = {
    .template = "results/round",
    .needed = "round releases",
    .build = build_round,
};

void results_round(struct server *server, struct exchange *exchange)
{
    CLEANUP(memory_freep) char *round = percent_encode(request_capture(exchange, "round"));
    const bool has_participation = results_shows_participation(exchange);
    struct gather *gather;

    if (refuses_page(exchange))
        return;
    gather = scene_begin(server, exchange, &round_plan);
    scene_ask(gather, "round", "/v1/rounds/%s", round);
    scene_ask(gather, "releases", "/v1/rounds/%s/releases", round);
    if (has_participation)
        scene_ask(gather, "participation", "/v1/rounds/%s/participation", round);
    gather_start(gather);
}
