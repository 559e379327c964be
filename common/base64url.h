#pragma once

/*
 * Base64 with the alphabet of URLs and without padding (RFC 4648, section 5; RFC 7515).
 */

#include <stddef.h>

#include "common/compiler.h"

/* For the caller to free. */
char *base64url_print(const void *bytes, size_t size) MUST_CHECK;

/*
 * The bytes, with a NUL behind them, for the caller to free; NULL when the text is not what
 * base64url_print() writes for them, so that there is one text for given bytes.
 */
void *base64url_read(const char *text, size_t *size) MUST_CHECK;
