#include <stdlib.h>
#include <string.h>

#include "common/catalogue.h"
#include "common/memory.h"
#include "tests/support/complaints.h"
#include "tests/support/expect.h"
#include "tests/support/small_catalogue.h"

/* Pointers to the indicators of the small catalogue. */
#define LEVEL "/fields/0/goals/0/indicators/0"
#define YESNO "/fields/0/goals/0/indicators/1"
#define SHARE "/fields/1/goals/0/indicators/0"
#define RATE  "/fields/1/goals/1/indicators/0"

#define WORDS "{\"de\": \"ja\", \"en\": \"yes\"}"

static json_t *document_of(const char *text)
{
    json_t *document = json_loads(text, JSON_REJECT_DUPLICATES | JSON_DECODE_ANY, NULL);

    cr_assert(document != NULL, "the case itself is not JSON: %s", text);
    return document;
}

/* Puts the value at the pointer, or removes what is there when the value is NULL. */
static void change(json_t *document, const char *pointer, const char *value)
{
    CLEANUP(memory_freep) char *steps = memory_copy_text(pointer);
    char *rest = NULL;
    char *step = strtok_r(steps, "/", &rest);

    for (char *next; (next = strtok_r(NULL, "/", &rest)) != NULL; step = next) {
        if (json_is_array(document))
            document = json_array_get(document, (size_t)atoi(step));
        else
            document = json_object_get(document, step);
        cr_assert(document != NULL, "%s leads nowhere", pointer);
    }
    if (json_is_array(document))
        json_array_set_new(document, (size_t)atoi(step), document_of(value));
    else if (value == NULL)
        json_object_del(document, step);
    else
        json_object_set_new(document, step, document_of(value));
}

static void expect_complaints(const char *name, json_t *document, const char *expected)
{
    CLEANUP(mistakes_donep) struct mistakes mistakes = {0};
    CLEANUP(catalogue_freep) struct catalogue *catalogue = NULL;
    CLEANUP(memory_freep) char *complaints = NULL;

    catalogue = catalogue_read(document, &mistakes);
    complaints = complaints_of(&mistakes);
    expect_text(name, complaints, expected);
    cr_expect((catalogue == NULL) == (expected[0] != '\0'), "%s", name);
}

