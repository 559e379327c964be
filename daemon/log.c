#include "daemon/log.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define LINE_MAX_BYTES  1024
#define VALUE_MAX_BYTES 200

static const struct {
    const char *name;
    enum log_level level;
} levels[] = {
    {"error", LOG_LEVEL_ERROR},
    {"warning", LOG_LEVEL_WARNING},
    {"info", LOG_LEVEL_INFO},
    {"debug", LOG_LEVEL_DEBUG},
};

static enum log_level highest = LOG_LEVEL_INFO;

static bool is_control(char byte)
{
    return (unsigned char)byte < ' ' || byte == 0x7f;
}

static char printable(char byte)
{
    if (is_control(byte))
        return '?';
    return byte;
}

/* Whether the byte continues a character of UTF-8. */
static bool is_continuation(char byte)
{
    return ((unsigned char)byte & 0xc0) == 0x80;
}

/* The length of the text, at most `limit`, without a broken last character. */
static size_t length_within(const char *text, size_t limit)
{
    size_t length = strnlen(text, limit + 1);

    if (length <= limit)
        return length;
    length = limit;
    while (length > 0 && is_continuation(text[length]))
        length--;
    return length;
}

void log_set_level(enum log_level level)
{
    highest = level;
}

bool log_level_read(const char *name, enum log_level *out)
{
    for (size_t i = 0; i < COUNT_OF(levels); i++) {
        if (strcmp(levels[i].name, name) == 0) {
            *out = levels[i].level;
            return true;
        }
    }
    return false;
}

void log_line(enum log_level level, const char *format, ...)
{
    char text[LINE_MAX_BYTES + 2]; /* one more than fits, so that a cut is noticed */
    va_list arguments;
    size_t length;

    if (level > highest)
        return;
    va_start(arguments, format);
    (void)vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);

    length = length_within(text, LINE_MAX_BYTES);
    text[length] = '\0';
    for (char *byte = text; *byte != '\0'; byte++)
        *byte = printable(*byte);
    (void)fprintf(stderr, "<%u>%s\n", (unsigned)level,
                  text); /* one write: stderr is unbuffered */
}

static bool is_plain(const char *text)
{
    if (*text == '\0')
        return false;
    for (; *text != '\0'; text++)
        if (*text == ' ' || *text == '"' || is_control(*text))
            return false;
    return true;
}

const char *log_value(const char *text)
{
    static char buffers[4][2 * VALUE_MAX_BYTES + 3];
    static size_t turn;
    char *const buffer = buffers[turn++ % COUNT_OF(buffers)];
    const size_t length = length_within(text, VALUE_MAX_BYTES);
    const bool is_quoted = !is_plain(text);
    char *out = buffer;

    if (is_quoted)
        *out++ = '"';
    for (size_t i = 0; i < length; i++) {
        if (is_quoted && (text[i] == '"' || text[i] == '\\'))
            *out++ = '\\';
        *out++ = printable(text[i]);
    }
    if (is_quoted)
        *out++ = '"';
    *out = '\0';
    return buffer;
}
