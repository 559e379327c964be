#include "daemon/pages/entry.h"

#include "common/memory.h"
#include "common/read/form_data.h"
#include "common/secret.h"
#include "daemon/dispatch.h"
#include "daemon/pages/cookie.h"
#include "daemon/random.h"

/* Whether the browser brought the cookie, and its secret. */
static bool find(const struct exchange *exchange, char secret[SECRET_TEXT_SIZE])
{
    return cookie_find(exchange_header(exchange, "Cookie"), COOKIE_ENTRY, secret,
                       SECRET_TEXT_SIZE) &&
           secret_is_well_formed(secret);
}

void entry_prepare(struct exchange *exchange, char out[CSRF_TEXT_SIZE])
{
    char secret[SECRET_TEXT_SIZE];

    if (!find(exchange, secret)) {
        random_secret(secret);
        cookie_set_secret(exchange, COOKIE_ENTRY, secret);
    }
    csrf_make(CSRF_ENTRY, secret, out);
}

bool entry_is_proven(const struct exchange *exchange)
{
    char secret[SECRET_TEXT_SIZE];

    return find(exchange, secret) &&
           csrf_matches(CSRF_ENTRY, secret, form_data_find(request_form(exchange), CSRF_FIELD));
}

void entry_end(struct exchange *exchange)
{
    cookie_set_secret(exchange, COOKIE_ENTRY, NULL);
}
