#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "common/compiler.h"
#include "common/memory.h"
#include "common/read/percent.h"
#include "daemon/dispatch.h"
#include "daemon/pages/figure_view.h"
#include "daemon/pages/page.h"
#include "daemon/pages/results.h"
#include "daemon/pages/scene.h"
#include "daemon/pages/trend_view.h"
#include "daemon/problem.h"

static const char *const levels[] = {"indicator", "goal", "field"};

static const char *text_of(const json_t *object, const char *member)
{
    return json_string_value(json_object_get(object, member));
}

/* The edition that knows the subject which was asked for, or else the newest; as long as
 * nothing is asked for, that of the newest release, whose subjects have a series. */
static const char *edition_of(const json_t *documents)
{
    const json_t *release = json_object_get(documents, "release");
    const json_t *trend = json_object_get(documents, "trend");
    const json_t *points = json_object_get(trend, "points");

    for (size_t i = json_array_size(points); i > 0; i--) {
        const char *subject = text_of(json_array_get(points, i - 1), "subject");

        if (subject != NULL && strcmp(subject, text_of(trend, "subject")) == 0)
            return text_of(json_array_get(points, i - 1), "edition");
    }
    if (!json_is_object(trend) && json_is_object(release))
        return text_of(release, "edition");
    return text_of(
        json_array_get(json_object_get(json_object_get(documents, "rounds"), "rounds"), 0),
        "edition");
}

static json_t *build(const struct scene *scene)
{
    const char *group = exchange_query(scene->exchange, "group", 0);
    CLEANUP(memory_freep) char *title = NULL;
    json_t *view = trend_view(json_object_get(scene->documents, "trend"),
                              json_object_get(scene->documents, "release"), scene->edition,
                              group == NULL ? FIGURE_GROUP_STANDARD : group, scene->language);

    title = page_text(scene->language,
                      json_is_object(json_object_get(view, "series")) ? "results.trend_of"
                                                                      : "results.trend_title",
                      json_object_get(view, "series"));
    (void)json_object_set_new(view, "title", json_string(title));
    return view;
}

static const struct scene_plan plan = {
    .template = "results/trend",
    .needed = "rounds",
    .edition = edition_of,
    .build = build,
};

static const struct scene_plan plan_of_series = {
    .template = "results/trend",
    .needed = "rounds trend",
    .edition = edition_of,
    .build = build,
};

/* The query for the API: the subject and the group; NULL without a subject. */
static char *series_query(const struct exchange *exchange)
{
    const char *group = exchange_query(exchange, "group", 0);
    CLEANUP(memory_freep) char *group_word = percent_encode(group == NULL ? "" : group);

    for (size_t i = 0; i < COUNT_OF(levels); i++) {
        const char *subject = exchange_query(exchange, levels[i], 0);
        CLEANUP(memory_freep) char *word = percent_encode(subject == NULL ? "" : subject);

        if (subject != NULL)
            return memory_format("%s=%s&group=%s", levels[i], word,
                                 group_word[0] == '\0' ? FIGURE_GROUP_STANDARD : group_word);
    }
    return NULL;
}

/* With the rounds: asks for the newest release too, which names the groups. */
static void on_rounds(struct server *server, struct exchange *exchange, json_t *documents,
                      void *context)
{
    const json_t *rounds = json_object_get(json_object_get(documents, "rounds"), "rounds");
    CLEANUP(memory_freep) char *query = series_query(exchange);
    struct gather *gather =
        scene_begin(server, exchange, query == NULL ? &plan : &plan_of_series);

    (void)context;
    gather_add(gather, "rounds", "/v1/rounds");
    for (size_t i = 0; i < json_array_size(rounds); i++) {
        const json_t *round = json_array_get(rounds, i);
        const json_t *newest = json_object_get(round, "latestRelease");
        CLEANUP(memory_freep) char *word = percent_encode(text_of(round, "round"));

        if (!json_is_integer(newest))
            continue;
        scene_ask(gather, "release", "/v1/rounds/%s/releases/%lld", word,
                  (long long)json_integer_value(newest));
        break;
    }
    if (query != NULL)
        scene_ask(gather, "trend", "/v1/trends?%s", query);
    gather_start(gather);
}

/* What the form sends, "indicator:STR.1.01", is led to the address that says the same; NULL if
 * the form was not used. */
static char *tidy_address(const struct exchange *exchange)
{
    const char *subject = exchange_query(exchange, "subject", 0);
    const char *group = exchange_query(exchange, "group", 0);
    CLEANUP(memory_freep) char *group_word = percent_encode(group == NULL ? "" : group);

    for (size_t i = 0; subject != NULL && i < COUNT_OF(levels); i++) {
        const size_t length = strlen(levels[i]);
        CLEANUP(memory_freep) char *word = NULL;

        if (strncmp(subject, levels[i], length) != 0 || subject[length] != ':')
            continue;
        word = percent_encode(subject + length + 1);
        return memory_format("/ergebnisse/entwicklung?%s=%s&group=%s", levels[i], word,
                             group_word[0] == '\0' ? FIGURE_GROUP_STANDARD : group_word);
    }
    return NULL;
}

void results_trend(struct server *server, struct exchange *exchange)
{
    CLEANUP(memory_freep) char *address = tidy_address(exchange);
    struct gather *gather;

    if (address != NULL) {
        page_redirect(exchange, address);
        return;
    }
    gather = gather_new(server, exchange, on_rounds, NULL, NULL);
    gather_add(gather, "rounds", "/v1/rounds");
    gather_start(gather);
}
