#include "daemon/stored.h"

#include <openssl/crypto.h>
#include <stdlib.h>

/* Reads the number at *at and moves to the next one; is_last: the text ends behind it. */
static bool next_number(const char **at, bool is_last, int64_t *out)
{
    char *end;

    *out = strtoll(*at, &end, 10);
    if (end == *at || *end != (is_last ? '\0' : ','))
        return false;
    *at = end + 1;
    return true;
}

bool stored_numbers(const char *text, size_t count, int64_t *out)
{
    for (size_t i = 0; i < count; i++)
        if (!next_number(&text, i + 1 == count, &out[i]))
            return false;
    return true;
}

bool stored_small_numbers(const char *text, size_t count, uint8_t *out)
{
    for (size_t i = 0; i < count; i++) {
        int64_t number;

        if (!next_number(&text, i + 1 == count, &number) || number < 0 || number > UINT8_MAX)
            return false;
        out[i] = (uint8_t)number;
    }
    return true;
}

bool stored_digest(const char *text, struct digest *out)
{
    size_t size = 0;

    return OPENSSL_hexstr2buf_ex(out->bytes, DIGEST_SIZE, &size, text, '\0') == 1 &&
           size == DIGEST_SIZE;
}
