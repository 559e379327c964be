#pragma once

/*
 * The disclosure key: a secret of the installation by which some figures are withheld at random
 * (DISCLOSURE.md, rule 3). Whoever knows it can tell those from figures that are withheld
 * because the answers are nearly alike. All releases of a round have to be made with the same
 * one, or none can be computed again.
 *
 * A file of at least 32 random bytes: as they are, or in hexadecimal with white space around
 * (what `weltoffenctl key create` writes).
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/compiler.h"
#include "common/error.h"

#define DISCLOSURE_KEY_BYTES_MAX 1024

struct disclosure_key {
    uint8_t bytes[DISCLOSURE_KEY_BYTES_MAX];
    size_t size; /* at least DISCLOSURE_KEY_SIZE */
};

/* ERROR_MISSING if there is no such file, saying how to make one; ERROR_INVALID if it is none.
 */
bool disclosure_key_read(const char *path, struct disclosure_key *out, struct error *error)
    MUST_CHECK;

/* Writes a new key to a file that does not exist yet, for its owner only. */
bool disclosure_key_create(const char *path, struct error *error) MUST_CHECK;

/* Overwrites the secret. */
void disclosure_key_done(struct disclosure_key *self);
DEFINE_CLEANUP_INSIDE(struct disclosure_key, disclosure_key_done)
