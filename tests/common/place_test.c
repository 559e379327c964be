#include "common/place.h"

#include "common/memory.h"
#include "tests/support/expect.h"

Test(place, tells_where_in_the_senders_own_file)
{
    static const struct {
        const char *place;
        const char *json;
    } cases[] = {
        {"", "{\"pointer\":\"\"}"},
        {"/answers/STR.1.01/level", "{\"pointer\":\"/answers/STR.1.01/level\"}"},
        {"line:12", "{\"line\":12}"},
        {"line:12/answer", "{\"line\":12,\"column\":\"answer\"}"},
        {"cell:STR", "{\"sheet\":\"STR\"}"},
        {"cell:Maßnahmen/C7", "{\"sheet\":\"Maßnahmen\",\"cell\":\"C7\"}"},
    };

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        json_t *object = json_object();
        CLEANUP(memory_freep) char *text = NULL;

        place_to_json(cases[i].place, object);
        text = json_dumps(object, JSON_COMPACT);
        expect_text(cases[i].place, text, cases[i].json);
        json_decref(object);
    }
}

Test(place, is_made_of_its_parts)
{
    CLEANUP(memory_freep) char *line = place_line(12, "answer");
    CLEANUP(memory_freep) char *whole_line = place_line(3, NULL);
    CLEANUP(memory_freep) char *cell = place_cell("STR", "C7");
    CLEANUP(memory_freep) char *sheet = place_cell("STR", NULL);

    expect_text("line", line, "line:12/answer");
    expect_text("whole line", whole_line, "line:3");
    expect_text("cell", cell, "cell:STR/C7");
    expect_text("whole sheet", sheet, "cell:STR");
}

Test(place, lies_within_another_at_a_slash_only)
{
    cr_expect(place_is_within("/answers/A/level", "/answers/A"));
    cr_expect(place_is_within("/answers/A", "/answers/A"));
    cr_expect(place_is_within("line:1/answer", "line:1"));
    cr_expect(!place_is_within("line:12/answer", "line:1"));
    cr_expect(!place_is_within("/answers/AB", "/answers/A"));
    cr_expect(!place_is_within("/answers", "/answers/A"));
}

/* Each list is in the order of its file already, so every place is before the next. */
static void expect_order(const char *const places[], size_t count, json_t *order)
{
    for (size_t i = 0; i + 1 < count; i++) {
        const struct place_rank left = place_rank(places[i], order);
        const struct place_rank right = place_rank(places[i + 1], order);

        cr_expect(place_rank_compare(&left, &right) < 0, "%s before %s", places[i],
                  places[i + 1]);
        cr_expect(place_rank_compare(&right, &left) > 0, "%s", places[i]);
        cr_expect(place_rank_compare(&left, &left) == 0, "%s", places[i]);
    }
    json_decref(order);
}

Test(place, stands_where_it_stands_in_the_document)
{
    static const char *const places[] = {
        "",
        "/measures",
        "/measures/2/goal",
        "/measures/10",
        "/answers",
        "/answers/b",
        "/answers/b/of",
        "/answers/b/count",
        "/answers/a~1~0",
        "/answers/a~1~0/level",
        "/answers/a",
        "/edition",
    };

    expect_order(places, COUNT_OF(places),
                 json_pack("{s:[], s:{s:{s:i, s:i}, s:{s:i}, s:{}}, s:s}", "measures",
                           "answers", "b", "of", 1, "count", 2, "a/~", "level", 1, "a",
                           "edition", "v1"));
}

Test(place, stands_where_it_stands_in_the_table)
{
    static const char *const places[] = {
        "line:1", "line:2", "line:2/wert", "line:2/answer/x", "line:9/answer/x", "line:10/wert",
    };

    expect_order(places, COUNT_OF(places), json_pack("[s, s]", "wert", "answer/x"));
}

Test(place, stands_where_it_stands_in_the_workbook)
{
    static const char *const places[] = {
        "cell:STR", "cell:STR/B4", "cell:STR/Z4", "cell:STR/AA4", "cell:STR/A10", "cell:ADM/A1",
    };

    expect_order(places, COUNT_OF(places), json_pack("[s, s]", "STR", "ADM"));
}
