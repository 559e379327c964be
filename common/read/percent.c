#include "common/read/percent.h"

#include <string.h>

#include "common/memory.h"
#include "common/read/utf8.h"

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

#define UNRESERVED "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~"

static bool is_unreserved(char byte)
{
    return byte != '\0' && strchr(UNRESERVED, byte) != NULL;
}

/* RFC 3986, 3.3 and 3.4: what may stand in a path or a query as it is. */
static bool is_plain(char byte)
{
    return byte != '\0' && strchr(UNRESERVED "!$&'()*+,;=:@/?", byte) != NULL;
}

static bool may_be_escaped(int byte, enum percent_use use)
{
    if (byte == '\t' || byte == '\r' || byte == '\n')
        return use == PERCENT_FORM;
    if (byte < 0x20 || byte == 0x7f)
        return false;
    return use != PERCENT_PATH || strchr("./\\", byte) == NULL;
}

bool percent_decode(char *text, enum percent_use use)
{
    char *out = text; /* what is decoded is never longer */

    for (const char *in = text; *in != '\0'; in++) {
        int byte = (unsigned char)*in;

        if (*in == '%') {
            const int high = digit(in[1]);
            const int low = high < 0 ? -1 : digit(in[2]);

            if (low < 0)
                return false;
            byte = high * 16 + low;
            if (!may_be_escaped(byte, use))
                return false;
            in += 2;
        } else if (!is_plain(*in)) {
            return false;
        } else if (use != PERCENT_PATH && *in == '+') {
            byte = ' ';
        }
        *out++ = (char)byte;
    }
    *out = '\0';
    return utf8_is_valid(text);
}

char *percent_encode(const char *text)
{
    static const char digits[] = "0123456789ABCDEF";
    char *escaped = memory_new(strlen(text) + 1, 3);
    char *out = escaped;

    for (; *text != '\0'; text++) {
        const unsigned char byte = (unsigned char)*text;

        if (is_unreserved(*text)) {
            *out++ = *text;
            continue;
        }
        *out++ = '%';
        *out++ = digits[byte / 16];
        *out++ = digits[byte % 16];
    }
    return escaped;
}
