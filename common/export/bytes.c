#include "common/export/bytes.h"

#include <stdlib.h>
#include <string.h>

#include "common/memory.h"

void bytes_add(struct bytes *self, const void *data, size_t size)
{
    if (self->size + size + 1 > self->capacity) {
        self->capacity = 2 * (self->size + size + 1);
        self->data = memory_resize(self->data, self->capacity);
    }
    if (size > 0)
        memcpy(self->data + self->size, data, size);
    self->size += size;
    self->data[self->size] = '\0';
}

void bytes_add_text(struct bytes *self, const char *text)
{
    bytes_add(self, text, strlen(text));
}

void bytes_done(struct bytes *self)
{
    free(TAKE(self->data));
    self->size = 0;
    self->capacity = 0;
}
