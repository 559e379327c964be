/*
 * Every file of tests/cases/csv gets exactly the findings that are written down for it, at
 * their lines and columns; every one of tests/cases/csv-accepted is read as what it says. A
 * case is
 *
 *     {"name": "a sentence",
 *      "rows": ["STR.1.01;3;;;;;"],      lines under the header HEADER, from line 2 on; or
 *      "body": "...", "body_hex": "...", "file": "..."   the whole file, the last from files/
 *      "charset": "utf-8",               what the media type says, if anything
 *      "findings": [["code", line, "column" or null]],   all of them, in any order; or
 *      "unreadable": [line, column]; or
 *      "answers": {...}}                 of the canonical form; there are no errors
 */

#include <stdio.h>

#include "common/memory.h"
#include "common/place.h"
#include "common/read/csv.h"
#include "tests/support/edition.h"
#include "tests/support/expect.h"
#include "tests/support/finding_lines.h"
#include "tests/support/self_check_cases.h"

#define CSV_FOLDER             SOURCE_DIR "/tests/cases/csv"
#define CSV_ACCEPTED           SOURCE_DIR "/tests/cases/csv-accepted"
#define DIALECTS               CSV_FOLDER "/files/dialects"
#define SELF_CHECKS            SOURCE_DIR "/config/example/self-checks"
#define CASE_HEADER            "indicator;answer;of;state;reason;comment;accepted\n"
#define MUNICIPALITY           "03256022"
#define INHABITANTS            25000
#define INHABITANTS_OF_EXAMPLE 200000
#define FILE_SIZE_MAX          65536

struct visit {
    const struct catalogue *edition;
    bool is_code_seen[FINDING_CODES];
};

static struct case_body file_body(const char *path)
{
    struct case_body body = {.bytes = memory_new(FILE_SIZE_MAX, 1)};
    FILE *file = fopen(path, "rb");

    cr_assert(file != NULL, "%s", path);
    body.size = fread(body.bytes, 1, FILE_SIZE_MAX, file);
    fclose(file);
    return body;
}

static struct case_body rows_body(const json_t *rows)
{
    char *text = memory_copy_text(CASE_HEADER);
    json_t *row;
    size_t i;

    json_array_foreach(rows, i, row) {
        CLEANUP(memory_freep) char *before = text;

        text = memory_format("%s%s\n", before, json_string_value(row));
    }
    return (struct case_body){.bytes = text, .size = strlen(text)};
}

static struct case_body csv_body(const json_t *entry)
{
    const char *text = json_string_value(json_object_get(entry, "body"));
    const char *hex = json_string_value(json_object_get(entry, "body_hex"));
    const char *file = json_string_value(json_object_get(entry, "file"));
    CLEANUP(memory_freep) char *path = memory_format(CSV_FOLDER "/files/%s", file);

    if (text != NULL)
        return (struct case_body){.bytes = memory_copy_text(text), .size = strlen(text)};
    if (hex != NULL)
        return case_from_hex(hex);
    if (file != NULL)
        return file_body(path);
    return rows_body(json_object_get(entry, "rows"));
}

static char *expected_lines(const json_t *list)
{
    char **lines = memory_new(json_array_size(list), sizeof *lines);

    for (size_t i = 0; i < json_array_size(list); i++) {
        const json_t *finding = json_array_get(list, i);
        CLEANUP(memory_freep)
        char *place = place_line((size_t)json_integer_value(json_array_get(finding, 1)),
                                 json_string_value(json_array_get(finding, 2)));

        lines[i] = memory_format("%s %s", json_string_value(json_array_get(finding, 0)), place);
    }
    return finding_lines_joined(lines, json_array_size(list));
}

static void expect_unreadable(const char *label, const json_t *expected,
                              const struct read_fault *place, const struct error *error)
{
    cr_assert(expected != NULL, "%s: is unreadable at %zu:%zu: %s", label, place->line,
              place->column, error->text);
    cr_expect(error->kind == ERROR_INVALID, "%s: %s", label, error->text);
    expect_number(label, place->line, json_integer_value(json_array_get(expected, 0)));
    expect_number(label, place->column, json_integer_value(json_array_get(expected, 1)));
}

static void expect_answers(const char *label, const json_t *expected,
                           const struct self_check *self_check)
{
    const json_t *found = json_object_get(self_check->content, "answers");
    CLEANUP(memory_freep) char *found_text = content_print(found);
    CLEANUP(memory_freep) char *expected_text = content_print(expected);

    expect_text(label, found_text, expected_text);
}

static void visit_case(struct visit *visit, const char *label, const json_t *entry)
{
    struct case_body body = csv_body(entry);
    const struct upload upload = {
        .bytes = body.bytes,
        .size = body.size,
        .charset = json_string_value(json_object_get(entry, "charset")),
        .edition = visit->edition,
        .municipality = MUNICIPALITY,
    };
    const json_t *expected_answers = json_object_get(entry, "answers");
    struct read_fault place = {0};
    struct error error = {0};
    CLEANUP(findings_donep) struct findings findings = {0};
    CLEANUP(answers_freep)
    struct answers *answers = read_csv(&upload, &findings, &place, &error);
    CLEANUP(self_check_freep) struct self_check *self_check = NULL;
    CLEANUP(memory_freep) char *found = NULL;
    CLEANUP(memory_freep)
    char *expected = expected_lines(json_object_get(entry, "findings"));

    free(body.bytes);
    if (answers == NULL) {
        expect_unreadable(label, json_object_get(entry, "unreadable"), &place, &error);
        return;
    }
    cr_expect(json_object_get(entry, "unreadable") == NULL, "%s: is readable", label);
    self_check = judge(answers, visit->edition, INHABITANTS, NULL, &findings);
    found = finding_lines(&findings);
    expect_text(label, found, expected);
    cr_expect((self_check != NULL) == (findings.errors == 0), "%s", label);
    expect_whole_texts(label, &findings);
    if (expected_answers != NULL && self_check != NULL)
        expect_answers(label, expected_answers, self_check);
    for (size_t i = 0; i < findings.listed; i++)
        visit->is_code_seen[findings.items[i].code] = true;
}

