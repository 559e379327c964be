#include "common/charts/label.h"

#include "common/charts/scale.h"
#include "tests/support/expect.h"

static void expect_lines(const char *text, int64_t width, const char *expected)
{
    struct label label;
    char joined[512] = "";

    label_init(&label, text, width);
    for (size_t i = 0; i < label.count; i++) {
        cr_expect(label_width(label.lines[i]) <= width, "'%s' is too wide", label.lines[i]);
        strcat(joined, i > 0 ? "|" : "");
        strcat(joined, label.lines[i]);
    }
    expect_text(text, joined, expected);
    label_done(&label);
}

Test(label, breaks_between_words_and_inside_one_only_if_it_must)
{
    expect_lines("", 10000, "");
    expect_lines("Strategie", 10000, "Strategie");
    expect_lines("Strategie und Steuerung", 14000, "Strategie und|Steuerung");
    expect_lines("Nachbarschaft", 8000, "Nachbar-|schaft");
    expect_lines("äöüäöüäöü", 5000, "äöüä-|öüäöü");
    expect_lines("a b c d e f g h i j k l m n o p q r s t u v w x y z 1 2 3 4 5", 4000,
                 "a b|c d|e f g|h i j|k l|m…");
}

Test(scale, reads_numbers_as_a_release_writes_them)
{
    expect_number("2.4", chart_value_read("2.4").millionths, 2400000);
    expect_number("58", chart_value_read("58").millionths, 58000000);
    expect_number("0.0000123", chart_value_read("0.0000125").millionths, 13);
    expect_number("-3", chart_value_read("-3").millionths, 0);
    expect_number("huge", chart_value_read("99999999999999").millionths, CHART_NUMBER_MAX);
    cr_expect(!chart_value_read(NULL).is_there);
}

Test(scale, has_nice_ends)
{
    static const struct {
        const char *number, *maximum;
    } cases[] = {{"0", "0.001"}, {"0.0123", "0.02"}, {"1", "1"},        {"1.01", "2"},
                 {"12.3", "20"}, {"49", "50"},       {"12300", "20000"}};

    for (size_t i = 0; i < COUNT_OF(cases); i++)
        expect_number(cases[i].number,
                      chart_nice_maximum(chart_value_read(cases[i].number).millionths),
                      chart_value_read(cases[i].maximum).millionths);
    cr_expect(chart_nice_maximum(CHART_NUMBER_MAX) >= CHART_NUMBER_MAX);
}
