#pragma once

/*
 * Lists of numbers and digests as PostgreSQL prints them (array_to_string() with a comma,
 * hexadecimal). False: the text is not what was stored.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/compiler.h"
#include "common/digest.h"

/* Exactly count numbers; the small ones have to fit. */
bool stored_numbers(const char *text, size_t count, int64_t *out) MUST_CHECK;
bool stored_small_numbers(const char *text, size_t count, uint8_t *out) MUST_CHECK;

bool stored_digest(const char *text, struct digest *out) MUST_CHECK;
