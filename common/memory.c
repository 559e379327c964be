#include "common/memory.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jansson.h>

static void *check(void *block)
{
    if (block == NULL)
        abort();
    return block;
}

static void *allocate(size_t size)
{
    return memory_new(1, size);
}

void memory_install(void)
{
    json_set_alloc_funcs(allocate, free);
}

void *memory_new(size_t count, size_t size)
{
    return check(calloc(count == 0 ? 1 : count, size == 0 ? 1 : size));
}

void *memory_resize(void *block, size_t size)
{
    return check(realloc(block, size == 0 ? 1 : size));
}

char *memory_copy_text(const char *text)
{
    return check(strdup(text));
}

char *memory_format_list(const char *format, va_list arguments)
{
    char *text = NULL;

    if (vasprintf(&text, format, arguments) < 0)
        abort();
    return text;
}

char *memory_format(const char *format, ...)
{
    va_list arguments;
    char *text;

    va_start(arguments, format);
    text = memory_format_list(format, arguments);
    va_end(arguments);
    return text;
}

void *memory_copy(const void *block, size_t size)
{
    char *copy = memory_new(size + 1, 1);

    if (size > 0)
        memcpy(copy, block, size);
    return copy;
}

void memory_freep(void *pointer_to_pointer)
{
    void *block;

    memcpy(&block, pointer_to_pointer, sizeof block);
    free(block);
}
