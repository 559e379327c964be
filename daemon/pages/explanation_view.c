#include "daemon/pages/explanation_view.h"

#include <stdbool.h>
#include <string.h>

#include "common/export/columns.h"
#include "common/export/words.h"
#include "common/figures/subject.h"
#include "common/memory.h"
#include "common/read/percent.h"
#include "daemon/pages/chart_view.h"
#include "daemon/pages/figure_view.h"
#include "daemon/pages/format.h"

/* What a template shows as a list with a heading; null for an empty one. */
static json_t *items_of(json_t *list /* taken */)
{
    if (json_array_size(list) > 0)
        return json_pack("{s:o}", "items", list);
    json_decref(list);
    return json_null();
}

static const char *text_of(const json_t *object, const char *member)
{
    return json_string_value(json_object_get(object, member));
}

/* A member that is a wording, in the reader's language. */
static json_t *words_of(const json_t *object, const char *member, enum language language)
{
    return json_string(figure_label(json_object_get(object, member), language));
}

/* --- the picture --- */

/* The figure as a release writes it, as far as pictures need it. */
static json_t *figure_again(const json_t *explanation)
{
    const json_t *statistics = json_object_get(explanation, "statistics");
    json_t *figure =
        json_pack("{s:O, s:{}}", "status",
                  json_object_get(json_object_get(explanation, "status"), "name"), "shares");

    for (size_t i = 0; i < json_array_size(statistics); i++) {
        const json_t *each = json_array_get(statistics, i);
        const struct column *column = column_at(column_index(text_of(each, "name")));
        json_t *into = column->part == NULL ? figure : json_object_get(figure, column->member);

        (void)json_object_set(into, column->part == NULL ? column->member : column->part,
                              json_object_get(each, "value"));
    }
    return figure;
}

/* What the picture's legend shows of it: null without either number. */
static json_t *swatch_if(const json_t *figure, const char *member, const char *other,
                         enum swatch swatch)
{
    return json_object_get(figure, member) == NULL &&
                   (other == NULL || json_object_get(figure, other) == NULL)
               ? json_null()
               : chart_view_swatch(swatch);
}

/* --- its numbers --- */

static json_t *value_of(const json_t *value, enum language language)
{
    CLEANUP(memory_freep)
    char *text = json_is_integer(value) ? format_integer(json_integer_value(value), language)
                                        : format_decimal(json_string_value(value), language);

    return json_string(text);
}

static json_t *statistics(const json_t *explanation, enum language language)
{
    const json_t *all = json_object_get(explanation, "statistics");
    json_t *list = json_array();

    for (size_t i = 0; i < json_array_size(all); i++) {
        const json_t *each = json_array_get(all, i);

        (void)json_array_append_new(
            list, json_pack("{s:o, s:o, s:o, s:o}", "name", words_of(each, "label", language),
                            "value", value_of(json_object_get(each, "value"), language),
                            "counted_in", words_of(each, "unit", language), "explained",
                            words_of(each, "meaning", language)));
    }
    return list;
}

static json_t *left_out(const json_t *explanation, enum language language)
{
    const json_t *all = json_object_get(explanation, "leftOut");
    json_t *list = json_array();

    for (size_t i = 0; i < json_array_size(all); i++) {
        const json_t *each = json_array_get(all, i);

        (void)json_array_append_new(list, json_pack("{s:o, s:o}", "name",
                                                    words_of(each, "label", language), "reason",
                                                    words_of(each, "reason", language)));
    }
    return items_of(list);
}

/* --- where it comes from --- */

static json_t *based_on(const json_t *explanation, const struct catalogue *edition,
                        enum language language)
{
    const json_t *all = json_object_get(explanation, "basedOn");
    const long long number = json_integer_value(json_object_get(explanation, "release"));
    json_t *list = json_array();

    for (size_t i = 0; i < json_array_size(all); i++) {
        const char *id = text_of(json_array_get(all, i), "id");
        CLEANUP(memory_freep) char *subject = memory_copy_text(id);
        CLEANUP(memory_freep)
        char *href = figure_href(text_of(explanation, "round"), number, id);
        const struct indicator *indicator;

        subject[strcspn(subject, "@")] = '\0';
        indicator = catalogue_find(edition, subject);
        (void)json_array_append_new(
            list,
            json_pack("{s:s, s:s}", "href", href, "name",
                      indicator == NULL ? subject : wording_in(&indicator->label, language)));
    }
    return items_of(list);
}

