#pragma once

/*
 * Bytes as PostgreSQL writes a bytea in text.
 */

#include <stddef.h>

#include "common/compiler.h"

/* "\x0a1b", for the caller to free. */
char *bytea_print(const void *bytes, size_t size) MUST_CHECK;

/* The bytes of such a text, with a NUL behind the last; for the caller to free. */
char *bytea_read(const char *literal, size_t *size) MUST_CHECK;
