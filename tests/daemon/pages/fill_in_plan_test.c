#include "daemon/pages/fill_in_plan.h"

#include "common/memory.h"
#include "tests/support/expect.h"

static json_t *list(const char *text)
{
    json_t *value = json_loads(text, 0, NULL);

    cr_assert(value != NULL, "%s", text);
    return value;
}

/* The form that shows the rows, and an empty row behind them, as a browser sends it. */
static struct form_data *form_with(const json_t *rows)
{
    struct form_data *form = form_data_new();
    struct error error;

    for (size_t row = 0; row <= json_array_size(rows); row++)
        for (size_t i = 0; i < PLAN_PARTS; i++) {
            const char *text =
                json_string_value(json_object_get(json_array_get(rows, row), plan_parts[i]));

            cr_assert(form_data_add(form, memory_format("%s.%zu", plan_parts[i], row),
                                    memory_copy_text(text == NULL ? "" : text), &error));
        }
    return form;
}

#define FULL                                                                             \
    "{\"goal\": \"STR.1\", \"aim\": \"Ein Ziel\\nmit – Strich\", \"measure\": \"M\", " \
    "\"responsible\": \"R\", \"priority\": 1, \"due\": \"2027-03-31\", \"status\": "     \
    "\"planned\"}"

Test(fill_in_plan, shows_measures_and_takes_them_back)
{
    static const char *const cases[] = {
        "[]",
        "[" FULL "]",
        "[{\"goal\": \"STR.1\"}, " FULL ", {\"due\": \"bald\"}]",
        "[{\"priority\": 7}]",
    };

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        json_t *measures = list(cases[i]);
        json_t *rows = plan_of_measures(measures);
        CLEANUP(form_data_freep) struct form_data *form = form_with(rows);
        json_t *sent = plan_of_form(form);
        json_t *unchanged = measures_of_plan(sent, measures);
        json_t *typed = measures_of_plan(sent, NULL);

        cr_expect(json_equal(sent, rows), "%s", cases[i]);
        cr_expect(json_equal(unchanged, measures), "%s", cases[i]);
        cr_expect(json_equal(typed, measures), "%s", cases[i]);
        json_decref(typed);
        json_decref(unchanged);
        json_decref(sent);
        json_decref(rows);
        json_decref(measures);
    }
}

Test(fill_in_plan, leaves_what_no_form_can_show_until_the_row_is_changed)
{
    json_t *measures = list("[{\"priority\": \"hoch\", \"aim\": 3}, " FULL "]");
    json_t *rows = plan_of_measures(measures);
    json_t *result = measures_of_plan(rows, measures);

    cr_expect(json_equal(result, measures));
    json_decref(result);
    json_decref(rows);
    json_decref(measures);
}

Test(fill_in_plan, drops_a_row_in_which_nothing_stands)
{
    json_t *measures = list("[" FULL ", {\"aim\": \"x\"}]");
    json_t *rows = plan_of_measures(measures);
    json_t *result;

    plan_clear(rows, 5);
    plan_clear(rows, 0);
    result = measures_of_plan(rows, measures);
    cr_expect(json_array_size(result) == 1);
    cr_expect(json_equal(json_array_get(result, 0), json_array_get(measures, 1)));
    json_decref(result);
    json_decref(rows);
    json_decref(measures);
}

Test(fill_in_plan, drops_a_measure_that_never_said_anything)
{
    json_t *measures = list("[{}, " FULL "]");
    json_t *rows = plan_of_measures(measures);
    json_t *result = measures_of_plan(rows, measures);

    cr_expect(json_array_size(result) == 1);
    cr_expect(json_equal(json_array_get(result, 0), json_array_get(measures, 1)));
    json_decref(result);
    json_decref(rows);
    json_decref(measures);
}
