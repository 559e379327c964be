#pragma once

/*
 * The bytes of a body as they arrive. What is allocated follows what has arrived, not what was
 * announced, so announcing costs a client as much as it costs us.
 */

#include <stddef.h>

#define BODY_STEP 65536 /* bytes that are allocated ahead at most */

struct body {
    char *bytes; /* owned; NULL as long as size is 0 */
    size_t size;
    size_t capacity; /* of bytes, without the NUL behind the last one */
};

/* Adds bytes; never allocates for more than `limit` of them, which the body must not exceed. */
void body_add(struct body *body, const char *bytes, size_t size, size_t limit);

void body_done(struct body *body);
