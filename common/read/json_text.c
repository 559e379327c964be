#include "common/read/json_text.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/memory.h"

#define BYTE_ORDER_MARK "\xEF\xBB\xBF"

/* Whether the byte is one of UTF-8 that continues a character. */
static bool is_continuation(char byte)
{
    return ((unsigned char)byte & 0xC0) == 0x80;
}

/* Puts the place of the byte at offset into place and says what is wrong there. */
static bool refuse(const struct json_text *self, size_t offset, const char *what,
                   struct read_place *place, struct error *error)
{
    *place = (struct read_place){.line = 1, .column = 1};
    for (size_t i = 0; i < offset; i++) {
        if (self->bytes[i] == '\n')
            *place = (struct read_place){.line = place->line + 1, .column = 1};
        else if (!is_continuation(self->bytes[i]))
            place->column++;
    }
    return error_set(error, ERROR_INVALID, "line %zu, column %zu: %s", place->line,
                     place->column, what);
}

/* How many of the bytes are digits. */
static size_t count_digits(const char *bytes, size_t size)
{
    size_t i = 0;

    while (i < size && bytes[i] >= '0' && bytes[i] <= '9')
        i++;
    return i;
}

/* The length of what looks like a number at the beginning of the bytes, or 0. */
static size_t number_length(const char *bytes, size_t size)
{
    size_t length = 0;

    if (bytes[0] != '-' && count_digits(bytes, 1) == 0)
        return 0;
    while (length < size && bytes[length] != '\0' &&
           strchr("0123456789+-.eE", bytes[length]) != NULL)
        length++;
    return length;
}

/* Whether all of the bytes are one number (RFC 8259, section 6). */
static bool is_number(const char *bytes, size_t size)
{
    size_t at = bytes[0] == '-' ? 1 : 0;
    size_t digits = count_digits(bytes + at, size - at);

    if (digits == 0 || (digits > 1 && bytes[at] == '0'))
        return false;
    at += digits;
    if (at < size && bytes[at] == '.') {
        digits = count_digits(bytes + at + 1, size - at - 1);
        at += 1 + digits;
        if (digits == 0)
            return false;
    }
    if (at == size)
        return true;
    if (bytes[at] != 'e' && bytes[at] != 'E')
        return false;
    at++;
    if (at < size && (bytes[at] == '+' || bytes[at] == '-'))
        at++;
    digits = count_digits(bytes + at, size - at);
    return digits > 0 && at + digits == size;
}

/* The length of the string that the bytes begin with, quotation marks included. */
static size_t string_length(const char *bytes, size_t size)
{
    size_t i = 1;

    while (i < size && bytes[i] != '"')
        i += bytes[i] == '\\' ? 2 : 1;
    return i < size ? i + 1 : size;
}

/* What the text is made of, counted before jansson takes memory for it. */
struct measurements {
    size_t depth;
    size_t members;
};

static const char *measure(struct measurements *self, char byte)
{
    switch (byte) {
    case '{':
    case '[':
        return ++self->depth > READ_JSON_DEPTH_MAX ? "too many brackets inside each other"
                                                   : NULL;
    case '}':
    case ']':
        self->depth -= self->depth > 0 ? 1 : 0;
        return NULL;
    case ',':
    case ':':
        return ++self->members > READ_JSON_MEMBERS_MAX ? "too many entries" : NULL;
    default:
        return NULL;
    }
}

static void remember_number(struct json_text *self, size_t start, size_t length)
{
    size_t count = self->number_count;
    bool is_full = (count & (count - 1)) == 0; /* room doubles at every power of two */

    if (is_full)
        self->numbers =
            memory_resize(self->numbers, (count == 0 ? 1 : 2 * count) * sizeof *self->numbers);
    self->numbers[self->number_count++] =
        (struct json_number){.start = start, .length = length};
}

/*
 * Finds the numbers and keeps the text within its bounds. What is no JSON is left for jansson
 * to complain about. Every byte is looked at a few times at most, whatever the text is.
 */
static bool scan(struct json_text *self, struct read_place *place, struct error *error)
{
    struct measurements measurements = {0};

    for (size_t i = 0; i < self->size;) {
        const char *rest = self->bytes + i;
        const char *complaint = measure(&measurements, *rest);
        size_t length = number_length(rest, self->size - i);

        if (complaint != NULL)
            return refuse(self, i, complaint, place, error);
        if (length > 0 && is_number(rest, length))
            remember_number(self, i, length);
        else if (*rest == '"')
            length = string_length(rest, self->size - i);
        i += length > 0 ? length : 1;
    }
    return true;
}

