#include "common/memory.h"
#include "common/read/percent.h"
#include "daemon/dispatch.h"
#include "daemon/pages/explanation_view.h"
#include "daemon/pages/page.h"
#include "daemon/pages/release_head.h"
#include "daemon/pages/results.h"
#include "daemon/pages/scene.h"

static json_t *build(const struct scene *scene)
{
    json_t *view = explanation_view(json_object_get(scene->documents, "release"),
                                    scene->edition, scene->language);
    json_t *head = release_head(scene->documents, "results.release_title", scene->language);
    CLEANUP(memory_freep) char *title = NULL;

    (void)json_object_update(view, head);
    json_decref(head);
    title = page_text(scene->language, "results.figure_title", view);
    (void)json_object_set_new(view, "title", json_string(title));
    return view;
}

static const struct scene_plan plan = {
    .template = "results/figure",
    .needed = "release releases",
    .edition = release_head_edition,
    .build = build,
};

void results_figure(struct server *server, struct exchange *exchange)
{
    CLEANUP(memory_freep) char *round = percent_encode(request_capture(exchange, "round"));
    CLEANUP(memory_freep) char *number = percent_encode(request_capture(exchange, "number"));
    CLEANUP(memory_freep) char *figure = percent_encode(request_capture(exchange, "figure"));
    struct gather *gather = scene_begin(server, exchange, &plan);

    scene_ask(gather, "release", "/v1/rounds/%s/releases/%s/figures/%s", round, number, figure);
    scene_ask(gather, "releases", "/v1/rounds/%s/releases", round);
    gather_start(gather);
}
