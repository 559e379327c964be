#include "common/judge.h"

#include <stdlib.h>

#include "common/memory.h"
#include "tests/support/edition.h"
#include "tests/support/expect.h"

/*
 * What is wrong in which way is in tests/cases/self-check; here are values, and the bounds that
 * depend on the number of inhabitants.
 */

#define DOCUMENT(answers) "{\"edition\":\"t1\",\"answers\":{" answers "}}"

/* The codes of the findings, in their order. */
static char *codes_of(const struct findings *findings)
{
    char *codes = memory_copy_text("");

    for (size_t i = 0; i < findings->listed; i++) {
        CLEANUP(memory_freep) char *before = codes;

        codes = memory_format("%s%s%s", before, i == 0 ? "" : " ",
                              finding_rule(findings->items[i].code)->code);
    }
    return codes;
}

Test(judge, computes_each_kind_of_value)
{
    static const struct {
        const char *text;
        const char *indicator;
        int64_t inhabitants;
        int64_t value;
    } cases[] = {
        {DOCUMENT("\"STR.1.01\":{\"level\":0}"), "STR.1.01", 1, 0},
        {DOCUMENT("\"STR.1.01\":{\"level\":4.0}"), "STR.1.01", 1, 4},
        {DOCUMENT("\"STR.1.02\":{\"yes\":true}"), "STR.1.02", 1, 1},
        {DOCUMENT("\"STR.1.02\":{\"yes\":false}"), "STR.1.02", 1, 0},
        {DOCUMENT("\"COM.1.01\":{\"count\":0,\"of\":7}"), "COM.1.01", 1, 0},
        {DOCUMENT("\"COM.1.01\":{\"count\":7,\"of\":7}"), "COM.1.01", 1, 100},
        {DOCUMENT("\"COM.1.01\":{\"count\":1,\"of\":3}"), "COM.1.01", 1, 33},
        {DOCUMENT("\"COM.1.01\":{\"count\":1,\"of\":8}"), "COM.1.01", 1, 13},
        {DOCUMENT("\"COM.1.01\":{\"count\":0.001,\"of\":0.002}"), "COM.1.01", 1, 50},
        {DOCUMENT("\"COM.1.01\":{\"count\":999999999999999,\"of\":999999999999999}"),
         "COM.1.01", 1, 100},
        {DOCUMENT("\"STR.2.02\":{\"count\":1,\"of\":16}"), "STR.2.02", 1, 63},
        {DOCUMENT("\"STR.2.01\":{\"count\":4.5}"), "STR.2.01", 12345, 365},
        {DOCUMENT("\"STR.2.01\":{\"count\":1}"), "STR.2.01", 2000, 500},
        {DOCUMENT("\"COM.1.02\":{\"count\":1}"), "COM.1.02", 3, 33333},
        {DOCUMENT("\"COM.1.02\":{\"count\":2}"), "COM.1.02", 3, 66667},
        {DOCUMENT("\"COM.1.02\":{\"count\":0.001}"), "COM.1.02", 200000, 0},
        {DOCUMENT("\"COM.1.02\":{\"count\":0.001}"), "COM.1.02", 200, 1},
        {DOCUMENT("\"COM.1.02\":{\"count\":999999999}"), "COM.1.02", 1,
         INT64_C(99999999900000)},
    };
    CLEANUP(catalogue_freep) struct catalogue *edition = edition_from(EDITION_INVENTED);

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        CLEANUP(findings_donep) struct findings findings = {0};
        CLEANUP(self_check_freep)
        struct self_check *self_check =
            judged_text(edition, cases[i].inhabitants, cases[i].text, &findings);
        size_t position = catalogue_find(edition, cases[i].indicator)->position;

        cr_assert(self_check != NULL && findings.listed == 0, "%s", cases[i].text);
        expect_number(cases[i].text, self_check->values[position], cases[i].value);
        expect_number(cases[i].text, self_check->states[position], STATE_ANSWERED);
    }
}

