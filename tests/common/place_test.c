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