/* Visits every case of the folder; returns how many there are. */
static size_t visit_folder(struct visit *visit, const char *folder)
{
    struct dirent **files = NULL;
    int file_count = scandir(folder, &files, NULL, alphasort);
    size_t count = 0;

    cr_assert(file_count > 0, "%s", folder);
    for (int i = 0; i < file_count; i++) {
        const char *name = files[i]->d_name;
        CLEANUP(memory_freep) char *path = memory_format("%s/%s", folder, name);
        json_t *cases = strstr(name, ".json") == NULL ? NULL : case_load(path);
        json_t *entry;
        size_t j;

        json_array_foreach(cases, j, entry) {
            CLEANUP(memory_freep)
            char *label = memory_format("%s: %s", name,
                                        json_string_value(json_object_get(entry, "name")));

            visit_case(visit, label, entry);
            count++;
        }
        json_decref(cases);
        free(files[i]);
    }
    free(files);
    return count;
}

Test(csv_cases, every_broken_file_gets_all_its_findings_at_their_places)
{
    CLEANUP(catalogue_freep) struct catalogue *edition = edition_from(EDITION_EXAMPLE);
    struct visit visit = {.edition = edition};
    const size_t count = visit_folder(&visit, CSV_FOLDER);

    cr_expect(count >= 240, "%zu cases", count);
    for (int i = FINDING_UNKNOWN_COLUMN; i <= FINDING_ACCEPTANCE_WITHOUT_REASON; i++)
        cr_expect(visit.is_code_seen[i], "no case for %s",
                  finding_rule((enum finding_code)i)->code);
    cr_expect(visit.is_code_seen[FINDING_ANSWER_REPEATED]);
}

Test(csv_cases, sound_files_are_read_as_what_they_say)
{
    CLEANUP(catalogue_freep) struct catalogue *edition = edition_from(EDITION_EXAMPLE);
    struct visit visit = {.edition = edition};

    cr_expect(visit_folder(&visit, CSV_ACCEPTED) > 15);
    for (int i = 0; i < FINDING_CODES; i++)
        cr_expect(!visit.is_code_seen[i] ||
                      finding_rule((enum finding_code)i)->severity == SEVERITY_WARNING,
                  "%s", finding_rule((enum finding_code)i)->code);
}

/* The canonical form of a self-check of the example, without its measures. */
static char *content_of_example(const struct catalogue *edition, const char *key)
{
    CLEANUP(memory_freep) char *path = memory_format(SELF_CHECKS "/%s.json", key);
    CLEANUP(findings_donep) struct findings findings = {0};
    CLEANUP(self_check_freep) struct self_check *self_check = NULL;
    CLEANUP(memory_freep) char *text = NULL;
    json_t *document = case_load(path);

    (void)json_object_del(document, "measures");
    text = json_dumps(document, 0);
    json_decref(document);
    self_check = judged_text(edition, INHABITANTS_OF_EXAMPLE, text, &findings);
    cr_assert(self_check != NULL, "%s", key);
    return content_print(self_check->content);
}

/* Written by another program's CSV module (tests/cases/csv/files/dialects/write.py). */
Test(csv_cases, a_self_check_in_any_dialect_is_the_same_as_in_json)
{
    static const struct {
        const char *key, *file;
    } files[] = {
        {"12072", "12072-excel-de.csv"},
        {"12072", "12072-excel-unicode.txt"},
        {"12072", "12072-us.csv"},
        {"12072", "12072-mac.csv"},
        {"01003000", "01003000-excel-de.csv"},
        {"01003000", "01003000-excel-unicode.txt"},
        {"01003000", "01003000-us.csv"},
        {"01003000", "01003000-mac.csv"},
    };
    CLEANUP(catalogue_freep) struct catalogue *edition = edition_from(EDITION_EXAMPLE);

    for (size_t i = 0; i < COUNT_OF(files); i++) {
        CLEANUP(memory_freep) char *path = memory_format(DIALECTS "/%s", files[i].file);
        struct case_body body = file_body(path);
        const struct upload upload = {.bytes = body.bytes,
                                      .size = body.size,
                                      .edition = edition,
                                      .municipality = files[i].key};
        struct read_fault place;
        struct error error = {0};
        CLEANUP(findings_donep) struct findings findings = {0};
        CLEANUP(answers_freep)
        struct answers *answers = read_csv(&upload, &findings, &place, &error);
        CLEANUP(self_check_freep) struct self_check *self_check = NULL;
        CLEANUP(memory_freep) char *content = NULL;
        CLEANUP(memory_freep) char *expected = content_of_example(edition, files[i].key);
        CLEANUP(memory_freep) char *found = NULL;

        free(body.bytes);
        cr_assert(answers != NULL, "%s: %s", files[i].file, error.text);
        self_check = judge(answers, edition, INHABITANTS_OF_EXAMPLE, NULL, &findings);
        found = finding_lines(&findings);
        cr_assert(self_check != NULL, "%s: %s", files[i].file, found);
        content = content_print(self_check->content);
        expect_text(files[i].file, content, expected);
    }
}
