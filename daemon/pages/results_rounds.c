#include <stdbool.h>
#include <time.h>

#include "common/memory.h"
#include "common/read/percent.h"
#include "daemon/dispatch.h"
#include "daemon/pages/page.h"
#include "daemon/pages/participation_view.h"
#include "daemon/pages/results.h"
#include "daemon/pages/round_view.h"
#include "daemon/pages/scene.h"

#define PARTICIPATIONS_MAX 12 /* of the newest rounds; a gathering takes no more than 16 */

bool results_shows_participation(const struct exchange *exchange)
{
    const enum role role = request_role(exchange);

    return role == ROLE_DIRECTOR || role == ROLE_OPERATOR;
}

static char *participation_name(size_t index)
{
    return memory_format("participation-%zu", index);
}

/* --- all rounds --- */

static json_t *build_rounds(const struct scene *scene)
{
    const json_t *rounds =
        json_object_get(json_object_get(scene->documents, "rounds"), "rounds");
    CLEANUP(memory_freep)
    char *title = page_text(scene->language, "results.rounds_title", NULL);
    json_t *list = json_array();

    for (size_t i = 0; i < json_array_size(rounds); i++) {
        CLEANUP(memory_freep) char *name = participation_name(i);

        (void)json_array_append_new(list, round_view(json_array_get(rounds, i),
                                                     json_object_get(scene->documents, name),
                                                     time(NULL), scene->language));
    }
    return json_pack("{s:s, s:o}", "title", title, "rounds", list);
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
    struct gather *gather;

    (void)context;
    gather = scene_begin(server, exchange, &rounds_plan);
    gather_add(gather, "rounds", "/v1/rounds");
    for (size_t i = 0; i < json_array_size(rounds) && i < PARTICIPATIONS_MAX; i++) {
        CLEANUP(memory_freep) char *name = participation_name(i);
        CLEANUP(memory_freep)
        char *round = percent_encode(
            json_string_value(json_object_get(json_array_get(rounds, i), "round")));

        scene_ask(gather, name, "/v1/rounds/%s/participation", round);
    }
    gather_start(gather);
}

void results_rounds(struct server *server, struct exchange *exchange)
{
    struct gather *gather = results_shows_participation(exchange)
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
