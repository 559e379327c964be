#include "common/date.h"

#include <stdlib.h>

#include "common/memory.h"
#include "tests/support/expect.h"

Test(date, accepts_days_that_exist)
{
    static const char *const cases[] = {
        "2026-01-01", "2026-12-31", "2024-02-29", "2000-02-29", "1000-01-01", "9999-12-31",
    };

    for (size_t i = 0; i < COUNT_OF(cases); i++)
        cr_expect(date_is_valid(cases[i]), "%s", cases[i]);
}

Test(date, refuses_everything_else)
{
    static const char *const cases[] = {
        "",           "2026",        "2026-1-1",    "26-01-01",
        "2026-00-01", "2026-13-01",  "2026-01-00",  "2026-01-32",
        "2026-06-31", "2026-02-29",  "1900-02-29",  "01.01.2026",
        "2026/01/01", "2026-01-01 ", " 2026-01-01", "2026-01-01T00:00:00Z",
        "0000-01-01", "-2026-01-01", "20260101",    "10000-01-01",
        "2026-01-+1", "2026-01- 1",  "tomorrow",
    };

    for (size_t i = 0; i < COUNT_OF(cases); i++)
        cr_expect(!date_is_valid(cases[i]), "'%s'", cases[i]);
}

Test(date, reads_well_in_both_languages)
{
    static const struct {
        const char *text, *de, *en;
    } cases[] = {
        {"2026-05-03", "03.05.2026", "3 May 2026"},
        {"2024-02-29", "29.02.2024", "29 February 2024"},
        {"2026-12-31", "31.12.2026", "31 December 2026"},
        {"2026-13-01", "2026-13-01", "2026-13-01"},
        {"", "", ""},
    };

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        CLEANUP(memory_freep) char *de = date_in_words(cases[i].text, LANGUAGE_DE);
        CLEANUP(memory_freep) char *en = date_in_words(cases[i].text, LANGUAGE_EN);

        cr_expect_str_eq(de, cases[i].de);
        cr_expect_str_eq(en, cases[i].en);
    }
}
