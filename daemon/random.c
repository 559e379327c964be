#include "daemon/random.h"

#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

void random_bytes(void *out, size_t size)
{
    if (getrandom(out, size, 0) != (ssize_t)size)
        abort(); /* no secret is better than one that can be guessed */
}

void random_secret(char out[SECRET_TEXT_SIZE])
{
    uint8_t bytes[DIGEST_SIZE];

    random_bytes(bytes, sizeof bytes);
    secret_print(bytes, out);
    explicit_bzero(bytes, sizeof bytes);
}
