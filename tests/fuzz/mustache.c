/*
 * Any bytes as a template and as a view, one behind the other with a NUL in between; and as a
 * value, which has to come out escaped.
 */

#include "common/mustache.h"

#include <assert.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "common/memory.h"

#define OUTPUT_MAX 65536

/* The template is its own partial, and its own text. */
static const struct mustache *itself(const char *name, void *context)
{
    return strlen(name) % 2 == 1 ? context : NULL;
}

/* How often the bytes stand in the text. */
static size_t count_of(const char *text, size_t size, const char *bytes)
{
    size_t count = 0;

    for (const char *at = text;
         (at = memmem(at, size - (size_t)(at - text), bytes, strlen(bytes))) != NULL; at++)
        count++;
    return count;
}

static void render(struct mustache *mustache, const json_t *view, enum mustache_form form)
{
    const struct mustache_others others = {
        .partial = itself, .text = itself, .context = mustache};
    char *out = NULL;
    struct error error = {0};
    size_t size = 0;

    if (mustache_render(mustache, view, &others, form, OUTPUT_MAX, &out, &size, &error)) {
        assert(size <= OUTPUT_MAX && out[size] == '\0');
        free(out);
    } else {
        assert(error.kind == ERROR_INVALID && out == NULL);
    }
}

/* A value never becomes markup: only the template's own come out. */
static void expect_value_escaped(const char *bytes, size_t size)
{
    static const char template[] = "<p title=\"{{a}}\">{{a}}</p>";
    CLEANUP(mustache_freep) struct mustache *mustache = NULL;
    CLEANUP(memory_freep) char *out = NULL;
    json_t *view = json_object();
    json_t *value = json_stringn(bytes, size);
    struct error error;
    size_t length = 0;

    if (value == NULL) { /* no UTF-8 */
        json_decref(view);
        return;
    }
    (void)json_object_set_new(view, "a", value);
    assert(mustache_compile("own", template, strlen(template), MUSTACHE_MARKUP, &mustache,
                            &error));
    assert(mustache_render(mustache, view, NULL, MUSTACHE_MARKUP, 16 * size + 100, &out,
                           &length, &error));
    assert(count_of(out, length, "<") == 2 && count_of(out, length, "\"") == 2 &&
           strlen(out) == length);
    json_decref(view);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    const char *text = (const char *)bytes;
    const size_t length = size == 0 ? 0 : strnlen(text, size);
    CLEANUP(mustache_freep) struct mustache *mustache = NULL;
    struct error error = {0};
    json_t *view;

    expect_value_escaped(text, size);
    if (!mustache_compile("fuzz", text, length,
                          length % 2 == 0 ? MUSTACHE_MARKUP : MUSTACHE_PLAIN, &mustache,
                          &error)) {
        assert(error.kind == ERROR_INVALID && mustache == NULL);
        return 0;
    }
    view = length < size ? json_loadb(text + length + 1, size - length - 1,
                                      JSON_DECODE_ANY | JSON_ALLOW_NUL, NULL)
                         : json_object();
    if (view == NULL)
        view = json_object();
    render(mustache, view, MUSTACHE_MARKUP);
    render(mustache, view, MUSTACHE_PLAIN);
    json_decref(view);
    return 0;
}
