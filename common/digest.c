#include "common/digest.h"

#include <assert.h>
#include <openssl/sha.h>

_Static_assert(DIGEST_SIZE == SHA256_DIGEST_LENGTH, "SHA-256 has 32 bytes");

struct digest digest_of(const void *bytes, size_t size)
{
    struct digest digest;
    const uint8_t *result = SHA256(bytes, size, digest.bytes);

    assert(result == digest.bytes);
    return digest;
}

void digest_print(const struct digest *digest, char out[DIGEST_HEX_SIZE])
{
    static const char hex[] = "0123456789abcdef";

    for (size_t i = 0; i < DIGEST_SIZE; i++) {
        out[2 * i] = hex[digest->bytes[i] >> 4];
        out[2 * i + 1] = hex[digest->bytes[i] & 15];
    }
    out[DIGEST_HEX_SIZE - 1] = '\0';
}
