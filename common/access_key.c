#include "common/access_key.h"

#include <string.h>

#include "common/memory.h"

/* No token has any of these in it. */
static const char *const additions[] = {
    " ",
    "\t",
    "\r",
    "\n",
    "\"",
    "'",
    "`",
    "<",
    ">",
    "\xc2\xa0",     /* no-break space */
    "\xc2\xad",     /* soft hyphen */
    "\xe2\x80\x8b", /* zero width space */
    "\xe2\x80\xaf", /* narrow no-break space */
    "\xe2\x81\xa0", /* word joiner */
    "\xef\xbb\xbf", /* byte order mark */
    "\xe2\x80\x9e", /* low and high quotation marks */
    "\xe2\x80\x9c",
    "\xe2\x80\x9d",
    "\xc2\xab",
    "\xc2\xbb",
};

static size_t addition_length(const char *text)
{
    for (size_t i = 0; i < COUNT_OF(additions); i++)
        if (strncmp(text, additions[i], strlen(additions[i])) == 0)
            return strlen(additions[i]);
    return 0;
}

char *access_key_tidy(const char *text)
{
    char *tidy = memory_copy_text(text);
    char *out = tidy;

    while (*text != '\0') {
        const size_t skipped = addition_length(text);

        if (skipped == 0)
            *out++ = *text++;
        text += skipped;
    }
    *out = '\0';
    return tidy;
}
