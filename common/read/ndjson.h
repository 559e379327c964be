#pragma once

/*
 * One line of a file with many self-checks: {"municipality": "12054000", "document": {...}}.
 *
 * The document is found, not rebuilt: what is handed in are the very bytes of the line, so that
 * no number in it is rounded.
 */

#include <stddef.h>

#include "common/compiler.h"
#include "common/error.h"

#define NDJSON_KEY_SIZE 16 /* with the NUL; longer than any key */

struct ndjson_line {
    char municipality[NDJSON_KEY_SIZE]; /* not checked any further */
    const char *document;               /* in the line */
    size_t size;
};

/* ERROR_INVALID when the line is anything but that; municipality is set if it could be read. */
bool ndjson_read(const char *line, size_t size, struct ndjson_line *out, struct error *error)
    MUST_CHECK;
