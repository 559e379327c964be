#pragma once

/*
 * Bytes of a text file as UTF-8, whatever program wrote them.
 *
 * A byte order mark decides first (UTF-8, UTF-16), then the charset the sender names. Without
 * either, bytes that are valid UTF-8 are UTF-8 and all others Windows-1252, which is what
 * German spreadsheets write. Nothing is guessed beyond that, nothing is replaced: a byte that
 * means nothing in its charset (81 8D 8F 90 9D in Windows-1252, a lone surrogate) is refused,
 * and so is NUL.
 */

#include <stddef.h>

#include "common/compiler.h"
#include "common/error.h"
#include "common/read/upload.h"

/*
 * The charset of this name (case ignored) as we spell it, e.g. "windows-1252", or NULL for one
 * that we do not know. iso-8859-1 is read as Windows-1252: everyone who writes it means that.
 */
const char *text_charset(const char *name);

/* The names that may be given, for people. */
#define TEXT_CHARSETS "utf-8, utf-16, windows-1252, iso-8859-1, iso-8859-15"

/*
 * The text without its byte order mark and with a NUL behind it, for the caller to free; its
 * length is *size. The charset is one of those above, or NULL. NULL with ERROR_INVALID and the
 * fault when a byte means nothing. What is allocated stays below four times the bytes.
 */
char *text_read(const char *bytes, size_t byte_count, const char *charset, size_t *size,
                struct read_fault *fault, struct error *error) MUST_CHECK;
