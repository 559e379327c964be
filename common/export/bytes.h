#pragma once

/*
 * Bytes that grow: what a form of a release is written into. {0} is an empty one.
 */

#include <stddef.h>

#include "common/compiler.h"

struct bytes {
    char *data; /* owned; with a NUL behind the last byte; NULL as long as nothing was added */
    size_t size, capacity;
};

void bytes_add(struct bytes *self, const void *data, size_t size);
void bytes_add_text(struct bytes *self, const char *text);

/* Releases what is in it and leaves it empty. */
void bytes_done(struct bytes *self);
DEFINE_CLEANUP_INSIDE(struct bytes, bytes_done)