Test(catalogue_read, names_the_place_of_a_mistake)
{
    static const struct {
        const char *pointer, *value, *complaints;
    } cases[] = {
        {"/edition", NULL, "/edition: is missing"},
        {"/edition", "1", "/edition: has to be a text"},
        {"/title", "\"Set\"", "/title: has to be an object"},
        {"/note/en", NULL, "/note/en: is missing"},
        {"/title/fr", "\"oui\"", "/title/fr: is not a member that belongs here"},
        {"/$schema", "7", "/$schema: has to be a text"},
        {"/$schema", "\"../catalogue.schema.json\"", ""},
        {"/author", "\"me\"", "/author: is not a member that belongs here"},
        {"/scales", "[]",
         "/scales: has to be an object; " LEVEL
         "/scale: 'plan' is none of the edition's scales"},
        {"/scales/plan/levels/4", "null", "/scales/plan/levels/4: has to be an object"},
        {"/scales/plan/levels", "[]", "/scales/plan/levels: has 0 levels and has to have 5"},
        {"/scales/plan/levels", "5", "/scales/plan/levels: has to be a list"},
        {"/scales/plan/min", "0", "/scales/plan/min: is not a member that belongs here"},
        {"/scales/odd", "1", "/scales/odd: has to be an object"},
        {"/reasons/no_posts", "\"none\"", "/reasons/no_posts: has to be an object"},
        {"/fields", "{}", "/fields: has to be a list"},
        {"/fields", "[]", "/fields: is an empty list"},
        {"/fields/0", "\"STR\"", "/fields/0: has to be an object"},
        {"/fields/0/goals", "[]", "/fields/0/goals: is an empty list"},
        {"/fields/0/goals", NULL, "/fields/0/goals: is missing"},
        {"/fields/0/goals/0", "[]", "/fields/0/goals/0: has to be an object"},
        {"/fields/0/goals/0/indicators", "[]",
         "/fields/0/goals/0/indicators: is an empty list"},
        {"/fields/0/goals/0/weight", "2",
         "/fields/0/goals/0/weight: is not a member that belongs here"},
        {LEVEL, "7", LEVEL ": has to be an object"},
        {LEVEL "/label", NULL, LEVEL "/label: is missing"},
        {LEVEL "/label/de", "\"\"", LEVEL "/label/de: is empty"},
        {LEVEL "/kind", "\"ordinal\"",
         LEVEL "/kind: 'ordinal' is none of level, yes-no, share, rate"},
        {LEVEL "/polarity", "\"up\"",
         LEVEL "/polarity: 'up' is none of higher, lower, neutral"},
        {LEVEL "/polarity", "\"neutral\"",
         LEVEL "/polarity: has to be higher or lower for the kind 'level'"},
        {YESNO "/polarity", "\"neutral\"",
         YESNO "/polarity: has to be higher or lower for the kind 'yes-no'"},
        {LEVEL "/reasons", NULL, LEVEL "/reasons: is missing"},
        {LEVEL "/reasons/0", "\"no_time\"",
         LEVEL "/reasons/0: 'no_time' is none of the edition's reasons"},
        {LEVEL "/reasons/0", "3", LEVEL "/reasons/0: has to be a text"},
        {SHARE "/reasons/1", "\"no_posts\"", SHARE "/reasons/1: 'no_posts' stands twice"},
        {LEVEL "/evidence", NULL, LEVEL "/evidence: is missing"},
        {LEVEL "/sensitive", "0", LEVEL "/sensitive: has to be true or false"},
        {LEVEL "/scale", "\"map\"", LEVEL "/scale: 'map' is none of the edition's scales"},
        {LEVEL "/scale", NULL, LEVEL "/scale: is missing"},
        {LEVEL "/decimals", "1", LEVEL "/decimals: does not fit the kind 'level'"},
        {LEVEL "/confirm", "true", LEVEL "/confirm: makes sense with a plausible range only"},
        {LEVEL "/confirm", "[\"large-jump\"]", ""},
        {LEVEL "/confirm", "[\"level-out-of-range\"]",
         LEVEL "/confirm/0: 'level-out-of-range' is none of implausible, large-jump"},
        {LEVEL "/jump", "\"4\"", ""},
        {LEVEL "/jump", "\"5\"", LEVEL "/jump: has to be a whole number of steps from 1 to 4"},
        {LEVEL "/jump", "\"1.5\"",
         LEVEL "/jump: '1.5' has more decimals than the indicator, which has 0"},
        {LEVEL "/jump", "2", LEVEL "/jump: has to be a text"},
        {YESNO "/jump", "\"1\"", YESNO "/jump: does not fit the kind 'yes-no'"},
        {SHARE "/jump", "\"0\"", SHARE "/jump: has to be percentage points above 0, up to 100"},
        {RATE "/jump", "\"1\"", RATE "/jump: has to be a factor above 1, up to 1000"},
        {RATE "/jump", "\"1.25\"", ""},
        {RATE "/confirm", "[\"large-jump\", \"implausible\"]", ""},
        {YESNO "/scale", "\"plan\"", YESNO "/scale: does not fit the kind 'yes-no'"},
        {YESNO "/numerator", WORDS, YESNO "/numerator: does not fit the kind 'yes-no'"},
        {SHARE "/scale", "\"plan\"", SHARE "/scale: does not fit the kind 'share'"},
        {SHARE "/numerator", NULL, SHARE "/numerator: is missing"},
        {RATE "/denominator", NULL, RATE "/denominator: is missing"},
        {SHARE "/decimals", NULL, SHARE "/decimals: is missing"},
        {SHARE "/decimals", "4", SHARE "/decimals: has to be a number from 0 to 3"},
        {SHARE "/decimals", "-1", SHARE "/decimals: has to be a number from 0 to 3"},
        {SHARE "/decimals", "4294967297", SHARE "/decimals: has to be a number from 0 to 3"},
        {SHARE "/decimals", "1.0", SHARE "/decimals: has to be a whole number"},
        {RATE "/plausible", "[0, 1]",
         RATE "/plausible: has to be an object; " RATE
              "/confirm: makes sense with a plausible range only"},
        {RATE "/plausible/from", "0", RATE "/plausible/from: has to be a text"},
        {RATE "/plausible/to", NULL, RATE "/plausible/to: is missing"},
        {RATE "/plausible/to", "\"1,5\"",
         RATE "/plausible/to: '1,5' is no decimal number such as 1.5"},
        {RATE "/plausible/to", "\"0.0001\"",
         RATE "/plausible/to: '0.0001' has more decimals than the indicator, which has 3"},
        {RATE "/plausible/to", "\"1000000000000000\"",
         RATE "/plausible/to: '1000000000000000' has more than 15 digits"},
        {RATE "/plausible/from", "\"1.501\"",
         RATE "/plausible: 'from' has to be smaller than 'to'"},
        {RATE "/plausible/step", "1",
         RATE "/plausible/step: is not a member that belongs here"},
        {RATE "/plausible", NULL, RATE "/confirm: makes sense with a plausible range only"},
        {RATE "/confirm", "\"yes\"", RATE "/confirm: has to be true or false"},
        {RATE "/confirm", "false", ""},
        {RATE "/unit", "\"x\"", RATE "/unit: is not a member that belongs here"},
    };

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        json_t *document = small_catalogue();

        change(document, cases[i].pointer, cases[i].value);
        expect_complaints(cases[i].pointer, document, cases[i].complaints);
    }
}

