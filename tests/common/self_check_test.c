#include "common/self_check.h"

#include <stdlib.h>

#include "common/memory.h"
#include "tests/support/edition.h"
#include "tests/support/expect.h"

#define DOCUMENT(answers) "{\"edition\":\"t1\",\"answers\":{" answers "}}"

static struct self_check *valid(const struct catalogue *edition, const char *text)
{
    CLEANUP(findings_donep) struct findings findings = {0};
    struct self_check *self_check = judged_text(edition, 10000, text, &findings);

    cr_assert(self_check != NULL, "%s: %s at %s", text,
              finding_rule(findings.items[0].code)->code, findings.items[0].place);
    return self_check;
}

static void expect_content(const struct catalogue *edition, const char *text,
                           const char *expected)
{
    CLEANUP(self_check_freep) struct self_check *self_check = valid(edition, text);
    CLEANUP(memory_freep) char *content = content_print(self_check->content);

    expect_text(text, content, expected);
}

Test(self_check, the_same_content_is_the_same_bytes)
{
    static const char *const same[] = {
        "{\"edition\":\"t1\",\"answers\":{\"STR.1.01\":{\"level\":3,\"comment\":\"ä\"},"
        "\"STR.2.02\":{\"count\":5,\"of\":120.5},\"STR.1.02\":{\"state\":\"unknown\"}},"
        "\"measures\":[{\"goal\":\"STR.1\",\"aim\":\"A\",\"measure\":\"M\",\"priority\":2}]}",

        " { \"measures\" : [ { \"priority\" : 2.0, \"measure\" : \"M\", \"aim\" : \"\\u0041\",\n"
        " \"goal\" : \"STR.1\", \"responsible\" : \"\" } ], \"answers\" : { \"STR.1.02\" : {"
        " \"comment\" : \"\", \"state\" : \"unknown\" }, \"STR.2.02\" : { \"of\" : 120.500,"
        " \"count\" : 5.0 }, \"STR.1.01\" : { \"comment\" : \"\\u00e4\", \"level\" : 3.0,"
        " \"state\" : \"answered\" }, \"STR.1.03\" : { \"state\" : \"skipped\" } },"
        " \"acceptances\" : [ ], \"edition\" : \"t1\" } ",
    };
    CLEANUP(catalogue_freep) struct catalogue *edition = edition_from(EDITION_INVENTED);

    for (size_t i = 0; i < COUNT_OF(same); i++)
        expect_content(
            edition, same[i],
            "{\"acceptances\":[],\"answers\":{\"STR.1.01\":{\"comment\":\"ä\",\"level\":3},"
            "\"STR.1.02\":{\"state\":\"unknown\"},\"STR.2.02\":{\"count\":\"5\",\"of\":\"120.5\"}"
            "},\"edition\":\"t1\",\"measures\":[{\"aim\":\"A\",\"goal\":\"STR.1\","
            "\"measure\":\"M\",\"priority\":2}]}");
}

Test(self_check, every_part_has_its_canonical_form)
{
    static const struct {
        const char *text;
        const char *answers;
    } cases[] = {
        {DOCUMENT(""), ""},
        {DOCUMENT("\"STR.1.02\":{\"yes\":true}"), "\"STR.1.02\":{\"yes\":true}"},
        {DOCUMENT("\"STR.1.02\":{\"yes\":false}"), "\"STR.1.02\":{\"yes\":false}"},
        {DOCUMENT("\"COM.1.02\":{\"count\":120}"), "\"COM.1.02\":{\"count\":\"120\"}"},
        {DOCUMENT("\"COM.1.02\":{\"count\":120.0}"), "\"COM.1.02\":{\"count\":\"120\"}"},
        {DOCUMENT("\"COM.1.02\":{\"count\":0.050}"), "\"COM.1.02\":{\"count\":\"0.05\"}"},
        {DOCUMENT("\"COM.1.02\":{\"count\":0.000}"), "\"COM.1.02\":{\"count\":\"0\"}"},
        {DOCUMENT("\"COM.1.02\":{\"count\":-0.0}"), "\"COM.1.02\":{\"count\":\"0\"}"},
        {DOCUMENT("\"STR.1.02\":{\"state\":\"not_applicable\",\"reason\":\"no_concept\"}"),
         "\"STR.1.02\":{\"reason\":\"no_concept\",\"state\":\"not_applicable\"}"},
        {DOCUMENT("\"STR.1.02\":{\"state\":\"skipped\",\"comment\":\"\"}"), ""},
        {DOCUMENT("\"STR.1.02\":{\"state\":\"skipped\",\"comment\":\"x\"}"),
         "\"STR.1.02\":{\"comment\":\"x\",\"state\":\"skipped\"}"},
        {DOCUMENT("\"STR.1.02\":{\"yes\":true,\"reason\":\"\",\"comment\":\" \\n\"}"),
         "\"STR.1.02\":{\"yes\":true}"},
        {DOCUMENT("\"STR.1.02\":{\"yes\":true,\"comment\":\"\\\"/\\\\\\n\\t\"}"),
         "\"STR.1.02\":{\"comment\":\"\\\"/\\\\\\n\\t\",\"yes\":true}"},
    };
    CLEANUP(catalogue_freep) struct catalogue *edition = edition_from(EDITION_INVENTED);

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        CLEANUP(memory_freep)
        char *expected = memory_format(
            "{\"acceptances\":[],\"answers\":{%s},\"edition\":\"t1\",\"measures\":[]}",
            cases[i].answers);

        expect_content(edition, cases[i].text, expected);
    }
}

