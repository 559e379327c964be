#include "daemon/pages/participation_view.h"

#include "common/memory.h"
#include "daemon/pages/chart_progress.h"
#include "daemon/pages/figure_view.h"
#include "daemon/pages/format.h"
#include "daemon/pages/long_list.h"

static const char *text_of(const json_t *object, const char *member)
{
    return json_string_value(json_object_get(object, member));
}

static json_t *number_of(const json_t *object, const char *member, enum language language)
{
    CLEANUP(memory_freep)
    char *text = format_integer(json_integer_value(json_object_get(object, member)), language);

    return json_string(text);
}

static json_t *counts_of(const json_t *object, enum language language)
{
    return json_pack(
        "{s:o, s:o, s:O, s:O, s:b}", "handed_in", number_of(object, "handedIn", language),
        "members", number_of(object, "members", language), "count",
        json_object_get(object, "handedIn"), "all", json_object_get(object, "members"),
        "has_members", json_integer_value(json_object_get(object, "members")) > 0);
}

static json_t *days_of(const json_t *progress, enum language language)
{
    json_t *list = json_array();

    for (size_t i = 0; i < json_array_size(progress); i++) {
        const json_t *step = json_array_get(progress, i);
        CLEANUP(memory_freep) char *day = format_date(text_of(step, "day"), language);

        (void)json_array_append_new(list, json_pack("{s:s, s:o}", "day", day, "handed_in",
                                                    number_of(step, "handedIn", language)));
    }
    return list;
}

json_t *participation_view(const json_t *participation, const json_t *round, time_t now,
                           enum language language)
{
    const json_t *progress = json_object_get(participation, "progress");
    json_t *view;

    if (!json_is_object(participation))
        return json_null();
    view = counts_of(participation, language);
    (void)json_object_set_new(
        view, "progress",
        json_array_size(progress) == 0
            ? json_null()
            : json_pack("{s:o, s:o}", "chart",
                        chart_progress(participation, round, now, language), "days",
                        days_of(progress, language)));
    return view;
}

json_t *participation_groups_view(const json_t *participation, enum language language)
{
    const json_t *groups = json_object_get(participation, "groups");
    json_t *list = json_array();

    for (size_t i = 0; i < json_array_size(groups); i++) {
        const json_t *group = json_array_get(groups, i);
        json_t *view = counts_of(group, language);

        (void)json_object_set_new(
            view, "label",
            json_string(figure_label(json_object_get(group, "label"), language)));
        (void)json_array_append_new(list, view);
    }
    return list;
}

json_t *participation_absent_view(const json_t *participation, json_t *asked,
                                  enum language language)
{
    const json_t *all = json_object_get(participation, "municipalities");
    const size_t first = long_list_first(text_of(asked, "page"), PARTICIPATION_NAMES);
    CLEANUP(memory_freep) char *number = NULL;
    json_t *rows = json_array();
    size_t count = 0;

    for (size_t i = 0; i < json_array_size(all); i++) {
        const json_t *each = json_array_get(all, i);

        if (json_is_true(json_object_get(each, "handedIn")))
            continue;
        if (count >= first && count < first + PARTICIPATION_NAMES)
            (void)json_array_append_new(rows,
                                        json_pack("{s:s, s:s}", "name", text_of(each, "name"),
                                                  "key", text_of(each, "key")));
        count++;
    }
    if (count == 0) {
        json_decref(rows);
        return json_null();
    }
    number = format_integer((long long)count, language);
    return json_pack("{s:s, s:b, s:o, s:o}", "count", number, "has_rows",
                     json_array_size(rows) > 0, "rows", rows, "pages",
                     long_list_view(asked, "page", count, PARTICIPATION_NAMES,
                                    "results.absent_list", "fehlende", language));
}
