#include "common/figures/coalition.h"

#include "common/compiler.h"
#include "tests/support/expect.h"

static void fill(struct participant *participants)
{
    static const struct participant all[] = {
        {.key = "09174137", .kind = MUNICIPALITY_GEMEINDE, .parent = "09174"},
        {.key = "12054000", .kind = MUNICIPALITY_GEMEINDE},
        {.key = "07333", .kind = MUNICIPALITY_KREIS},
        {.key = "09174", .kind = MUNICIPALITY_KREIS},
        {.key = "12070424", .kind = MUNICIPALITY_GEMEINDE, .parent = "12070"},
        {.key = "12070425", .kind = MUNICIPALITY_GEMEINDE, .parent = "12070"},
        {.key = "09174115", .kind = MUNICIPALITY_GEMEINDE, .parent = "09174"},
    };

    memcpy(participants, all, sizeof all);
}
#define PARTICIPANTS 7

static void expect_pools(bool knows_coalitions, const char *const *keys, const size_t *expected)
{
    struct participant participants[PARTICIPANTS];
    size_t pools[PARTICIPANTS];

    fill(participants);
    coalition_sort(participants, PARTICIPANTS, knows_coalitions, pools);
    for (size_t i = 0; i < PARTICIPANTS; i++) {
        expect_text("key", participants[i].key, keys[i]);
        expect_number(keys[i], pools[i], expected[i]);
    }
}

/* The Kreis 12070 does not take part, so its towns do not know each other's answers. */
Test(coalition, is_a_kreis_that_takes_part_with_its_towns)
{
    static const char *const keys[] = {"07333",    "09174",    "09174115", "09174137",
                                       "12054000", "12070424", "12070425"};
    static const size_t pools[] = {0, 1, 1, 1, 2, 3, 4};
    static const size_t alone[] = {0, 1, 2, 3, 4, 5, 6};

    expect_pools(true, keys, pools);
    expect_pools(false, keys, alone);
}

Test(coalition, of_nobody_is_fine)
{
    struct participant nobody[1];
    size_t pools[1] = {9};

    coalition_sort(nobody, 0, true, pools);
    expect_number("untouched", pools[0], 9);
}
