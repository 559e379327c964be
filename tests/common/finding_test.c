#include "common/finding.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdlib.h>

#include "common/memory.h"
#include "tests/support/expect.h"

static const char *const placeholders[] = {"{before}",    "{round}", "{date}", "{received}",
                                           "{number}",    "{low}",   "{high}", "{allowed}",
                                           "{indicator}", "{value}"};

/* Whether every word in braces is one that will be filled in. */
static bool holds_only_placeholders(const char *text)
{
    for (text = strchr(text, '{'); text != NULL; text = strchr(text + 1, '{')) {
        bool is_known = text[1] == ' '; /* a brace that is meant */

        for (size_t i = 0; i < COUNT_OF(placeholders); i++)
            is_known |= strncmp(text, placeholders[i], strlen(placeholders[i])) == 0;
        if (!is_known)
            return false;
    }
    return true;
}

Test(finding, every_code_has_its_own_name_and_sentences_in_both_languages)
{
    for (int i = 0; i < FINDING_CODES; i++) {
        const struct finding_rule *rule = finding_rule((enum finding_code)i);
        const char *const texts[] = {rule->detail.de, rule->detail.en, rule->remedy.de,
                                     rule->remedy.en};

        for (const char *c = rule->code; *c != '\0'; c++)
            cr_expect(islower(*c) || *c == '-', "%s", rule->code);
        for (int j = 0; j < i; j++)
            cr_expect(strcmp(rule->code, finding_rule((enum finding_code)j)->code) != 0, "%s",
                      rule->code);
        for (size_t j = 0; j < COUNT_OF(texts); j++) {
            cr_expect(texts[j][0] != '\0' && texts[j][strlen(texts[j]) - 1] == '.', "%s: %s",
                      rule->code, texts[j]);
            cr_expect(holds_only_placeholders(texts[j]), "%s: %s", rule->code, texts[j]);
        }
        cr_expect(strchr(rule->detail.de, '"') == NULL, "%s: „ “ in German", rule->code);
    }
}

Test(finding, names_of_json_are_told_to_readers_of_json_alone)
{
    static const struct {
        const char *place, *of_missing, *unknown, *part;
    } cases[] = {
        {"/answers/STR.2.03", "Die Gesamtzahl angeben (in JSON unter „of“).",
         "Eine Antwort geben oder, wenn sie nicht bekannt ist, den Stand „unbekannt“ (in JSON "
         "„unknown“).",
         "„aim“ ergänzen."},
        {"line:12/of", "Die Gesamtzahl angeben.",
         "Eine Antwort geben oder, wenn sie nicht bekannt ist, den Stand „unbekannt“.",
         "„Was erreicht werden soll“ ergänzen."},
        {"cell:STR/C7", "Die Gesamtzahl angeben.",
         "Eine Antwort geben oder, wenn sie nicht bekannt ist, den Stand „unbekannt“.",
         "„Was erreicht werden soll“ ergänzen."},
    };

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        CLEANUP(findings_donep) struct findings findings = {0};
        const char *const remedies[] = {cases[i].of_missing, cases[i].unknown, cases[i].part};
        json_t *list;

        findings_add(&findings,
                     &(struct finding){.code = FINDING_OF_MISSING, .place = cases[i].place});
        findings_add(&findings, &(struct finding){.code = FINDING_NOT_APPLICABLE_NOT_ALLOWED,
                                                  .place = cases[i].place});
        findings_add(&findings, &(struct finding){.code = FINDING_PART_MISSING,
                                                  .place = cases[i].place,
                                                  .allowed = "aim"});
        list = findings_to_json(&findings, LANGUAGE_DE);
        for (size_t j = 0; j < COUNT_OF(remedies); j++)
            expect_text(cases[i].place,
                        json_string_value(json_object_get(json_array_get(list, j), "remedy")),
                        remedies[j]);
        json_decref(list);
    }
}

Test(finding, parts_for_readers_of_one_kind_of_file_are_chosen)
{
    static const char text[] = "a[json: b {c}][table:, d] [ und ] [json:e].";
    static const struct {
        bool for_json, for_tables;
        const char *chosen;
    } cases[] = {
        {true, false, "a b {c} [ und ] e."},
        {false, true, "a, d [ und ] ."},
        {true, true, "a b {c}, d [ und ] e."},
    };

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        CLEANUP(memory_freep)
        char *chosen = finding_choose_parts(text, cases[i].for_json, cases[i].for_tables);

        expect_text("chosen", chosen, cases[i].chosen);
    }
    for (int i = 0; i < FINDING_CODES; i++) { /* every mark is one that is known */
        const struct finding_rule *rule = finding_rule((enum finding_code)i);
        const char *const texts[] = {rule->detail.de, rule->detail.en, rule->remedy.de,
                                     rule->remedy.en};

        for (size_t j = 0; j < COUNT_OF(texts); j++) {
            CLEANUP(memory_freep) char *people = finding_choose_parts(texts[j], false, true);

            cr_expect(strstr(people, "[json") == NULL && strstr(people, "[table") == NULL &&
                          strstr(people, "JSON") == NULL,
                      "%s: %s", rule->code, people);
        }
    }
}

