#include "common/read/json.h"

#include <stdlib.h>

#include "common/memory.h"
#include "tests/support/expect.h"

static struct answers *read_text(const char *text, struct findings *findings)
{
    struct read_fault place;
    struct error error = {0};
    struct answers *answers = read_json(text, strlen(text), findings, &place, &error);

    cr_assert(answers != NULL, "%s: %s", text, error.text);
    return answers;
}

static void expect_written(const char *label, const struct written *written,
                           enum written_kind kind, const char *text, const char *place)
{
    expect_number(label, written->kind, kind);
    cr_assert(written->text != NULL && written->place != NULL, "%s", label);
    expect_text(label, written->text, text);
    expect_text(label, written->place, place);
}

Test(json, reads_everything_a_self_check_may_hold)
{
    CLEANUP(findings_donep) struct findings findings = {0};
    CLEANUP(answers_freep)
    struct answers *answers = read_text(
        "{\"measures\": [{\"goal\": \"STR.1\", \"priority\": 2}], \"edition\": \"v1\",\n"
        " \"answers\": {\"A\": {\"yes\": true, \"level\": 3}, \"B\": {\"count\": 1.50, \"of\": 9},\n"
        "  \"C\": {\"state\": null, \"reason\": {}, \"comment\": []}},\n"
        " \"acceptances\": [{\"code\": \"implausible\", \"indicator\": \"B\", \"reason\": \"x\"}]}",
        &findings);

    expect_number("findings", findings.listed, 0);
    expect_written("edition", &answers->edition, WRITTEN_TEXT, "v1", "/edition");
    cr_assert(answers->count == 3);
    expect_written("id", &answers->items[0].indicator, WRITTEN_TEXT, "A", "/answers/A");
    expect_written("yes", &answers->items[0].yes, WRITTEN_BOOLEAN, "true", "/answers/A/yes");
    expect_written("level", &answers->items[0].level, WRITTEN_NUMBER, "3", "/answers/A/level");
    expect_number("absent", answers->items[0].count.kind, WRITTEN_ABSENT);
    expect_written("count", &answers->items[1].count, WRITTEN_NUMBER, "1.50",
                   "/answers/B/count");
    expect_written("of", &answers->items[1].of, WRITTEN_NUMBER, "9", "/answers/B/of");
    expect_written("state", &answers->items[2].state, WRITTEN_OTHER, "null",
                   "/answers/C/state");
    expect_written("reason", &answers->items[2].reason, WRITTEN_OTHER, "{...}",
                   "/answers/C/reason");
    expect_written("comment", &answers->items[2].comment, WRITTEN_OTHER, "[...]",
                   "/answers/C/comment");
    cr_assert(answers->measure_count == 1 && answers->acceptance_count == 1);
    expect_written("goal", &answers->measures[0].goal, WRITTEN_TEXT, "STR.1",
                   "/measures/0/goal");
    expect_written("priority", &answers->measures[0].priority, WRITTEN_NUMBER, "2",
                   "/measures/0/priority");
    expect_text("measure", answers->measures[0].place, "/measures/0");
    expect_written("accepted", &answers->acceptances[0].indicator, WRITTEN_TEXT, "B",
                   "/acceptances/0/indicator");
}

Test(json, keeps_every_number_as_it_was_written)
{
    static const char *const numbers[] = {
        "0",
        "-0",
        "7",
        "3.0",
        "120.50",
        "0.1234567890123456789",
        "1e2",
        "1E+02",
        "1e400",
        "-1e-400",
        "99999999999999999999999999999999",
    };

    for (size_t i = 0; i < COUNT_OF(numbers); i++) {
        CLEANUP(findings_donep) struct findings findings = {0};
        CLEANUP(memory_freep)
        char *text = memory_format("{\"answers\":{\"1.5\":{\"comment\":\"2, 3\",\"count\":%s,"
                                   "\"of\" : %s\n}}}",
                                   numbers[i], numbers[i]);
        CLEANUP(answers_freep) struct answers *answers = read_text(text, &findings);

        expect_text("count", answers->items[0].count.text, numbers[i]);
        expect_text("of", answers->items[0].of.text, numbers[i]);
    }
}

