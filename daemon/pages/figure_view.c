#include "daemon/pages/figure_view.h"

#include <assert.h>
#include <stdbool.h>
#include <string.h>

#include "common/export/columns.h"
#include "common/export/words.h"
#include "common/memory.h"
#include "common/read/percent.h"
#include "daemon/pages/chart_view.h"
#include "daemon/pages/format.h"

#define NARROW "\xe2\x80\xaf" /* U+202F, no line ends at it */
#define DASH   "\xe2\x80\x93" /* U+2013, from ... to */

static const char *text_of(const json_t *object, const char *member)
{
    return json_string_value(json_object_get(object, member));
}

/* The first of two members that is there. */
static const char *text_of_either(const json_t *object, const char *member, const char *other)
{
    const char *text = text_of(object, member);

    return text == NULL ? text_of(object, other) : text;
}

const char *figure_label(const json_t *wording, enum language language)
{
    const char *text = text_of(wording, language == LANGUAGE_EN ? "en" : "de");

    return text == NULL ? "" : text;
}

const json_t *figure_group_find(const json_t *groups, const char *id)
{
    for (size_t i = 0; i < json_array_size(groups); i++)
        if (strcmp(text_of(json_array_get(groups, i), "id"), id) == 0)
            return json_array_get(groups, i);
    return NULL;
}

const char *figure_group_label(const struct figure_frame *frame, const char *group)
{
    const json_t *found = figure_group_find(frame->groups, group);

    return found == NULL ? group
                         : figure_label(json_object_get(found, "label"), frame->language);
}

json_t *figure_group_options(const json_t *groups, const char *chosen, enum language language)
{
    json_t *list = json_array();

    for (size_t i = 0; i < json_array_size(groups); i++) {
        const json_t *group = json_array_get(groups, i);
        const char *id = text_of(group, "id");
        const bool is_chosen = chosen != NULL && strcmp(id, chosen) == 0;

        if (is_chosen || !json_is_true(json_object_get(group, "tooSmall")))
            (void)json_array_append_new(
                list,
                json_pack("{s:s, s:s, s:b, s:b}", "id", id, "label",
                          figure_label(json_object_get(group, "label"), language), "is_own",
                          json_is_true(json_object_get(group, "own")), "is_chosen", is_chosen));
    }
    return list;
}

json_t *figure_index(const json_t *list, const char *member)
{
    json_t *index = json_object();

    for (size_t i = 0; i < json_array_size(list); i++)
        (void)json_object_set(index, text_of(json_array_get(list, i), member),
                              json_array_get(list, i));
    return index;
}

char *figure_href(const char *round, long long release, const char *id)
{
    CLEANUP(memory_freep) char *round_word = percent_encode(round);
    CLEANUP(memory_freep) char *word = percent_encode(id);

    return memory_format("/ergebnisse/%s/%lld/kennzahl/%s", round_word, release, word);
}

/* --- numbers --- */

static bool is_per_cent(const struct subject *subject)
{
    return strcmp(subject_unit(subject)->code, "PT") == 0;
}

/* What stands behind a number of this subject. */
static const char *sign_of(const struct subject *subject, enum language language)
{
    if (!is_per_cent(subject))
        return "";
    return language == LANGUAGE_EN ? "%" : NARROW "%";
}

json_t *figure_number(const char *number, const struct subject *subject, enum language language)
{
    CLEANUP(memory_freep) char *text = NULL;

    if (number == NULL)
        return json_string("");
    text = format_decimal(number, language);
    return json_sprintf("%s%s", text, sign_of(subject, language));
}

static json_t *band_of(const json_t *figure, const struct subject *subject,
                       enum language language)
{
    const char *lower = text_of_either(figure, "q1", "lower");
    const char *upper = text_of_either(figure, "q3", "upper");
    CLEANUP(memory_freep) char *from = NULL;
    CLEANUP(memory_freep) char *to = NULL;

    if (lower == NULL || upper == NULL)
        return json_string("");
    from = format_decimal(lower, language);
    to = format_decimal(upper, language);
    return json_sprintf("%s" DASH "%s%s", from, to, sign_of(subject, language));
}

