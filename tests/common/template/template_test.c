/*
 * Every form is read back as what it was filled in with. What somebody sees who opens one is
 * tested in tests/http/template_test.py, with other people's programs.
 */

#include "common/template/template.h"

#include <stdlib.h>
#include <string.h>

#include <criterion/criterion.h>

#include "common/judge.h"
#include "common/memory.h"
#include "common/read/csv.h"
#include "common/read/json.h"
#include "common/read/xlsx.h"
#include "tests/support/edition.h"
#include "tests/support/expect.h"

#define BASE        SOURCE_DIR "/tests/cases/self-check/base.json"
#define INHABITANTS 25000

/* What is read from a form of one format. */
typedef struct answers *read_form_fn(const struct upload *upload, struct findings *findings);

static struct answers *read_json_form(const struct upload *upload, struct findings *findings)
{
    struct read_fault place;
    struct error error;

    return read_json(upload->bytes, upload->size, findings, &place, &error);
}

static struct answers *read_csv_form(const struct upload *upload, struct findings *findings)
{
    struct read_fault place;
    struct error error;

    return read_csv(upload, findings, &place, &error);
}

static struct answers *read_xlsx_form(const struct upload *upload, struct findings *findings)
{
    CLEANUP(xlsx_book_donep) struct xlsx_book book = {0};

    cr_assert(xlsx_book_read(upload->bytes, upload->size, &book) == XLSX_FINE);
    return read_xlsx(&book, upload, findings);
}

static char *make_xlsx(const struct template_input *input, size_t *size)
{
    struct error error = {0};
    char *bytes = template_xlsx(input, size, &error);

    cr_assert(bytes != NULL, "%s", error.text);
    return bytes;
}

static const struct {
    const char *name;
    char *(*make)(const struct template_input *input, size_t *size);
    read_form_fn *read;
    bool has_measures;
} forms[] = {
    {"xlsx", make_xlsx, read_xlsx_form, true},
    {"csv", template_csv, read_csv_form, false},
    {"json", template_json, read_json_form, true},
};

/* The canonical form of base.json, without its measures if so told. */
static json_t *base_content(const struct catalogue *edition, bool has_measures)
{
    CLEANUP(findings_donep) struct findings findings = {0};
    json_t *document = json_load_file(BASE, 0, NULL);
    CLEANUP(memory_freep) char *text = NULL;
    CLEANUP(self_check_freep) struct self_check *self_check = NULL;

    if (!has_measures)
        (void)json_object_del(document, "measures");
    text = json_dumps(document, 0);
    json_decref(document);
    self_check = judged_text(edition, INHABITANTS, text, &findings);
    cr_assert(self_check != NULL);
    return json_incref(self_check->content);
}

static struct template_input input_for(const struct catalogue *edition, const json_t *content)
{
    return (struct template_input){.edition = edition,
                                   .round = "2026",
                                   .municipality = "03256022",
                                   .name = "Erfunden",
                                   .made_at = 1767225600,
                                   .content = content};
}

Test(template, every_form_is_read_back_as_what_it_was_filled_in_with)
{
    CLEANUP(catalogue_freep) struct catalogue *edition = edition_from(EDITION_EXAMPLE);

    for (size_t i = 0; i < COUNT_OF(forms); i++) {
        json_t *content = base_content(edition, forms[i].has_measures);
        const struct template_input input = input_for(edition, content);
        struct upload upload = {.edition = edition, .municipality = input.municipality};
        CLEANUP(findings_donep) struct findings findings = {0};
        CLEANUP(memory_freep) char *bytes = forms[i].make(&input, &upload.size);
        CLEANUP(answers_freep) struct answers *answers = NULL;
        CLEANUP(self_check_freep) struct self_check *self_check = NULL;
        CLEANUP(memory_freep) char *expected = content_print(content);
        CLEANUP(memory_freep) char *found = NULL;

        upload.bytes = bytes;
        answers = forms[i].read(&upload, &findings);
        self_check = judge(answers, edition, INHABITANTS, NULL, &findings);
        cr_assert(self_check != NULL, "%s: %s at %s", forms[i].name,
                  finding_rule(findings.items[0].code)->code, findings.items[0].place);
        found = content_print(self_check->content);
        expect_text(forms[i].name, found, expected);
        expect_number(forms[i].name, findings.warnings, 0);
        json_decref(content);
    }
}

Test(template, the_same_form_has_the_same_bytes)
{
    CLEANUP(catalogue_freep) struct catalogue *edition = edition_from(EDITION_EXAMPLE);
    json_t *content = base_content(edition, true);
    const struct template_input input = input_for(edition, content);

    for (size_t i = 0; i < COUNT_OF(forms); i++) {
        size_t size, again_size;
        CLEANUP(memory_freep) char *bytes = forms[i].make(&input, &size);
        CLEANUP(memory_freep) char *again = forms[i].make(&input, &again_size);

        expect_number(forms[i].name, size, again_size);
        cr_expect(memcmp(bytes, again, size) == 0, "%s", forms[i].name);
    }
    json_decref(content);
}

Test(template, what_is_carried_over_is_in_the_workbook_only)
{
    CLEANUP(catalogue_freep) struct catalogue *edition = edition_from(EDITION_EXAMPLE);
    json_t *content = base_content(edition, true);
    struct template_input input = input_for(edition, content);
    const struct template_input empty = input_for(edition, NULL);

    input.is_carried = true;
    for (size_t i = 0; i < COUNT_OF(forms); i++) {
        size_t size, empty_size;
        CLEANUP(memory_freep) char *bytes = forms[i].make(&input, &size);
        CLEANUP(memory_freep) char *nothing = forms[i].make(&empty, &empty_size);
        const bool is_same = size == empty_size && memcmp(bytes, nothing, size) == 0;

        expect_number(forms[i].name, is_same ? 1 : 0, i == 0 ? 0 : 1);
    }
    json_decref(content);
}
