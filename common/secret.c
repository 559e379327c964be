#include "common/secret.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <stdlib.h>
#include <string.h>

#include "common/base64url.h"
#include "common/memory.h"

void secret_print(const uint8_t random[DIGEST_SIZE], char out[SECRET_TEXT_SIZE])
{
    CLEANUP(memory_freep) char *text = base64url_print(random, DIGEST_SIZE);

    memcpy(out, text, SECRET_TEXT_SIZE);
}

bool secret_is_well_formed(const char *text)
{
    size_t size = 0;
    CLEANUP(memory_freep) void *bytes = base64url_read(text, &size);

    return bytes != NULL && size == DIGEST_SIZE;
}

void secret_hash(const char *text, char out[DIGEST_HEX_SIZE])
{
    const struct digest digest = digest_of(text, strlen(text));

    digest_print(&digest, out);
}

struct digest secret_derive(const char *secret, const char *purpose)
{
    struct digest derived;
    unsigned int size = DIGEST_SIZE;

    if (HMAC(EVP_sha256(), secret, (int)strlen(secret), (const unsigned char *)purpose,
             strlen(purpose), derived.bytes, &size) == NULL)
        abort(); /* out of memory */
    return derived;
}
