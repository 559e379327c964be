#include "daemon/pages/fill_in_mistakes.h"

#include "common/draft.h"
#include "common/memory.h"
#include "daemon/config.h"
#include "daemon/pages/page.h"
#include "tests/support/edition.h"
#include "tests/support/expect.h"

/* The mistakes in a draft, as the page gets them. */
static json_t *mistakes_in(const char *text)
{
    static struct config config;
    CLEANUP(catalogue_freep) struct catalogue *edition = edition_from(EDITION_INVENTED);
    CLEANUP(findings_donep) struct findings findings = {0};
    struct read_fault fault;
    struct error error;
    CLEANUP(answers_freep)
    struct answers *answers = read_json(text, strlen(text), &findings, &fault, &error);
    json_t *document = json_loads(text, 0, NULL);
    json_t *list, *mistakes;

    page_start(&config);
    cr_assert(answers != NULL && document != NULL, "%s", text);
    cr_assert(draft_judge(answers, edition, 10000, &findings));
    list = findings_to_json(&findings, LANGUAGE_DE);
    mistakes = mistakes_of(list, document, edition, LANGUAGE_DE);
    json_decref(list);
    json_decref(document);
    return mistakes;
}

static void expect_at(const char *text, const char *place, const char *words)
{
    json_t *mistakes = mistakes_in(text);
    json_t *there = mistakes_at(mistakes, place);
    const char *told = json_string_value(json_object_get(json_array_get(there, 0), "text"));

    cr_expect(told != NULL && strstr(told, words) != NULL, "%s at %s: %s", text, place,
              json_dumps(mistakes, 0));
    json_decref(there);
    json_decref(mistakes);
}

#define WITH(answers) "{\"edition\": \"t1\", \"answers\": {" answers "}}"

Test(fill_in_mistakes, stand_where_they_can_be_mended)
{
    expect_at(WITH("\"STR.1.01\": {\"level\": 7}"), "q0-choice", "7");
    expect_at(WITH("\"STR.2.01\": {\"count\": \"1.234\"}"), "q3-count", "kann 1234");
    expect_at(WITH("\"STR.2.01\": {\"count\": \"viele\"}"), "q3-count", "keine Zahl");
    expect_at(WITH("\"STR.2.01\": {\"count\": \"12 %\"}"), "q3-count", "Prozentwert");
    expect_at(WITH("\"STR.2.01\": {\"count\": \"1234567890123456789\"}"), "q3-count",
              "zu viele");
    expect_at(WITH("\"STR.2.01\": {\"count\": -5}"), "q3-count", "-5");
    expect_at(WITH("\"STR.2.01\": {\"count\": 5, \"state\": \"unknown\"}"), "q3-choice",
              "zugleich");
    expect_at(WITH("\"STR.2.02\": {\"count\": 5}"), "q4-of", "Gesamtzahl fehlt");
    expect_at(WITH("\"STR.2.02\": {\"of\": 5}"), "q4-count", "Anzahl fehlt");
    expect_at(WITH("\"STR.2.02\": {\"count\": 0, \"of\": 0}"), "q4-of", "ist 0");
    expect_at(WITH("\"STR.1.02\": {\"state\": \"not_applicable\"}"), "q1-choice", "");
}

Test(fill_in_mistakes, name_every_part_of_a_measure_that_is_missing_once)
{
    json_t *mistakes = mistakes_in("{\"edition\": \"t1\", \"answers\": {}, \"measures\": "
                                   "[{\"aim\": \"x\", \"due\": \"bald\"}]}");
    static const char *const places[] = {"m0-goal", "m0-measure", "m0-due"};

    for (size_t i = 0; i < COUNT_OF(places); i++) {
        json_t *there = mistakes_at(mistakes, places[i]);

        cr_expect(json_array_size(there) == 1, "%s", places[i]);
        json_decref(there);
    }
    cr_expect(mistakes_count(mistakes, NULL) == 3);
    json_decref(mistakes);
}

Test(fill_in_mistakes, are_none_where_an_answer_is_open)
{
    json_t *mistakes = mistakes_in(WITH("\"STR.1.01\": {}"));

    cr_expect(json_array_size(mistakes) == 0);
    json_decref(mistakes);
}