static json_t *count_of(const json_t *figure, const char *member, enum language language)
{
    const json_t *count = json_object_get(figure, member);
    CLEANUP(memory_freep) char *text = NULL;

    if (!json_is_integer(count))
        return json_string("");
    text = format_integer(json_integer_value(count), language);
    return json_string(text);
}

/* --- what is not published --- */

/* The same subject in the larger group, on the page of this release for that group. */
static json_t *larger_group(const struct figure_frame *frame, const struct subject *subject,
                            const json_t *figure)
{
    const char *use = text_of(figure, "use");
    CLEANUP(memory_freep) char *id = NULL;
    CLEANUP(memory_freep) char *href = NULL;

    if (use == NULL)
        return json_null();
    id = memory_format("%s@%s", subject->id, use);
    href = figure_href(frame->round, frame->release, id);
    return json_pack("{s:s, s:s}", "href", href, "label", figure_group_label(frame, use));
}

static json_t *last_published(const struct figure_frame *frame, const char *id,
                              const json_t *figure)
{
    const json_t *last = json_object_get(figure, "lastPublished");
    CLEANUP(memory_freep) char *href = NULL;

    if (!json_is_integer(last))
        return json_null();
    href = figure_href(frame->round, json_integer_value(last), id);
    return json_pack("{s:s, s:I}", "href", href, "number", json_integer_value(last));
}

static void add_status(json_t *view, const struct figure_frame *frame, const char *status)
{
    const struct word *word = word_status(status);

    assert(word != NULL); /* the API has no other */
    (void)json_object_set_new(view, "status",
                              json_string(wording_in(&word->label, frame->language)));
    (void)json_object_set_new(view, "meaning",
                              json_string(wording_in(&word->meaning, frame->language)));
}

/* --- views --- */

json_t *figure_subject_view(const struct subject *subject, enum language language)
{
    const bool is_yes_no =
        subject->indicator != NULL && subject->indicator->kind == INDICATOR_YES_NO;

    return json_pack(
        "{s:s, s:s, s:s, s:b, s:b, s:b, s:b, s:b, s:b, s:b}", "id", subject->id, "label",
        subject->label == NULL ? subject->id : wording_in(subject->label, language), "unit",
        wording_in(&subject_unit(subject)->label, language), "is_whole",
        subject->level == SUBJECT_WHOLE, "is_field", subject->level == SUBJECT_FIELD, "is_goal",
        subject->level == SUBJECT_GOAL, "is_indicator", subject->level == SUBJECT_INDICATOR,
        "is_measures", subject->level == SUBJECT_MEASURES, "is_yes_no", is_yes_no, "is_share",
        is_yes_no || subject->level == SUBJECT_MEASURES);
}

json_t *figure_view(const struct figure_frame *frame, const struct subject *subject,
                    const json_t *figure, const json_t *beside, const json_t *own)
{
    const enum language language = frame->language;
    const char *group = text_of(figure, "group");
    const char *status = text_of(figure, "status");
    const bool is_published = strcmp(status, "published") == 0;
    CLEANUP(memory_freep) char *id = memory_format("%s@%s", subject->id, group);
    CLEANUP(memory_freep) char *href = figure_href(frame->round, frame->release, id);
    json_t *view = json_pack(
        "{s:s, s:b, s:s, s:o, s:o, s:o, s:o, s:o, s:o, s:b, s:o, s:o, s:o, s:o}", "group",
        figure_group_label(frame, group), "is_published", is_published, "href", href, "middle",
        figure_number(text_of_either(figure, "mean", "share"), subject, language), "median",
        figure_number(text_of(figure, "median"), subject, language), "band",
        band_of(figure, subject, language), "n", count_of(figure, "n", language), "missing",
        count_of(figure, "missing", language), "indicators",
        count_of(figure, "indicators", language), "is_one_indicator",
        json_integer_value(json_object_get(figure, "indicators")) == 1, "not_included",
        count_of(figure, "notIncluded", language), "use", larger_group(frame, subject, figure),
        "last", last_published(frame, id, figure), "strip",
        is_published || own != NULL
            ? chart_view_strip_among(figure, beside, own, subject->indicator, language)
            : json_null());

    assert(view != NULL);
    add_status(view, frame, status);
    return view;
}
