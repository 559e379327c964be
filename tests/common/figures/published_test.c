#include "common/figures/published.h"

#include <stdlib.h>

#include "common/compiler.h"
#include "common/memory.h"
#include "tests/support/expect.h"

Test(published, compares_and_subtracts_exactly_whatever_the_places)
{
    static const struct {
        const char *left, *right;
        int order;
        const char *difference;
    } cases[] = {
        {"2.4", "2.4", 0, "0.0"},
        {"9", "17", -1, "-8"},
        {"17", "9", 1, "8"},
        {"-0.5", "0.5", -1, "-1.0"},
        {"-3", "-4", 1, "1"},
        {"2.0", "2", 0, "0.0"},
        {"0.0123", "1.23", -1, "-1.2177"},
        {"12300", "0.0000000930", 1, "12299.9999999070"},
        {"100", "99.95", 1, "0.05"},
    };

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        const struct published left = published_read(cases[i].left);
        const struct published right = published_read(cases[i].right);
        CLEANUP(memory_freep) char *difference = published_subtract(left, right);

        expect_number(cases[i].left, published_compare(left, right), cases[i].order);
        expect_number(cases[i].right, published_compare(right, left), -cases[i].order);
        expect_text(cases[i].left, difference, cases[i].difference);
    }
}
