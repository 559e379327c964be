#include "daemon/pages/csrf.h"

#include <openssl/crypto.h>
#include <stdint.h>
#include <string.h>
#include <strings.h>

#include "common/base64url.h"
#include "common/memory.h"
#include "common/secret.h"
#include "daemon/random.h"

static const char *const purposes[] = {
    [CSRF_SESSION] = "weltoffend csrf",
    [CSRF_ENTRY] = "weltoffend csrf entry",
};
_Static_assert(COUNT_OF(purposes) == CSRF_KINDS, "one purpose per kind");

void csrf_make(enum csrf_kind kind, const char *secret, char out[CSRF_TEXT_SIZE])
{
    uint8_t bytes[2 * DIGEST_SIZE]; /* the mask, then the proof under the mask */
    const struct digest proof = secret_derive(secret, purposes[kind]);
    CLEANUP(memory_freep) char *text = NULL;

    random_bytes(bytes, DIGEST_SIZE);
    for (size_t i = 0; i < DIGEST_SIZE; i++)
        bytes[DIGEST_SIZE + i] = proof.bytes[i] ^ bytes[i];
    text = base64url_print(bytes, sizeof bytes);
    memcpy(out, text, CSRF_TEXT_SIZE);
}

bool csrf_matches(enum csrf_kind kind, const char *secret, const char *text)
{
    const struct digest expected = secret_derive(secret, purposes[kind]);
    uint8_t given[DIGEST_SIZE];
    CLEANUP(memory_freep) uint8_t *bytes = NULL;
    size_t size = 0;

    if (text == NULL || strlen(text) != CSRF_TEXT_SIZE - 1)
        return false;
    bytes = base64url_read(text, &size);
    if (bytes == NULL || size != sizeof given + sizeof expected.bytes)
        return false;
    for (size_t i = 0; i < DIGEST_SIZE; i++)
        given[i] = bytes[i] ^ bytes[DIGEST_SIZE + i];
    return CRYPTO_memcmp(expected.bytes, given, sizeof given) == 0;
}

/* "https://benchmark.example:8443" is from "benchmark.example:8443". What came by plain http
 * may have been https up to a proxy that does not say so; never the other way round. */
static bool names_host(const char *origin, const char *host, bool is_secure)
{
    static const char *const schemes[] = {"https://", "http://"};
    const size_t count = is_secure ? 1 : COUNT_OF(schemes);

    for (size_t i = 0; i < count; i++)
        if (strncmp(origin, schemes[i], strlen(schemes[i])) == 0)
            return strcasecmp(origin + strlen(schemes[i]), host) == 0;
    return false;
}

bool csrf_is_from_here(const char *fetch_site, const char *origin, const char *host,
                       bool is_secure)
{
    if (fetch_site != NULL)
        return strcmp(fetch_site, "same-origin") == 0 || strcmp(fetch_site, "none") == 0;
    return origin != NULL && host != NULL && names_host(origin, host, is_secure);
}
