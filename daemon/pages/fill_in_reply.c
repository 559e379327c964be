#include "daemon/pages/fill_in_reply.h"

#include <stdlib.h>
#include <string.h>

#include "common/memory.h"
#include "common/read/percent.h"
#include "daemon/config.h"
#include "daemon/dispatch.h"
#include "daemon/pages/fill_in_mistakes.h"
#include "daemon/pages/page.h"

#define SAVED "?gespeichert=1"

static const char *text_of(const json_t *object, const char *name)
{
    const char *text = json_string_value(json_object_get(object, name));

    return text == NULL ? "" : text;
}

char *fill_in_href(const struct filling *filling, const struct indicator *indicator,
                   const char *place)
{
    CLEANUP(memory_freep) char *id = NULL;
    CLEANUP(memory_freep) char *rest = NULL;

    if (indicator == NULL) {
        rest = memory_format("/ausfuellen/massnahmen#%s", place);
    } else {
        id = percent_encode(catalogue_field_at(filling->edition, indicator->field)->id);
        rest = memory_format("/ausfuellen/%s#%s", id, place);
    }
    return filling_page(filling->exchange, rest);
}

char *fill_in_what(const struct filling *filling, const json_t *mistake)
{
    const size_t row = (size_t)json_integer_value(json_object_get(mistake, "row"));
    const char *part = strchr(text_of(mistake, "place"), '-');
    const enum language language = request_language(filling->exchange);

    if (!mistake_is_of_measure(mistake))
        return memory_copy_text(catalogue_at(filling->edition, row)->id);
    {
        CLEANUP(memory_freep)
        char *key = memory_format("fill_in.part_%s", part == NULL ? "goal" : part + 1);
        CLEANUP(memory_freep) char *measure = page_text(language, "fill_in.measure", NULL);
        CLEANUP(memory_freep) char *label = page_text(language, key, NULL);

        return memory_format("%s %zu, %s", measure, row + 1, label);
    }
}

/* The errors of the page, each as a link to its place. */
static json_t *errors_view(const struct filling *filling, const struct field *field,
                           const json_t *mistakes)
{
    json_t *list = json_array();
    const json_t *mistake;
    size_t i;

    json_array_foreach(mistakes, i, mistake) {
        const size_t row = (size_t)json_integer_value(json_object_get(mistake, "row"));
        const bool is_of_page = field == NULL ? mistake_is_of_measure(mistake)
                                              : text_of(mistake, "place")[0] == 'q' &&
                                                    row >= field->first &&
                                                    row < field->first + field->count;
        CLEANUP(memory_freep) char *href = memory_format("#%s", text_of(mistake, "place"));
        CLEANUP(memory_freep) char *what = NULL;

        if (!is_of_page || !json_is_true(json_object_get(mistake, "is_error")))
            continue;
        what = fill_in_what(filling, mistake);
        (void)json_array_append_new(list, json_pack("{s:s, s:s, s:s}", "href", href, "what",
                                                    what, "text", text_of(mistake, "text")));
    }
    return list;
}

static json_t *round_view(const struct filling *filling, enum language language)
{
    json_t *view = json_pack("{s:s}", "id", text_of(filling->round, "round"));
    CLEANUP(memory_freep) char *name = page_text(language, "fill_in.round_name", view);
    CLEANUP(memory_freep) char *href = filling_page(filling->exchange, "");

    (void)json_object_set_new(view, "name", json_string(name));
    (void)json_object_set_new(view, "href", json_string(href));
    return view;
}

static json_t *problem_view(const struct reply_notice *notice, enum language language)
{
    CLEANUP(memory_freep) char *title = NULL;
    CLEANUP(memory_freep) char *detail = NULL;

    if (notice->problem == NULL)
        return json_null();
    if (notice->status != 412)
        return json_pack("{s:s, s:s, s:b}", "title", text_of(notice->problem, "title"),
                         "detail", text_of(notice->problem, "detail"), "is_unsaved", true);
    title = page_text(language, "fill_in.other_draft_title", NULL);
    detail = page_text(language, "fill_in.other_draft", NULL);
    return json_pack("{s:s, s:s, s:b}", "title", title, "detail", detail, "is_unsaved", false);
}

void fill_in_reply(struct filling *filling, const struct field *field, const json_t *mistakes,
                   const struct reply_notice *notice, const char *template, json_t *view)
{
    const enum language language = request_language(filling->exchange);
    const long idle = filling->server->config->session_idle;
    CLEANUP(memory_freep) char *overview = filling_page(filling->exchange, "/ausfuellen");
    json_t *errors = errors_view(filling, field, mistakes);

    (void)json_object_set_new(view, "round", round_view(filling, language));
    (void)json_object_set_new(view, "overview", json_string(overview));
    (void)json_object_set_new(view, "is_saved", json_boolean(notice->is_saved));
    (void)json_object_set_new(view, "is_taken_over", json_boolean(notice->is_taken_over));
    (void)json_object_set_new(view, "is_conflict", json_boolean(notice->is_conflict));
    (void)json_object_set_new(view, "is_saved_with_errors",
                              json_boolean(notice->status == 422 && notice->problem == NULL));
    (void)json_object_set_new(view, "problem", problem_view(notice, language));
    (void)json_object_set_new(view, "has_errors", json_boolean(json_array_size(errors) > 0));
    (void)json_object_set_new(view, "errors", errors);
    (void)json_object_set_new(view, "idle_minutes", json_integer(idle / 60));
    page_reply(TAKE(filling->exchange), notice->status, template, view);
}

void fill_in_go_on(struct filling *filling, const char *next)
{
    CLEANUP(filling_freep) struct filling *self = filling;
    const char *button = form_data_find(request_form(self->exchange), "weiter");
    CLEANUP(memory_freep) char *target = NULL;

    if (button == NULL) /* "save" alone */
        target = memory_format("%s" SAVED, exchange_path(self->exchange));
    else
        target = memory_format("%s" SAVED, next);
    page_redirect(TAKE(self->exchange), target);
}
