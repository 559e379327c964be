#include "common/token.h"

#include <assert.h>
#include <stddef.h>
#include <string.h>
#include <zlib.h>

#define RANDOM_DIGITS   27 /* 62^27 is a little more than 2^160 */
#define CHECKSUM_DIGITS 6  /* 62^6 is more than 2^32 */
#define BASE            62

static const char prefix[] = "wok_";
static const char alphabet[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
_Static_assert(sizeof alphabet == BASE + 1, "one character for each digit");

static const enum role roles[] = {ROLE_MUNICIPALITY, ROLE_DIRECTOR, ROLE_OPERATOR};

const char *role_name(enum role role)
{
    switch (role) {
    case ROLE_NONE:
        return "none";
    case ROLE_MUNICIPALITY:
        return "municipality";
    case ROLE_DIRECTOR:
        return "director";
    case ROLE_OPERATOR:
        return "operator";
    }
    return "unknown";
}

bool role_read(const char *name, enum role *out)
{
    for (size_t i = 0; i < COUNT_OF(roles); i++) {
        if (strcmp(role_name(roles[i]), name) == 0) {
            *out = roles[i];
            return true;
        }
    }
    return false;
}

/* Divides the number, most significant byte first, by 62 and returns the remainder. */
static unsigned divide_by_base(uint8_t *number, size_t size)
{
    unsigned rest = 0;

    for (size_t i = 0; i < size; i++) {
        rest = rest << 8 | number[i];
        number[i] = (uint8_t)(rest / BASE);
        rest %= BASE;
    }
    return rest;
}

/* The checksum of what precedes it, most significant digit first. */
static void checksum_print(const char *text, size_t size, char digits[CHECKSUM_DIGITS])
{
    unsigned long checksum = crc32_z(0, (const Bytef *)text, size);

    for (size_t i = CHECKSUM_DIGITS; i-- > 0;) {
        digits[i] = alphabet[checksum % BASE];
        checksum /= BASE;
    }
}

void token_print(enum role role, const uint8_t random[TOKEN_RANDOM_SIZE],
                 char out[TOKEN_TEXT_MAX])
{
    uint8_t number[TOKEN_RANDOM_SIZE];
    char checksum[CHECKSUM_DIGITS];
    char *end = out;

    assert(role != ROLE_NONE);
    end = stpcpy(end, prefix);
    end = stpcpy(end, role_name(role));
    *end++ = '_';

    /* The last 27 of the 43 digits of a 256-bit number are uniform to within 2^-95. */
    memcpy(number, random, sizeof number);
    for (size_t i = 0; i < RANDOM_DIGITS; i++)
        *end++ = alphabet[divide_by_base(number, sizeof number)];

    checksum_print(out, (size_t)(end - out), checksum);
    end = mempcpy(end, checksum, sizeof checksum);
    *end = '\0';
}

/* What stands behind "wok_<role>_", or NULL. */
static const char *after_role(const char *text)
{
    if (strncmp(text, prefix, strlen(prefix)) != 0)
        return NULL;
    text += strlen(prefix);
    for (size_t i = 0; i < COUNT_OF(roles); i++) {
        const size_t length = strlen(role_name(roles[i]));

        if (strncmp(text, role_name(roles[i]), length) == 0 && text[length] == '_')
            return text + length + 1;
    }
    return NULL;
}

bool token_is_well_formed(const char *text)
{
    const char *digits = after_role(text);
    char checksum[CHECKSUM_DIGITS];

    if (digits == NULL || strspn(digits, alphabet) != RANDOM_DIGITS + CHECKSUM_DIGITS ||
        digits[RANDOM_DIGITS + CHECKSUM_DIGITS] != '\0')
        return false;

    digits += RANDOM_DIGITS;
    checksum_print(text, (size_t)(digits - text), checksum);
    return memcmp(checksum, digits, sizeof checksum) == 0;
}

struct digest token_digest(const char *text)
{
    return digest_of(text, strlen(text));
}
