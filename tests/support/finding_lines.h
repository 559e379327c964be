#pragma once

/*
 * Findings as lines of text, sorted, for comparing all of them at once.
 */

#include <stdlib.h>
#include <string.h>

#include <criterion/criterion.h>
#include <jansson.h>

#include "common/compiler.h"
#include "common/finding.h"
#include "common/memory.h"

static inline int compare_finding_lines(const void *left, const void *right)
{
    return strcmp(*(char *const *)left, *(char *const *)right);
}

/* The lines in order, one below the other, for the caller to free; frees the lines. */
static inline char *finding_lines_joined(char **lines, size_t count)
{
    char *text = memory_copy_text("");

    qsort(lines, count, sizeof *lines, compare_finding_lines);
    for (size_t i = 0; i < count; i++) {
        CLEANUP(memory_freep) char *before = text;

        text = memory_format("%s\n    %s", before, lines[i]);
        free(lines[i]);
    }
    free(lines);
    return text;
}

/* "code place" of every finding that is listed. */
static inline char *finding_lines(const struct findings *findings)
{
    char **lines = memory_new(findings->listed, sizeof *lines);

    for (size_t i = 0; i < findings->listed; i++)
        lines[i] = memory_format("%s %s", finding_rule(findings->items[i].code)->code,
                                 findings->items[i].place);
    return finding_lines_joined(lines, findings->listed);
}

/* No text may be left with a gap or a placeholder in it. */
static inline void expect_whole_texts(const char *label, const struct findings *findings)
{
    for (int i = 0; i < 2; i++) {
        json_t *list = findings_to_json(findings, i == 0 ? LANGUAGE_DE : LANGUAGE_EN);
        CLEANUP(memory_freep) char *text = json_dumps(list, 0);
        static const char *const faults[] = {"{r", "{n", "{l",     "{h", "{a",
                                             "{i", " ;", "(null)", " . "};

        for (size_t j = 0; j < COUNT_OF(faults); j++)
            cr_expect(strstr(text, faults[j]) == NULL, "%s: '%s' in %s", label, faults[j],
                      text);
        json_decref(list);
    }
}
