#pragma once

/*
 * Access tokens: wok_<role>_<27 characters of base 62><6 characters CRC-32>, 160 random bits.
 * Only the SHA-256 of the whole text is stored. The checksum lets a typing mistake be told from
 * a revoked token without asking the database, and lets scanners find leaked ones.
 */

#include <stdbool.h>
#include <stdint.h>

#include "common/compiler.h"
#include "common/digest.h"

#define TOKEN_RANDOM_SIZE 32 /* bytes of randomness that token_print() wants */
#define TOKEN_TEXT_MAX    64 /* with the NUL */

enum role { ROLE_NONE, ROLE_MUNICIPALITY, ROLE_DIRECTOR, ROLE_OPERATOR };

/* "municipality", "director", "operator"; as the token and the database spell it. */
const char *role_name(enum role role);
bool role_read(const char *name, enum role *out) MUST_CHECK;

/* Writes a token from random bytes. */
void token_print(enum role role, const uint8_t random[TOKEN_RANDOM_SIZE],
                 char out[TOKEN_TEXT_MAX]);

/* Whether the text has the form of a token and its checksum is right. */
bool token_is_well_formed(const char *text) MUST_CHECK;

struct digest token_digest(const char *text);
