#include "daemon/http/body.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "common/memory.h"

static size_t lesser(size_t a, size_t b)
{
    return a < b ? a : b;
}

void body_add(struct body *body, const char *bytes, size_t size, size_t limit)
{
    assert(size <= limit && body->size <= limit - size);
    if (size == 0)
        return;
    if (body->capacity - body->size < size) {
        const size_t ahead = lesser(body->size + size, BODY_STEP);

        body->capacity = lesser(body->size + size + ahead, limit);
        body->bytes = memory_resize(body->bytes, body->capacity + 1);
    }
    memcpy(body->bytes + body->size, bytes, size);
    body->size += size;
    body->bytes[body->size] = '\0';
}

void body_done(struct body *body)
{
    free(body->bytes);
    *body = (struct body){0};
}
