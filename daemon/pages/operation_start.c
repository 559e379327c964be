#include <assert.h>

#include "daemon/pages/call.h"
#include "daemon/pages/long_list.h"
#include "daemon/pages/operation.h"
#include "daemon/pages/operation_health.h"
#include "daemon/pages/operation_page.h"
#include "daemon/pages/operation_words.h"

/* round is the API's, more what the page's statement says of it. */
static json_t *round_view(const json_t *round, const json_t *more, enum language language)
{
    const char *state = json_string_value(json_object_get(round, "state"));
    json_t *view = json_pack("{s:o}", "badge", words_badge("round", state, language));

    assert(view != NULL);
    words_text(view, "id", round, "round");
    words_text(view, "edition", round, "edition");
    words_moment(view, "opens", round, "opensAt", language);
    words_deadline(view, "closes", round, "closesAt", language);
    words_number(view, "participants", round, "participants", language);
    words_release(view, "release", json_string_value(json_object_get(round, "round")),
                  json_object_get(more, "release"), language);
    words_number(view, "handed_in", more, "handedIn", language);
    words_number(view, "extensions", more, "extensions", language);
    words_number(view, "waiting", more, "waiting", language);
    return view;
}

static json_t *start_view(struct server *server, const json_t *documents,
                          enum language language)
{
    const json_t *own = json_object_get(documents, "own");
    const json_t *known = json_object_get(own, "rounds"); /* of the page that is asked for */
    const json_t *rounds = json_object_get(json_object_get(documents, "rounds"), "rounds");
    json_t *list = json_array(), *runs, *view;
    const json_t *round;
    bool is_moving;
    size_t i;

    json_array_foreach(rounds, i, round) {
        const char *id = json_string_value(json_object_get(round, "round"));
        const json_t *more = json_object_get(known, id);

        if (more != NULL)
            (void)json_array_append_new(list, round_view(round, more, language));
    }
    runs = words_runs(json_object_get(own, "runs"), &is_moving, language);
    view = json_pack(
        "{s:b, s:o, s:o, s:O, s:b, s:o, s:b, s:o}", "has_rounds", json_array_size(list) > 0,
        "rounds", list, "pages",
        long_list_view(json_object_get(documents, "asked"), "page", json_array_size(rounds),
                       LONG_LIST_ROWS, "operation.rounds", "runden", language),
        "unlinked", json_object_get(own, "unlinked"), "has_runs", json_array_size(runs) > 0,
        "runs", runs, "is_moving", is_moving, "facts", operation_facts(server, language));
    assert(view != NULL);
    words_head(view, "operation.start_title", language);
    return view;
}

static void on_gathered(struct server *server, struct exchange *exchange, json_t *documents,
                        void *context)
{
    static const struct operation_page page = {.template = "operation/start",
                                               .statement = STATEMENT_OPERATION_START,
                                               .lists = {"page"},
                                               .view = start_view};

    (void)context;
    operation_show(server, exchange, &page, json_incref(documents));
}

void operation_start(struct server *server, struct exchange *exchange)
{
    struct gather *gather = gather_new(server, exchange, on_gathered, NULL, NULL);

    gather_add(gather, "rounds", "/v1/rounds");
    gather_start(gather);
}
