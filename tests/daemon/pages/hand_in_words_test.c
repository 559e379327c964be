#include "daemon/pages/hand_in_words.h"

#include "common/memory.h"
#include "daemon/config.h"
#include "daemon/pages/page.h"
#include "tests/support/small_catalogue.h"

static struct config config;
static struct catalogue *edition;

static void begin(void)
{
    struct mistakes mistakes = {0};

    page_start(&config);
    edition = catalogue_read(small_catalogue(), &mistakes);
    cr_assert(edition != NULL);
}

static void end(void)
{
    catalogue_free(edition);
}

static json_t *read(const char *text)
{
    json_t *document = json_loads(text, JSON_DECODE_ANY, NULL);

    cr_assert(document != NULL, "%s", text);
    return document;
}

TestSuite(hand_in_words, .init = begin, .fini = end);

Test(hand_in_words, name_a_place_as_the_sender_sees_it)
{
    static const struct {
        const char *finding, *de, *en;
    } cases[] = {
        {"{\"sheet\": \"STR\", \"cell\": \"C7\"}", "Blatt „STR“, Zelle C7",
         "Sheet “STR”, cell C7"},
        {"{\"sheet\": \"STR\"}", "Blatt „STR“", "Sheet “STR”"},
        {"{\"line\": 12, \"column\": \"answer\"}", "Zeile 12, Spalte „answer“",
         "Line 12, column “answer”"},
        {"{\"line\": 12}", "Zeile 12", "Line 12"},
        {"{\"pointer\": \"/answers/STR.1.01/level\"}", "STR.1.01, Stufe",
         "STR.1.01, level of the scale"},
        {"{\"pointer\": \"/answers/STR.2.03/of\"}", "STR.2.03, Gesamtzahl", "STR.2.03, total"},
        {"{\"pointer\": \"/a~1b~0\"}", "a/b~", "a/b~"},
        {"{\"pointer\": \"\"}", "ganze Datei", "the whole file"},
        {"{}", "ganze Datei", "the whole file"},
    };

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        json_t *finding = read(cases[i].finding);
        CLEANUP(memory_freep) char *de = words_place(finding, LANGUAGE_DE);
        CLEANUP(memory_freep) char *en = words_place(finding, LANGUAGE_EN);

        expect_text(cases[i].finding, de, cases[i].de);
        expect_text(cases[i].finding, en, cases[i].en);
        json_decref(finding);
    }
}

Test(hand_in_words, say_an_answer_as_the_edition_words_it)
{
    const struct indicator *level = NULL;
    static const char *const answers[][2] = {
        {"{\"yes\": true}", "ja"},
        {"{\"yes\": false, \"comment\": \"seit <2020>\"}", "nein. Bemerkung: „seit <2020>“"},
        {"{\"count\": \"12345.5\", \"of\": \"20000\"}", "12\u202f345,5 von 20\u202f000"},
        {"{\"count\": \"0.5\"}", "0,5"},
        {"{\"state\": \"unknown\"}", "unbekannt"},
        {"{\"state\": \"not_applicable\", \"reason\": \"nobody_knows_it\"}",
         "trifft nicht zu: nobody_knows_it"},
        {"{\"comment\": \"nur das\"}", "übersprungen. Bemerkung: „nur das“"},
        {"null", "übersprungen"},
    };

    for (size_t i = 0; i < COUNT_OF(answers); i++) {
        json_t *answer = read(answers[i][0]);
        CLEANUP(memory_freep) char *words = words_answer(answer, NULL, edition, LANGUAGE_DE);

        expect_text(answers[i][0], words, answers[i][1]);
        json_decref(answer);
    }
    for (size_t i = 0; i < catalogue_count(edition) && level == NULL; i++)
        level =
            catalogue_at(edition, i)->kind == INDICATOR_LEVEL ? catalogue_at(edition, i) : NULL;
    {
        json_t *answer = read("{\"level\": 3}");
        CLEANUP(memory_freep) char *words = words_answer(answer, level, edition, LANGUAGE_DE);
        CLEANUP(memory_freep)
        char *expected = memory_format("3 – %s", level->scale->levels[3].de);

        expect_text("level", words, expected);
        json_decref(answer);
    }
}

Test(hand_in_words, tell_of_findings_in_the_order_they_come)
{
    json_t *findings =
        read("[{\"code\": \"level-out-of-range\", \"severity\": \"error\", \"pointer\": \"/x\","
             "  \"received\": \"7\", \"detail\": \"D\", \"remedy\": \"R\"},"
             " {\"code\": \"implausible\", \"severity\": \"warning\", \"line\": 3,"
             "  \"indicator\": \"nobody\", \"received\": \"1.50\", \"detail\": \"D\","
             "  \"remedy\": \"R\"},"
             " {\"code\": \"answer-missing\", \"severity\": \"error\", \"line\": 4,"
             "  \"detail\": \"D\", \"remedy\": \"R\"}]");
    json_t *rows = words_findings(findings, edition, LANGUAGE_DE);
    json_t *expected = read(
        "[{\"id\": 1, \"code\": \"level-out-of-range\", \"is_error\": true, \"place\": \"x\","
        "  \"indicator\": null, \"received\": \"7\", \"is_empty\": false, \"detail\": \"D\","
        "  \"remedy\": \"R\"},"
        " {\"id\": 2, \"code\": \"implausible\", \"is_error\": false, \"place\": \"Zeile 3\","
        "  \"indicator\": {\"id\": \"nobody\", \"label\": \"\"}, \"received\": \"1,50\","
        "  \"is_empty\": false, \"detail\": \"D\", \"remedy\": \"R\"},"
        " {\"id\": 3, \"code\": \"answer-missing\", \"is_error\": true,"
        "  \"place\": \"Zeile 4\", \"indicator\": null, \"received\": \"\","
        "  \"is_empty\": true, \"detail\": \"D\", \"remedy\": \"R\"}]");
    CLEANUP(memory_freep) char *is = json_dumps(rows, JSON_INDENT(1));

    cr_expect(json_equal(rows, expected), "%s", is);
    json_decref(findings);
    json_decref(rows);
    json_decref(expected);
}