Test(judge, keeps_states_apart_and_their_values_at_nothing)
{
    CLEANUP(catalogue_freep) struct catalogue *edition = edition_from(EDITION_INVENTED);
    CLEANUP(findings_donep) struct findings findings = {0};
    CLEANUP(self_check_freep)
    struct self_check *self_check = judged_text(
        edition, 100,
        DOCUMENT("\"STR.1.01\":{\"state\":\"unknown\"},"
                 "\"STR.1.02\":{\"state\":\"not_applicable\",\"reason\":\"no_concept\"},"
                 "\"STR.1.03\":{\"state\":\"skipped\"},"
                 "\"COM.1.03\":{\"state\":\"answered\",\"yes\":true}"),
        &findings);
    static const enum answer_state expected[] = {
        STATE_UNKNOWN, STATE_NOT_APPLICABLE, STATE_SKIPPED, STATE_SKIPPED,
        STATE_SKIPPED, STATE_SKIPPED,        STATE_SKIPPED, STATE_ANSWERED,
    };

    cr_assert(self_check != NULL);
    expect_number("indicators", self_check->count, COUNT_OF(expected));
    for (size_t i = 0; i < COUNT_OF(expected); i++) {
        expect_number("state", self_check->states[i], expected[i]);
        expect_number("value", self_check->values[i], i == 7 ? 1 : 0);
    }
    expect_number("skipped", self_check->state_counts[STATE_SKIPPED], 5);
}

#define MEASURE(goal, rest) "{\"goal\":\"" goal "\",\"aim\":\"A\",\"measure\":\"M\"" rest "}"

Test(judge, notes_the_goals_that_measures_are_planned_for)
{
    static const struct {
        const char *measures;
        const char *planned; /* STR.1, STR.2, COM.1 */
    } cases[] = {
        {"", "000"},
        {MEASURE("STR.2", ""), "010"},
        {MEASURE("STR.2", "") "," MEASURE("STR.2", ",\"status\":\"done\""), "010"},
        {MEASURE("COM.1", ",\"status\":\"planned\"") "," MEASURE("STR.1", ""), "101"},
        {MEASURE("STR.1", ",\"status\":\"dropped\""), "000"},
        {MEASURE("STR.1", ",\"status\":\"dropped\"") "," MEASURE("STR.1", ""), "100"},
    };
    CLEANUP(catalogue_freep) struct catalogue *edition = edition_from(EDITION_INVENTED);

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        CLEANUP(memory_freep)
        char *text = memory_format("{\"edition\":\"t1\",\"answers\":{},\"measures\":[%s]}",
                                   cases[i].measures);
        CLEANUP(findings_donep) struct findings findings = {0};
        CLEANUP(self_check_freep)
        struct self_check *self_check = judged_text(edition, 100, text, &findings);
        char planned[4] = "";

        cr_assert(self_check != NULL, "%s", text);
        expect_number("goals", self_check->goal_count, 3);
        for (size_t goal = 0; goal < 3; goal++)
            planned[goal] = (char)('0' + self_check->planned[goal]);
        expect_text(text, planned, cases[i].planned);
    }
}

/* STR.2.01 is plausible from 0.100 to 1.500 and has to be confirmed, STR.2.02 from 1.0 to 10.0.
 */
Test(judge, warns_of_values_outside_the_plausible_range_only)
{
    static const struct {
        const char *text;
        const char *codes;
    } cases[] = {
        {DOCUMENT("\"STR.2.01\":{\"count\":1}"), ""},
        {DOCUMENT("\"STR.2.01\":{\"count\":15}"), ""},
        {DOCUMENT("\"STR.2.01\":{\"count\":15.004}"), ""},
        {DOCUMENT("\"STR.2.01\":{\"count\":15.005}"), "implausible confirmation-missing"},
        {DOCUMENT("\"STR.2.01\":{\"count\":0.994}"), "implausible confirmation-missing"},
        {DOCUMENT("\"STR.2.01\":{\"count\":0.995}"), ""},
        {DOCUMENT("\"STR.2.02\":{\"count\":1,\"of\":100}"), ""},
        {DOCUMENT("\"STR.2.02\":{\"count\":10,\"of\":100}"), ""},
        {DOCUMENT("\"STR.2.02\":{\"count\":94,\"of\":10000}"), "implausible"},
        {DOCUMENT("\"STR.2.02\":{\"count\":1005,\"of\":10000}"), "implausible"},
    };
    CLEANUP(catalogue_freep) struct catalogue *edition = edition_from(EDITION_INVENTED);

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        CLEANUP(findings_donep) struct findings findings = {0};
        CLEANUP(self_check_freep)
        struct self_check *self_check = judged_text(edition, 10000, cases[i].text, &findings);
        CLEANUP(memory_freep) char *codes = codes_of(&findings);

        expect_text(cases[i].text, codes, cases[i].codes);
        cr_expect((self_check != NULL) == (findings.errors == 0), "%s", cases[i].text);
    }
}

