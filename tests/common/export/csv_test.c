#include "common/export/csv.h"

#include "tests/support/expect.h"

Test(csv, quotes_and_guards_texts)
{
    static const struct {
        const char *text;
        const char *machine, *excel;
    } cases[] = {
        {"plain", "plain", "plain"},
        {"", "", ""},
        {"a,b", "\"a,b\"", "a,b"},
        {"a;b", "a;b", "\"a;b\""},
        {"say \"so\"", "\"say \"\"so\"\"\"", "\"say \"\"so\"\"\""},
        {"two\nlines", "\"two\nlines\"", "\"two\nlines\""},
        {"two\rlines", "\"two\rlines\"", "\"two\rlines\""},
        {"=1+1", "'=1+1", "'=1+1"},
        {"+1", "'+1", "'+1"},
        {"-1", "'-1", "'-1"},
        {"@SUM(A1)", "'@SUM(A1)", "'@SUM(A1)"},
        {"\tx", "'\tx", "'\tx"},
        {"\r=1", "\"'\r=1\"", "\"'\r=1\""},
        {"=A1,\"x\"", "\"'=A1,\"\"x\"\"\"", "\"'=A1,\"\"x\"\"\""},
        {"1=1", "1=1", "1=1"},
    };

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        CLEANUP(bytes_donep) struct bytes machine = {0}, excel = {0};
        struct csv comma = {.out = &machine, .separator = ',', .decimal_point = '.'};
        struct csv semicolon = {.out = &excel, .separator = ';', .decimal_point = ','};

        csv_add_text(&comma, cases[i].text);
        csv_end_line(&comma);
        csv_add_text(&semicolon, cases[i].text);
        csv_end_line(&semicolon);
        machine.data[machine.size - 2] = '\0';
        excel.data[excel.size - 2] = '\0';
        expect_text(cases[i].text, machine.data, cases[i].machine);
        expect_text(cases[i].text, excel.data, cases[i].excel);
    }
}

Test(csv, leaves_numbers_as_they_are_but_for_the_decimal_point)
{
    static const struct {
        const char *json;
        const char *machine, *excel;
    } cases[] = {
        {"[\"2.4\"]", "2.4", "2,4"}, {"[\"-0.25\"]", "-0.25", "-0,25"},
        {"[\"-3\"]", "-3", "-3"},    {"[0]", "0", "0"},
        {"[1200]", "1200", "1200"},  {"[]", "", ""},
    };

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        CLEANUP(bytes_donep) struct bytes machine = {0}, excel = {0};
        struct csv comma = {.out = &machine, .separator = ',', .decimal_point = '.'};
        struct csv semicolon = {.out = &excel, .separator = ';', .decimal_point = ','};
        json_t *list = json_loads(cases[i].json, 0, NULL);

        csv_add_number(&comma, json_array_get(list, 0));
        csv_end_line(&comma);
        csv_add_number(&semicolon, json_array_get(list, 0));
        csv_end_line(&semicolon);
        machine.data[machine.size - 2] = '\0';
        excel.data[excel.size - 2] = '\0';
        expect_text(cases[i].json, machine.data, cases[i].machine);
        expect_text(cases[i].json, excel.data, cases[i].excel);
        json_decref(list);
    }
}

Test(csv, separates_cells_and_ends_lines)
{
    CLEANUP(bytes_donep) struct bytes bytes = {0};
    struct csv csv = {.out = &bytes, .separator = ';', .decimal_point = ','};

    csv_add_text(&csv, "a");
    csv_add_number(&csv, NULL);
    csv_add_text(&csv, "");
    csv_end_line(&csv);
    csv_add_text(&csv, "b");
    csv_end_line(&csv);
    expect_text("table", bytes.data, "a;;\r\nb\r\n");
}
