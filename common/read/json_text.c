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

/* Says what is wrong with the byte at offset. */
static bool refuse(const struct json_text *self, size_t offset, enum unreadable reason,
                   struct read_fault *fault, struct error *error)
{
    *fault = (struct read_fault){.reason = reason, .line = 1, .column = 1};
    for (size_t i = 0; i < offset; i++) {
        if (self->bytes[i] == '\n') {
            fault->line++;
            fault->column = 1;
        } else if (!is_continuation(self->bytes[i])) {
            fault->column++;
        }
    }
    return read_fault_error(fault, error);
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

/* Whether it is still within its bounds; if not, *reason says which. */
static bool measure(struct measurements *self, char byte, enum unreadable *reason)
{
    switch (byte) {
    case '{':
    case '[':
        *reason = UNREADABLE_JSON_TOO_DEEP;
        return ++self->depth <= READ_JSON_DEPTH_MAX;
    case '}':
    case ']':
        self->depth -= self->depth > 0 ? 1 : 0;
        return true;
    case ',':
    case ':':
        *reason = UNREADABLE_JSON_TOO_MANY;
        return ++self->members <= READ_JSON_MEMBERS_MAX;
    default:
        return true;
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
static bool scan(struct json_text *self, struct read_fault *fault, struct error *error)
{
    struct measurements measurements = {0};
    enum unreadable reason;

    for (size_t i = 0; i < self->size;) {
        const char *rest = self->bytes + i;
        size_t length = number_length(rest, self->size - i);

        if (!measure(&measurements, *rest, &reason))
            return refuse(self, i, reason, fault, error);
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

static bool begins_with(const char *text, const char *beginning)
{
    return strncmp(text, beginning, strlen(beginning)) == 0;
}

/* What its parser tells apart by words only; else the whole of it is no JSON. */
static enum unreadable reason_of_syntax(const char *words)
{
    if (begins_with(words, "invalid Unicode '"))
        return UNREADABLE_JSON_HALF_CHARACTER;
    if (begins_with(words, "unexpected newline") || begins_with(words, "control character"))
        return UNREADABLE_JSON_CONTROL;
    return UNREADABLE_JSON_SYNTAX;
}

/* In our own words: jansson quotes what is near, and that may be a serial number. */
static enum unreadable reason_of(const json_error_t *complaint)
{
    switch (json_error_code(complaint)) {
    case json_error_invalid_utf8:
        return UNREADABLE_NOT_UTF8;
    case json_error_premature_end_of_input:
        return UNREADABLE_JSON_ENDS_EARLY;
    case json_error_end_of_input_expected:
        return UNREADABLE_JSON_GOES_ON;
    case json_error_null_character:
    case json_error_null_byte_in_key:
        return UNREADABLE_JSON_NUL;
    case json_error_duplicate_key:
        return UNREADABLE_JSON_REPEATED;
    case json_error_invalid_syntax:
        return reason_of_syntax(complaint->text);
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
    return UNREADABLE_JSON_SYNTAX;
}

/*
 * jansson counts the bytes it has read. The last of them is the one it could not do with,
 * except where it stopped in front of a byte or of the end.
 */
static bool refuse_as_jansson_does(const struct json_text *self, const json_error_t *complaint,
                                   struct read_fault *fault, struct error *error)
{
    enum json_error_code code = json_error_code(complaint);
    size_t read = (size_t)complaint->position;
    bool is_in_front =
        code == json_error_invalid_utf8 || code == json_error_premature_end_of_input;
    size_t offset = offset_in_bytes(self, read > 0 && !is_in_front ? read - 1 : read);

    while (!is_in_front && offset > 0 && is_continuation(self->bytes[offset]))
        offset--;
    return refuse(self, offset, reason_of(complaint), fault, error);
}

static bool load(struct json_text *self, struct read_fault *fault, struct error *error)
{
    const char *nul = memchr(self->bytes, '\0', self->size);
    json_error_t complaint;
    CLEANUP(memory_freep) char *copy = NULL;
    size_t copy_size;

    if (nul != NULL)
        return refuse(self, (size_t)(nul - self->bytes), UNREADABLE_NUL, fault, error);
    if (!scan(self, fault, error))
        return false;
    copy = copy_renumbered(self, &copy_size);
    self->document =
        json_loadb(copy, copy_size, JSON_REJECT_DUPLICATES | JSON_DECODE_ANY, &complaint);
    if (self->document == NULL)
        return refuse_as_jansson_does(self, &complaint, fault, error);
    return true;
}

bool json_text_init(struct json_text *self, const char *bytes, size_t size,
                    struct read_fault *fault, struct error *error)
{
    size_t mark = strlen(BYTE_ORDER_MARK);

    if (size < mark || memcmp(bytes, BYTE_ORDER_MARK, mark) != 0)
        mark = 0;
    *self = (struct json_text){.bytes = bytes + mark, .size = size - mark};
    if (load(self, fault, error))
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
