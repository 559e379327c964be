#include "daemon/pages/fill_in_plan_view.h"

#include <stdlib.h>
#include <string.h>

#include "common/answers.h"
#include "common/memory.h"
#include "daemon/pages/fill_in_mistakes.h"
#include "daemon/pages/fill_in_plan.h"
#include "daemon/pages/hand_in_words.h"
#include "daemon/pages/page.h"

static const char *text_of(const json_t *object, const char *name)
{
    const char *text = json_string_value(json_object_get(object, name));

    return text == NULL ? "" : text;
}

static void add_option(json_t *options, const char *value, const char *label,
                       const char *chosen)
{
    (void)json_array_append_new(options,
                                json_pack("{s:s, s:s, s:b}", "value", value, "label", label,
                                          "is_chosen", strcmp(value, chosen) == 0));
}

static void add_text(json_t *options, const char *value, const char *key, const char *chosen,
                     enum language language)
{
    CLEANUP(memory_freep) char *label = page_text(language, key, NULL);

    add_option(options, value, label, chosen);
}

static json_t *goal_options(const struct catalogue *edition, const char *chosen,
                            enum language language)
{
    json_t *options = json_array();

    add_text(options, "", "fill_in.choose", chosen, language);
    for (size_t i = 0; i < catalogue_goal_count(edition); i++) {
        const struct goal *goal = catalogue_goal_at(edition, i);
        CLEANUP(memory_freep)
        char *label = memory_format("%s %s", goal->id, wording_in(&goal->label, language));

        add_option(options, goal->id, label, chosen);
    }
    return options;
}

static json_t *priority_options(const char *chosen, enum language language)
{
    json_t *options = json_array();

    add_text(options, "", "fill_in.no_entry", chosen, language);
    add_text(options, "1", "fill_in.priority_1", chosen, language);
    add_text(options, "2", "fill_in.priority_2", chosen, language);
    add_text(options, "3", "fill_in.priority_3", chosen, language);
    return options;
}

static json_t *status_options(const char *chosen, enum language language)
{
    json_t *options = json_array();

    add_text(options, "", "fill_in.no_entry", chosen, language);
    add_text(options, "planned", "fill_in.status_planned", chosen, language);
    add_text(options, "started", "fill_in.status_started", chosen, language);
    add_text(options, "done", "fill_in.status_done", chosen, language);
    add_text(options, "dropped", "fill_in.status_dropped", chosen, language);
    return options;
}

/* The options of the part, where it has some; what was saved and is none of them comes last. */
static json_t *options_of(const char *part, const struct catalogue *edition, const char *value,
                          enum language language)
{
    json_t *options, *option;
    bool is_there = false;
    size_t i;

    if (strcmp(part, "goal") == 0)
        options = goal_options(edition, value, language);
    else if (strcmp(part, "priority") == 0)
        options = priority_options(value, language);
    else if (strcmp(part, "status") == 0)
        options = status_options(value, language);
    else
        return json_array();
    json_array_foreach(options, i, option)
        is_there = is_there || json_is_true(json_object_get(option, "is_chosen"));
    if (!is_there)
        add_option(options, value, value, value);
    return options;
}

static json_t *row_view(const json_t *row, size_t number, bool is_new,
                        const struct catalogue *edition, const json_t *mistakes,
                        enum language language)
{
    json_t *view = json_pack("{s:I, s:I, s:b}", "number", (json_int_t)number + 1, "row",
                             (json_int_t)number, "is_new", is_new);

    for (size_t i = 0; i < PLAN_PARTS; i++) {
        const char *part = plan_parts[i];
        const char *value = text_of(row, part);
        CLEANUP(memory_freep) char *id = memory_format("m%zu-%s", number, part);
        CLEANUP(memory_freep) char *name = memory_format("%s.%zu", part, number);
        json_t *own = mistakes_at(mistakes, id);

        (void)json_object_set_new(
            view, part,
            json_pack("{s:s, s:s, s:s, s:b, s:b, s:o, s:o}", "id", id, "name", name, "value",
                      value, "has_mistakes", json_array_size(own) > 0, "is_invalid",
                      mistakes_have_error(own), "mistakes", own, "options",
                      options_of(part, edition, value, language)));
    }
    return view;
}

json_t *plan_view(const json_t *rows, const struct catalogue *edition, const json_t *mistakes,
                  enum language language)
{
    json_t *list = json_array();
    const json_t *row;
    size_t i;

    json_array_foreach(rows, i, row)
        (void)json_array_append_new(list, row_view(row, i, false, edition, mistakes, language));
    if (json_array_size(rows) < MEASURES_MAX)
        (void)json_array_append_new(
            list, row_view(NULL, json_array_size(rows), true, edition, NULL, language));
    return list;
}

json_t *plan_others(const json_t *rows, const json_t *other, const struct catalogue *edition,
                    enum language language)
{
    json_t *list = json_array();
    const json_t *row, *own;
    size_t i, j;

    json_array_foreach(other, i, row) {
        CLEANUP(memory_freep) char *words = NULL;
        bool is_same = false;

        json_array_foreach(rows, j, own)
            is_same = is_same || json_equal(row, own);
        if (is_same)
            continue;
        words = words_measure(row, edition, language);
        (void)json_array_append_new(list, json_string(words));
    }
    return list;
}
