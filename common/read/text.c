#include "common/read/text.h"

#include <errno.h>
#include <iconv.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "common/memory.h"

#define GROWTH_MAX                                                            \
    3 /* bytes of UTF-8 that a byte can become: the euro sign in Windows-1252 \
       */

struct charset {
    const char *name;    /* as a sender gives it */
    const char *spelled; /* as we do */
    const char *iconv;   /* as iconv_open() knows it; NULL for UTF-8 and for either UTF-16 */
};

static const struct charset charsets[] = {
    {"utf-8", "utf-8", NULL},
    {"utf8", "utf-8", NULL},
    {"us-ascii", "utf-8", NULL},
    {"utf-16", "utf-16", NULL},
    {"utf-16le", "utf-16le", "UTF-16LE"},
    {"utf-16be", "utf-16be", "UTF-16BE"},
    {"windows-1252", "windows-1252", "CP1252"},
    {"cp1252", "windows-1252", "CP1252"},
    {"iso-8859-1", "iso-8859-1", "CP1252"},
    {"iso-8859-15", "iso-8859-15", "ISO-8859-15"},
};

static const struct charset *charset_find(const char *name)
{
    for (size_t i = 0; i < COUNT_OF(charsets); i++)
        if (strcasecmp(charsets[i].name, name) == 0)
            return &charsets[i];
    return NULL;
}

const char *text_charset(const char *name)
{
    const struct charset *charset = charset_find(name);

    return charset == NULL ? NULL : charset->spelled;
}

/*
 * The length of the character of UTF-8 that begins here, 0 if none does (RFC 3629). The second
 * byte's range leaves out what is overlong, a surrogate or beyond U+10FFFF.
 */
static size_t character_length(const char *bytes, size_t size)
{
    static const struct {
        unsigned char first, last; /* of the first byte */
        unsigned char low, high;   /* of the second */
        size_t length;
    } forms[] = {
        {0x00, 0x7F, 0x00, 0xFF, 1}, {0xC2, 0xDF, 0x80, 0xBF, 2}, {0xE0, 0xE0, 0xA0, 0xBF, 3},
        {0xE1, 0xEC, 0x80, 0xBF, 3}, {0xED, 0xED, 0x80, 0x9F, 3}, {0xEE, 0xEF, 0x80, 0xBF, 3},
        {0xF0, 0xF0, 0x90, 0xBF, 4}, {0xF1, 0xF3, 0x80, 0xBF, 4}, {0xF4, 0xF4, 0x80, 0x8F, 4},
    };
    const unsigned char *at = (const unsigned char *)bytes;
    size_t i = 0;

    while (i < COUNT_OF(forms) && (at[0] < forms[i].first || at[0] > forms[i].last))
        i++;
    if (i == COUNT_OF(forms) || forms[i].length > size)
        return 0;
    if (forms[i].length > 1 && (at[1] < forms[i].low || at[1] > forms[i].high))
        return 0;
    for (size_t j = 2; j < forms[i].length; j++)
        if (at[j] < 0x80 || at[j] > 0xBF)
            return 0;
    return forms[i].length;
}

/* How many bytes from the start are UTF-8. */
static size_t utf8_extent(const char *bytes, size_t size)
{
    size_t at = 0;

    while (at < size) {
        const size_t length = character_length(bytes + at, size - at);

        if (length == 0)
            break;
        at += length;
    }
    return at;
}

/* The place behind these bytes of UTF-8, where this is wrong. */
static struct read_fault fault_behind(const char *bytes, size_t size, enum unreadable reason)
{
    struct read_fault fault = {.reason = reason, .line = 1, .column = 1};

    for (size_t i = 0; i < size; i++) {
        const bool is_line_end =
            bytes[i] == '\n' || (bytes[i] == '\r' && (i + 1 == size || bytes[i + 1] != '\n'));

        if (is_line_end) {
            fault.line++;
            fault.column = 1;
        } else if (((unsigned char)bytes[i] & 0xC0) != 0x80) {
            fault.column++;
        }
    }
    return fault;
}

/* Whether iconv came to the end; if not, out holds what it read until then. */
static bool convert(const char *charset, const char *bytes, size_t byte_count, char *out,
                    size_t *size, struct read_fault *fault, struct error *error)
{
    iconv_t converter = iconv_open("UTF-8", charset);
    CLEANUP(memory_freep) char *copy = memory_copy(bytes, byte_count); /* iconv() wants it */
    char *from = copy;
    size_t room = byte_count * GROWTH_MAX;
    char *to = out;
    size_t result;
    int cause;

    if ((uintptr_t)converter == UINTPTR_MAX)
        return error_set(error, ERROR_SYSTEM, "iconv does not know %s", charset);
    result = iconv(converter, &from, &byte_count, &to, &room);
    cause = errno;
    (void)iconv_close(converter);
    *size = (size_t)(to - out);
    if (result != (size_t)-1)
        return true;
    *fault = fault_behind(out, *size,
                          cause == EINVAL ? UNREADABLE_CUT_CHARACTER : UNREADABLE_NO_CHARACTER);
    return read_fault_error(fault, error);
}

static bool begins_with(const char *bytes, size_t size, const char *mark)
{
    return size >= strlen(mark) && memcmp(bytes, mark, strlen(mark)) == 0;
}

/*
 * The charset as iconv() knows it, NULL for UTF-8; moves the bytes behind their mark. UTF-16
 * without one: the file begins with a name in ASCII, so the zero byte tells the order.
 */
static const char *decide(const char **bytes, size_t *size, const char *name)
{
    static const struct {
        const char *mark, *iconv;
    } marks[] = {{"\xef\xbb\xbf", NULL}, {"\xff\xfe", "UTF-16LE"}, {"\xfe\xff", "UTF-16BE"}};
    const struct charset *charset = name == NULL ? NULL : charset_find(name);

    for (size_t i = 0; i < COUNT_OF(marks); i++)
        if (begins_with(*bytes, *size, marks[i].mark)) {
            *bytes += strlen(marks[i].mark);
            *size -= strlen(marks[i].mark);
            return marks[i].iconv;
        }
    if (charset == NULL)
        return utf8_extent(*bytes, *size) == *size ? NULL : "CP1252";
    if (strcmp(charset->spelled, "utf-16") == 0)
        return *size > 0 && (*bytes)[0] == '\0' ? "UTF-16BE" : "UTF-16LE";
    return charset->iconv;
}

char *text_read(const char *bytes, size_t byte_count, const char *charset, size_t *size,
                struct read_fault *fault, struct error *error)
{
    const char *from = decide(&bytes, &byte_count, charset);
    CLEANUP(memory_freep) char *text = NULL;
    const char *nul;
    size_t extent;

    if (from == NULL) {
        text = memory_copy(bytes, byte_count);
        *size = byte_count;
    } else {
        text = memory_new(byte_count * GROWTH_MAX + 1, 1);
        if (!convert(from, bytes, byte_count, text, size, fault, error))
            return NULL;
    }

    extent = utf8_extent(text, *size);
    nul = memchr(text, '\0', extent);
    if (nul == NULL && extent == *size)
        return TAKE(text);
    *fault = nul != NULL ? fault_behind(text, (size_t)(nul - text), UNREADABLE_NUL)
                         : fault_behind(text, extent, UNREADABLE_NOT_UTF8);
    (void)read_fault_error(fault, error);
    return NULL;
}
