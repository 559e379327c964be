#include "daemon/http/target.h"

#include <stdlib.h>
#include <string.h>

#include "common/memory.h"

static int digit(char byte)
{
    if (byte >= '0' && byte <= '9')
        return byte - '0';
    if (byte >= 'a' && byte <= 'f')
        return byte - 'a' + 10;
    if (byte >= 'A' && byte <= 'F')
        return byte - 'A' + 10;
    return -1;
}

/* RFC 3986, 3.3 and 3.4: what may stand in a path or a query as it is. */
static bool is_plain(char byte)
{
    return byte != '\0' &&
           strchr("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~"
                  "!$&'()*+,;=:@/?",
                  byte) != NULL;
}

/* How many bytes the UTF-8 sequence at `text` has (RFC 3629), or 0 when it is none. */
static size_t sequence_length(const unsigned char *text)
{
    static const struct {
        unsigned char first, last;   /* of the first byte */
        unsigned char lowest, above; /* of the second one */
        size_t length;
    } forms[] = {
        {0x01, 0x7f, 0x00, 0xff, 1}, {0xc2, 0xdf, 0x80, 0xbf, 2}, {0xe0, 0xe0, 0xa0, 0xbf, 3},
        {0xe1, 0xec, 0x80, 0xbf, 3}, {0xed, 0xed, 0x80, 0x9f, 3}, {0xee, 0xef, 0x80, 0xbf, 3},
        {0xf0, 0xf0, 0x90, 0xbf, 4}, {0xf1, 0xf3, 0x80, 0xbf, 4}, {0xf4, 0xf4, 0x80, 0x8f, 4},
    };

    for (size_t i = 0; i < COUNT_OF(forms); i++) {
        if (text[0] < forms[i].first || text[0] > forms[i].last)
            continue;
        if (forms[i].length > 1 && (text[1] < forms[i].lowest || text[1] > forms[i].above))
            return 0;
        for (size_t j = 2; j < forms[i].length; j++)
            if (text[j] < 0x80 || text[j] > 0xbf)
                return 0;
        return forms[i].length;
    }
    return 0;
}

static bool is_utf8(const char *text)
{
    while (*text != '\0') {
        const size_t length = sequence_length((const unsigned char *)text);

        if (length == 0)
            return false;
        text += length;
    }
    return true;
}

/* Decodes in place: what is decoded is never longer. */
static bool decode(char *text, bool is_query)
{
    char *out = text;

    for (const char *in = text; *in != '\0'; in++) {
        int byte = (unsigned char)*in;

        if (*in == '%') {
            const int high = digit(in[1]);
            const int low = high < 0 ? -1 : digit(in[2]);

            if (low < 0)
                return false;
            byte = high * 16 + low;
            if (byte < 0x20 || byte == 0x7f)
                return false;
            if (!is_query && strchr("./\\", byte) != NULL)
                return false;
            in += 2;
        } else if (!is_plain(*in)) {
            return false;
        } else if (is_query && *in == '+') {
            byte = ' ';
        }
        *out++ = (char)byte;
    }
    *out = '\0';
    return is_utf8(text);
}

/* Before decoding, so that only slashes and dots that were sent as such count. */
static bool has_odd_segment(const char *path)
{
    for (const char *slash = path; slash != NULL; slash = strchr(slash + 1, '/')) {
        const char *segment = slash + 1;
        const size_t length = strcspn(segment, "/");

        if (length == 0 && segment[0] != '\0')
            return true;
        if (length >= 1 && length <= 2 && strspn(segment, ".") >= length)
            return true;
    }
    return false;
}

static bool parameter_read(char *text, struct target *target)
{
    char *value = strchr(text, '=');

    if (*text == '\0') /* "a=1&&b=2" */
        return true;
    if (target->count == EXCHANGE_QUERY_MAX)
        return false;
    if (value != NULL)
        *value++ = '\0';
    else
        value = text + strlen(text);
    if (!decode(text, true) || !decode(value, true))
        return false;
    target->parameters[target->count++] =
        (struct target_parameter){.name = text, .value = value};
    return true;
}

static bool query_read(char *query, struct target *target)
{
    while (query != NULL) {
        char *next = strchr(query, '&');

        if (next != NULL)
            *next++ = '\0';
        if (!parameter_read(query, target))
            return false;
        query = next;
    }
    return true;
}

static bool parts_read(struct target *target)
{
    char *query = strchr(target->text, '?');

    if (query != NULL)
        *query++ = '\0';
    target->query = memory_copy_text(query != NULL ? query : "");
    target->path = target->text;
    return target->text[0] == '/' && !has_odd_segment(target->text) &&
           decode(target->text, false) && query_read(query, target);
}

bool target_read(const char *text, struct target *out)
{
    struct target target = {.text = memory_copy_text(text)};

    if (!parts_read(&target)) {
        target_done(&target);
        return false;
    }
    *out = target;
    return true;
}

void target_done(struct target *target)
{
    free(target->text);
    free(target->query);
    *target = (struct target){0};
}
