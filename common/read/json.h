#pragma once

/*
 * Reads a self-check in JSON (RFC 8259), the form that API.md calls "the document".
 *
 * Numbers are carried as they were written, so what a double would have rounded is still seen
 * (measured of jansson 2.14: small exponents become 0 and long decimals are rounded).
 */

#include <stddef.h>

#include "common/answers.h"
#include "common/error.h"
#include "common/finding.h"
#include "common/read/upload.h"

#define READ_JSON_DEPTH_MAX 8 /* nesting; a self-check needs three */
#define READ_JSON_MEMBERS_MAX \
    20000 /* commas and colons; keeps jansson's memory within bounds */

/*
 * Reads the bytes. What has the wrong shape (a member that is unknown, a list where an object
 * has to be) is added to findings; the rest is still read.
 *
 * NULL with ERROR_INVALID and the fault when the bytes are no JSON at all: bad UTF-8, a NUL, a
 * member that stands twice, nesting or size beyond the bounds above.
 */
struct answers *read_json(const char *bytes, size_t size, struct findings *findings,
                          struct read_fault *fault, struct error *error) MUST_CHECK;
