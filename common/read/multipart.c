/*
 *     --boundary CRLF header CRLF CRLF content CRLF --boundary CRLF ... CRLF --boundary-- CRLF
 *
 * The delimiter is CRLF "--" boundary; the first one may do without its CRLF because nothing
 * may stand in front of it. What follows it is either CRLF or "--", so that a boundary which
 * only begins like ours is content, as RFC 2046 wants it.
 */

#include "common/read/multipart.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "common/memory.h"
#include "common/read/utf8.h"

/* A piece of the body. */
struct span {
    const char *at;
    size_t size;
};

/* One part while it is read. */
struct part {
    struct span header, content;
    char *name;       /* owned */
    char *file_name;  /* owned; NULL for a field */
    char *media_type; /* owned; NULL without one */
};

static void part_done(struct part *part)
{
    free(part->name);
    free(part->file_name);
    free(part->media_type);
}
DEFINE_CLEANUP_INSIDE(struct part, part_done)

/* --- the boundary --- */

/* RFC 2046, 5.1.1: bchars; a blank may not stand at the end, so we do without. */
static bool is_boundary(const char *text, size_t length)
{
    static const char allowed[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                  "0123456789'()+_,-./:=?";

    return length >= 1 && length <= MULTIPART_BOUNDARY_MAX && strspn(text, allowed) >= length;
}

/* CR LF "--" and the boundary that the Content-Type names once; for the caller to free. */
static char *delimiter_of(const char *content_type, struct error *error)
{
    static const char name[] = "boundary=";
    const char *found = NULL;
    size_t length;

    for (const char *at = content_type == NULL ? NULL : strchr(content_type, ';'); at != NULL;
         at = strchr(at, ';')) {
        at += 1 + strspn(at + 1, " \t");
        if (strncasecmp(at, name, strlen(name)) != 0)
            continue;
        if (found != NULL) {
            error_set(error, ERROR_INVALID, "two boundaries");
            return NULL;
        }
        found = at + strlen(name);
    }
    if (found != NULL && *found == '"') {
        length = strcspn(++found, "\"");
        length = found[length] == '"' ? length : 0;
    } else {
        length = found == NULL ? 0 : strcspn(found, "; \t");
    }
    if (!is_boundary(found == NULL ? "" : found, length)) {
        error_set(error, ERROR_INVALID, "no boundary, or none that RFC 2046 allows");
        return NULL;
    }
    return memory_format("\r\n--%.*s", (int)length, found);
}

/* --- the header of a part --- */

/* Reads a quoted value behind the '='; browsers write %22 for a quotation mark in it. */
static char *quoted_read(const char **at, const char *end, size_t size_max)
{
    const char *start = *at + 1;
    const char *quote;

    if (*at >= end || **at != '"')
        return NULL;
    quote = memchr(start, '"', (size_t)(end - start));
    if (quote == NULL || (size_t)(quote - start) > size_max)
        return NULL;
    *at = quote + 1;
    return memory_copy(start, (size_t)(quote - start));
}

/* A name for showing: what stands behind the last slash of either kind, not too long. */
static void file_name_trim(char *name)
{
    const char *slash = strrchr(name, '/');
    const char *backslash = strrchr(slash == NULL ? name : slash, '\\');
    const char *base = backslash != NULL ? backslash + 1 : slash != NULL ? slash + 1 : name;
    size_t length = strlen(base);

    memmove(name, base, length + 1);
    if (length <= FORM_FILE_NAME_MAX)
        return;
    length = FORM_FILE_NAME_MAX;
    while (((unsigned char)name[length] & 0xc0) == 0x80) /* not inside a character */
        length--;
    name[length] = '\0';
}

static bool has_control_character(const char *text)
{
    for (; *text != '\0'; text++)
        if ((unsigned char)*text < ' ' || *text == 0x7f)
            return true;
    return false;
}

/* Where the value of the parameter of this name goes; NULL for one that we do not know. */
static char **slot_of(struct part *part, struct span word)
{
    if (word.size == 4 && strncasecmp(word.at, "name", 4) == 0)
        return &part->name;
    if (word.size == 8 && strncasecmp(word.at, "filename", 8) == 0)
        return &part->file_name;
    return NULL;
}

/* Reads `; name="..."` and moves behind it. */
static bool parameter_read(const char **at, const char *end, struct part *part)
{
    struct span word;
    char **slot;
    const char *equals;

    if (*(*at)++ != ';')
        return false;
    while (*at < end && **at == ' ')
        (*at)++;
    equals = memchr(*at, '=', (size_t)(end - *at));
    if (equals == NULL)
        return false;
    word = (struct span){*at, (size_t)(equals - *at)};
    slot = slot_of(part, word);
    if (slot == NULL || *slot != NULL)
        return false;
    *at = equals + 1;
    *slot =
        quoted_read(at, end, slot == &part->name ? MULTIPART_NAME_MAX : MULTIPART_HEADER_MAX);
    return *slot != NULL;
}

static bool is_plain_text(const char *text)
{
    return utf8_is_valid(text) && !has_control_character(text);
}

/* form-data; name="..."; filename="...", in any order and each once. */
static bool disposition_read(struct span value, struct part *part)
{
    static const char kind[] = "form-data";
    const char *at = value.at, *end = value.at + value.size;

    if (value.size < strlen(kind) || strncasecmp(at, kind, strlen(kind)) != 0)
        return false;
    at += strlen(kind);
    while (at < end)
        if (!parameter_read(&at, end, part))
            return false;
    return part->name != NULL && part->name[0] != '\0' && is_plain_text(part->name) &&
           (part->file_name == NULL || is_plain_text(part->file_name));
}

static struct span trim(struct span span)
{
    while (span.size > 0 && (*span.at == ' ' || *span.at == '\t')) {
        span.at++;
        span.size--;
    }
    return span;
}

/* One line of the header; what else it may say (RFC 7578, 4.8) is ignored. */
static bool line_read(struct span line, struct part *part, bool *has_disposition)
{
    static const char disposition[] = "Content-Disposition:", type[] = "Content-Type:";

    if (line.size >= strlen(disposition) &&
        strncasecmp(line.at, disposition, strlen(disposition)) == 0) {
        if (*has_disposition)
            return false;
        *has_disposition = true;
        return disposition_read(
            trim((struct span){line.at + strlen(disposition), line.size - strlen(disposition)}),
            part);
    }
    if (line.size >= strlen(type) && strncasecmp(line.at, type, strlen(type)) == 0) {
        const struct span value =
            trim((struct span){line.at + strlen(type), line.size - strlen(type)});

        if (part->media_type != NULL)
            return false;
        part->media_type = memory_copy(value.at, value.size);
        return is_plain_text(part->media_type);
    }
    return memchr(line.at, ':', line.size) != NULL;
}

static bool header_read(struct part *part, struct error *error)
{
    const char *at = part->header.at, *end = at + part->header.size;
    bool has_disposition = false;

    while (at < end) {
        const char *stop = memmem(at, (size_t)(end - at), "\r\n", 2);
        const struct span line = {at, (size_t)((stop == NULL ? end : stop) - at)};

        if (!line_read(line, part, &has_disposition))
            return error_set(error, ERROR_INVALID, "a part's header cannot be read");
        at = stop == NULL ? end : stop + 2;
    }
    return has_disposition ||
           error_set(error, ERROR_INVALID, "a part without Content-Disposition");
}

/* --- the parts --- */

/*
 * The next delimiter from `at` on that is followed by CRLF or "--"; NULL if there is none.
 * *next is behind it, *is_last says which of both.
 */
static const char *delimiter_find(const char *at, const char *end, const char *delimiter,
                                  const char **next, bool *is_last)
{
    const size_t length = strlen(delimiter);

    for (; (at = memmem(at, (size_t)(end - at), delimiter, length)) != NULL; at++) {
        const char *behind = at + length;

        if (end - behind < 2 ||
            (memcmp(behind, "--", 2) != 0 && memcmp(behind, "\r\n", 2) != 0))
            continue;
        *is_last = *behind == '-';
        *next = behind + 2;
        return at;
    }
    return NULL;
}

static bool part_split(struct span whole, struct part *part, struct error *error)
{
    const char *blank = memmem(whole.at, whole.size, "\r\n\r\n", 4);

    if (blank == NULL || blank - whole.at > MULTIPART_HEADER_MAX)
        return error_set(error, ERROR_INVALID, "a part's header has no end within %d bytes",
                         MULTIPART_HEADER_MAX);
    part->header = (struct span){whole.at, (size_t)(blank - whole.at)};
    part->content = (struct span){blank + 4, whole.size - part->header.size - 4};
    return true;
}

static bool file_add(struct form_data *form, struct part *part, struct error *error)
{
    if (part->file_name[0] == '\0' && part->content.size == 0)
        return true; /* none was chosen */
    if (form->file != NULL)
        return error_set(error, ERROR_INVALID, "more than one file");
    file_name_trim(part->file_name);
    form->file = memory_new(1, sizeof *form->file);
    *form->file = (struct form_file){
        .field = TAKE(part->name),
        .name = TAKE(part->file_name),
        .media_type = part->media_type == NULL ? memory_copy_text("") : TAKE(part->media_type),
        .bytes = part->content.at,
        .size = part->content.size,
    };
    return true;
}

static bool field_add(struct form_data *form, struct part *part, struct error *error)
{
    CLEANUP(memory_freep) char *value = NULL;

    if (part->content.size > MULTIPART_VALUE_MAX)
        return error_set(error, ERROR_INVALID, "a field of more than %d bytes",
                         MULTIPART_VALUE_MAX);
    value = memory_copy(part->content.at, part->content.size);
    if (strlen(value) != part->content.size || !utf8_is_valid(value))
        return error_set(error, ERROR_INVALID, "a field that is not UTF-8 text");
    return form_data_add(form, TAKE(part->name), TAKE(value), error);
}

static bool part_read(struct form_data *form, struct span whole, struct error *error)
{
    CLEANUP(part_donep) struct part part = {0};

    if (!part_split(whole, &part, error) || !header_read(&part, error))
        return false;
    return part.file_name != NULL ? file_add(form, &part, error)
                                  : field_add(form, &part, error);
}

bool multipart_read(const char *content_type, const char *bytes, size_t size,
                    struct form_data **out, struct error *error)
{
    CLEANUP(form_data_freep) struct form_data *form = form_data_new();
    CLEANUP(memory_freep) char *delimiter = delimiter_of(content_type, error);
    const char *at = bytes, *end = bytes + size;
    size_t first;
    bool is_last;

    if (delimiter == NULL)
        return false;
    first = strlen(delimiter) - 2; /* without its CRLF */
    if (size < first + 2 || memcmp(bytes, delimiter + 2, first) != 0)
        return error_set(error, ERROR_INVALID, "it does not begin with its boundary");
    at += first;
    is_last = memcmp(at, "--", 2) == 0;
    if (!is_last && memcmp(at, "\r\n", 2) != 0)
        return error_set(error, ERROR_INVALID, "it does not begin with its boundary");
    at += 2;
    while (!is_last) {
        const char *next = NULL;
        const char *stop = delimiter_find(at, end, delimiter, &next, &is_last);

        if (stop == NULL)
            return error_set(error, ERROR_INVALID, "it does not end with its boundary");
        if (!part_read(form, (struct span){at, (size_t)(stop - at)}, error))
            return false;
        at = next;
    }
    if (end - at > 2 || (end > at && memcmp(at, "\r\n", (size_t)(end - at)) != 0))
        return error_set(error, ERROR_INVALID, "something stands behind its end");
    *out = TAKE(form);
    return true;
}
