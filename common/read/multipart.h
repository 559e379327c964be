#pragma once

/*
 * "multipart/form-data" (RFC 7578, RFC 2046): how browsers send a form with a file.
 *
 * Only what browsers send is read: parts between delimiters at the beginning of lines that end
 * with CR LF, each with one Content-Disposition, fields without a charset of their own in
 * UTF-8, and at most one file. Everything else is refused rather than guessed at.
 */

#include <stdbool.h>
#include <stddef.h>

#include "common/compiler.h"
#include "common/error.h"
#include "common/read/form_data.h"

#define MULTIPART_PARTS_MAX    FORM_FIELDS_MAX
#define MULTIPART_HEADER_MAX   2048  /* bytes of one part's header */
#define MULTIPART_NAME_MAX     100   /* bytes of a field's name */
#define MULTIPART_VALUE_MAX    65536 /* bytes of a field's value */
#define MULTIPART_BOUNDARY_MAX 70    /* RFC 2046, 5.1.1 */

/*
 * Reads a body of this Content-Type. The file's bytes stay where they are: the form borrows
 * them. ERROR_INVALID, with what is wrong for the log.
 */
bool multipart_read(const char *content_type, const char *bytes, size_t size,
                    struct form_data **out, struct error *error) MUST_CHECK;
