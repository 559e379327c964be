#include "common/figures/withholding.h"

#include <assert.h>
#include <limits.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <string.h>

#include "common/digest.h"
#include "common/figures/disclosure.h"
#include "common/memory.h"

bool withholding_draws(const struct withholding *self, const char *subject, const char *group)
{
    CLEANUP(memory_freep)
    char *text = memory_format("%s|%d|%s|%s", self->round, self->release, subject, group);
    uint8_t bytes[DIGEST_SIZE];
    uint64_t number = 0;
    const uint8_t *done;

    assert(self->key_size >= DISCLOSURE_KEY_SIZE && self->key_size <= INT_MAX);
    done = HMAC(EVP_sha256(), self->key, (int)self->key_size, (const uint8_t *)text,
                strlen(text), bytes, NULL);
    assert(done != NULL); /* libcrypto has SHA-256 */
    (void)done;
    for (size_t i = 0; i < sizeof number; i++)
        number = number << 8 | bytes[i];
    return number % DISCLOSURE_ONE_IN == 0;
}
