#include "daemon/pages/trend_view.h"

#include <stdbool.h>
#include <string.h>

#include "common/figures/subject.h"
#include "common/memory.h"
#include "common/read/percent.h"
#include "daemon/pages/chart_view.h"
#include "daemon/pages/chart_words.h"
#include "daemon/pages/figure_view.h"
#include "daemon/pages/format.h"

#define COLUMNS_LEAST 3 /* behind the round: mean, band, n */

static const char *text_of(const json_t *object, const char *member)
{
    return json_string_value(json_object_get(object, member));
}

/* --- the form --- */

static bool is_chosen(const json_t *trend, enum subject_level level, const char *id)
{
    return json_is_object(trend) &&
           strcmp(text_of(trend, "level"), subject_level_name(level)) == 0 &&
           strcmp(text_of(trend, "subject"), id) == 0;
}

static void add_option(json_t *list, const json_t *trend, enum subject_level level,
                       const char *id, const char *label)
{
    (void)json_array_append_new(
        list, json_pack("{s:o, s:s, s:b, s:b, s:b}", "value",
                        json_sprintf("%s:%s", subject_level_name(level), id), "label", label,
                        "is_field", level == SUBJECT_FIELD, "is_goal", level == SUBJECT_GOAL,
                        "is_chosen", is_chosen(trend, level, id)));
}

static json_t *fields(const json_t *trend, const struct catalogue *edition,
                      enum language language)
{
    json_t *list = json_array();

    for (size_t i = 0; edition != NULL && i < catalogue_field_count(edition); i++) {
        const struct field *field = catalogue_field_at(edition, i);
        const char *label = wording_in(&field->label, language);
        json_t *options = json_array();

        add_option(options, trend, SUBJECT_FIELD, field->id, label);
        for (size_t k = 0; k < field->goal_count; k++) {
            const struct goal *goal = catalogue_goal_at(edition, field->first_goal + k);

            add_option(options, trend, SUBJECT_GOAL, goal->id,
                       wording_in(&goal->label, language));
            for (size_t n = 0; n < goal->count; n++) {
                const struct indicator *indicator = catalogue_at(edition, goal->first + n);

                add_option(options, trend, SUBJECT_INDICATOR, indicator->id,
                           wording_in(&indicator->label, language));
            }
        }
        (void)json_array_append_new(
            list, json_pack("{s:s, s:o}", "label", label, "options", options));
    }
    return list;
}

/* --- the series --- */

static bool is_unlinked(const json_t *point)
{
    return strcmp(text_of(point, "status"), "not-joined") == 0;
}

static bool is_break(const json_t *point)
{
    return json_is_true(json_object_get(point, "break"));
}

static bool has_change(const json_t *point)
{
    return json_object_get(point, "change") != NULL;
}

/* Whether the series has a point that is so. */
static bool has(const json_t *points, bool (*is_so)(const json_t *))
{
    for (size_t i = 0; i < json_array_size(points); i++)
        if (is_so(json_array_get(points, i)))
            return true;
    return false;
}

/* The difference to the round before, with its sign; "" where nothing can be compared. */
static json_t *change_of(const json_t *point, enum language language)
{
    const json_t *change = json_object_get(point, "change");
    const char *mean = text_of(change, "mean");
    const char *number = mean == NULL ? text_of(change, "share") : mean;
    CLEANUP(memory_freep) char *text = NULL;

    if (number == NULL)
        return json_string("");
    text = format_decimal(number, language);
    return json_sprintf(
        "%s%s", number[0] == '-' || strspn(number, "0.") == strlen(number) ? "" : "+", text);
}

static json_t *point_view(const json_t *point, const struct subject *subject,
                          const json_t *release, const struct catalogue *edition,
                          const char *group, enum language language)
{
    const char *round = text_of(point, "round");
    const char *status = text_of(point, "status");
    const struct figure_frame frame = {
        .edition = edition,
        .groups = json_object_get(release, "groups"),
        .round = round,
        .release = json_integer_value(json_object_get(point, "release")),
        .language = language,
    };
    const char *refusal = chart_words_refusal(status, language);
    struct subject then = *subject; /* as the edition of its round calls it */
    CLEANUP(memory_freep) char *word = percent_encode(round);
    json_t *figure = json_deep_copy(point);
    json_t *view;

    (void)json_object_set_new(figure, "group", json_string(group));
    if (strcmp(status, "published") != 0)
        (void)json_object_set_new(figure, "status", json_string("too-few"));
    if (text_of(point, "subject") != NULL)
        then.id = text_of(point, "subject");
    view = figure_view(&frame, &then, figure, NULL, NULL);
    json_decref(figure);
    (void)json_object_set_new(view, "round", json_string(round));
    (void)json_object_set_new(view, "release_href",
                              json_sprintf("/ergebnisse/%s/%lld", word, frame.release));
    (void)json_object_set_new(view, "status", json_string(refusal == NULL ? "" : refusal));
    (void)json_object_set_new(view, "is_break", json_boolean(is_break(point)));
    (void)json_object_set_new(view, "change", change_of(point, language));
    return view;
}

static json_t *series(const json_t *trend, const json_t *release,
                      const struct catalogue *edition, enum language language)
{
    const struct subject subject =
        subject_find(edition, text_of(trend, "level"), text_of(trend, "subject"));
    const char *group = text_of(trend, "group");
    const json_t *points = json_object_get(trend, "points");
    const struct figure_frame frame = {.groups = json_object_get(release, "groups"),
                                       .language = language};
    json_t *list = json_array();
    json_t *view;

    if (subject.label == NULL) {
        json_decref(list);
        return json_null();
    }
    for (size_t i = 0; i < json_array_size(points); i++)
        (void)json_array_append_new(list, point_view(json_array_get(points, i), &subject,
                                                     release, edition, group, language));
    view = figure_subject_view(&subject, language);
    (void)json_object_set_new(view, "group_label",
                              json_string(figure_group_label(&frame, group)));
    (void)json_object_set_new(view, "chart",
                              chart_view_trend(trend, subject.indicator, language));
    (void)json_object_set_new(view, "points", list);
    (void)json_object_set_new(view, "has_unlinked", json_boolean(has(points, is_unlinked)));
    (void)json_object_set_new(view, "has_break", json_boolean(has(points, is_break)));
    (void)json_object_set_new(view, "has_change", json_boolean(has(points, has_change)));
    (void)json_object_set_new(
        view, "columns",
        json_integer(COLUMNS_LEAST + (subject.indicator != NULL) + has(points, has_change)));
    return view;
}

json_t *trend_view(const json_t *trend, const json_t *release, const struct catalogue *edition,
                   const char *group, enum language language)
{
    return json_pack(
        "{s:b, s:o, s:o, s:o, s:o, s:o, s:o}", "has_release", json_is_object(release), "fields",
        fields(trend, edition, language), "groups",
        figure_group_options(json_object_get(release, "groups"), group, language), "series",
        json_is_object(trend) && edition != NULL ? series(trend, release, edition, language)
                                                 : json_null(),
        "group_swatch", chart_view_swatch(SWATCH_GROUP_1), "band_swatch",
        chart_view_swatch(SWATCH_BAND), "break_swatch", chart_view_swatch(SWATCH_BREAK));
}
