#include "common/figures/withholding.h"

#include "common/compiler.h"
#include "common/figures/disclosure.h"
#include "common/memory.h"
#include "tests/support/expect.h"

/* The bytes 0, 1, 2, ... */
static const uint8_t *key(void)
{
    static uint8_t bytes[DISCLOSURE_KEY_SIZE];

    for (size_t i = 0; i < sizeof bytes; i++)
        bytes[i] = (uint8_t)i;
    return bytes;
}

/* Computed with Python's hmac module. */
Test(withholding, draws_what_the_keyed_hash_says)
{
    static const struct {
        const char *round;
        int release;
        const char *subject, *group;
        bool is_drawn;
    } cases[] = {
        {"2026", 1, "STR.1#measures", "land-05", true},
        {"2026", 1, "STR.1#measures", "seaside", false},
        {"2026-probe", 2, "STR.4.01", "land-05", true},
        {"2026-probe", 2, "STR.4.01", "seaside", false},
        {"2026-probe", 17, "KOM.1.02", "land-05", true},
        {"2026-probe", 17, "KOM.1.02", "seaside", false},
        {"2026-probe", 17, "STR.4.01", "seaside", true},
    };

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        const struct withholding withholding = {key(), DISCLOSURE_KEY_SIZE, cases[i].round,
                                                cases[i].release};

        cr_expect(withholding_draws(&withholding, cases[i].subject, cases[i].group) ==
                      cases[i].is_drawn,
                  "%s|%d|%s|%s", cases[i].round, cases[i].release, cases[i].subject,
                  cases[i].group);
    }
}

/* How many of 2,000 figures of a release are drawn, and how many of them in another as well. */
static void count_drawn(const struct withholding *one, const struct withholding *other,
                        size_t *drawn, size_t *in_both)
{
    *drawn = 0;
    *in_both = 0;
    for (int i = 0; i < 2000; i++) {
        CLEANUP(memory_freep) char *subject = memory_format("AAA.1.%04d", i);
        const bool is_drawn = withholding_draws(one, subject, "all");

        *drawn += is_drawn ? 1 : 0;
        *in_both += is_drawn && withholding_draws(other, subject, "all") ? 1 : 0;
    }
}

Test(withholding, draws_one_in_twenty_and_anew_in_every_release)
{
    static const uint8_t another_key[DISCLOSURE_KEY_SIZE] = {7};
    const struct withholding one = {key(), DISCLOSURE_KEY_SIZE, "2026", 1};
    const struct withholding others[] = {
        {key(), DISCLOSURE_KEY_SIZE, "2026", 2},
        {key(), DISCLOSURE_KEY_SIZE, "2027", 1},
        {another_key, DISCLOSURE_KEY_SIZE, "2026", 1},
    };

    for (size_t i = 0; i < COUNT_OF(others); i++) {
        size_t drawn, in_both;

        count_drawn(&one, &others[i], &drawn, &in_both);
        cr_expect(drawn > 70 && drawn < 130, "%zu drawn", drawn);
        cr_expect(in_both < 20, "%zu in both", in_both);
        count_drawn(&others[i], &one, &drawn, &in_both);
        cr_expect(drawn > 70 && drawn < 130, "%zu drawn", drawn);
    }
}
