#include "common/read/utf8.h"

#include <stddef.h>

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

bool utf8_is_valid(const char *text)
{
    while (*text != '\0') {
        const size_t length = sequence_length((const unsigned char *)text);

        if (length == 0)
            return false;
        text += length;
    }
    return true;
}