Test(json, says_where_the_shape_is_wrong)
{
    static const struct {
        const char *text;
        const char *code;
        const char *pointer;
        const char *received;
    } cases[] = {
        {"[]", "not-an-object", "", "[...]"},
        {"12.50", "not-an-object", "", "12.50"},
        {"null", "not-an-object", "", "null"},
        {"{\"edition\":\"v1\"}", "answers-missing", "", NULL},
        {"{\"answers\":[]}", "not-an-object", "/answers", "[...]"},
        {"{\"answers\":{\"A\":3}}", "not-an-object", "/answers/A", "3"},
        {"{\"answers\":{},\"measures\":{}}", "not-a-list", "/measures", "{...}"},
        {"{\"answers\":{},\"measures\":[\"x\"]}", "not-an-object", "/measures/0", "x"},
        {"{\"answers\":{},\"acceptances\":false}", "not-a-list", "/acceptances", "false"},
        {"{\"answers\":{},\"acceptances\":[{},4]}", "not-an-object", "/acceptances/1", "4"},
        {"{\"answers\":{},\"a/b~c\":1}", "unknown-member", "/a~1b~0c", "a/b~c"},
        {"{\"answers\":{\"~/\":{\"x\":1}}}", "unknown-member", "/answers/~0~1/x", "x"},
        {"{\"answers\":{},\"measures\":[{\"Goal\":1}]}", "unknown-member", "/measures/0/Goal",
         "Goal"},
        {"{\"answers\":{},\"\":1}", "unknown-member", "/", ""},
    };

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        CLEANUP(findings_donep) struct findings findings = {0};
        CLEANUP(answers_freep) struct answers *answers = read_text(cases[i].text, &findings);

        cr_expect(answers->count <= 1, "%s", cases[i].text);
        cr_assert(findings.listed == 1, "%s: %zu findings", cases[i].text, findings.listed);
        expect_text(cases[i].text, finding_rule(findings.items[0].code)->code, cases[i].code);
        expect_text(cases[i].text, findings.items[0].place, cases[i].pointer);
        if (cases[i].received != NULL)
            expect_text(cases[i].text, findings.items[0].received, cases[i].received);
    }
}

/* The entry so many times, commas between; as members of an object if it is keyed. */
static char *repeated(const char *before, bool is_keyed, const char *after, size_t count)
{
    CLEANUP(memory_freep) char *list = memory_copy_text(before);

    for (size_t i = 0; i < count; i++) {
        CLEANUP(memory_freep) char *shorter = list;
        const char *comma = i == 0 ? "" : ",";

        list = is_keyed ? memory_format("%s%s\"%zu\":{}", shorter, comma, i)
                        : memory_format("%s%s{}", shorter, comma);
    }
    return memory_format("%s%s", list, after);
}

Test(json, counts_entries_up_to_their_bounds)
{
    static const struct {
        const char *before, *after;
        bool is_keyed;
        size_t most;
        const char *pointer;
    } cases[] = {
        {"{\"answers\":{", "}}", true, ANSWERS_MAX, "/answers"},
        {"{\"answers\":{},\"measures\":[", "]}", false, MEASURES_MAX, "/measures"},
        {"{\"answers\":{},\"acceptances\":[", "]}", false, ANSWERS_MAX, "/acceptances"},
    };

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        CLEANUP(findings_donep) struct findings findings = {0};
        CLEANUP(memory_freep)
        char *fine =
            repeated(cases[i].before, cases[i].is_keyed, cases[i].after, cases[i].most);
        CLEANUP(memory_freep)
        char *more =
            repeated(cases[i].before, cases[i].is_keyed, cases[i].after, cases[i].most + 1);
        CLEANUP(answers_freep) struct answers *all = read_text(fine, &findings);
        CLEANUP(answers_freep) struct answers *none = NULL;

        expect_number(cases[i].pointer, findings.errors, 0);
        expect_number(cases[i].pointer, all->count + all->measure_count + all->acceptance_count,
                      cases[i].most);
        none = read_text(more, &findings);
        expect_number(cases[i].pointer, findings.errors, 1);
        expect_text("code", finding_rule(findings.items[0].code)->code, "too-many");
        expect_text("pointer", findings.items[0].place, cases[i].pointer);
        expect_number(cases[i].pointer,
                      none->count + none->measure_count + none->acceptance_count, 0);
    }
}

Test(json, ignores_a_byte_order_mark)
{
    CLEANUP(findings_donep) struct findings findings = {0};
    CLEANUP(answers_freep)
    struct answers *answers =
        read_text("\xEF\xBB\xBF{\"answers\":{\"A\":{\"level\":2}}}", &findings);

    expect_number("findings", findings.listed, 0);
    expect_text("level", answers->items[0].level.text, "2");
}

static void expect_unreadable(const char *bytes, size_t size, size_t line, size_t column)
{
    CLEANUP(findings_donep) struct findings findings = {0};
    struct read_fault place = {0};
    struct error error = {0};

    cr_assert(read_json(bytes, size, &findings, &place, &error) == NULL, "%s", bytes);
    expect_number(bytes, error.kind, ERROR_INVALID);
    expect_number(bytes, place.line, line);
    expect_number(bytes, place.column, column);
    expect_number(bytes, findings.listed, 0);
}

