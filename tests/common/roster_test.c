#include "common/roster.h"

#include <string.h>

#include "common/memory.h"
#include "tests/support/complaints.h"
#include "tests/support/expect.h"

#define HEADER                                                                                  \
    "key;name;official_name;parent;valid_from;valid_to;population;population_date;joined;left;" \
    "letter_of_intent;note\n"
#define POTSDAM                                                                              \
    "12054000;Potsdam;Potsdam, Stadt;;2019-01-01;;184754;2024-12-31;2026-01-01;;2025-11-03;" \
    "erfunden\n"

static json_t *read_fine(const char *file)
{
    CLEANUP(mistakes_donep) struct mistakes mistakes = {0};
    CLEANUP(memory_freep) char *complaints = NULL;
    json_t *rows = roster_read(file, strlen(file), &mistakes);

    complaints = complaints_of(&mistakes);
    cr_assert(rows != NULL, "%s", complaints);
    expect_text("complaints", complaints, "");
    return rows;
}

static void expect_complaints(const char *name, const char *file, const char *expected)
{
    CLEANUP(mistakes_donep) struct mistakes mistakes = {0};
    CLEANUP(memory_freep) char *complaints = NULL;
    json_t *rows = roster_read(file, strlen(file), &mistakes);

    complaints = complaints_of(&mistakes);
    expect_text(name, complaints, expected);
    cr_expect((rows == NULL) == (expected[0] != '\0'), "%s", name);
    json_decref(rows);
}

static void expect_rows(const char *name, const char *file, const char *expected)
{
    json_t *rows = read_fine(file);
    CLEANUP(memory_freep) char *text = json_dumps(rows, JSON_COMPACT | JSON_SORT_KEYS);

    expect_text(name, text, expected);
    json_decref(rows);
}

Test(roster, reads_one_row_for_each_line)
{
    expect_rows("two lines",
                HEADER POTSDAM
                "09174115;Dachau;Dachau, GKSt;09174;2019-01-01;2030-12-31;47138;2024-12-31;"
                "2026-01-01;2028-12-31;;\n",
                "[{\"joined\":\"2026-01-01\",\"key\":\"12054000\",\"kind\":\"gemeinde\","
                "\"land\":\"12\",\"left\":null,\"letter_of_intent\":\"2025-11-03\","
                "\"name\":\"Potsdam\",\"official_name\":\"Potsdam, Stadt\",\"parent\":null,"
                "\"population\":184754,\"population_date\":\"2024-12-31\","
                "\"valid_from\":\"2019-01-01\",\"valid_to\":null},"
                "{\"joined\":\"2026-01-01\",\"key\":\"09174115\",\"kind\":\"gemeinde\","
                "\"land\":\"09\",\"left\":\"2028-12-31\",\"letter_of_intent\":null,"
                "\"name\":\"Dachau\",\"official_name\":\"Dachau, GKSt\",\"parent\":\"09174\","
                "\"population\":47138,\"population_date\":\"2024-12-31\","
                "\"valid_from\":\"2019-01-01\",\"valid_to\":\"2030-12-31\"}]");
}

Test(roster, takes_columns_in_any_order_and_does_without_a_note)
{
    expect_rows(
        "commas, byte order mark, CR LF",
        "\xef\xbb\xbfofficial_name,key,name,left,joined,population_date,population,"
        "valid_to,valid_from,parent,letter_of_intent\r\n"
        "\"Dachau, Landkreis\",09174,Dachau,,2026-01-01,2024-12-31,153595,,2019-01-01,,\r\n",
        "[{\"joined\":\"2026-01-01\",\"key\":\"09174\",\"kind\":\"kreis\","
        "\"land\":\"09\",\"left\":null,\"letter_of_intent\":null,\"name\":\"Dachau\","
        "\"official_name\":\"Dachau, Landkreis\",\"parent\":null,"
        "\"population\":153595,\"population_date\":\"2024-12-31\","
        "\"valid_from\":\"2019-01-01\",\"valid_to\":null}]");
}

Test(roster, takes_a_key_with_another_population_or_another_validity)
{
    json_t *rows = read_fine(
        HEADER POTSDAM
        "12054000;Potsdam;Potsdam, Stadt;;2019-01-01;;185750;2022-12-31;2026-01-01;;2025-11-03;\n"
        "12054000;Neu;Neu, Stadt;;2027-01-01;;184754;2024-12-31;2026-01-01;;2025-11-03;\n");

    expect_number("rows", json_array_size(rows), 3);
    json_decref(rows);
}