Test(self_check, acceptances_stand_in_the_order_of_the_edition)
{
    CLEANUP(catalogue_freep) struct catalogue *edition = edition_from(EDITION_INVENTED);

    expect_content(
        edition,
        "{\"acceptances\":[{\"indicator\":\"STR.2.02\",\"code\":\"implausible\","
        "\"reason\":\"b\"},{\"reason\":\"a\",\"indicator\":\"STR.2.01\",\"code\":\"implausible\"}"
        "],\"answers\":{\"STR.2.01\":{\"count\":90},\"STR.2.02\":{\"count\":9,\"of\":10}},"
        "\"edition\":\"t1\"}",
        "{\"acceptances\":[{\"code\":\"implausible\",\"indicator\":\"STR.2.01\",\"reason\":\"a\"}"
        ",{\"code\":\"implausible\",\"indicator\":\"STR.2.02\",\"reason\":\"b\"}],"
        "\"answers\":{\"STR.2.01\":{\"count\":\"90\"},\"STR.2.02\":{\"count\":\"9\","
        "\"of\":\"10\"}},\"edition\":\"t1\",\"measures\":[]}");
}

/* What is printed can be handed in again, so that nothing but numbers ever changes its form. */
Test(self_check, a_measure_keeps_everything_it_says)
{
    CLEANUP(catalogue_freep) struct catalogue *edition = edition_from(EDITION_INVENTED);

    expect_content(edition,
                   "{\"edition\":\"t1\",\"answers\":{},\"measures\":[{\"status\":\"planned\","
                   "\"due\":\"2028-02-29\",\"priority\":1,\"responsible\":\"Amt\","
                   "\"measure\":\"M\",\"aim\":\"Z\",\"goal\":\"STR.2\"},{\"goal\":\"COM.1\","
                   "\"aim\":\"1\",\"measure\":\"2\"}]}",
                   "{\"acceptances\":[],\"answers\":{},\"edition\":\"t1\",\"measures\":[{"
                   "\"aim\":\"Z\",\"due\":\"2028-02-29\",\"goal\":\"STR.2\",\"measure\":\"M\","
                   "\"priority\":1,\"responsible\":\"Amt\",\"status\":\"planned\"},{"
                   "\"aim\":\"1\",\"goal\":\"COM.1\",\"measure\":\"2\"}]}");
}

Test(self_check, counts_every_indicator_once)
{
    CLEANUP(catalogue_freep) struct catalogue *edition = edition_from(EDITION_INVENTED);
    CLEANUP(self_check_freep)
    struct self_check *self_check =
        valid(edition, DOCUMENT("\"STR.1.01\":{\"level\":0},\"STR.1.02\":{\"yes\":false},"
                                "\"COM.1.02\":{\"state\":\"unknown\"},"
                                "\"STR.2.02\":{\"state\":\"not_applicable\","
                                "\"reason\":\"not_recorded\"},"
                                "\"STR.1.03\":{\"state\":\"skipped\",\"comment\":\"x\"}"));
    json_t *counts = self_check_counts(self_check);
    CLEANUP(memory_freep) char *text = content_print(counts);

    expect_text("counts", text,
                "{\"answered\":2,\"indicators\":8,\"notApplicable\":1,\"skipped\":4,"
                "\"unknown\":1}");
    json_decref(counts);
}

static json_t *parsed(const char *text)
{
    json_t *document = json_loads(text, 0, NULL);

    cr_assert(text == NULL || document != NULL, "%s", text);
    return document;
}

