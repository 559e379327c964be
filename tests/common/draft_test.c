#include "common/draft.h"

#include "common/memory.h"
#include "tests/support/edition.h"
#include "tests/support/expect.h"

#define INHABITANTS 25000

/* Whether the document, which has to be readable, can be kept; `errors` gets how many it has.
 */
static bool is_kept(const struct catalogue *edition, const char *text, size_t *errors)
{
    CLEANUP(findings_donep) struct findings findings = {0};
    struct read_fault fault;
    struct error error = {0};
    CLEANUP(answers_freep)
    struct answers *answers = read_json(text, strlen(text), &findings, &fault, &error);
    bool can_be_kept;

    cr_assert(answers != NULL, "%s: %s", text, error.text);
    can_be_kept = draft_judge(answers, edition, INHABITANTS, &findings);
    *errors = findings.errors;
    return can_be_kept;
}

Test(draft, is_kept_with_everything_that_is_wrong_about_single_answers)
{
    static const struct {
        const char *text;
        size_t errors;
    } cases[] = {
        {"{\"edition\":\"t1\",\"answers\":{}}", 0},
        {"{}", 2}, /* neither an edition nor answers */
        {"{\"edition\":7,\"answers\":{}}", 1},
        {"{\"edition\":\"t1\",\"answers\":{\"STR.1.01\":{}}}", 1},
        {"{\"edition\":\"t1\",\"answers\":{\"STR.1.01\":{\"level\":\"x\",\"yes\":1}}}", 2},
        {"{\"edition\":\"t1\",\"answers\":{},\"measures\":[{}]}", 3},
        {"{\"edition\":\"t1\",\"answers\":{},\"measures\":[{\"goal\":\"X\",\"aim\":\"a\","
         "\"measure\":\"b\"}]}",
         1},
    };
    CLEANUP(catalogue_freep) struct catalogue *edition = edition_from(EDITION_INVENTED);

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        size_t errors;

        cr_expect(is_kept(edition, cases[i].text, &errors), "%s", cases[i].text);
        expect_number(cases[i].text, errors, cases[i].errors);
    }
}

Test(draft, is_refused_where_a_form_could_not_show_it_again)
{
    static const char *const cases[] = {
        "[]",
        "{\"answers\":[]}",
        "{\"answer\":{}}",
        "{\"edition\":\"v1\",\"answers\":{}}",
        "{\"edition\":\"t1\",\"answers\":{\"STR.9.01\":{}}}",
        "{\"edition\":\"t1\",\"answers\":{\"STR.1.01\":{\"lvl\":1}}}",
        "{\"edition\":\"t1\",\"answers\":{\"STR.1.01\":3}}",
        "{\"edition\":\"t1\",\"answers\":{},\"acceptances\":[{\"indicator\":\"STR.9.01\"}]}",
        "{\"edition\":\"t1\",\"answers\":{},\"measures\":{}}",
    };
    CLEANUP(catalogue_freep) struct catalogue *edition = edition_from(EDITION_INVENTED);

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        size_t errors;

        cr_expect(!is_kept(edition, cases[i], &errors), "%s", cases[i]);
        cr_expect(errors > 0, "%s", cases[i]);
    }
}