json_t *explanation_methods(const json_t *method, enum language language)
{
    json_t *list = json_array();
    void *place = NULL;
    json_t *parts = json_deep_copy(method);

    for (place = json_object_iter(parts); place != NULL;
         place = json_object_iter_next(parts, place)) {
        const char *member = json_object_iter_key(place);
        const char *name = json_string_value(json_object_iter_value(place));
        const struct method_word *word = name == NULL ? NULL : word_method(member, name);

        if (word != NULL)
            (void)json_array_append_new(list, json_pack("{s:s, s:s}", "name", name, "meaning",
                                                        wording_in(&word->meaning, language)));
    }
    json_decref(parts);
    return list;
}

/* The members of the explanation's "method" as a release has them. */
static json_t *methods(const json_t *explanation, enum language language)
{
    const json_t *all = json_object_get(explanation, "method");
    json_t *method = json_object();
    json_t *list;

    for (size_t i = 0; i < json_array_size(all); i++)
        (void)json_object_set(method, text_of(json_array_get(all, i), "member"),
                              json_object_get(json_array_get(all, i), "name"));
    list = explanation_methods(method, language);
    json_decref(method);
    return list;
}

static json_t *larger_group(const json_t *explanation, enum language language)
{
    const json_t *use = json_object_get(explanation, "use");
    const char *id = text_of(use, "id");
    CLEANUP(memory_freep) char *href = NULL;

    if (id == NULL)
        return json_null();
    href = figure_href(text_of(explanation, "round"),
                       json_integer_value(json_object_get(explanation, "release")), id);
    return json_pack("{s:s, s:s}", "href", href, "group",
                     figure_label(json_object_get(use, "label"), language));
}

static json_t *last_published(const json_t *explanation)
{
    const json_t *last = json_object_get(explanation, "lastPublished");
    const long long number = json_integer_value(json_object_get(last, "release"));
    CLEANUP(memory_freep) char *href = NULL;

    if (!json_is_object(last))
        return json_null();
    href = figure_href(text_of(explanation, "round"), number, text_of(explanation, "id"));
    return json_pack("{s:s, s:I}", "href", href, "number", (json_int_t)number);
}

/* The series of the same subject; null for what has none. */
static json_t *trend_href(const struct subject *subject, const char *group)
{
    CLEANUP(memory_freep) char *id = percent_encode(subject->id);
    CLEANUP(memory_freep) char *word = percent_encode(group);

    if (subject->level == SUBJECT_WHOLE || subject->level == SUBJECT_MEASURES)
        return json_null();
    return json_sprintf("/ergebnisse/entwicklung?%s=%s&group=%s",
                        subject_level_name(subject->level), id, word);
}

json_t *explanation_view(const json_t *explanation, const struct catalogue *edition,
                         enum language language)
{
    const json_t *about = json_object_get(explanation, "subject");
    const json_t *group = json_object_get(explanation, "group");
    const json_t *status = json_object_get(explanation, "status");
    const struct subject subject =
        subject_find(edition, text_of(about, "level"), text_of(about, "id"));
    const bool is_published = strcmp(text_of(status, "name"), "published") == 0;
    json_t *figure = figure_again(explanation);
    json_t *view = figure_subject_view(&subject, language);
    json_t *rest = json_pack(
        "{s:o, s:o, s:o, s:o, s:b, s:b, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o}",
        "kind", words_of(about, "kind", language), "polarity",
        words_of(about, "polarity", language), "group_label",
        words_of(group, "label", language), "members",
        value_of(json_object_get(explanation, "members"), language), "is_single",
        json_integer_value(json_object_get(explanation, "members")) == 1, "is_published",
        is_published, "status", words_of(status, "label", language), "meaning",
        words_of(status, "meaning", language), "use", larger_group(explanation, language),
        "last", last_published(explanation), "strip",
        is_published ? chart_view_strip(figure, NULL, subject.indicator, language)
                     : json_null(),
        "band_swatch", swatch_if(figure, "q1", "lower", SWATCH_BAND), "median_swatch",
        swatch_if(figure, "median", NULL, SWATCH_MEDIAN), "mean_swatch",
        json_object_get(figure, "median") == NULL
            ? swatch_if(figure, "mean", "share", SWATCH_MEAN)
            : json_null(),
        "shares", chart_view_shares(figure), "statistics", statistics(explanation, language),
        "left_out", left_out(explanation, language), "based_on",
        based_on(explanation, edition, language), "methods", methods(explanation, language),
        "trend", trend_href(&subject, text_of(group, "id")));

    (void)json_object_update(view, rest);
    json_decref(rest);
    json_decref(figure);
    return view;
}
