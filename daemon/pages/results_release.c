#include <stdbool.h>
#include <string.h>

#include "common/compiler.h"
#include "common/memory.h"
#include "common/read/percent.h"
#include "daemon/dispatch.h"
#include "daemon/pages/figure_view.h"
#include "daemon/pages/page.h"
#include "daemon/pages/release_head.h"
#include "daemon/pages/release_view.h"
#include "daemon/pages/results.h"
#include "daemon/pages/scene.h"
#include "daemon/problem.h"

/* The groups of the query, each once, as far as there is room; false: one of them is none of
 * the release's. */
static bool choice_read(const struct exchange *exchange, const json_t *release,
                        struct group_choice *out)
{
    const char *id;

    out->count = 0;
    for (size_t i = 0; (id = exchange_query(exchange, "group", i)) != NULL; i++) {
        bool is_new = id[0] != '\0';

        for (size_t k = 0; k < out->count; k++)
            is_new = is_new && strcmp(out->ids[k], id) != 0;
        if (!is_new || out->count == RELEASE_VIEW_GROUPS_MAX)
            continue;
        if (figure_group_find(json_object_get(release, "groups"), id) == NULL)
            return false;
        out->ids[out->count++] = id;
    }
    if (out->count == 0)
        out->ids[out->count++] = FIGURE_GROUP_STANDARD;
    return true;
}

static json_t *build(const struct scene *scene)
{
    const json_t *release = json_object_get(scene->documents, "release");
    struct group_choice choice;
    json_t *view;
    json_t *head;

    if (!choice_read(scene->exchange, release, &choice))
        return NULL;
    view = release_view(release, scene->edition, &choice, scene->language);
    head = release_head(scene->documents, "results.release_title", scene->language);
    (void)json_object_update(view, head);
    json_decref(head);
    return view;
}

static const struct scene_plan plan = {
    .template = "results/release",
    .needed = "release releases",
    .edition = release_head_edition,
    .build = build,
};

/* The form has a field for every place, also for those that stay empty: the address to keep and
 * to share is the one that repeats "group". NULL if it is that already. */
static char *tidy_address(const struct exchange *exchange, const char *path)
{
    static const char *const names[] = {RELEASE_VIEW_PARAMETERS};
    CLEANUP(memory_freep) char *address = memory_copy_text(path);
    bool is_tidy = true, is_first = true;

    for (size_t k = 0; k < COUNT_OF(names); k++) {
        const char *value;

        for (size_t i = 0; (value = exchange_query(exchange, names[k], i)) != NULL; i++) {
            CLEANUP(memory_freep) char *before = address;
            CLEANUP(memory_freep) char *word = percent_encode(value);

            is_tidy = is_tidy && k == 0 && value[0] != '\0';
            address = value[0] == '\0'
                          ? memory_copy_text(before)
                          : memory_format("%s%sgroup=%s", before, is_first ? "?" : "&", word);
            is_first = is_first && value[0] == '\0';
        }
    }
    return is_tidy ? NULL : TAKE(address);
}

void results_release(struct server *server, struct exchange *exchange)
{
    CLEANUP(memory_freep) char *round = percent_encode(request_capture(exchange, "round"));
    CLEANUP(memory_freep) char *number = percent_encode(request_capture(exchange, "number"));
    CLEANUP(memory_freep) char *path = memory_format("/ergebnisse/%s/%s", round, number);
    CLEANUP(memory_freep) char *address = tidy_address(exchange, path);
    struct gather *gather;

    if (address != NULL) {
        page_redirect(exchange, address);
        return;
    }
    gather = scene_begin(server, exchange, &plan);
    scene_ask(gather, "release", "/v1/rounds/%s/releases/%s", round, number);
    scene_ask(gather, "releases", "/v1/rounds/%s/releases", round);
    gather_start(gather);
}
