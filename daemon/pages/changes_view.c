#include "daemon/pages/changes_view.h"

#include <stdbool.h>
#include <string.h>

#include "common/export/columns.h"
#include "common/export/words.h"
#include "common/figures/subject.h"
#include "common/memory.h"
#include "daemon/pages/figure_view.h"
#include "daemon/pages/format.h"

#define NOTHING "\xe2\x80\x93" /* U+2013: the figure has no such number */

static const char *text_of(const json_t *object, const char *member)
{
    return json_string_value(json_object_get(object, member));
}

/* A cause's number; "" if it has none, or nobody. */
static json_t *number_of(const json_t *cause, const char *member, enum language language)
{
    const long long number = json_integer_value(json_object_get(cause, member));
    CLEANUP(memory_freep)
    char *text = number > 0 ? format_integer(number, language) : memory_copy_text("");

    return json_string(text);
}

static json_t *causes(const json_t *changes, enum language language)
{
    const json_t *all = json_object_get(changes, "causes");
    json_t *list = json_array();

    for (size_t i = 0; i < json_array_size(all); i++) {
        const json_t *each = json_array_get(all, i);

        (void)json_array_append_new(
            list, json_pack("{s:s, s:s, s:o, s:o, s:o}", "label",
                            figure_label(json_object_get(each, "label"), language), "explained",
                            figure_label(json_object_get(each, "meaning"), language), "count",
                            number_of(each, "count", language), "joined",
                            number_of(each, "joined", language), "left",
                            number_of(each, "left", language)));
    }
    return list;
}

/* What a figure was or is: its number, or why it has none; "" if it was not there at all. */
static json_t *state_of(const json_t *content, const struct subject *subject,
                        enum language language)
{
    const char *status = text_of(content, "status");
    const char *mean = text_of(content, "mean");
    const json_t *count = json_object_get(content, "n");
    CLEANUP(memory_freep) char *how_many = NULL;
    json_t *number;
    json_t *text;

    if (status == NULL)
        return json_string("");
    if (strcmp(status, "published") != 0)
        return json_string(wording_in(&word_status(status)->label, language));
    number = figure_number(mean == NULL ? text_of(content, "share") : mean, subject, language);
    if (!json_is_integer(count))
        return number;
    how_many = format_integer(json_integer_value(count), language);
    text = json_sprintf("%s (n = %s)", json_string_value(number), how_many);
    json_decref(number);
    return text;
}

/* One number of a figure, with what it is called. */
static char *number_with_name(const struct column *column, const json_t *content,
                              enum language language)
{
    const json_t *value = column_value(column, content);
    CLEANUP(memory_freep)
    char *number = value == NULL ? memory_copy_text(NOTHING)
                   : json_is_integer(value)
                       ? format_integer(json_integer_value(value), language)
                       : format_decimal(json_string_value(value), language);

    return memory_format("%s: %s", wording_in(&column->label, language), number);
}

/* The text of a figure and all of its numbers that are another in the other release. */
static json_t *with_numbers(json_t *text /* taken */, const json_t *content,
                            const json_t *other, enum language language)
{
    for (size_t i = 0; i < column_count(); i++) {
        const struct column *column = column_at(i);
        const json_t *here = column_value(column, content);
        const json_t *there = column_value(column, other);
        CLEANUP(memory_freep) char *number = NULL;
        json_t *begun = text;

        if (here == there || json_equal(here, there)) /* neither has it, or both the same */
            continue;
        number = number_with_name(column, content, language);
        text = json_sprintf("%s · %s", json_string_value(begun), number);
        json_decref(begun);
    }
    return text;
}

static void add_row(json_t *rows, const json_t *change, const struct figure_frame *frame)
{
    const struct subject subject =
        subject_find(frame->edition, text_of(change, "level"), text_of(change, "subject"));
    const json_t *from = json_object_get(change, "from"), *to = json_object_get(change, "to");
    CLEANUP(memory_freep)
    char *href = figure_href(frame->round, frame->release, text_of(change, "id"));
    json_t *before, *after, *row;

    if (subject.label == NULL)
        return; /* of another edition, and so of no page here */
    before = state_of(from, &subject, frame->language);
    after = state_of(to, &subject, frame->language);
    if (json_equal(before, after)) { /* it is another number that changed */
        before = with_numbers(before, from, to, frame->language);
        after = with_numbers(after, to, from, frame->language);
    }
    row = figure_subject_view(&subject, frame->language);
    (void)json_object_set_new(row, "href", json_string(href));
    (void)json_object_set_new(row, "before", before);
    (void)json_object_set_new(row, "after", after);
    (void)json_array_append_new(rows, row);
}

/* All groups that something changed for. */
static json_t *groups_of(const json_t *figures, const struct figure_frame *frame,
                         const char *chosen)
{
    json_t *list = json_array();

    for (size_t i = 0; i < json_array_size(frame->groups); i++) {
        const char *id = text_of(json_array_get(frame->groups, i), "id");
        long long count = 0;

        for (size_t k = 0; k < json_array_size(figures); k++)
            count += strcmp(text_of(json_array_get(figures, k), "group"), id) == 0;
        if (count > 0)
            (void)json_array_append_new(
                list, json_pack("{s:s, s:s, s:I, s:b, s:b}", "id", id, "label",
                                figure_group_label(frame, id), "count", (json_int_t)count,
                                "is_one", count == 1, "is_chosen", strcmp(id, chosen) == 0));
    }
    return list;
}

json_t *changes_view(const json_t *changes, const json_t *release,
                     const struct catalogue *edition, const char *group, enum language language)
{
    const struct figure_frame frame = {
        .edition = edition,
        .groups = json_object_get(release, "groups"),
        .round = text_of(release, "round"),
        .release = json_integer_value(json_object_get(release, "release")),
        .language = language,
    };
    const json_t *figures = json_object_get(changes, "figures");
    const long long since = json_integer_value(json_object_get(changes, "since"));
    CLEANUP(memory_freep)
    char *compared =
        format_integer(json_integer_value(json_object_get(changes, "compared")), language);
    CLEANUP(memory_freep)
    char *changed = format_integer((long long)json_array_size(figures), language);
    json_t *rows = json_array();

    for (size_t i = 0; since > 0 && i < json_array_size(figures); i++)
        if (strcmp(text_of(json_array_get(figures, i), "group"), group) == 0)
            add_row(rows, json_array_get(figures, i), &frame);
    return json_pack(
        "{s:b, s:I, s:o, s:s, s:s, s:s, s:s, s:o, s:b, s:o}", "is_first_one", since == 0,
        "since", (json_int_t)since, "causes", causes(changes, language), "note",
        figure_label(json_object_get(changes, "note"), language), "compared", compared,
        "changed", changed, "group_label", figure_group_label(&frame, group), "groups",
        since == 0 ? json_array() : groups_of(figures, &frame, group), "has_rows",
        json_array_size(rows) > 0, "rows", rows);
}
