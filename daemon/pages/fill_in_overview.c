/*
 * How far the self-check is, and the way on: to a field, to the check, or back to nothing.
 */

#include "daemon/pages/fill_in_overview.h"

#include <stdlib.h>
#include <string.h>

#include "common/memory.h"
#include "common/read/percent.h"
#include "daemon/dispatch.h"
#include "daemon/pages/fill_in.h"
#include "daemon/pages/fill_in_earlier.h"
#include "daemon/pages/fill_in_mistakes.h"
#include "daemon/pages/fill_in_progress.h"
#include "daemon/pages/fill_in_question.h"
#include "daemon/pages/hand_in_state.h"
#include "daemon/pages/page.h"

static const char *text_of(const json_t *object, const char *name)
{
    const char *text = json_string_value(json_object_get(object, name));

    return text == NULL ? "" : text;
}

static json_t *fields_view(const struct filling *filling, const json_t *mistakes,
                           enum language language)
{
    json_t *list = json_array();

    for (size_t i = 0; i < catalogue_field_count(filling->edition); i++) {
        const struct field *field = catalogue_field_at(filling->edition, i);
        CLEANUP(memory_freep) char *id = percent_encode(field->id);
        CLEANUP(memory_freep) char *rest = memory_format("/ausfuellen/%s", id);
        CLEANUP(memory_freep) char *href = filling_page(filling->exchange, rest);
        json_t *view = progress_field(filling_answers(filling), filling->edition, field,
                                      mistakes, language);

        (void)json_object_set_new(view, "href", json_string(href));
        (void)json_object_set_new(view, "row", json_integer((json_int_t)i));
        (void)json_array_append_new(list, view);
    }
    return list;
}

static json_t *measures_view(const struct filling *filling, const json_t *mistakes)
{
    const size_t count = json_array_size(filling_measures(filling));
    const size_t errors = mistakes_count(mistakes, NULL);
    CLEANUP(memory_freep)
    char *href = filling_page(filling->exchange, "/ausfuellen/massnahmen");

    return json_pack("{s:s, s:I, s:I, s:b, s:b, s:b, s:b}", "href", href, "count",
                     (json_int_t)count, "errors", (json_int_t)errors, "has_errors", errors > 0,
                     "is_one_error", errors == 1, "is_one", count == 1, "is_empty", count == 0);
}

/* The indicators that have no entry yet, as links. */
static json_t *open_view(const struct filling *filling, enum language language)
{
    json_t *list = json_array();

    for (size_t i = 0; i < catalogue_count(filling->edition); i++) {
        const struct indicator *indicator = catalogue_at(filling->edition, i);
        CLEANUP(memory_freep) char *place = NULL;
        CLEANUP(memory_freep) char *href = NULL;

        if (json_object_size(json_object_get(filling_answers(filling), indicator->id)) > 0)
            continue;
        place = question_anchor(indicator);
        href = fill_in_href(filling, indicator, place);
        (void)json_array_append_new(list, json_pack("{s:s, s:s, s:s}", "href", href, "id",
                                                    indicator->id, "label",
                                                    wording_in(&indicator->label, language)));
    }
    return list;
}

/* Everything that is wrong, as links to where it is mended. */
static json_t *errors_view(const struct filling *filling, const json_t *mistakes)
{
    json_t *list = json_array();
    const json_t *mistake;
    size_t i;

    json_array_foreach(mistakes, i, mistake) {
        const size_t row = (size_t)json_integer_value(json_object_get(mistake, "row"));
        const char *place = text_of(mistake, "place");
        const struct indicator *indicator =
            place[0] == 'q' ? catalogue_at(filling->edition, row) : NULL;
        CLEANUP(memory_freep)
        char *href = place[0] == '\0' ? NULL : fill_in_href(filling, indicator, place);
        CLEANUP(memory_freep)
        char *what = place[0] == '\0' ? NULL : fill_in_what(filling, mistake);

        if (json_is_true(json_object_get(mistake, "is_error")))
            (void)json_array_append_new(list,
                                        json_pack("{s:s?, s:s?, s:s}", "href", href, "what",
                                                  what, "text", text_of(mistake, "text")));
    }
    return list;
}

static json_t *earlier_view(const struct filling *filling)
{
    return earlier_has_answers(filling) ? json_pack("{s:s}", "round", earlier_round(filling))
                                        : json_null();
}

void fill_in_show_overview(struct filling *filling, const struct reply_notice *notice)
{
    CLEANUP(filling_freep) struct filling *self = filling;
    const enum language language = request_language(self->exchange);
    CLEANUP(memory_freep) char *title = page_text(language, "fill_in.title", NULL);
    CLEANUP(memory_freep) char *action = filling_page(self->exchange, "/ausfuellen");
    json_t *mistakes = mistakes_of(self->findings, self->document, self->edition, language);
    json_t *open = open_view(self, language);
    json_t *errors = errors_view(self, mistakes);
    const size_t total = catalogue_count(self->edition);
    const size_t left = json_array_size(open);
    const bool has_draft = self->etag[0] != '\0';
    const bool is_begun = left < total;
    json_t *view = json_pack(
        "{s:s, s:s, s:s, s:I, s:I, s:I, s:b, s:b, s:b, s:b, s:o, s:o, s:o, s:o, s:b}", "title",
        title, "action", action, "etag", self->etag, "total", (json_int_t)total, "done",
        (json_int_t)(total - left), "left", (json_int_t)left, "is_one_left", left == 1,
        "has_open", left > 0, "has_draft", has_draft, "is_from_version", !has_draft && is_begun,
        "fields", fields_view(self, mistakes, language), "measures",
        measures_view(self, mistakes), "open", open, "all_errors", errors, "has_all_errors",
        json_array_size(errors) > 0);

    (void)json_object_set_new(view, "earlier", earlier_view(self));
    (void)json_object_set_new(
        view, "due",
        hand_in_round_view(self->round, NULL, exchange_arrived_at(self->exchange), language));
    fill_in_reply(self, NULL, mistakes, notice, "fill_in/overview", view);
    json_decref(mistakes);
}

static void on_earlier(struct filling *filling)
{
    fill_in_show_overview(
        filling, &(struct reply_notice){
                     .status = 200,
                     .is_saved = exchange_query(filling->exchange, "gespeichert", 0) != NULL});
}

static void on_read(struct filling *filling)
{
    earlier_find(filling, on_earlier);
}

void fill_in_overview(struct server *server, struct exchange *exchange)
{
    filling_open(server, exchange, on_read);
}
