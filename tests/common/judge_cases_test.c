/*
 * Every document of tests/cases gets exactly the findings that are written down for it.
 */

#include <stdlib.h>

#include "common/memory.h"
#include "tests/support/edition.h"
#include "tests/support/expect.h"
#include "tests/support/finding_lines.h"
#include "tests/support/self_check_cases.h"

#define INHABITANTS 25000

/* What the visits share. */
struct visit {
    const struct catalogue *edition;
    bool is_code_seen[FINDING_CODES];
};

static char *expected_lines(const json_t *list)
{
    char **lines = memory_new(json_array_size(list), sizeof *lines);

    for (size_t i = 0; i < json_array_size(list); i++) {
        const json_t *pair = json_array_get(list, i);

        lines[i] = memory_format("%s %s", json_string_value(json_array_get(pair, 0)),
                                 json_string_value(json_array_get(pair, 1)));
    }
    return finding_lines_joined(lines, json_array_size(list));
}

static void expect_place(const char *label, const json_t *expected,
                         const struct read_fault *place)
{
    cr_assert(expected != NULL, "%s: is unreadable at %zu:%zu", label, place->line,
              place->column);
    expect_number(label, place->line, json_integer_value(json_array_get(expected, 0)));
    expect_number(label, place->column, json_integer_value(json_array_get(expected, 1)));
}

static void visit_case(const char *label, const json_t *entry, const struct case_body *body,
                       void *context)
{
    struct visit *visit = context;
    struct read_fault place;
    struct error error;
    CLEANUP(findings_donep) struct findings findings = {0};
    CLEANUP(answers_freep)
    struct answers *answers = read_json(body->bytes, body->size, &findings, &place, &error);
    CLEANUP(self_check_freep) struct self_check *self_check = NULL;
    CLEANUP(memory_freep) char *found = NULL;
    CLEANUP(memory_freep)
    char *expected = expected_lines(json_object_get(entry, "findings"));

    if (answers == NULL) {
        expect_place(label, json_object_get(entry, "unreadable"), &place);
        return;
    }
    cr_expect(json_object_get(entry, "unreadable") == NULL, "%s: is readable", label);
    self_check = judge(answers, visit->edition, INHABITANTS, NULL, &findings);
    found = finding_lines(&findings);
    expect_text(label, found, expected);
    cr_expect((self_check != NULL) == (findings.errors == 0), "%s", label);
    expect_whole_texts(label, &findings);
    for (size_t i = 0; i < findings.listed; i++)
        visit->is_code_seen[findings.items[i].code] = true;
}

Test(judge_cases, every_broken_document_gets_all_its_findings)
{
    CLEANUP(catalogue_freep) struct catalogue *edition = edition_from(EDITION_EXAMPLE);
    struct visit visit = {.edition = edition};
    size_t count = case_each(CASES_FOLDER, visit_case, &visit);

    cr_expect(count >= 200, "%zu cases", count);
    for (int i = 0; i < FINDING_UNKNOWN_COLUMN; i++) { /* those of tables: csv_cases_test.c */
        if (i != FINDING_ANSWER_REPEATED && i != FINDING_LARGE_JUMP) /* not in one JSON alone */
            cr_expect(visit.is_code_seen[i], "no case for %s",
                      finding_rule((enum finding_code)i)->code);
    }
}

Test(judge_cases, sound_documents_get_warnings_at_most)
{
    CLEANUP(catalogue_freep) struct catalogue *edition = edition_from(EDITION_EXAMPLE);
    struct visit visit = {.edition = edition};

    cr_expect(case_each(ACCEPTED_FOLDER, visit_case, &visit) > 20);
    for (int i = 0; i < FINDING_CODES; i++)
        cr_expect(!visit.is_code_seen[i] ||
                      finding_rule((enum finding_code)i)->severity == SEVERITY_WARNING,
                  "%s", finding_rule((enum finding_code)i)->code);
}

/* Otherwise the cases that are made from it would say nothing. */
Test(judge_cases, the_document_they_are_made_from_is_sound)
{
    CLEANUP(catalogue_freep) struct catalogue *edition = edition_from(EDITION_EXAMPLE);
    CLEANUP(findings_donep) struct findings findings = {0};
    json_t *base = case_load(CASES_BASE);
    CLEANUP(memory_freep) char *text = json_dumps(base, 0);
    CLEANUP(self_check_freep)
    struct self_check *self_check = judged_text(edition, INHABITANTS, text, &findings);
    CLEANUP(memory_freep) char *found = finding_lines(&findings);

    expect_text("findings", found, "");
    cr_assert(self_check != NULL);
    expect_number("indicators", self_check->count, 74);
    expect_number("answered", self_check->state_counts[STATE_ANSWERED], 69);
    expect_number("skipped", self_check->state_counts[STATE_SKIPPED], 2);
    expect_number("unknown", self_check->state_counts[STATE_UNKNOWN], 1);
    expect_number("not applicable", self_check->state_counts[STATE_NOT_APPLICABLE], 2);
    json_decref(base);
}
