#include "daemon/pages/position_page.h"

#include "common/memory.h"
#include "common/read/percent.h"
#include "daemon/dispatch.h"
#include "daemon/pages/figure_view.h"
#include "daemon/pages/hand_in_state.h"
#include "daemon/pages/page.h"
#include "daemon/pages/position_view.h"
#include "daemon/pages/scene.h"

/* Without a self-check there is no position, but there is the round. */
static const char *edition_of(const json_t *documents)
{
    return json_string_value(
        json_object_get(json_object_get(documents, "position"), "edition"));
}

static json_t *nothing_yet(const struct scene *scene)
{
    const json_t *round = json_object_get(scene->documents, "round");
    json_t *due =
        hand_in_round_view(round, NULL, exchange_arrived_at(scene->exchange), scene->language);
    json_t *view =
        json_pack("{s:O, s:O, s:o}", "round", json_object_get(round, "round"), "is_open",
                  json_object_get(due, "is_open"), "position", json_null());

    json_decref(due);
    return view;
}

static json_t *build(const struct scene *scene)
{
    const json_t *position = json_object_get(scene->documents, "position");
    const char *group = exchange_query(scene->exchange, "group", 0);
    CLEANUP(memory_freep) char *title = NULL;
    json_t *inside = NULL;
    json_t *view = nothing_yet(scene);

    if (json_is_object(position)) {
        inside = position_view(position, scene->edition,
                               group == NULL ? FIGURE_GROUP_STANDARD : group, scene->language);
        if (inside == NULL) {
            json_decref(view);
            return NULL;
        }
        (void)json_object_set_new(view, "position", inside);
    }
    title = page_text(scene->language, "results.position_title", view);
    (void)json_object_set_new(view, "title", json_string(title));
    (void)json_object_set(
        view, "name",
        json_object_get(
            json_object_get(json_object_get(scene->documents, "round"), "municipality"),
            "name"));
    return view;
}

static const struct scene_plan plan = {
    .template = "results/position",
    .needed = "round",
    .edition = edition_of,
    .build = build,
};

void position_page(struct server *server, struct exchange *exchange)
{
    CLEANUP(memory_freep) char *round = percent_encode(request_capture(exchange, "round"));
    struct gather *gather = scene_begin(server, exchange, &plan);

    scene_ask(gather, "round", "/v1/rounds/%s", round);
    scene_ask(gather, "position", "/v1/rounds/%s/self-checks/%s/position", round,
              request_municipality(exchange));
    gather_start(gather);
}
