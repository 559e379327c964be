#include "common/token.h"

#include <string.h>

#include "tests/support/expect.h"

static const uint8_t ordinary[TOKEN_RANDOM_SIZE] = {
    0x00, 0x01, 0x02, 0x03, 0x04, 0x05, 0x06, 0x07, 0x08, 0x09, 0x0a,
    0x0b, 0x0c, 0x0d, 0x0e, 0x0f, 0x10, 0x11, 0x12, 0x13, 0x14, 0x15,
    0x16, 0x17, 0x18, 0x19, 0x1a, 0x1b, 0x1c, 0x1d, 0x1e, 0x1f,
};
static const uint8_t nothing[TOKEN_RANDOM_SIZE] = {0};

Test(token, spells_every_role_and_reads_it_back)
{
    static const enum role roles[] = {ROLE_MUNICIPALITY, ROLE_DIRECTOR, ROLE_OPERATOR};
    enum role role;

    for (size_t i = 0; i < COUNT_OF(roles); i++) {
        cr_assert(role_read(role_name(roles[i]), &role));
        expect_number(role_name(roles[i]), role, roles[i]);
    }
    cr_expect(!role_read("none", &role));
    cr_expect(!role_read("Director", &role));
    cr_expect(!role_read("", &role));
}

/* Computed with Python: int.from_bytes() with divmod() by 62, and zlib.crc32(). */
Test(token, prints_what_another_program_computes)
{
    static const struct {
        enum role role;
        const uint8_t *random;
        const char *text;
    } cases[] = {
        {ROLE_MUNICIPALITY, ordinary, "wok_municipality_flDIBkGwcRKRL9GXCgaFM3UNu2j4S1TTY"},
        {ROLE_DIRECTOR, ordinary, "wok_director_flDIBkGwcRKRL9GXCgaFM3UNu2j24J7Z0"},
        {ROLE_OPERATOR, nothing, "wok_operator_0000000000000000000000000001hmUDL"},
    };

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        char text[TOKEN_TEXT_MAX];

        token_print(cases[i].role, cases[i].random, text);
        expect_text(role_name(cases[i].role), text, cases[i].text);
        cr_expect(token_is_well_formed(text), "%s", text);
    }
}

/* The text is the number modulo 62^27, which is more than 2^160: no bit below that is lost. */
Test(token, each_of_160_random_bits_makes_another_token)
{
    static char texts[161][TOKEN_TEXT_MAX];
    uint8_t random[TOKEN_RANDOM_SIZE];

    for (size_t bit = 0; bit <= 160; bit++) {
        memcpy(random, ordinary, sizeof random);
        if (bit < 160)
            random[TOKEN_RANDOM_SIZE - 1 - bit / 8] ^= (uint8_t)(1U << bit % 8);
        token_print(ROLE_DIRECTOR, random, texts[bit]);
        for (size_t other = 0; other < bit; other++)
            cr_expect(strcmp(texts[bit], texts[other]) != 0, "%zu and %zu", bit, other);
    }
}

Test(token, tells_every_single_slip_from_a_token)
{
    char text[TOKEN_TEXT_MAX];
    size_t length;

    token_print(ROLE_MUNICIPALITY, ordinary, text);
    length = strlen(text);
    for (size_t i = 0; i < length; i++) {
        const char was = text[i];

        for (char slip = ' '; slip <= '~'; slip++) {
            text[i] = slip;
            cr_expect(slip == was || !token_is_well_formed(text), "%s", text);
        }
        text[i] = was;
    }
    cr_expect(token_is_well_formed(text));
}

Test(token, refuses_what_has_another_form)
{
    static const char *const cases[] = {
        "",
        "wok_",
        "wok_director_",
        "wok__000000000000000000000000000000000",
        "wok_director_00000000000000000000000000",
        "wok_none_00000000000000000000000000021BWnn",
        "wok_director_aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
    };

    for (size_t i = 0; i < COUNT_OF(cases); i++)
        cr_expect(!token_is_well_formed(cases[i]), "%s", cases[i]);
}

Test(token, is_stored_as_the_digest_of_its_text)
{
    const struct digest digest = token_digest("abc");
    char hex[DIGEST_HEX_SIZE];

    digest_print(&digest, hex);
    expect_text("abc", hex, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}
