#pragma once

/*
 * A receipt: what was received and when, for the municipality to keep. It exists only for what
 * is committed.
 */

#include <stddef.h>
#include <stdint.h>

#include <jansson.h>

#include "common/compiler.h"
#include "common/digest.h"

struct receipt {
    const char *round;
    const char *municipality;
    const char *edition;
    int version;           /* from 1 */
    int64_t received_at;   /* when the last byte arrived: microseconds since 1970, UTC */
    size_t bytes;          /* of the file as received */
    struct digest sha256;  /* of the file as received */
    struct digest content; /* of the canonical form */
    const struct digest *previous; /* of the receipt before, of this round; or NULL */
    const char *key_id; /* of the key that signs it (jws.h); NULL: it is not signed */
};

/*
 * ROUND-KEY-VERSION-CHECK with four check characters over the rest (base 32 after Crockford,
 * from the SHA-256 of what precedes them), so a slip of the pen is noticed. For the caller to
 * free.
 */
char *receipt_number(const char *round, const char *municipality, int version) MUST_CHECK;

/* The object "receipt" of API.md. What is signed is its canonical form, byte for byte. */
json_t *receipt_to_json(const struct receipt *receipt) MUST_CHECK;

/* The SHA-256 of a receipt: over its canonical form (content_print() in self_check.h). */
struct digest receipt_digest(const json_t *receipt);
