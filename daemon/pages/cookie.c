#include "daemon/pages/cookie.h"

#include <string.h>

#include "common/memory.h"

/* The value of the cookie that begins here, if it has this name, or NULL. */
static const char *value_of(const char *cookie, const char *name)
{
    const size_t length = strlen(name);

    return strncmp(cookie, name, length) == 0 && cookie[length] == '=' ? cookie + length + 1
                                                                       : NULL;
}

bool cookie_find(const char *cookies, const char *name, char *out, size_t size)
{
    const char *found = NULL;
    size_t length;

    while (cookies != NULL && *cookies != '\0') {
        const char *value = value_of(cookies += strspn(cookies, " \t"), name);

        if (value != NULL && found != NULL)
            return false;
        if (value != NULL)
            found = value;
        cookies += strcspn(cookies, ";");
        cookies += *cookies == ';';
    }
    length = found == NULL ? size : strcspn(found, ";");
    if (length >= size)
        return false;
    memcpy(out, found, length);
    out[length] = '\0';
    return true;
}

void cookie_set_secret(struct exchange *exchange, const char *name, const char *secret)
{
    CLEANUP(memory_freep)
    char *cookie =
        memory_format("%s=%s; Path=/; Secure; HttpOnly; SameSite=Strict%s", name,
                      secret == NULL ? "" : secret, secret == NULL ? "; Max-Age=0" : "");

    exchange_set_header(exchange, "Set-Cookie", cookie);
}