Test(judge, says_what_is_usual_and_what_was_computed)
{
    CLEANUP(catalogue_freep) struct catalogue *edition = edition_from(EDITION_INVENTED);
    CLEANUP(findings_donep) struct findings findings = {0};
    CLEANUP(self_check_freep)
    struct self_check *self_check =
        judged_text(edition, 10000, DOCUMENT("\"STR.2.01\":{\"count\":25.12}"), &findings);

    cr_assert(self_check == NULL && findings.listed == 2);
    for (size_t i = 0; i < findings.listed; i++) {
        expect_text("pointer", findings.items[i].place, "/answers/STR.2.01/count");
        expect_text("indicator", findings.items[i].indicator, "STR.2.01");
        expect_text("received", findings.items[i].received, "25.12");
        expect_text("value", findings.items[i].value, "2.512");
        expect_text("low", findings.items[i].low, "0.1");
        expect_text("high", findings.items[i].high, "1.5");
        cr_expect(findings.items[i].of == NULL);
        cr_expect(findings.items[i].unit == UNIT_PER_THOUSAND);
    }
}

Test(judge, says_of_a_share_what_was_entered_and_of_what_total)
{
    CLEANUP(catalogue_freep) struct catalogue *edition = edition_from(EDITION_INVENTED);
    CLEANUP(findings_donep) struct findings findings = {0};
    CLEANUP(self_check_freep)
    struct self_check *self_check = judged_text(
        edition, 10000, DOCUMENT("\"STR.2.02\":{\"count\":900,\"of\":1000}"), &findings);

    cr_assert(self_check != NULL && findings.listed == 1);
    expect_text("received", findings.items[0].received, "900");
    expect_text("of", findings.items[0].of, "1000");
    expect_text("value", findings.items[0].value, "90");
    expect_text("low", findings.items[0].low, "1");
    expect_text("high", findings.items[0].high, "10");
    cr_expect(findings.items[0].unit == UNIT_PERCENT);
}

Test(judge, an_accepted_value_keeps_its_warning)
{
    CLEANUP(catalogue_freep) struct catalogue *edition = edition_from(EDITION_INVENTED);
    CLEANUP(findings_donep) struct findings findings = {0};
    CLEANUP(self_check_freep)
    struct self_check *self_check = judged_text(
        edition, 10000,
        "{\"edition\":\"t1\",\"answers\":{\"STR.2.01\":{\"count\":90}},\"acceptances\":["
        "{\"code\":\"implausible\",\"indicator\":\"STR.2.01\",\"reason\":\"Viele.\"}]}",
        &findings);

    cr_assert(self_check != NULL);
    expect_number("value", self_check->values[3], 9000);
    expect_number("warnings", findings.warnings, 1);
    expect_number("errors", findings.errors, 0);
}

Test(judge, a_value_too_large_to_add_up_is_refused)
{
    CLEANUP(catalogue_freep) struct catalogue *edition = edition_from(EDITION_INVENTED);
    CLEANUP(findings_donep) struct findings findings = {0};
    CLEANUP(self_check_freep)
    struct self_check *self_check =
        judged_text(edition, 1, DOCUMENT("\"COM.1.02\":{\"count\":1000000000}"), &findings);
    CLEANUP(memory_freep) char *codes = codes_of(&findings);

    cr_expect(self_check == NULL);
    expect_text("codes", codes, "value-too-large");
}

/* JSON cannot say an indicator twice, but a table can. */
Test(judge, an_indicator_is_answered_once)
{
    CLEANUP(catalogue_freep) struct catalogue *edition = edition_from(EDITION_INVENTED);
    CLEANUP(findings_donep) struct findings findings = {0};
    CLEANUP(answers_freep) struct answers *answers = memory_new(1, sizeof *answers);
    CLEANUP(memory_freep) char *codes = NULL;

    answers->edition =
        (struct written){WRITTEN_TEXT, memory_copy_text("t1"), memory_copy_text("e")};
    answers->items = memory_new(2, sizeof *answers->items);
    for (answers->count = 0; answers->count < 2; answers->count++) {
        struct answer *answer = &answers->items[answers->count];

        answer->indicator = (struct written){WRITTEN_TEXT, memory_copy_text("STR.1.01"),
                                             memory_format("line %zu", answers->count + 2)};
        answer->level = (struct written){WRITTEN_NUMBER, memory_copy_text("3"),
                                         memory_format("line %zu", answers->count + 2)};
    }
    cr_expect(judge(answers, edition, 1, NULL, &findings) == NULL);
    codes = codes_of(&findings);
    expect_text("codes", codes, "answer-repeated");
    expect_text("place", findings.items[0].place, "line 3");
}
