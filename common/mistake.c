#include "common/mistake.h"

#include <stdarg.h>
#include <stdlib.h>

#include "common/memory.h"

void mistakes_add(struct mistakes *self, const char *place, const char *format, ...)
{
    char *text;
    va_list arguments;

    if (self->count++ >= MISTAKES_MAX)
        return;
    va_start(arguments, format);
    text = memory_format_list(format, arguments);
    va_end(arguments);

    self->items = memory_resize(self->items, self->count * sizeof *self->items);
    self->items[self->count - 1] =
        (struct mistake){.place = memory_copy_text(place), .text = text};
}

void mistakes_done(struct mistakes *self)
{
    for (size_t i = 0; i < self->count && i < MISTAKES_MAX; i++) {
        free(self->items[i].place);
        free(self->items[i].text);
    }
    free(self->items);
    *self = (struct mistakes){0};
}
