#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "common/memory.h"
#include "common/read/percent.h"
#include "daemon/dispatch.h"
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

/* --- all rounds --- */

#define DIGITS_MAX 6

static bool is_page(const char *text)
{
    const size_t length = strspn(text, "0123456789");

    return length > 0 && length <= DIGITS_MAX && text[length] == '\0' && text[0] != '0';
}

/* The page that is asked for, from 1; the newest rounds are on the first. */
static size_t page_of(const struct exchange *exchange)
{
    const char *page = exchange_query(exchange, "page", 0);

    return page == NULL ? 1 : strtoul(page, NULL, 10);
}

/* The next round of this page, or NULL behind its last. */
static const json_t *round_at(const json_t *rounds, size_t page, size_t index)
{
    return index < ROUNDS_SHOWN ? json_array_get(rounds, (page - 1) * ROUNDS_SHOWN + index)
                                : NULL;
}

static json_t *link_to(size_t page, bool is_there)
{
    return is_there ? json_sprintf("/ergebnisse?page=%zu", page) : json_string("");
}

static json_t *build_rounds(const struct scene *scene)
{
    const size_t page = page_of(scene->exchange);
    const json_t *rounds =
        json_object_get(json_object_get(scene->documents, "rounds"), "rounds");
    CLEANUP(memory_freep)
    char *title = page_text(scene->language, "results.rounds_title", NULL);
    const size_t count = json_array_size(rounds);
    const json_t *round;
    json_t *list;

    if (page > 1 && (page - 1) * ROUNDS_SHOWN >= count)
        return NULL;
    list = json_array();
    for (size_t i = 0; (round = round_at(rounds, page, i)) != NULL; i++) {
        CLEANUP(memory_freep) char *name = participation_name(round);

        (void)json_array_append_new(list,
                                    round_view(round, json_object_get(scene->documents, name),
                                               time(NULL), scene->language));
    }
    return json_pack("{s:s, s:o, s:b, s:o, s:o}", "title", title, "rounds", list, "has_pages",
                     count > ROUNDS_SHOWN, "later", link_to(page - 1, page > 1), "earlier",
                     link_to(page + 1, page * ROUNDS_SHOWN < count));
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
    const size_t page = page_of(exchange);
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
    const char *page = exchange_query(exchange, "page", 0);
    struct gather *gather;

    if (page != NULL && !is_page(page)) {
        problem_reply(exchange, PROBLEM_WRONG_PARAMETER, NULL,
                      json_pack("{s:s}", "parameter", "page"));
        return;
    }
    gather = results_shows_participation(exchange)
                 ? gather_new(server, exchange, on_rounds, NULL, NULL)
                 : scene_begin(server, exchange, &rounds_plan);
    gather_add(gather, "rounds", "/v1/rounds");
    gather_start(gather);
}

/* --- one round --- */

static json_t *build_round(const struct scene *scene)
{
    const json_t *participation = json_object_get(scene->documents, "participation");
    json_t *view = round_view(json_object_get(scene->documents, "round"), participation,
                              time(NULL), scene->language);
    CLEANUP(memory_freep) char *title = page_text(scene->language, "results.round_title", view);
    json_t *releases =
        round_releases_view(json_object_get(scene->documents, "releases"), scene->language);

    (void)json_object_set_new(view, "title", json_string(title));
    (void)json_object_set_new(view, "groups",
                              participation_groups_view(participation, scene->language));
    (void)json_object_set_new(view, "absent", participation_absent_view(participation));
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
    struct gather *gather = scene_begin(server, exchange, &round_plan);

    scene_ask(gather, "round", "/v1/rounds/%s", round);
    scene_ask(gather, "releases", "/v1/rounds/%s/releases", round);
    if (has_participation)
        scene_ask(gather, "participation", "/v1/rounds/%s/participation", round);
    gather_start(gather);
}
