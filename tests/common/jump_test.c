/*
 * Every case of tests/cases/jump gets exactly its findings, in the order of the document:
 *
 *     {"name": "a sentence",
 *      "edition": {"STR.1.01": {"jump": "1"}},   members of indicators that the edition gets
 *      "earlier": {"STR.1.01": {...}},           the answers of then
 *      "now": {...}, "acceptances": [...],
 *      "findings": [["code", "/pointer"]]}
 */

#include "common/jump.h"

#include <string.h>

#include "common/memory.h"
#include "tests/support/edition.h"
#include "tests/support/expect.h"
#include "tests/support/self_check_cases.h"

#define INHABITANTS 25000

static json_t *indicator_in(json_t *edition, const char *id)
{
    json_t *field, *goal, *indicator;
    size_t i, j, k;

    json_array_foreach(json_object_get(edition, "fields"), i, field)
        json_array_foreach(json_object_get(field, "goals"), j, goal)
            json_array_foreach(json_object_get(goal, "indicators"), k, indicator)
                if (strcmp(json_string_value(json_object_get(indicator, "id")), id) == 0)
                    return indicator;
    cr_assert(false, "no indicator %s", id);
    return NULL;
}

static struct catalogue *edition_of(const json_t *entry)
{
    CLEANUP(mistakes_donep) struct mistakes mistakes = {0};
    json_t *document = case_load(SOURCE_DIR "/config/example/catalogue-v1.json");
    struct catalogue *edition;
    const char *id;
    json_t *members;

    json_object_foreach(json_object_get(entry, "edition"), id, members)
        (void)json_object_update(indicator_in(document, id), members);
    edition = catalogue_read(document, &mistakes);
    cr_assert(edition != NULL, "%s: %s", mistakes.items[0].place, mistakes.items[0].text);
    return edition;
}

static struct self_check *judged(const json_t *entry, const char *when,
                                 const struct catalogue *edition, const struct earlier *earlier,
                                 struct findings *findings)
{
    json_t *given = json_object_get(entry, "acceptances");
    json_t *document = json_pack(
        "{s:s, s:O, s:o}", "edition", "v1", "answers", json_object_get(entry, when),
        "acceptances", given == NULL || earlier == NULL ? json_array() : json_incref(given));
    CLEANUP(memory_freep) char *text = json_dumps(document, 0);
    struct read_fault fault;
    struct error error;
    CLEANUP(answers_freep)
    struct answers *answers = read_json(text, strlen(text), findings, &fault, &error);

    json_decref(document);
    cr_assert(answers != NULL);
    return judge(answers, edition, INHABITANTS, earlier, findings);
}

static char *in_order(const struct findings *findings)
{
    char *text = memory_copy_text("");

    for (size_t i = 0; i < findings->listed; i++) {
        CLEANUP(memory_freep) char *before = text;

        text = memory_format("%s\n%s %s", before, finding_rule(findings->items[i].code)->code,
                             findings->items[i].place);
    }
    return text;
}

static char *expected_in_order(const json_t *list)
{
    char *text = memory_copy_text("");

    for (size_t i = 0; i < json_array_size(list); i++) {
        const json_t *pair = json_array_get(list, i);
        CLEANUP(memory_freep) char *before = text;

        text = memory_format("%s\n%s %s", before, json_string_value(json_array_get(pair, 0)),
                             json_string_value(json_array_get(pair, 1)));
    }
    return text;
}

static void visit(const json_t *entry)
{
    const char *name = json_string_value(json_object_get(entry, "name"));
    CLEANUP(catalogue_freep) struct catalogue *edition = edition_of(entry);
    struct earlier earlier = {.round = "2025", .date = "2025-05-11"};
    CLEANUP(findings_donep) struct findings before = {0};
    CLEANUP(findings_donep) struct findings findings = {0};
    CLEANUP(self_check_freep)
    struct self_check *old = judged(entry, "earlier", edition, NULL, &before);
    CLEANUP(self_check_freep) struct self_check *new = NULL;
    CLEANUP(memory_freep) char *found = NULL;
    CLEANUP(memory_freep)
    char *expected = expected_in_order(json_object_get(entry, "findings"));

    cr_assert(old != NULL, "%s", name);
    for (size_t i = 0; i < old->count; i++) {
        earlier.is_answered[i] = old->states[i] == STATE_ANSWERED;
        earlier.values[i] = old->values[i];
    }
    new = judged(entry, "now", edition, &earlier, &findings);
    found = in_order(&findings);
    expect_text(name, found, expected);
    cr_expect((new != NULL) == (findings.errors == 0), "%s", name);
}

Test(jump, is_found_where_it_is_large_and_nowhere_else)
{
    json_t *cases = case_load(SOURCE_DIR "/tests/cases/jump/jumps.json");
    json_t *entry;
    size_t i;

    json_array_foreach(cases, i, entry)
        visit(entry);
    cr_expect(i >= 25);
    json_decref(cases);
}

Test(jump, is_told_with_both_values_and_when_the_other_one_was_given)
{
    CLEANUP(findings_donep) struct findings findings = {0};
    json_t *german, *english;

    findings_add(&findings, &(struct finding){.code = FINDING_LARGE_JUMP,
                                              .received = "900",
                                              .of = "1000",
                                              .value = "90",
                                              .before = "12.5",
                                              .unit = UNIT_PERCENT,
                                              .round = "2025",
                                              .date = "2025-05-11"});
    german = findings_to_json(&findings, LANGUAGE_DE);
    english = findings_to_json(&findings, LANGUAGE_EN);
    expect_text("German",
                json_string_value(json_object_get(json_array_get(german, 0), "detail")),
                "Der Wert ist jetzt 90\u202f% (berechnet aus 900 von 1000); in der Fassung vom "
                "11.05.2025 (Erhebungsrunde 2025) war er 12,5\u202f%.");
    expect_text(
        "English", json_string_value(json_object_get(json_array_get(english, 0), "detail")),
        "The value is 90% (computed from 900 of 1000) now; in the version of 11 May 2025 "
        "(round 2025) it was 12.5%.");
    json_decref(german);
    json_decref(english);
}

/* The product of two large values would not fit into 64 bits. */
Test(jump, of_great_rates_is_told_exactly)
{
    const struct indicator rate = {.kind = INDICATOR_RATE, .decimals = 3};
    const int64_t great = INT64_C(90000000000000000);

    cr_expect(jump_is_large(&rate, great / 2, great));
    cr_expect(!jump_is_large(&rate, great / 2 + 1, great));
    cr_expect(jump_is_large(&rate, great, great / 2));
    cr_expect(!jump_is_large(&rate, great, great));
}