Test(catalogue_read, wants_ids_of_a_fixed_form)
{
    static const struct {
        const char *pointer, *id;
        bool is_fine;
    } cases[] = {
        {"/edition", "v1", true},
        {"/edition", "2026-08.b", true},
        {"/edition", "0", true},
        {"/edition", "abcdefghijklmnopqrstuvwxyz012345", true},
        {"/edition", "abcdefghijklmnopqrstuvwxyz0123456", false},
        {"/edition", "V1", false},
        {"/edition", ".v1", false},
        {"/edition", "-v1", false},
        {"/edition", "v_1", false},
        {"/edition", "v 1", false},
        {"/edition", "v\u00e4", false},
        {RATE "/id", "ADM.12.00", true},
        {RATE "/id", "ADM.12.99", true},
        {RATE "/id", "ADM.12.3", false},
        {RATE "/id", "ADM.12.003", false},
        {RATE "/id", "ADM.12.0a", false},
        {RATE "/id", "ADM.12-03", false},
        {RATE "/id", "ADM.12.", false},
        {RATE "/id", "ADM.12", false},
        {RATE "/id", "ADM.1.03", false},
        {RATE "/id", "STR.12.03", false},
        {RATE "/id", "adm.12.03", false},
        {RATE "/id", " ADM.12.03", false},
        {"/fields/1/goals/1/id", "ADM.0", false},
        {"/fields/1/goals/1/id", "ADM.012", false},
        {"/fields/1/goals/1/id", "ADM.123", false},
        {"/fields/1/goals/1/id", "ADM.x", false},
        {"/fields/1/goals/1/id", "ADM.", false},
        {"/fields/1/goals/1/id", "ADM", false},
        {"/fields/1/goals/1/id", "STR.12", false},
        {"/fields/1/id", "AD", false},
        {"/fields/1/id", "ADMI", false},
        {"/fields/1/id", "Adm", false},
        {"/fields/1/id", "ADM.", false},
        {"/fields/1/id", "ACC", false}, /* the goals do not begin with it */
    };

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        CLEANUP(mistakes_donep) struct mistakes mistakes = {0};
        CLEANUP(catalogue_freep) struct catalogue *catalogue = NULL;
        CLEANUP(memory_freep) char *value = memory_format("\"%s\"", cases[i].id);
        json_t *document = small_catalogue();

        change(document, cases[i].pointer, value);
        catalogue = catalogue_read(document, &mistakes);
        cr_expect((catalogue != NULL) == cases[i].is_fine, "%s", cases[i].id);
        cr_expect((mistakes.count == 0) == cases[i].is_fine, "%s", cases[i].id);
    }
}