Test(self_check, changes_are_told_in_the_order_of_the_edition)
{
    static const struct {
        const char *name, *before, *after, *changes, *counts;
    } cases[] = {
        {"the first version", NULL,
         "{\"answers\":{\"COM.1.01\":{\"yes\":true},\"STR.1.01\":{\"level\":1}}}",
         "[{\"from\":null,\"indicator\":\"STR.1.01\",\"to\":{\"level\":1}},"
         "{\"from\":null,\"indicator\":\"COM.1.01\",\"to\":{\"yes\":true}}]",
         "{\"added\":2,\"changed\":0,\"removed\":0,\"unchanged\":6}"},
        {"nothing", "{\"answers\":{\"STR.1.01\":{\"level\":1,\"comment\":\"x\"}}}",
         "{\"answers\":{\"STR.1.01\":{\"comment\":\"x\",\"level\":1}}}", "[]",
         "{\"added\":0,\"changed\":0,\"removed\":0,\"unchanged\":8}"},
        {"one of each",
         "{\"answers\":{\"STR.1.01\":{\"level\":1},\"STR.1.03\":{\"level\":2},"
         "\"COM.1.03\":{\"yes\":true}}}",
         "{\"answers\":{\"STR.1.01\":{\"level\":1},\"STR.1.03\":{\"level\":2,"
         "\"comment\":\"x\"},\"STR.1.02\":{\"yes\":true}}}",
         "[{\"from\":null,\"indicator\":\"STR.1.02\",\"to\":{\"yes\":true}},"
         "{\"from\":{\"level\":2},\"indicator\":\"STR.1.03\",\"to\":{\"comment\":\"x\","
         "\"level\":2}},{\"from\":{\"yes\":true},\"indicator\":\"COM.1.03\",\"to\":null}]",
         "{\"added\":1,\"changed\":1,\"removed\":1,\"unchanged\":5}"},
        {"a withdrawn version", "{}", "{\"answers\":{\"STR.1.01\":{\"level\":1}}}",
         "[{\"from\":null,\"indicator\":\"STR.1.01\",\"to\":{\"level\":1}}]",
         "{\"added\":1,\"changed\":0,\"removed\":0,\"unchanged\":7}"},
    };
    CLEANUP(catalogue_freep) struct catalogue *edition = edition_from(EDITION_INVENTED);

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        json_t *before = parsed(cases[i].before);
        json_t *after = parsed(cases[i].after);
        json_t *counts = json_object();
        json_t *changes = content_changes(before, after, edition, counts);
        CLEANUP(memory_freep) char *changes_text = content_print(changes);
        CLEANUP(memory_freep) char *counts_text = content_print(counts);

        expect_text(cases[i].name, changes_text, cases[i].changes);
        expect_text(cases[i].name, counts_text, cases[i].counts);
        json_decref(before);
        json_decref(after);
        json_decref(counts);
        json_decref(changes);
    }
}

#define FIRST   "{\"aim\":\"a\",\"goal\":\"STR.1\",\"measure\":\"m\"}"
#define SECOND  "{\"aim\":\"b\",\"goal\":\"STR.1\",\"measure\":\"n\"}"
#define DELAYED "{\"aim\":\"b\",\"due\":\"2027-03-31\",\"goal\":\"STR.1\",\"measure\":\"n\"}"

Test(self_check, changes_of_measures_are_told)
{
    static const struct {
        const char *name, *before, *after, *changes;
    } cases[] = {
        {"the first version", NULL, "{\"measures\":[" FIRST "]}",
         "{\"added\":[" FIRST "],\"changed\":[],\"from\":0,\"removed\":[],\"to\":1}"},
        {"none, ever", "{\"measures\":[]}", "{\"measures\":[]}",
         "{\"added\":[],\"changed\":[],\"from\":0,\"removed\":[],\"to\":0}"},
        {"another order", "{\"measures\":[" FIRST "," SECOND "]}",
         "{\"measures\":[" SECOND "," FIRST "]}",
         "{\"added\":[],\"changed\":[],\"from\":2,\"removed\":[],\"to\":2}"},
        {"all gone", "{\"measures\":[" FIRST "," SECOND "]}", "{\"measures\":[]}",
         "{\"added\":[],\"changed\":[],\"from\":2,\"removed\":[" FIRST "," SECOND
         "],\"to\":0}"},
        {"one of two that are the same", "{\"measures\":[" FIRST "," FIRST "]}",
         "{\"measures\":[" FIRST "]}",
         "{\"added\":[],\"changed\":[],\"from\":2,\"removed\":[" FIRST "],\"to\":1}"},
        {"one of each", "{\"measures\":[" FIRST "," SECOND "]}",
         "{\"measures\":[" DELAYED ",{\"aim\":\"c\",\"goal\":\"COM.1\",\"measure\":\"n\"}]}",
         "{\"added\":[{\"aim\":\"c\",\"goal\":\"COM.1\",\"measure\":\"n\"}],"
         "\"changed\":[{\"from\":" SECOND ",\"to\":" DELAYED "}],\"from\":2,"
         "\"removed\":[" FIRST "],\"to\":2}"},
        {"one kept, and one like it comes", "{\"measures\":[" SECOND "]}",
         "{\"measures\":[" DELAYED "," SECOND "]}",
         "{\"added\":[" DELAYED "],\"changed\":[],\"from\":1,\"removed\":[],\"to\":2}"},
    };

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        json_t *before = parsed(cases[i].before);
        json_t *after = parsed(cases[i].after);
        json_t *changes = content_measure_changes(before, after);
        CLEANUP(memory_freep) char *text = content_print(changes);

        expect_text(cases[i].name, text, cases[i].changes);
        json_decref(before);
        json_decref(after);
        json_decref(changes);
    }
}

Test(self_check, states_are_spelled_as_in_the_document)
{
    expect_text("skipped", answer_state_name(STATE_SKIPPED), "skipped");
    expect_text("answered", answer_state_name(STATE_ANSWERED), "answered");
    expect_text("unknown", answer_state_name(STATE_UNKNOWN), "unknown");
    expect_text("not applicable", answer_state_name(STATE_NOT_APPLICABLE), "not_applicable");
}
