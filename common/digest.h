#pragma once

/*
 * SHA-256 (FIPS 180-4), by libcrypto.
 */

#include <stddef.h>
#include <stdint.h>

#define DIGEST_SIZE     32
#define DIGEST_HEX_SIZE 65 /* with the NUL */

struct digest {
    uint8_t bytes[DIGEST_SIZE];
};

struct digest digest_of(const void *bytes, size_t size);

/* In lower-case hexadecimal, with a NUL. */
void digest_print(const struct digest *digest, char out[DIGEST_HEX_SIZE]);