/* The column is that of the last character that was read; where bytes are missing, the next. */
Test(json, says_where_the_bytes_stop_being_json)
{
    static const struct {
        const char *text;
        size_t line, column;
    } cases[] = {
        {"", 1, 1},
        {"   ", 1, 4},
        {"{", 1, 2},
        {"{\n  \"a\": 1,\n}", 3, 1},
        {"{\n  \"a\": 1\n", 3, 1},
        {"{\"a\" 1}", 1, 6},
        {"{'a': 1}", 1, 2},
        {"[1, 2.5 3]", 1, 9},
        {"[1234567, 7654321 11]", 1, 19},
        {"[01]", 1, 2},
        {"[1.]", 1, 3},
        {"[-]", 1, 2},
        {"[1e]", 1, 3},
        {"[+1]", 1, 2},
        {"[.5]", 1, 2},
        {"[1] 2", 1, 5},
        {"{\"a\":1,\n \"b\":2, \"a\":3}", 2, 11},
        {"{\"\xC3\xA4\xE2\x82\xAC\": x}", 1, 8},
        {"{\"a\": \"\xC3\xA4\xFF\"}", 1, 9},
        {"\xFF", 1, 1},
        {"[\"\xED\xA0\x80\"]", 1, 3},
        {"[\"\\ud800\"]", 1, 9},
        {"[\"\\u0000\"]", 1, 9},
        {"[\"a\tb\"]", 1, 3},
        {"\xEF\xBB\xBF[x]", 1, 2},
        {"[[[[[[[[]]]]]]]]x", 1, 17},
        {"[[[[[[[[[", 1, 9},
        {"[\n[[[{\"a\":[[[[]", 2, 12},
    };

    for (size_t i = 0; i < COUNT_OF(cases); i++)
        expect_unreadable(cases[i].text, strlen(cases[i].text), cases[i].line, cases[i].column);
    expect_unreadable("{\"a\":\n \"\0\"}", 11, 2, 3);
    expect_unreadable("{\0}", 3, 1, 2);
}

Test(json, brackets_in_texts_are_no_nesting)
{
    CLEANUP(findings_donep) struct findings findings = {0};
    CLEANUP(answers_freep)
    struct answers *answers = read_text(
        "{\"answers\":{\"A\":{\"comment\":\"[[[[[[[[[[ \\\" [[[[ 17 \\\\\"}}}", &findings);

    expect_text("comment", answers->items[0].comment.text, "[[[[[[[[[[ \" [[[[ 17 \\");
}

Test(json, refuses_more_entries_than_its_bound)
{
    CLEANUP(findings_donep) struct findings findings = {0};
    CLEANUP(answers_freep) struct answers *answers = NULL;
    size_t size = READ_JSON_MEMBERS_MAX + 3;
    CLEANUP(memory_freep) char *text = memory_new(2 * size + 2, 1);
    struct read_fault place;
    struct error error;

    memcpy(text, "[1", 2);
    for (size_t i = 1; i <= READ_JSON_MEMBERS_MAX; i++)
        memcpy(text + 2 * i, ",1", 2);
    text[2 * READ_JSON_MEMBERS_MAX + 2] = ']';
    answers = read_json(text, strlen(text), &findings, &place, &error);
    cr_expect(answers != NULL, "as many as allowed");

    memcpy(text + 2 * READ_JSON_MEMBERS_MAX + 2, ",1]", 4);
    cr_expect(read_json(text, strlen(text), &findings, &place, &error) == NULL, "one more");
    expect_number("column", place.column, 2 * READ_JSON_MEMBERS_MAX + 3);
}

/* Texts that would take minutes if every byte were looked at as often as there are bytes. */
Test(json, is_quick_with_hostile_texts, .timeout = 10)
{
    static const char *const pieces[] = {"1", "-", "1.", "e", "\"", "\\", "0", "[1]", " 1"};

    for (size_t i = 0; i < COUNT_OF(pieces); i++) {
        CLEANUP(findings_donep) struct findings findings = {0};
        size_t size = (size_t)256 * 1024;
        CLEANUP(memory_freep) char *text = memory_new(size + 1, 1);
        CLEANUP(answers_freep) struct answers *answers = NULL;
        struct read_fault place;
        struct error error;

        for (size_t at = 0; at < size; at++)
            text[at] = pieces[i][at % strlen(pieces[i])];
        text[size - 1] = '.';
        answers = read_json(text, size, &findings, &place, &error);
        cr_expect(answers == NULL, "%s", pieces[i]);
    }
}
