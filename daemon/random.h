#pragma once

/*
 * Random bytes of the kernel, for secrets.
 */

#include <stddef.h>

#include "common/secret.h"

void random_bytes(void *out, size_t size); /* at most 256, which are always given whole */
void random_secret(char out[SECRET_TEXT_SIZE]);