/* The text with serial numbers for numbers, for the caller to free. */
static char *copy_renumbered(struct json_text *self, size_t *size)
{
    const size_t serial_digits = sizeof "18446744073709551615";
    char *copy = memory_new(self->size + self->number_count * serial_digits + 1, 1);
    size_t from = 0, to = 0;

    for (size_t i = 0; i < self->number_count; i++) {
        struct json_number *number = &self->numbers[i];

        memcpy(copy + to, self->bytes + from, number->start - from);
        to += number->start - from;
        number->copy_start = to;
        number->copy_length = (size_t)snprintf(copy + to, serial_digits, "%zu", i);
        to += number->copy_length;
        from = number->start + number->length;
    }
    memcpy(copy + to, self->bytes + from, self->size - from);
    *size = to + self->size - from;
    return copy;
}

/* Where in the bytes an offset in the copy is; inside a number, its start. */
static size_t offset_in_bytes(const struct json_text *self, size_t copy_offset)
{
    const struct json_number *before = NULL;

    for (size_t i = 0; i < self->number_count; i++) {
        if (self->numbers[i].copy_start <= copy_offset)
            before = &self->numbers[i];
    }
    if (before == NULL)
        return copy_offset;
    if (copy_offset < before->copy_start + before->copy_length)
        return before->start;
    return copy_offset - before->copy_start - before->copy_length + before->start +
           before->length;
}

/* In our own words: jansson quotes what is near, and that may be a serial number. */
static const char *complaint_about(enum json_error_code code)
{
    switch (code) {
    case json_error_invalid_utf8:
        return "a character that is not UTF-8";
    case json_error_premature_end_of_input:
        return "the file ends too early";
    case json_error_end_of_input_expected:
        return "something stands behind the end of the document";
    case json_error_null_character:
    case json_error_null_byte_in_key:
        return "a NUL character";
    case json_error_duplicate_key:
        return "an entry of this name stands here twice";
    case json_error_invalid_syntax:
    case json_error_unknown:
    case json_error_out_of_memory:
    case json_error_stack_overflow:
    case json_error_cannot_open_file:
    case json_error_invalid_argument:
    case json_error_invalid_format:
    case json_error_wrong_type:
    case json_error_null_value:
    case json_error_numeric_overflow:
    case json_error_item_not_found:
    case json_error_index_out_of_range:
        break;
    }
    return "this is not JSON from here on";
}

/*
 * jansson counts the bytes it has read. The last of them is the one it could not do with,
 * except where it stopped in front of a byte or of the end.
 */
static bool refuse_as_jansson_does(const struct json_text *self, const json_error_t *complaint,
                                   struct read_place *place, struct error *error)
{
    enum json_error_code code = json_error_code(complaint);
    size_t read = (size_t)complaint->position;
    bool is_in_front =
        code == json_error_invalid_utf8 || code == json_error_premature_end_of_input;
    size_t offset = offset_in_bytes(self, read > 0 && !is_in_front ? read - 1 : read);

    while (!is_in_front && offset > 0 && is_continuation(self->bytes[offset]))
        offset--;
    return refuse(self, offset, complaint_about(code), place, error);
}

static bool load(struct json_text *self, struct read_place *place, struct error *error)
{
    const char *nul = memchr(self->bytes, '\0', self->size);
    json_error_t complaint;
    CLEANUP(memory_freep) char *copy = NULL;
    size_t copy_size;

    if (nul != NULL)
        return refuse(self, (size_t)(nul - self->bytes), "a NUL byte; the file has to be UTF-8",
                      place, error);
    if (!scan(self, place, error))
        return false;
    copy = copy_renumbered(self, &copy_size);
    self->document =
        json_loadb(copy, copy_size, JSON_REJECT_DUPLICATES | JSON_DECODE_ANY, &complaint);
    if (self->document == NULL)
        return refuse_as_jansson_does(self, &complaint, place, error);
    return true;
}

bool json_text_init(struct json_text *self, const char *bytes, size_t size,
                    struct read_place *place, struct error *error)
{
    size_t mark = strlen(BYTE_ORDER_MARK);

    if (size < mark || memcmp(bytes, BYTE_ORDER_MARK, mark) != 0)
        mark = 0;
    *self = (struct json_text){.bytes = bytes + mark, .size = size - mark};
    if (load(self, place, error))
        return true;
    json_text_done(self);
    return false;
}

void json_text_done(struct json_text *self)
{
    json_decref(self->document);
    free(self->numbers);
    *self = (struct json_text){0};
}

char *json_text_number(const struct json_text *self, const json_t *number)
{
    size_t serial = (size_t)json_integer_value(number);

    assert(json_is_integer(number) && serial < self->number_count);
    return memory_copy(self->bytes + self->numbers[serial].start, self->numbers[serial].length);
}