/* A translation that forgets a number or a name is noticed. */
Test(finding, both_languages_fill_in_the_same)
{
    for (int i = 0; i < FINDING_CODES; i++) {
        const struct finding_rule *rule = finding_rule((enum finding_code)i);
        const struct wording *const wordings[] = {&rule->detail, &rule->remedy};

        for (size_t j = 0; j < COUNT_OF(wordings) * COUNT_OF(placeholders); j++) {
            const struct wording *wording = wordings[j / COUNT_OF(placeholders)];
            const char *placeholder = placeholders[j % COUNT_OF(placeholders)];

            cr_expect((strstr(wording->de, placeholder) == NULL) ==
                          (strstr(wording->en, placeholder) == NULL),
                      "%s: %s", rule->code, placeholder);
        }
    }
}

static const char *text_in(const json_t *list, size_t index, const char *name)
{
    const char *text = json_string_value(json_object_get(json_array_get(list, index), name));

    return text == NULL ? "(none)" : text;
}

Test(finding, says_days_as_its_reader_does)
{
    json_t *german = finding_example(FINDING_LARGE_JUMP, true, LANGUAGE_DE);
    json_t *english = finding_example(FINDING_LARGE_JUMP, true, LANGUAGE_EN);

    expect_text(
        "detail", json_string_value(json_object_get(german, "detail")),
        "Der Wert ist jetzt 4; in der Fassung vom 11.05.2025 (Erhebungsrunde 2025) war er 1.");
    expect_text("detail", json_string_value(json_object_get(english, "detail")),
                "The value is 4 now; in the version of 11 May 2025 (round 2025) it was 1.");
    json_decref(german);
    json_decref(english);
}

Test(finding, is_told_as_the_api_describes_it)
{
    CLEANUP(findings_donep) struct findings findings = {0};
    json_t *german, *english;

    findings_add(&findings, &(struct finding){.code = FINDING_IMPLAUSIBLE});
    findings_add(&findings, &(struct finding){.code = FINDING_LEVEL_OUT_OF_RANGE,
                                              .place = "/answers/STR.1.01/level",
                                              .indicator = "STR.1.01",
                                              .received = "7",
                                              .low = "0",
                                              .high = "4"});
    german = findings_to_json(&findings, LANGUAGE_DE);
    english = findings_to_json(&findings, LANGUAGE_EN);

    expect_number("findings", json_array_size(german), 2);
    expect_text("severity", text_in(german, 0, "severity"), "warning");
    expect_text("no pointer", text_in(german, 0, "pointer"), "(none)");
    expect_text("code", text_in(german, 1, "code"), "level-out-of-range");
    expect_text("severity", text_in(german, 1, "severity"), "error");
    expect_text("pointer", text_in(german, 1, "pointer"), "/answers/STR.1.01/level");
    expect_text("indicator", text_in(german, 1, "indicator"), "STR.1.01");
    expect_text("received", text_in(german, 1, "received"), "7");
    expect_text("detail", text_in(german, 1, "detail"),
                "Der Wert ist 7; die Skala geht von 0 bis 4.");
    expect_text("remedy", text_in(german, 1, "remedy"), "Eine Zahl von 0 bis 4 angeben.");
    expect_text("detail", text_in(english, 1, "detail"),
                "The value is 7; the scale goes from 0 to 4.");
    expect_text("remedy", text_in(english, 1, "remedy"), "Give a number from 0 to 4.");
    json_decref(german);
    json_decref(english);
}

