#include "daemon/pages/library.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "common/memory.h"
#include "daemon/pages/web.h"

/* One template (the same in both languages) or one text. */
struct entry {
    char *key;              /* owned */
    struct mustache *by[2]; /* owned; a template has only the first */
};

struct library {
    struct entry *templates; /* owned, sorted by key */
    size_t template_count;
    struct entry *texts; /* owned, sorted by key */
    size_t text_count;
};

/* A library and the language of a rendering, for its callbacks. */
struct shelf {
    const struct library *library;
    enum language language;
};

static void free_entries(struct entry *entries, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        free(entries[i].key);
        mustache_free(entries[i].by[LANGUAGE_DE]);
        mustache_free(entries[i].by[LANGUAGE_EN]);
    }
    free(entries);
}

void library_free(struct library *library)
{
    if (library == NULL)
        return;
    free_entries(library->templates, library->template_count);
    free_entries(library->texts, library->text_count);
    free(library);
}

/* --- reading --- */

static struct entry *add(struct entry **entries, size_t *count, const char *key)
{
    *entries = memory_resize(*entries, (*count + 1) * sizeof **entries);
    (*entries)[*count] = (struct entry){.key = memory_copy_text(key)};
    return &(*entries)[(*count)++];
}

static int compare_entries(const void *left, const void *right)
{
    return strcmp(((const struct entry *)left)->key, ((const struct entry *)right)->key);
}

static void sort(struct entry *entries, size_t count)
{
    if (count > 0)
        qsort(entries, count, sizeof *entries, compare_entries);
}

static bool read_templates(struct library *self, struct error *error)
{
    for (size_t i = 0; i < web_template_count; i++) {
        const struct web_source *source = &web_templates[i];
        struct entry *entry = add(&self->templates, &self->template_count, source->name);

        if (!mustache_compile(source->name, (const char *)source->bytes, source->size,
                              MUSTACHE_MARKUP, &entry->by[LANGUAGE_DE], error))
            return false;
    }
    sort(self->templates, self->template_count);
    return true;
}

static bool ends_with(const char *text, const char *end)
{
    const size_t length = strlen(text), wanted = strlen(end);

    return length >= wanted && strcmp(text + length - wanted, end) == 0;
}

static bool read_text(struct library *self, const char *area, const char *key, json_t *both,
                      struct error *error)
{
    CLEANUP(memory_freep) char *name = memory_format("%s.%s", area, key);
    struct entry *entry = add(&self->texts, &self->text_count, name);
    const enum mustache_form form = ends_with(key, "_html") ? MUSTACHE_MARKUP : MUSTACHE_PLAIN;
    const char *de, *en;
    json_error_t wrong;

    if (json_unpack_ex(both, &wrong, JSON_STRICT, "{s:s, s:s}", "de", &de, "en", &en) != 0)
        return error_set(error, ERROR_INVALID, "text %s: %s", name, wrong.text);
    return mustache_compile(name, de, strlen(de), form, &entry->by[LANGUAGE_DE], error) &&
           mustache_compile(name, en, strlen(en), form, &entry->by[LANGUAGE_EN], error);
}

static bool read_area(struct library *self, const struct web_source *source,
                      struct error *error)
{
    json_error_t wrong;
    json_t *area =
        json_loadb((const char *)source->bytes, source->size, JSON_REJECT_DUPLICATES, &wrong);
    bool is_fine = true;
    const char *key;
    json_t *both;

    if (area == NULL)
        return error_set(error, ERROR_INVALID, "texts/%s.json, line %d: %s", source->name,
                         wrong.line, wrong.text);
    json_object_foreach(area, key, both)
        is_fine = is_fine && read_text(self, source->name, key, both, error);
    json_decref(area);
    return is_fine;
}

bool library_new(struct library **out, struct error *error)
{
    CLEANUP(library_freep) struct library *self = memory_new(1, sizeof *self);

    if (!read_templates(self, error))
        return false;
    for (size_t i = 0; i < web_text_count; i++)
        if (!read_area(self, &web_texts[i], error))
            return false;
    sort(self->texts, self->text_count);
    *out = TAKE(self);
    return true;
}

/* --- finding --- */

static const struct entry *find(const struct entry *entries, size_t count, const char *key)
{
    size_t low = 0, high = count;

    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        const int order = strcmp(key, entries[middle].key);

        if (order == 0)
            return &entries[middle];
        if (order < 0)
            high = middle;
        else
            low = middle + 1;
    }
    return NULL;
}

const struct mustache *library_template(const struct library *library, const char *name)
{
    const struct entry *entry = find(library->templates, library->template_count, name);

    return entry == NULL ? NULL : entry->by[LANGUAGE_DE];
}

const struct mustache *library_text(const struct library *library, const char *key,
                                    enum language language)
{
    const struct entry *entry = find(library->texts, library->text_count, key);

    return entry == NULL ? NULL : entry->by[language];
}

const char *library_key(const struct library *library, size_t n)
{
    return n < library->text_count ? library->texts[n].key : NULL;
}

/* --- rendering --- */

static const struct mustache *shelf_template(const char *name, void *context)
{
    const struct shelf *shelf = context;

    return library_template(shelf->library, name);
}

static const struct mustache *shelf_text(const char *name, void *context)
{
    const struct shelf *shelf = context;

    return library_text(shelf->library, name, shelf->language);
}

bool library_render(const struct library *library, const struct mustache *mustache,
                    const json_t *view, enum language language, enum mustache_form form,
                    size_t limit, char **out, size_t *size, struct error *error)
{
    struct shelf shelf = {.library = library, .language = language};
    const struct mustache_others others = {
        .partial = shelf_template, .text = shelf_text, .context = &shelf};

    assert(mustache != NULL);
    return mustache_render(mustache, view, &others, form, limit, out, size, error);
}
