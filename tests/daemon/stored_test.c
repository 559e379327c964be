#include "daemon/stored.h"

#include "common/compiler.h"
#include "tests/support/expect.h"

Test(stored, reads_exactly_as_many_numbers_as_there_have_to_be)
{
    static const struct {
        const char *text;
        size_t count;
        bool is_fine, is_small;
    } cases[] = {
        {"1,2,3", 3, true, true},  {"-9223372036854775808,0", 2, true, false},
        {"255", 1, true, true},    {"256", 1, true, false},
        {"-1", 1, true, false},    {"", 0, true, true},
        {"1,2", 3, false, false},  {"1,2,3,4", 3, false, false},
        {"1,,3", 3, false, false}, {"1,2,", 2, false, false},
        {"1;2", 2, false, false},  {"NULL,1", 2, false, false},
    };

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        int64_t numbers[4];
        uint8_t small[4];

        expect_number(cases[i].text, stored_numbers(cases[i].text, cases[i].count, numbers),
                      cases[i].is_fine);
        expect_number(cases[i].text, stored_small_numbers(cases[i].text, cases[i].count, small),
                      cases[i].is_small);
    }
}

Test(stored, keeps_the_numbers_in_their_order)
{
    int64_t numbers[3];

    cr_assert(stored_numbers("7,-12,9223372036854775807", 3, numbers), "numbers");
    expect_number("first", numbers[0], 7);
    expect_number("second", numbers[1], -12);
    expect_number("third", numbers[2], INT64_MAX);
}

#define HEX "0001020304050607080910111213141516171819202122232425262728293031"

Test(stored, reads_a_digest_of_exactly_its_length)
{
    struct digest digest;

    cr_expect(stored_digest(HEX, &digest), "64 digits");
    expect_number("last", digest.bytes[31], 0x31);
    cr_expect(!stored_digest(HEX "00", &digest), "too long");
    cr_expect(!stored_digest("0102", &digest), "too short");
    cr_expect(!stored_digest("x" HEX, &digest), "no hexadecimal");
}
