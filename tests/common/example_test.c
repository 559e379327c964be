/*
 * The example programme as a whole: its roster, its first edition and its forty self-checks fit
 * together.
 */

#include <stdio.h>
#include <stdlib.h>

#include "common/judge.h"
#include "common/memory.h"
#include "common/roster.h"
#include "tests/support/complaints.h"
#include "tests/support/edition.h"
#include "tests/support/expect.h"

#define FILE_MAX 262144

static char *file_text(const char *path)
{
    char *text = memory_new(FILE_MAX, 1);
    FILE *in = fopen(path, "rb");
    size_t size;

    cr_assert(in != NULL, "%s", path);
    size = fread(text, 1, FILE_MAX - 1, in);
    cr_assert(size > 0 && feof(in), "%s", path);
    fclose(in);
    return text;
}

static json_t *roster(void)
{
    CLEANUP(mistakes_donep) struct mistakes mistakes = {0};
    CLEANUP(memory_freep) char *text = file_text(SOURCE_DIR "/config/example/roster.csv");
    CLEANUP(memory_freep) char *complaints = NULL;
    json_t *rows = roster_read(text, strlen(text), &mistakes);

    complaints = complaints_of(&mistakes);
    cr_assert(rows != NULL, "%s", complaints);
    return rows;
}

Test(example, has_three_kreise_among_forty)
{
    json_t *rows = roster(), *row;
    size_t kreise = 0, i;

    json_array_foreach(rows, i, row) {
        if (strcmp(json_string_value(json_object_get(row, "kind")), "kreis") == 0)
            kreise++;
    }
    expect_number("rows", json_array_size(rows), 40);
    expect_number("Kreise", kreise, 3);
    json_decref(rows);
}

Test(example, has_a_valid_self_check_for_every_key)
{
    CLEANUP(catalogue_freep) struct catalogue *edition = edition_from(EDITION_EXAMPLE);
    json_t *rows = roster(), *row;
    size_t warnings = 0, answered = 0, i;

    json_array_foreach(rows, i, row) {
        const char *key = json_string_value(json_object_get(row, "key"));
        const json_int_t population = json_integer_value(json_object_get(row, "population"));
        CLEANUP(memory_freep)
        char *path = memory_format(SOURCE_DIR "/config/example/self-checks/%s.json", key);
        CLEANUP(memory_freep) char *text = file_text(path);
        CLEANUP(findings_donep) struct findings findings = {0};
        CLEANUP(self_check_freep)
        struct self_check *self_check = judged_text(edition, population, text, &findings);

        cr_assert(self_check != NULL, "%s: %s", key, findings.items[0].place);
        expect_number(key, findings.errors, 0);
        warnings += findings.warnings;
        answered += self_check->state_counts[STATE_ANSWERED];
    }
    expect_number("one unusual value, accepted with a reason", warnings, 1);
    cr_expect(answered > 40 * 74 * 85 / 100, "%zu answers", answered);
    json_decref(rows);
}
