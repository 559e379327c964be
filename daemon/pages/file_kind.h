#pragma once

/*
 * Which kind of file somebody chose. Browsers go by the name and what happens to be installed
 * (Excel makes a CSV "application/vnd.ms-excel"), so this goes by the content first.
 */

#include <stddef.h>

#include "common/compiler.h"

enum file_kind {
    FILE_KIND_XLSX,
    FILE_KIND_CSV,
    FILE_KIND_JSON,
    FILE_KIND_EMPTY,
    FILE_KIND_OLD_EXCEL,     /* .xls */
    FILE_KIND_OPEN_DOCUMENT, /* .ods, .odt */
    FILE_KIND_PDF,
    FILE_KIND_OTHER, /* bytes that are no text */
};

/* name is as the browser says. */
enum file_kind file_kind(const char *bytes, size_t size, const char *name);

/*
 * What the API wants to be told for it, or NULL for what it does not take. A charset that the
 * browser names for a CSV is handed on. For the caller to free.
 */
char *file_kind_media_type(enum file_kind kind, const char *media_type) MUST_CHECK;

/* The key of the text that says what to do with a file that is not taken; else NULL. */
const char *file_kind_refusal(enum file_kind kind);
