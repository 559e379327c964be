#pragma once

/*
 * A file as it was handed in, and what has to be known to read it. All of it is borrowed.
 */

#include <stddef.h>

#include "common/catalogue.h"
#include "common/unreadable.h"

struct upload {
    const char *bytes;
    size_t size;
    const char *charset; /* the media type's parameter, NULL when it has none */
    const struct catalogue *edition;
    const char *municipality; /* the key of whose self-check it is */
};