Test(catalogue_read, says_which_id_is_wrong_and_how)
{
    static const struct {
        const char *pointer, *value, *complaints;
    } cases[] = {
        {"/fields/1/id", "\"adm\"",
         "/fields/1/id: 'adm' has to be three capital letters, e.g. STR"},
        {"/fields/1/goals/0/id", "\"ADM.01\"",
         "/fields/1/goals/0/id: 'ADM.01' has to be its field's id, a point and a number, "
         "e.g. STR.1"},
        {RATE "/id", "\"ADM.12.3\"",
         RATE "/id: 'ADM.12.3' has to be its goal's id, a point and two digits, e.g. STR.1.01"},
        {RATE "/id", "\"ADM.1.03\"", RATE "/id: 'ADM.1.03' has to begin with 'ADM.12.'"},
        {"/fields/0/goals/0/id", "\"ADM.2\"",
         "/fields/0/goals/0/id: 'ADM.2' has to begin with 'STR.'; " LEVEL
         "/id: 'STR.1.02' has to begin with 'ADM.2.'; " YESNO
         "/id: 'STR.1.01' has to begin with 'ADM.2.'"},
        {YESNO "/id", "\"STR.1.02\"", YESNO "/id: 'STR.1.02' stands at " LEVEL "/id already"},
        {"/fields/1/goals/1/id", "\"ADM.1\"",
         "/fields/1/goals/1/id: 'ADM.1' stands at /fields/1/goals/0/id already; " RATE
         "/id: 'ADM.12.03' has to begin with 'ADM.1.'"},
    };

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        json_t *document = small_catalogue();

        change(document, cases[i].pointer, cases[i].value);
        expect_complaints(cases[i].pointer, document, cases[i].complaints);
    }
}

Test(catalogue_read, collects_all_mistakes_of_a_file)
{
    json_t *document = small_catalogue();

    change(document, "/edition", "\"V1\"");
    change(document, "/note", NULL);
    change(document, LEVEL "/scale", "\"map\"");
    change(document, SHARE "/decimals", "7");
    change(document, RATE "/id", "\"ADM.1.01\"");
    expect_complaints("all", document,
                      "/edition: has to be up to 32 of a-z, 0-9, '.' and '-', e.g. v1; "
                      "/note: is missing; " LEVEL
                      "/scale: 'map' is none of the edition's scales; " SHARE
                      "/decimals: has to be a number from 0 to 3; " RATE
                      "/id: 'ADM.1.01' has to begin with 'ADM.12.'; " RATE
                      "/id: 'ADM.1.01' stands at " SHARE "/id already");
}

Test(catalogue_read, refuses_what_is_no_object)
{
    expect_complaints("list", json_array(), ": has to be an object");
    expect_complaints("text", json_string("v1"), ": has to be an object");
}

/* A goal with so many copies of the indicator. */
static json_t *goal_of(int number, const json_t *indicator, int count)
{
    json_t *list = json_array();

    for (int i = 1; i <= count; i++) {
        json_t *copy = json_deep_copy(indicator);

        json_object_set_new(copy, "id", json_sprintf("STR.%d.%02d", number, i));
        json_array_append_new(list, copy);
    }
    return json_pack("{s:o, s:O, s:o}", "id", json_sprintf("STR.%d", number), "label",
                     json_object_get(indicator, "label"), "indicators", list);
}

Test(catalogue_read, has_an_upper_limit_of_indicators)
{
    for (int extra = 0; extra <= 1; extra++) {
        json_t *document = small_catalogue();
        json_t *fields = json_object_get(document, "fields");
        json_t *goals = json_object_get(json_array_get(fields, 0), "goals");
        json_t *list = json_object_get(json_array_get(goals, 0), "indicators");

        /* Two in the second field, and four times 98 and six in the first. */
        for (int i = 2; i <= 5; i++)
            json_array_append_new(goals, goal_of(i, json_array_get(list, 0), 98));
        json_array_append_new(goals, goal_of(6, json_array_get(list, 0), 4 + extra));
        expect_complaints(extra == 0 ? "400" : "401", document,
                          extra == 0 ? "" : "/fields: has 401 indicators and may have 400");
    }
}
