#include "common/figures/values_digest.h"

#include "tests/support/programme.h"

static const struct invented two[] = {
    {"AAA.1.01", "level", "higher", 0},
    {"AAA.1.02", "share", "higher", 1},
};

static struct digest digest_of_all(const struct programme *programme)
{
    return release_values_digest(programme->contributions, programme->count,
                                 programme->edition);
}

static bool is_same(struct digest left, struct digest right)
{
    return memcmp(left.bytes, right.bytes, DIGEST_SIZE) == 0;
}

/* Worked out with Python's hashlib and struct. */
Test(values_digest, gives_what_its_definition_says)
{
    CLEANUP(programme_freep) struct programme *programme = programme_new(two, COUNT_OF(two), 2);
    char hex[DIGEST_HEX_SIZE];
    struct digest digest;

    programme_answer(programme, 0, 0, 3);
    programme_answer(programme, 0, 1, 375);
    programme_answer(programme, 1, 1, -2);
    digest = digest_of_all(programme);
    digest_print(&digest, hex);
    expect_text("digest", hex,
                "1db522bcd30c1aa05d5d0e96814f615d795f1352f556aef7ace2d4661537ec06");
}

Test(values_digest, changes_with_every_value_and_state_but_not_with_the_order)
{
    CLEANUP(programme_freep) struct programme *programme = programme_new(two, COUNT_OF(two), 5);
    const size_t cells = programme->count * programme->indicators;
    struct contribution first;
    unsigned seed = 4;
    struct digest before;

    programme_fill(programme, &seed);
    before = digest_of_all(programme);
    for (size_t i = 0; i < cells; i++) {
        programme->values[i] ^= 1;
        cr_expect(!is_same(digest_of_all(programme), before), "value %zu", i);
        programme->values[i] ^= 1;
        programme->states[i] ^= 1;
        cr_expect(!is_same(digest_of_all(programme), before), "state %zu", i);
        programme->states[i] ^= 1;
    }
    first = programme->contributions[0];
    programme->contributions[0] = programme->contributions[3];
    programme->contributions[3] = first;
    cr_expect(is_same(digest_of_all(programme), before), "order");
    programme->contributions[3].version++;
    cr_expect(!is_same(digest_of_all(programme), before), "version");
}
