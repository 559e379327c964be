#include <stdbool.h>
#include <string.h>

#include "common/export/words.h"
#include "common/memory.h"
#include "common/read/percent.h"
#include "daemon/dispatch.h"
#include "daemon/pages/changes_view.h"
#include "daemon/pages/explanation_view.h"
#include "daemon/pages/figure_view.h"
#include "daemon/pages/page.h"
#include "daemon/pages/release_head.h"
#include "daemon/pages/results.h"
#include "daemon/pages/scene.h"

/* --- how it was made --- */

/* What stands where a number is not published. */
static json_t *statuses(enum language language)
{
    json_t *list = json_array();

    for (size_t i = 0; i < word_status_count(); i++) {
        const struct word *word = word_status_at(i);

        if (strcmp(word->name, "published") != 0)
            (void)json_array_append_new(
                list, json_pack("{s:s, s:s}", "label", wording_in(&word->label, language),
                                "meaning", wording_in(&word->meaning, language)));
    }
    return list;
}

static json_t *build_methods(const struct scene *scene)
{
    const json_t *release = json_object_get(scene->documents, "release");
    const json_t *inputs = json_object_get(release, "inputs");
    json_t *view = release_head(scene->documents, "results.methods_of", scene->language);

    (void)json_object_set_new(
        view, "methods",
        explanation_methods(json_object_get(release, "method"), scene->language));
    (void)json_object_set_new(view, "statuses", statuses(scene->language));
    (void)json_object_set(view, "sha256", json_object_get(inputs, "sha256"));
    (void)json_object_set(view, "merkle", json_object_get(inputs, "merkleRoot"));
    return view;
}

static const struct scene_plan methods_plan = {
    .template = "results/methods",
    .needed = "release releases",
    .build = build_methods,
};

/* --- what changed --- */

static json_t *build_changes(const struct scene *scene)
{
    const json_t *release = json_object_get(scene->documents, "release");
    const char *asked = exchange_query(scene->exchange, "group", 0);
    const char *group = asked == NULL ? FIGURE_GROUP_STANDARD : asked;
    json_t *view, *changes;

    if (figure_group_find(json_object_get(release, "groups"), group) == NULL)
        return NULL;
    view = release_head(scene->documents, "results.changes_of", scene->language);
    changes = changes_view(json_object_get(scene->documents, "changes"), release,
                           scene->edition, group, scene->language);
    (void)json_object_update(view, changes);
    json_decref(changes);
    return view;
}

static const struct scene_plan changes_plan = {
    .template = "results/changes",
    .needed = "release releases changes",
    .edition = release_head_edition,
    .build = build_changes,
};

/* Both need the release and the list of releases. */
static struct gather *begin(struct server *server, struct exchange *exchange,
                            const struct scene_plan *plan)
{
    CLEANUP(memory_freep) char *round = percent_encode(request_capture(exchange, "round"));
    CLEANUP(memory_freep) char *number = percent_encode(request_capture(exchange, "number"));
    struct gather *gather = scene_begin(server, exchange, plan);

    scene_ask(gather, "release", "/v1/rounds/%s/releases/%s", round, number);
    scene_ask(gather, "releases", "/v1/rounds/%s/releases", round);
    if (plan == &changes_plan)
        scene_ask(gather, "changes", "/v1/rounds/%s/releases/%s/changes", round, number);
    return gather;
}

void results_methods(struct server *server, struct exchange *exchange)
{
    gather_start(begin(server, exchange, &methods_plan));
}

void results_changes(struct server *server, struct exchange *exchange)
{
    gather_start(begin(server, exchange, &changes_plan));
}
