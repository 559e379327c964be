#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/memory.h"
#include "common/read/percent.h"
#include "daemon/dispatch.h"
#include "daemon/pages/call.h"
#include "daemon/pages/hand_in.h"
#include "daemon/pages/hand_in_round.h"
#include "daemon/pages/hand_in_state.h"
#include "daemon/pages/page.h"

#define SHOWN_MAX 12 /* rounds with what was handed in; one gather asks for no more */

static bool takes_part(const json_t *round)
{
    return json_is_object(json_object_get(round, "municipality"));
}

static bool is_open(const json_t *round, const struct exchange *exchange)
{
    json_t *view = hand_in_round_view(round, NULL, exchange_arrived_at(exchange),
                                      request_language(exchange));
    const bool is = json_is_true(json_object_get(view, "is_open"));

    json_decref(view);
    return is;
}

/* When it ends for her, in a form that sorts. */
static const char *end_of(const json_t *round)
{
    const char *extended = json_string_value(json_object_get(round, "extendedUntil"));

    return extended != NULL ? extended : json_string_value(json_object_get(round, "closesAt"));
}

/* Those she takes part in: the open ones first, by what ends soonest, else as the API lists
 * them, newest first. */
static json_t *own_rounds(const json_t *list, const struct exchange *exchange)
{
    json_t *own = json_array();
    json_t *round;
    size_t i, open = 0;

    json_array_foreach(list, i, round) {
        size_t at = open;

        if (!takes_part(round))
            continue;
        if (!is_open(round, exchange)) {
            (void)json_array_append(own, round);
            continue;
        }
        while (at > 0 && strcmp(end_of(json_array_get(own, at - 1)), end_of(round)) > 0)
            at--;
        (void)json_array_insert(own, at, round);
        open++;
    }
    return own;
}

/* Takes the only round out of the list that takes something now: it has its file field here.
 * Otherwise null. */
static json_t *take_only_open(json_t *rounds)
{
    size_t found = 0, count = 0;
    json_t *round;
    size_t i;

    json_array_foreach(rounds, i, round) {
        if (!json_is_true(json_object_get(round, "is_open")))
            continue;
        found = i;
        count++;
    }
    if (count != 1)
        return json_null();
    round = json_incref(json_array_get(rounds, found));
    (void)json_array_remove(rounds, found);
    return round;
}

/* The context is the list of her rounds, "0", "1" ... of the documents the versions of each. */
static void on_versions(struct server *server, struct exchange *exchange, json_t *documents,
                        void *context)
{
    const enum language language = request_language(exchange);
    CLEANUP(memory_freep) char *title = page_text(language, "hand_in.title", NULL);
    json_t *views = json_array(), *older = json_array();
    json_t *open;
    const json_t *round;
    size_t i, due = 0;

    json_array_foreach(context, i, round) {
        char name[24];
        json_t *view;

        (void)snprintf(name, sizeof name, "%zu", i);
        view = hand_in_round_view(round, json_object_get(documents, name),
                                  exchange_arrived_at(exchange), language);
        if (i < SHOWN_MAX && json_is_true(json_object_get(view, "is_due")))
            (void)json_array_insert_new(views, due++, view); /* before what is handed in */
        else
            (void)json_array_append_new(i < SHOWN_MAX ? views : older, view);
    }
    open = take_only_open(views);
    page_reply(exchange, 200, "hand_in/rounds",
               json_pack("{s:s, s:o, s:b, s:o, s:b, s:o, s:o, s:n}", "title", title, "round",
                         open, "has_others", json_array_size(views) > 0, "others", views,
                         "has_older", json_array_size(older) > 0, "older", older, "limits",
                         hand_in_limits(server, language), "mistake"));
}

static void release(void *context)
{
    json_decref(context);
}

static void on_rounds(struct server *server, struct exchange *exchange, json_t *documents,
                      void *context)
{
    json_t *own =
        own_rounds(json_object_get(json_object_get(documents, "rounds"), "rounds"), exchange);
    struct gather *gather = gather_new(server, exchange, on_versions, own, release);

    (void)context;
    for (size_t i = 0; i < json_array_size(own) && i < SHOWN_MAX; i++) {
        const char *id = json_string_value(json_object_get(json_array_get(own, i), "round"));
        CLEANUP(memory_freep) char *round = percent_encode(id);
        CLEANUP(memory_freep)
        char *target = memory_format("/v1/rounds/%s/self-checks/%s/versions", round,
                                     request_municipality(exchange));
        char name[24];

        (void)snprintf(name, sizeof name, "%zu", i);
        gather_add(gather, name, target);
    }
    gather_start(gather);
}

void hand_in_rounds(struct server *server, struct exchange *exchange)
{
    struct gather *gather = gather_new(server, exchange, on_rounds, NULL, NULL);

    gather_add(gather, "rounds", "/v1/rounds");
    gather_start(gather);
}