Test(roster, names_the_place_of_a_mistake)
{
    static const struct {
        const char *line, *complaints;
    } cases[] = {
        {";A;A;;2019-01-01;;5;2024-12-31;2026-01-01;;;", "line 2, column key: is empty"},
        {"1205400;A;A;;2019-01-01;;5;2024-12-31;2026-01-01;;;",
         "line 2, column key: '1205400' is neither the 8 digits of a Gemeinde nor the 5 of a Kreis"},
        {"12054000;;;;2019-01-01;;5;2024-12-31;2026-01-01;;;",
         "line 2, column name: is empty; line 2, column official_name: is empty"},
        {"12070424;A;A;12070424;2019-01-01;;5;2024-12-31;2026-01-01;;;",
         "line 2, column parent: '12070424' is not the key of a Kreis, which has 5 digits"},
        {"12070424;A;A;12071;2019-01-01;;5;2024-12-31;2026-01-01;;;",
         "line 2, column parent: '12071' has to be the first 5 digits of '12070424'"},
        {"09174;A;A;09174;2019-01-01;;5;2024-12-31;2026-01-01;;;",
         "line 2, column parent: has to be empty: '09174' is a Kreis itself"},
        {"12054000;A;A;;01.01.2019;2019;5;31-12-2024;;2026-02-30;x;",
         "line 2, column valid_from: '01.01.2019' is no day written as YYYY-MM-DD; "
         "line 2, column valid_to: '2019' is no day written as YYYY-MM-DD; "
         "line 2, column population_date: '31-12-2024' is no day written as YYYY-MM-DD; "
         "line 2, column joined: is empty; "
         "line 2, column left: '2026-02-30' is no day written as YYYY-MM-DD; "
         "line 2, column letter_of_intent: 'x' is no day written as YYYY-MM-DD"},
        {"12054000;A;A;;2019-01-01;2018-12-31;5;2024-12-31;2026-01-01;2025-12-31;;",
         "line 2, column valid_to: '2018-12-31' is not after valid_from, which is 2019-01-01; "
         "line 2, column left: '2025-12-31' is not after joined, which is 2026-01-01"},
        {"12054000;A;A;;2019-01-01;2019-01-01;5;2024-12-31;2026-01-01;2026-01-02;;",
         "line 2, column valid_to: '2019-01-01' is not after valid_from, which is 2019-01-01"},
        {"12054000;A;A;;2019-01-01;2019-01-02;5;2024-12-31;2026-01-01;2026-01-02;;", ""},
        {"12054000;A;A;;2019-01-01;;184.754;2024-12-31;2026-01-01;;;",
         "line 2, column population: '184.754' is no whole number from 1 to 100000000"},
        {"12054000;A;A;;2019-01-01;;0;2024-12-31;2026-01-01;;;",
         "line 2, column population: '0' is no whole number from 1 to 100000000"},
        {"12054000;A;A;;2019-01-01;;100000001;2024-12-31;2026-01-01;;;",
         "line 2, column population: '100000001' is no whole number from 1 to 100000000"},
        {"12054000;A;A;;2019-01-01;;-5;2024-12-31;2026-01-01;;;",
         "line 2, column population: '-5' is no whole number from 1 to 100000000"},
        {"12054000;A;A", "line 2: has 3 cells and the first line has 12"},
        {"12054000;A;A;;2019-01-01;;5;2024-12-31;2026-01-01;;;;",
         "line 2: has 13 cells and the first line has 12"},
        {"12054000;A;A;;2019-01-01;;5;2024-12-31;2026-01-01;;\"x",
         "line 2: This line opens a quotation mark that is not closed"},
    };

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        CLEANUP(memory_freep) char *file = memory_format("%s%s\n", HEADER, cases[i].line);

        expect_complaints(cases[i].line, file, cases[i].complaints);
    }
}

Test(roster, names_the_column_in_which_two_lines_contradict_each_other)
{
    static const struct {
        const char *line, *complaints;
    } cases[] = {
        {POTSDAM, "line 3: has the same key and days as line 2"},
        {"12054000;P;Potsdam;;2019-01-01;2030-01-01;5;2022-12-31;2026-01-01;;2025-11-03;",
         "line 3, column name: is not what line 2 says for the same key and valid_from; "
         "line 3, column official_name: is not what line 2 says for the same key and valid_from; "
         "line 3, column valid_to: is not what line 2 says for the same key and valid_from"},
        {"12054000;Neu;Neu;;2027-01-01;;184755;2024-12-31;2026-01-01;;2025-11-03;",
         "line 3, column population: is not what line 2 says for the same key and "
         "population_date"},
        {"12054000;Neu;Neu;;2027-01-01;;5;2022-12-31;2026-01-01;2027-01-01;;",
         "line 3, column left: is not what line 2 says for the same key and joined; "
         "line 3, column letter_of_intent: is not what line 2 says for the same key and joined"},
    };

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        CLEANUP(memory_freep)
        char *file = memory_format("%s%s%s\n", HEADER, POTSDAM, cases[i].line);

        expect_complaints(cases[i].line, file, cases[i].complaints);
    }
}

Test(roster, names_the_columns_that_are_wrong)
{
    expect_complaints("columns", "key;name;Population;name;parent\n12054000;A;5;A;\n",
                      "line 1, column Population: is no column of a roster; "
                      "line 1, column name: stands twice; "
                      "line 1, column official_name: is missing; "
                      "line 1, column valid_from: is missing; "
                      "line 1, column valid_to: is missing; "
                      "line 1, column population: is missing; "
                      "line 1, column population_date: is missing; "
                      "line 1, column joined: is missing; "
                      "line 1, column left: is missing; "
                      "line 1, column letter_of_intent: is missing");
    expect_complaints("nothing", "",
                      "file: has to have a line of columns and one for each key");
    expect_complaints("columns only", HEADER,
                      "file: has to have a line of columns and one for each key");
}

Test(roster, counts_lines_as_an_editor_does)
{
    expect_complaints("a cell of two lines",
                      HEADER "\n12054000;\"A\nB\";A;;2019-01-01;;5;2024-12-31;2026-01-01;;;\n"
                             "x;A;A;;2019-01-01;;5;2024-12-31;2026-01-01;;;\n",
                      "line 5, column key: 'x' is neither the 8 digits of a Gemeinde nor the 5 "
                      "of a Kreis");
}
