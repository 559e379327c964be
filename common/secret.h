#pragma once

/*
 * A secret that somebody carries in a link or a cookie: 256 bits as 43 characters of base64url.
 * Only its SHA-256 is ever stored, so what is stored opens nothing.
 */

#include <stdbool.h>

#include "common/compiler.h"
#include "common/digest.h"

#define SECRET_TEXT_SIZE 44 /* with the NUL */

/* Writes random bytes as a secret. */
void secret_print(const uint8_t random[DIGEST_SIZE], char out[SECRET_TEXT_SIZE]);

/* Whether the text has the form of one. */
bool secret_is_well_formed(const char *text) MUST_CHECK;

/* The hash that is stored, in hexadecimal. */
void secret_hash(const char *text, char out[DIGEST_HEX_SIZE]);

/* 32 bytes that nobody can compute who does not know the secret: HMAC-SHA-256. */
struct digest secret_derive(const char *secret, const char *purpose);
