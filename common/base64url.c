#include "common/base64url.h"

#include <openssl/evp.h>
#include <stdlib.h>
#include <string.h>

#include "common/memory.h"

/* Changes every `from` of the text into `to`. */
static void translate(char *text, const char *from, const char *to)
{
    for (char *at = text; (at = strpbrk(at, from)) != NULL; at++)
        *at = to[strchr(from, *at) - from];
}

char *base64url_print(const void *bytes, size_t size)
{
    char *text = memory_new((size + 2) / 3 * 4 + 1, 1);

    (void)EVP_EncodeBlock((unsigned char *)text, bytes, (int)size);
    text[strcspn(text, "=")] = '\0';
    translate(text, "+/", "-_");
    return text;
}

void *base64url_read(const char *text, size_t *size)
{
    const size_t length = strlen(text);
    const size_t padding = (4 - length % 4) % 4;
    CLEANUP(memory_freep) char *standard = memory_format("%s%.*s", text, (int)padding, "===");
    CLEANUP(memory_freep) unsigned char *bytes = memory_new(length + 4, 1);
    CLEANUP(memory_freep) char *again = NULL;
    int decoded;

    if (strpbrk(text, "+/=") != NULL)
        return NULL;
    translate(standard, "-_", "+/");
    decoded = EVP_DecodeBlock(bytes, (const unsigned char *)standard, (int)strlen(standard));
    if (decoded < 0 || (size_t)decoded < padding)
        return NULL;
    *size = (size_t)decoded - padding;
    bytes[*size] = '\0';
    again = base64url_print(bytes, *size);
    return strcmp(again, text) == 0 ? TAKE(bytes) : NULL;
}
