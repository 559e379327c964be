#include "daemon/pages/fill_in_entry.h"

#include "common/memory.h"
#include "tests/support/edition.h"
#include "tests/support/expect.h"

static json_t *document(const char *text)
{
    json_error_t error;
    json_t *value = json_loads(text, 0, &error);

    cr_assert(value != NULL, "%s: %s", text, error.text);
    return value;
}

/* What a browser sends for an entry that nobody changed. */
static struct form_data *form_with(json_t *entry, const char *id)
{
    struct form_data *form = form_data_new();
    struct error error;
    const char *part;
    json_t *value;

    json_object_foreach(entry, part, value)
        cr_assert(form_data_add(form, memory_format("%s.%s", part, id),
                                memory_copy_text(json_string_value(value)), &error));
    return form;
}

/* The answer, shown and sent back without a change, or typed anew into an empty form. */
static void expect_same(const char *id, const char *text, bool is_typed)
{
    CLEANUP(catalogue_freep) struct catalogue *edition = edition_from(EDITION_INVENTED);
    const struct indicator *indicator = catalogue_find(edition, id);
    const enum language languages[] = {LANGUAGE_DE, LANGUAGE_EN};

    for (size_t i = 0; i < COUNT_OF(languages); i++) {
        json_t *answer = document(text);
        json_t *entry = entry_of_answer(answer, indicator, languages[i]);
        CLEANUP(form_data_freep) struct form_data *form = form_with(entry, id);
        json_t *sent = entry_of_form(form, indicator);
        json_t *result =
            answer_of_entry(sent, is_typed ? NULL : answer, indicator, languages[i]);

        cr_expect(json_equal(sent, entry), "%s %s", id, text);
        cr_expect(json_equal(result, answer), "%s %s became %s", id, text,
                  json_dumps(result, JSON_REAL_PRECISION(15)));
        json_decref(result);
        json_decref(sent);
        json_decref(entry);
        json_decref(answer);
    }
}

static const struct {
    const char *id, *text;
} answers[] = {
    {"STR.1.01", "{\"level\": 0}"},
    {"STR.1.01", "{\"level\": 4, \"comment\": \"zwei\\nZeilen\"}"},
    {"STR.1.01", "{\"state\": \"unknown\"}"},
    {"STR.1.01", "{\"state\": \"skipped\"}"},
    {"STR.1.01", "{\"state\": \"skipped\", \"comment\": \"nur das\"}"},
    {"STR.1.02", "{\"yes\": true}"},
    {"STR.1.02", "{\"yes\": false}"},
    {"STR.1.02", "{\"state\": \"not_applicable\", \"reason\": \"no_concept\"}"},
    {"STR.1.03", "{\"state\": \"not_applicable\", \"reason\": \"not_recorded\"}"},
    {"STR.2.01", "{\"count\": 0}"},
    {"STR.2.01", "{\"count\": 4.5}"},
    {"STR.2.01", "{\"count\": 2.125}"},
    {"STR.2.01", "{\"count\": 999999999999999}"},
    {"STR.2.01", "{\"count\": 99999999999.125}"},
    {"STR.2.01", "{\"count\": -5}"},
    {"STR.2.01", "{\"count\": 1.23456}"},
    {"STR.2.01", "{\"count\": \"1.234\"}"},
    {"STR.2.01", "{\"count\": \"viele\"}"},
    {"STR.2.01", "{\"count\": \"1234567890123456789\"}"},
    {"STR.2.01", "{\"state\": \"unknown\", \"count\": 5}"},
    {"STR.2.02", "{\"count\": 120, \"of\": 980.75}"},
    {"STR.2.02", "{\"of\": 980}"},
    {"STR.2.02", "{\"state\": \"not_applicable\", \"reason\": \"not_recorded\"}"},
};

Test(fill_in_entry, shows_an_answer_of_every_kind_and_takes_it_back)
{
    for (size_t i = 0; i < COUNT_OF(answers); i++)
        expect_same(answers[i].id, answers[i].text, false);
}

Test(fill_in_entry, makes_the_same_answer_of_what_is_typed_into_an_empty_form)
{
    for (size_t i = 0; i < COUNT_OF(answers); i++)
        expect_same(answers[i].id, answers[i].text, true);
}

Test(fill_in_entry, leaves_what_no_form_can_show_until_something_is_chosen)
{
    expect_same("STR.1.01", "{\"level\": 7}", false);
    expect_same("STR.1.01", "{\"level\": \"drei\", \"comment\": \"so\"}", false);
    expect_same("STR.1.02", "{\"yes\": \"vielleicht\"}", false);
    expect_same("STR.1.02", "{\"state\": \"not_applicable\"}", false);
    expect_same("STR.2.01", "{\"count\": 1e30}", false);
    expect_same("STR.2.01", "{\"level\": 3, \"count\": null}", false);
}

static json_t *answer_to(const char *id, const char *entry_text, const char *before_text)
{
    CLEANUP(catalogue_freep) struct catalogue *edition = edition_from(EDITION_INVENTED);
    json_t *entry = document(entry_text);
    json_t *before = before_text == NULL ? NULL : document(before_text);
    json_t *answer = answer_of_entry(entry, before, catalogue_find(edition, id), LANGUAGE_DE);

    json_decref(entry);
    json_decref(before);
    return answer;
}

#define ENTRY(choice, count, of, comment)                                  \
    "{\"choice\": \"" choice "\", \"count\": \"" count "\", \"of\": \"" of \
    "\", \"comment\": \"" comment "\"}"

Test(fill_in_entry, reads_what_people_type)
{
    static const struct {
        const char *id, *entry, *before, *answer;
    } cases[] = {
        {"STR.2.01", ENTRY("", " 1.234,5 ", "", ""), NULL, "{\"count\": 1234.5}"},
        {"STR.2.01", ENTRY("", "1 234", "", ""), NULL, "{\"count\": 1234}"},
        {"STR.2.01", ENTRY("", "4,50", "", ""), NULL, "{\"count\": 4.5}"},
        {"STR.2.01", ENTRY("", "1,234", "", ""), NULL, "{\"count\": \"1,234\"}"},
        {"STR.2.01", ENTRY("", "12 %", "", ""), NULL, "{\"count\": \"12 %\"}"},
        {"STR.2.01", ENTRY("unknown", "", "", ""), "{\"count\": 5}",
         "{\"state\": \"unknown\"}"},
        {"STR.2.02", ENTRY("", "7", "980", ""), "{\"count\": 5, \"of\": 980}",
         "{\"count\": 7, \"of\": 980}"},
        {"STR.1.01", ENTRY("3", "", "", " "), "{\"level\": 7}", "{\"level\": 3}"},
        {"STR.1.01", ENTRY("", "", "", "Text"), NULL,
         "{\"state\": \"skipped\", \"comment\": \"Text\"}"},
    };

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        json_t *answer = answer_to(cases[i].id, cases[i].entry, cases[i].before);
        json_t *expected = document(cases[i].answer);

        cr_expect(json_equal(answer, expected), "%s: %s", cases[i].entry,
                  json_dumps(answer, 0));
        json_decref(expected);
        json_decref(answer);
    }
    cr_expect(answer_to("STR.2.01", ENTRY("", "", "", "\\n "), NULL) == NULL);
    cr_expect(answer_to("STR.1.02", ENTRY("", "", "", ""), NULL) == NULL);
}