Test(finding, numbers_have_a_comma_in_german_only)
{
    CLEANUP(findings_donep) struct findings findings = {0};
    json_t *german, *english;

    findings_add(&findings, &(struct finding){.code = FINDING_IMPLAUSIBLE,
                                              .received = "90.5",
                                              .value = "2.512",
                                              .low = "0.1",
                                              .high = "1.5",
                                              .unit = UNIT_PER_THOUSAND});
    findings_add(&findings, &(struct finding){.code = FINDING_EDITION_MISMATCH,
                                              .received = "1.0",
                                              .allowed = "2.0"});
    german = findings_to_json(&findings, LANGUAGE_DE);
    english = findings_to_json(&findings, LANGUAGE_EN);
    expect_text("German", text_in(german, 0, "detail"),
                "Der Wert 2,512 je 1.000 Einwohner (berechnet aus 90,5) ist ungewöhnlich; "
                "üblich sind Werte von 0,1 bis 1,5 je 1.000 Einwohner.");
    expect_text("English", text_in(english, 0, "detail"),
                "The value 2.512 per 1,000 inhabitants (computed from 90.5) is unusual; values "
                "from 0.1 to 1.5 per 1,000 inhabitants are usual.");
    expect_text("as received", text_in(german, 0, "received"), "90.5");
    cr_expect(strstr(text_in(german, 1, "detail"), "„1.0“") != NULL, "a name is no number");
    json_decref(german);
    json_decref(english);
}

Test(finding, what_was_received_is_never_a_placeholder)
{
    CLEANUP(findings_donep) struct findings findings = {0};
    json_t *list;

    findings_add(&findings, &(struct finding){.code = FINDING_UNKNOWN_STATE,
                                              .received = "{allowed}",
                                              .allowed = "{low}"});
    list = findings_to_json(&findings, LANGUAGE_EN);
    expect_text("detail", text_in(list, 0, "detail"), "There is no state “{allowed}”.");
    expect_text("remedy", text_in(list, 0, "remedy"), "Give one of these states: {low}.");
    json_decref(list);
}

Test(finding, a_long_text_is_cut_between_two_characters)
{
    CLEANUP(memory_freep) char *text = memory_new(400, 1);

    for (size_t shift = 0; shift < 3; shift++) {
        CLEANUP(findings_donep) struct findings findings = {0};
        json_t *string;

        memset(text, 'x', shift);
        text[shift] = '\0';
        for (size_t i = 0; i < 60; i++)
            strcat(text, "€");
        findings_add(&findings,
                     &(struct finding){.code = FINDING_UNKNOWN_STATE, .received = text});
        string = json_string(findings.items[0].received);
        cr_expect(string != NULL, "no UTF-8");
        cr_expect(strlen(findings.items[0].received) <= FINDING_RECEIVED_MAX);
        cr_expect(strlen(findings.items[0].received) > FINDING_RECEIVED_MAX - 4);
        cr_expect(strstr(findings.items[0].received, "…") != NULL);
        json_decref(string);
    }
}

Test(finding, more_than_the_listed_are_counted)
{
    CLEANUP(findings_donep) struct findings findings = {0};

    for (size_t i = 0; i < FINDINGS_LISTED_MAX + 7; i++)
        findings_add(&findings, &(struct finding){.code = FINDING_TEXT_EMPTY});
    findings_add(&findings, &(struct finding){.code = FINDING_ACCEPTANCE_UNUSED});
    expect_number("listed", findings.listed, FINDINGS_LISTED_MAX);
    expect_number("errors", findings.errors, FINDINGS_LISTED_MAX + 7);
    expect_number("warnings", findings.warnings, 1);
    findings_done(&findings);
    expect_number("released", findings.listed + findings.errors + findings.warnings, 0);
}

Test(finding, is_found_at_its_place_and_above)
{
    CLEANUP(findings_donep) struct findings findings = {0};

    findings_add(&findings, &(struct finding){.code = FINDING_TEXT_EMPTY, .place = "/a/bc/d"});
    findings_add(&findings, &(struct finding){.code = FINDING_TEXT_EMPTY});
    cr_expect(findings_have(&findings, "/a/bc/d"));
    cr_expect(findings_have(&findings, "/a/bc"));
    cr_expect(findings_have(&findings, "/a"));
    cr_expect(!findings_have(&findings, "/a/b"));
    cr_expect(!findings_have(&findings, "/a/bc/d/e"));
}

/* What a page shows is what somebody would get. */
Test(finding, every_code_has_an_example_without_gaps)
{
    static const char *const gaps[] = {"“”", "„“", " ;", " .", " ,", ": .\""};

    for (int i = 0; i < FINDING_CODES * 4; i++) {
        const enum finding_code code = (enum finding_code)(i / 4);
        json_t *example =
            finding_example(code, i % 2 == 0, i % 4 < 2 ? LANGUAGE_DE : LANGUAGE_EN);
        CLEANUP(memory_freep) char *text = json_dumps(example, 0);

        expect_text("code", json_string_value(json_object_get(example, "code")),
                    finding_rule(code)->code);
        for (size_t j = 0; j < COUNT_OF(gaps); j++)
            cr_expect(strstr(text, gaps[j]) == NULL, "'%s' in %s", gaps[j], text);
        json_decref(example);
    }
}
