#include "daemon/pages/file_kind.h"

#include <stdbool.h>
#include <string.h>
#include <strings.h>

#include "common/memory.h"
#include "daemon/intake_format.h"

#define LOOKED_AT 512 /* bytes: a text has no NUL in them, unless it is UTF-16 */

static bool begins(const char *bytes, size_t size, const char *mark, size_t length)
{
    return size >= length && memcmp(bytes, mark, length) == 0;
}

#define BEGINS(bytes, size, mark) begins(bytes, size, mark, sizeof(mark) - 1)

static bool ends(const char *name, const char *ending)
{
    const size_t length = strlen(name);
    const size_t wanted = strlen(ending);

    return length >= wanted && strcasecmp(name + length - wanted, ending) == 0;
}

/* An OpenDocument file begins with its media type, which is stored and not packed. */
static bool is_open_document(const char *bytes, size_t size)
{
    static const char mark[] = "mimetypeapplication/vnd.oasis.opendocument";

    return size > 30 && BEGINS(bytes + 30, size - 30, mark);
}

static bool is_utf_16(const char *bytes, size_t size)
{
    return BEGINS(bytes, size, "\xff\xfe") || BEGINS(bytes, size, "\xfe\xff");
}

/* What a text begins with, white space and a byte order mark aside. */
static int first_character(const char *bytes, size_t size)
{
    size_t at = BEGINS(bytes, size, "\xef\xbb\xbf") ? 3 : 0;

    while (at < size && strchr(" \t\r\n", bytes[at]) != NULL && bytes[at] != '\0')
        at++;
    return at < size ? (unsigned char)bytes[at] : 0;
}

enum file_kind file_kind(const char *bytes, size_t size, const char *name)
{
    const size_t looked_at = size < LOOKED_AT ? size : LOOKED_AT;
    int first;

    if (size == 0)
        return FILE_KIND_EMPTY;
    if (BEGINS(bytes, size, "PK\x03\x04"))
        return is_open_document(bytes, size) ? FILE_KIND_OPEN_DOCUMENT : FILE_KIND_XLSX;
    if (BEGINS(bytes, size, "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"))
        return FILE_KIND_OLD_EXCEL;
    if (BEGINS(bytes, size, "%PDF-"))
        return FILE_KIND_PDF;
    if (is_utf_16(bytes, size))
        return FILE_KIND_CSV;
    if (memchr(bytes, '\0', looked_at) != NULL)
        return FILE_KIND_OTHER;
    first = first_character(bytes, size);
    if (first == 0)
        return FILE_KIND_EMPTY;
    /* A file that should be JSON and is not gets told where it breaks. */
    return first == '{' || first == '[' || ends(name, ".json") ? FILE_KIND_JSON : FILE_KIND_CSV;
}

char *file_kind_media_type(enum file_kind kind, const char *media_type)
{
    switch (kind) {
    case FILE_KIND_XLSX:
        return memory_copy_text(XLSX_MEDIA_TYPE);
    case FILE_KIND_CSV:
        return memory_copy_text(intake_type_read(media_type).charset != NULL ? media_type
                                                                             : "text/csv");
    case FILE_KIND_JSON:
        return memory_copy_text("application/json");
    case FILE_KIND_EMPTY:
    case FILE_KIND_OLD_EXCEL:
    case FILE_KIND_OPEN_DOCUMENT:
    case FILE_KIND_PDF:
    case FILE_KIND_OTHER:
        return NULL;
    }
    return NULL;
}

const char *file_kind_refusal(enum file_kind kind)
{
    switch (kind) {
    case FILE_KIND_XLSX:
    case FILE_KIND_CSV:
    case FILE_KIND_JSON:
        return NULL;
    case FILE_KIND_EMPTY:
        return "hand_in.file_empty";
    case FILE_KIND_OLD_EXCEL:
        return "hand_in.file_old_excel";
    case FILE_KIND_OPEN_DOCUMENT:
        return "hand_in.file_open_document";
    case FILE_KIND_PDF:
        return "hand_in.file_pdf";
    case FILE_KIND_OTHER:
        return "hand_in.file_other";
    }
    return NULL;
}
