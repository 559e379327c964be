#include "common/memory.h"
#include "common/read/cell.h"
#include "tests/support/expect.h"

Test(cell_day, takes_a_day_only_with_all_of_its_year)
{
    static const struct {
        const char *text, *day;
    } cases[] = {
        {"31.3.2027", "2027-03-31"},
        {"31.03.2027", "2027-03-31"},
        {"31.02.2027", "2027-02-31"},
        {"31.03.27", "31.03.27"},
        {"1.1.0", "1.1.0"},
        {"31.03.2027 ", "31.03.2027 "},
        {"2027-03-31", "2027-03-31"},
        {"bald", "bald"},
        {"", ""},
    };

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        CLEANUP(memory_freep) char *day = cell_day(cases[i].text);

        cr_expect_str_eq(day, cases[i].day);
    }
}
