#include "common/decimal.h"

#include <stdlib.h>

#include "common/memory.h"
#include "tests/support/expect.h"

Test(decimal, reads_exactly_what_was_written)
{
    static const struct {
        const char *text;
        int places;
        int64_t value;
    } cases[] = {
        {"0", 0, 0},
        {"-0", 3, 0},
        {"7", 0, 7},
        {"007", 0, 7},
        {"-12.5", 3, -12500},
        {"4.5", 1, 45},
        {"4.50000000000000000000", 1, 45},
        {"0.001", 3, 1},
        {"0000000000000000000000.25", 2, 25},
        {"999999999999999", 3, 999999999999999000},
        {"999999999999.999", 3, 999999999999999},
        {"-999999999999999", 0, -999999999999999},
    };

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        int64_t value = -1;

        expect_number(cases[i].text, decimal_read(cases[i].text, cases[i].places, &value),
                      DECIMAL_FINE);
        expect_number(cases[i].text, value, cases[i].value);
    }
}

Test(decimal, says_why_it_cannot_read_a_text)
{
    static const struct {
        const char *text;
        int places;
        enum decimal_fault fault;
    } cases[] = {
        {"", 0, DECIMAL_NO_NUMBER},
        {"-", 0, DECIMAL_NO_NUMBER},
        {"+1", 0, DECIMAL_NO_NUMBER},
        {"--1", 0, DECIMAL_NO_NUMBER},
        {".5", 1, DECIMAL_NO_NUMBER},
        {"5.", 1, DECIMAL_NO_NUMBER},
        {"1,5", 1, DECIMAL_NO_NUMBER},
        {"1.2.3", 3, DECIMAL_NO_NUMBER},
        {" 1", 0, DECIMAL_NO_NUMBER},
        {"1 ", 0, DECIMAL_NO_NUMBER},
        {"0x10", 0, DECIMAL_NO_NUMBER},
        {"nan", 0, DECIMAL_NO_NUMBER},
        {"1e", 0, DECIMAL_NO_NUMBER},
        {"1e+", 0, DECIMAL_NO_NUMBER},
        {"e5", 0, DECIMAL_NO_NUMBER},
        {"1e5x", 0, DECIMAL_NO_NUMBER},
        {"1e5", 0, DECIMAL_EXPONENT},
        {"-1.25E+2", 0, DECIMAL_EXPONENT},
        {"1e-400", 3, DECIMAL_EXPONENT},
        {"1000000000000000", 0, DECIMAL_TOO_MANY_DIGITS},
        {"100000000000000.5", 1, DECIMAL_TOO_MANY_DIGITS},
        {"99999999999999999999999999", 0, DECIMAL_TOO_MANY_DIGITS},
        {"1.5", 0, DECIMAL_TOO_MANY_PLACES},
        {"0.0001", 3, DECIMAL_TOO_MANY_PLACES},
        {"0.33333333333333331483", 3, DECIMAL_TOO_MANY_PLACES},
    };

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        int64_t value = -1;

        expect_number(cases[i].text, decimal_read(cases[i].text, cases[i].places, &value),
                      cases[i].fault);
        expect_number(cases[i].text, value, -1);
    }
}

Test(decimal, knows_the_powers_of_ten)
{
    expect_number("0", decimal_power(0), 1);
    expect_number("3", decimal_power(3), 1000);
    expect_number("18", decimal_power(18), 1000000000000000000);
}

Test(decimal, divides_and_rounds_half_away_from_zero)
{
    static const struct {
        const char *name;
        int64_t numerator, denominator, quotient;
    } cases[] = {
        {"nothing to round", 12, 4, 3},
        {"below half", 7, 5, 1},
        {"half", 5, 2, 3},
        {"above half", 8, 5, 2},
        {"below half, odd", 1, 3, 0},
        {"above half, odd", 2, 3, 1},
        {"negative, below", -7, 5, -1},
        {"negative half", -5, 2, -3},
        {"negative, above", -8, 5, -2},
        {"minus a half", -1, 2, -1},
        {"zero", 0, 9, 0},
        {"the largest", INT64_MAX, 1, INT64_MAX},
        {"the smallest", INT64_MIN, 1, INT64_MIN},
    };

    for (size_t i = 0; i < COUNT_OF(cases); i++)
        expect_number(cases[i].name, decimal_divide(cases[i].numerator, cases[i].denominator),
                      cases[i].quotient);
    expect_number("wider than 64 bits",
                  decimal_divide((wide)INT64_MAX * 1000000007, (wide)1000000007 * 2),
                  INT64_MAX / 2 + 1);
}

Test(decimal, prints_with_a_fixed_number_of_places)
{
    static const struct {
        int64_t value;
        int places;
        const char *text;
    } cases[] = {
        {24, 1, "2.4"},
        {0, 0, "0"},
        {0, 2, "0.00"},
        {5, 3, "0.005"},
        {-5, 3, "-0.005"},
        {-12500, 3, "-12.500"},
        {1000, 0, "1000"},
        {-7, 0, "-7"},
        {INT64_MIN, 0, "-9223372036854775808"},
        {INT64_MIN, 18, "-9.223372036854775808"},
        {INT64_MAX, 3, "9223372036854775.807"},
    };

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        CLEANUP(memory_freep) char *text = decimal_print(cases[i].value, cases[i].places);

        expect_text("value", text, cases[i].text);
    }
}

Test(decimal, prints_three_significant_digits)
{
    static const struct {
        int64_t numerator, denominator;
        const char *text;
    } cases[] = {
        {123, 10000, "0.0123"},
        {123, 100, "1.23"},
        {123, 10, "12.3"},
        {123, 1, "123"},
        {12345, 1, "12300"},
        {0, 7, "0"},
        {1, 1, "1.00"},
        {1, 2, "0.500"},
        {1, 3, "0.333"},
        {2, 3, "0.667"},
        {12350, 1, "12400"},
        {1235, 1000, "1.24"},
        {9994, 1000, "9.99"},
        {9995, 1000, "10.0"},
        {99950, 1, "100000"},
        {999500, 1000, "1000"},
        {-1235, 1000, "-1.24"},
        {-12345, 1, "-12300"},
        {100, 1, "100"},
        {1000, 1, "1000"},
        {INT64_MAX, 1, "9220000000000000000"},
        {1, INT64_MAX, "0.000000000000000000108"},
    };

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        CLEANUP(memory_freep)
        char *text = decimal_print_significant(cases[i].numerator, cases[i].denominator);

        expect_text("value", text, cases[i].text);
    }
}
