#include "daemon/bytea.h"

#include <stdlib.h>

#include <libpq-fe.h>

#include "common/memory.h"

char *bytea_print(const void *bytes, size_t size)
{
    static const char digits[] = "0123456789abcdef";
    const unsigned char *from = bytes;
    char *text = memory_new(size + 2, 2);

    text[0] = '\\';
    text[1] = 'x';
    for (size_t i = 0; i < size; i++) {
        text[2 + 2 * i] = digits[from[i] >> 4];
        text[3 + 2 * i] = digits[from[i] & 15];
    }
    return text;
}

char *bytea_read(const char *literal, size_t *size)
{
    unsigned char *bytes = PQunescapeBytea((const unsigned char *)literal, size);
    char *copy;

    if (bytes == NULL)
        abort(); /* out of memory */
    copy = memory_copy(bytes, *size);
    PQfreemem(bytes);
    return copy;
}
