/*
 * What the cases cannot say: files as large as they may be, and measures that a file cannot
 * carry. Single files with their findings: tests/common/csv_cases_test.c.
 */

#include "common/read/csv.h"

#include <time.h>

#include "common/memory.h"
#include "common/read/csv_header.h"
#include "tests/support/edition.h"
#include "tests/support/expect.h"

#define LIMIT        262144 /* bytes: what the daemon takes unless told otherwise */
#define SECONDS_MAX  5      /* under the sanitizers; a tenth of a second without */
#define MUNICIPALITY "03256022"

static char *repeated(const char *start, const char *part)
{
    char *text = memory_new(LIMIT + 1, 1);
    size_t size = strlen(start);

    memcpy(text, start, size);
    for (size_t i = 0; size + i < LIMIT; i++)
        text[size + i] = part[i % strlen(part)];
    return text;
}

Test(csv, takes_no_long_time_over_any_file)
{
    static const struct {
        const char *name, *start, *part;
        bool is_readable;
    } cases[] = {
        {"one line of cells", "", ";", true},
        {"one line of names", "indicator;answer;", "x;", true},
        {"one line of known names", "", "answer;", true},
        {"empty lines", "indicator;answer\n", "\n", true},
        {"lines of empty cells", "", ";\n", false},
        {"lines of blanks", "indicator;answer\n", " ; \n", false},
        {"unknown indicators", "indicator;answer\n", "x;1\n", false},
        {"many unknown indicators", "indicator;answer\n", "unknownunknown;1\n", true},
        {"one indicator", "indicator;answer\n", "STR.1.01;1.234\n", true},
        {"one row of cells", "indicator;answer\nSTR.1.01;3", ";", true},
        {"one row of cells with something in it", "indicator;answer\nSTR.1.01;3", ";x", true},
        {"a long number", "indicator;answer\nSTR.1.01;", "1", true},
        {"a long number of thousands", "indicator;answer\nSTR.1.01;1", ".000", true},
        {"a long word", "indicator;answer\nSTR.1.01;", "a", true},
        {"a long comment", "indicator;answer;comment\nSTR.1.01;3;", "\xc2\xa0", true},
        {"a long name", "indicator;answer;", "n", true},
        {"quotation marks", "indicator;answer\nSTR.1.01;\"", "\"\"", true},
        {"umlauts of Windows-1252", "indicator;answer\nSTR.1.01;", "\xe4", true},
        {"euros of Windows-1252", "indicator;answer\nSTR.1.01;", "\x80", true},
    };
    CLEANUP(catalogue_freep) struct catalogue *edition = edition_from(EDITION_EXAMPLE);

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        CLEANUP(memory_freep) char *text = repeated(cases[i].start, cases[i].part);
        const struct upload upload = {
            .bytes = text, .size = LIMIT, .edition = edition, .municipality = MUNICIPALITY};
        const clock_t start = clock();
        CLEANUP(findings_donep) struct findings findings = {0};
        struct read_fault place;
        struct error error;
        CLEANUP(answers_freep)
        struct answers *answers = read_csv(&upload, &findings, &place, &error);
        const double seconds = (double)(clock() - start) / CLOCKS_PER_SEC;

        cr_expect((answers != NULL) == cases[i].is_readable, "%s", cases[i].name);
        cr_expect(seconds < SECONDS_MAX, "%s: %.2f s", cases[i].name, seconds);
        cr_expect(answers == NULL || answers->count <= ANSWERS_MAX);
    }
}

Test(csv, counts_lines_beyond_the_bound_once)
{
    CLEANUP(catalogue_freep) struct catalogue *edition = edition_from(EDITION_EXAMPLE);
    CLEANUP(memory_freep) char *text = memory_new(ANSWERS_MAX + 10, strlen("STR.1.01;3\n"));
    CLEANUP(findings_donep) struct findings findings = {0};
    CLEANUP(answers_freep) struct answers *answers = NULL;
    const struct finding *last;
    struct upload upload = {.bytes = text, .edition = edition, .municipality = MUNICIPALITY};
    struct read_fault place;
    struct error error;

    (void)strcpy(text, "indicator;answer\n");
    for (int i = 0; i < ANSWERS_MAX + 2; i++)
        (void)strcat(text, "NEU.1.01;3\n");
    upload.size = strlen(text);
    answers = read_csv(&upload, &findings, &place, &error);
    cr_assert(answers != NULL);
    expect_number("errors", findings.errors, ANSWERS_MAX + 1);
    expect_number("listed", findings.listed, FINDINGS_LISTED_MAX);
    last = &findings.items[findings.listed - 1];
    expect_text("the last one listed", last->place, "line:501/indicator");
}

Test(csv, has_no_measures_and_takes_those_that_are_there)
{
    CLEANUP(catalogue_freep) struct catalogue *edition = edition_from(EDITION_EXAMPLE);
    CLEANUP(findings_donep) struct findings findings = {0};
    const char *text = "indicator;answer\nSTR.1.01;3\n";
    const struct upload upload = {
        .bytes = text, .size = strlen(text), .edition = edition, .municipality = MUNICIPALITY};
    CLEANUP(self_check_freep)
    struct self_check *before = judged_text(
        edition, 25000,
        "{\"edition\": \"v1\", \"answers\": {}, \"measures\": [{\"goal\": \"STR.1\", "
        "\"aim\": \"a\", \"measure\": \"m\", \"responsible\": \"r\", \"priority\": 2, "
        "\"due\": \"2027-03-31\", \"status\": \"done\"}, {\"goal\": \"COM.3\", "
        "\"aim\": \"b\", \"measure\": \"n\"}]}",
        &findings);
    struct read_fault place;
    struct error error;
    CLEANUP(answers_freep)
    struct answers *answers = read_csv(&upload, &findings, &place, &error);
    CLEANUP(self_check_freep) struct self_check *after = NULL;

    cr_assert(before != NULL && answers != NULL);
    expect_number("measures", answers->measure_count, 0);
    answers_take_measures(answers, before->content);
    after = judge(answers, edition, 25000, NULL, &findings);
    cr_assert(after != NULL);
    expect_number("findings", findings.listed, 0);
    cr_expect(json_equal(json_object_get(before->content, "measures"),
                         json_object_get(after->content, "measures")));
    expect_number("measures", json_array_size(json_object_get(after->content, "measures")), 2);
}

Test(csv, writes_names_that_it_reads)
{
    for (int i = 0; i < CSV_COLUMNS; i++) {
        const struct wording *name = csv_column_name((enum csv_column)i);
        CLEANUP(memory_freep) char *words = memory_format(", %s,", name->en);

        cr_expect(strstr(", " CSV_HEADER ",", words) != NULL, "%s", name->en);
        for (int j = 0; j < i; j++)
            cr_expect(strcmp(name->de, csv_column_name((enum csv_column)j)->de) != 0);
        for (int language = 0; language < 2; language++) {
            CLEANUP(findings_donep) struct findings findings = {0};
            CLEANUP(csv_header_donep) struct csv_header header = {0};
            char *cells[] = {memory_copy_text(language == 0 ? name->de : name->en)};
            const struct table_line line = {.number = 1, .cells = cells, .count = 1};

            /* one column alone is never enough */
            cr_expect(!csv_header_read(&line, &header, &findings) || i > CSV_ANSWER);
            cr_expect(header.cells[i] == 0, "%s", cells[0]);
            free(cells[0]);
        }
    }
}
