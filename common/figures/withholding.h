#pragma once

/*
 * Which figures are withheld at random (DISCLOSURE.md, rule 3): one in twenty, by a keyed hash,
 * so that nobody without the key can tell, every computation of the release agrees, and every
 * release chooses anew.
 *
 * HMAC-SHA-256 (RFC 2104) over "ROUND|RELEASE|SUBJECT|GROUP"; its first eight bytes, as a
 * big-endian number, are a multiple of twenty.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct withholding {
    const uint8_t *key; /* borrowed */
    size_t key_size;
    const char *round;
    int release;
};

bool withholding_draws(const struct withholding *self, const char *subject, const char *group);
