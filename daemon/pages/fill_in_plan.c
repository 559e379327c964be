#include "daemon/pages/fill_in_plan.h"

#include <stdlib.h>
#include <string.h>

#include "common/answers.h"
#include "common/memory.h"
#include "common/read/cell.h"
#include "daemon/pages/fill_in_entry.h"

const char *const plan_parts[PLAN_PARTS] = {"goal",     "aim", "measure", "responsible",
                                            "priority", "due", "status"};

static bool is_empty(const json_t *row)
{
    for (size_t i = 0; i < PLAN_PARTS; i++)
        if (json_string_length(json_object_get(row, plan_parts[i])) > 0)
            return false;
    return true;
}

static json_t *shown(const json_t *measure)
{
    json_t *row = json_object();

    for (size_t i = 0; i < PLAN_PARTS; i++) {
        const json_t *value = json_object_get(measure, plan_parts[i]);
        CLEANUP(memory_freep) char *number = NULL;

        if (json_is_integer(value))
            number = memory_format("%lld", json_integer_value(value));
        (void)json_object_set_new(row, plan_parts[i],
                                  json_string(number != NULL          ? number
                                              : json_is_string(value) ? json_string_value(value)
                                                                      : ""));
    }
    return row;
}

json_t *plan_of_measures(const json_t *measures)
{
    json_t *rows = json_array();
    const json_t *measure;
    size_t i;

    json_array_foreach(measures, i, measure)
        (void)json_array_append_new(rows, shown(measure));
    return rows;
}

void plan_clear(json_t *rows, size_t row)
{
    for (size_t i = 0; i < PLAN_PARTS && row < json_array_size(rows); i++)
        (void)json_object_set_new(json_array_get(rows, row), plan_parts[i], json_string(""));
}

/* Without blanks around it. */
static json_t *tidy(const char *value)
{
    static const char blanks[] = " \t\n";
    CLEANUP(memory_freep) char *text = entry_text(value);
    const char *from = text + strspn(text, blanks);
    size_t length = strlen(from);

    while (length > 0 && strchr(blanks, from[length - 1]) != NULL)
        length--;
    return json_stringn(from, length);
}

json_t *plan_of_form(const struct form_data *form)
{
    json_t *rows = json_array();

    for (size_t number = 0; number <= MEASURES_MAX; number++) {
        json_t *row = json_object();
        size_t found = 0;

        for (size_t i = 0; i < PLAN_PARTS; i++) {
            CLEANUP(memory_freep) char *name = memory_format("%s.%zu", plan_parts[i], number);
            const char *value = form_data_find(form, name);

            found += value != NULL;
            (void)json_object_set_new(row, plan_parts[i], tidy(value == NULL ? "" : value));
        }
        if (found == 0) {
            json_decref(row);
            break;
        }
        (void)json_array_append_new(rows, row);
    }
    while (json_array_size(rows) > 0 &&
           is_empty(json_array_get(rows, json_array_size(rows) - 1)))
        (void)json_array_remove(rows, json_array_size(rows) - 1);
    return rows;
}

/* The part as it is saved; a browser without a field for dates sends what was typed. */
static json_t *part_of(const char *part, const char *text)
{
    const bool is_digit = strlen(text) == 1 && strchr("0123456789", *text) != NULL;
    CLEANUP(memory_freep) char *day = cell_day(text);

    if (strcmp(part, "priority") == 0 && is_digit)
        return json_integer(*text - '0');
    return json_string(strcmp(part, "due") == 0 ? day : text);
}

static json_t *measure_of(const json_t *row)
{
    json_t *measure = json_object();

    for (size_t i = 0; i < PLAN_PARTS; i++) {
        const char *text = json_string_value(json_object_get(row, plan_parts[i]));

        if (text != NULL && *text != '\0')
            (void)json_object_set_new(measure, plan_parts[i], part_of(plan_parts[i], text));
    }
    return measure;
}

json_t *measures_of_plan(const json_t *rows, const json_t *before)
{
    json_t *measures = json_array();
    const json_t *row;
    size_t i;

    json_array_foreach(rows, i, row) {
        json_t *same = json_array_get(before, i);
        json_t *as_shown = shown(same);
        const bool was_nothing = json_is_object(same) && json_object_size(same) == 0;

        if (same != NULL && !was_nothing && json_equal(row, as_shown))
            (void)json_array_append(measures, same);
        else if (!is_empty(row))
            (void)json_array_append_new(measures, measure_of(row));
        json_decref(as_shown);
    }
    return measures;
}
