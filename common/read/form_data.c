#include "common/read/form_data.h"

#include <stdlib.h>
#include <string.h>

#include "common/memory.h"
#include "common/read/percent.h"

struct form_data *form_data_new(void)
{
    return memory_new(1, sizeof(struct form_data));
}

static void file_free(struct form_file *file)
{
    if (file == NULL)
        return;
    free(file->field);
    free(file->name);
    free(file->media_type);
    free(file);
}

void form_data_free(struct form_data *form)
{
    if (form == NULL)
        return;
    for (size_t i = 0; i < form->count; i++) {
        free(form->fields[i].name);
        free(form->fields[i].value);
    }
    free(form->fields);
    file_free(form->file);
    free(form);
}

bool form_data_add(struct form_data *form, char *name, char *value, struct error *error)
{
    if (form->count == FORM_FIELDS_MAX) {
        free(name);
        free(value);
        return error_set(error, ERROR_INVALID, "more than %d fields", FORM_FIELDS_MAX);
    }
    if ((form->count & (form->count - 1)) == 0) /* full: it holds powers of two */
        form->fields = memory_resize(
            form->fields, sizeof *form->fields * (form->count == 0 ? 1 : form->count * 2));
    form->fields[form->count++] = (struct form_field){.name = name, .value = value};
    return true;
}

const char *form_data_find(const struct form_data *form, const char *name)
{
    for (size_t i = 0; i < form->count; i++)
        if (strcmp(form->fields[i].name, name) == 0)
            return form->fields[i].value;
    return NULL;
}

/* "name=value", whose length is known. */
static bool pair_read(struct form_data *form, const char *pair, size_t length,
                      struct error *error)
{
    const char *equals = memchr(pair, '=', length);
    const size_t name_length = equals == NULL ? length : (size_t)(equals - pair);
    CLEANUP(memory_freep) char *name = memory_copy(pair, name_length);
    CLEANUP(memory_freep)
    char *value = equals == NULL ? memory_copy_text("")
                                 : memory_copy(equals + 1, length - name_length - 1);

    if (!percent_decode(name, PERCENT_FORM) || !percent_decode(value, PERCENT_FORM))
        return error_set(error, ERROR_INVALID, "field %zu is not escaped as it has to be",
                         form->count + 1);
    return form_data_add(form, TAKE(name), TAKE(value), error);
}

bool form_data_read(const char *bytes, size_t size, struct form_data **out, struct error *error)
{
    CLEANUP(form_data_freep) struct form_data *form = form_data_new();
    const char *end = bytes + size;

    if (size > 0 && memchr(bytes, '\0', size) != NULL)
        return error_set(error, ERROR_INVALID, "a NUL in the form");
    while (bytes < end) {
        const char *next = memchr(bytes, '&', (size_t)(end - bytes));
        const char *stop = next == NULL ? end : next;

        if (stop > bytes && !pair_read(form, bytes, (size_t)(stop - bytes), error))
            return false;
        bytes = stop + 1;
    }
    *out = TAKE(form);
    return true;
}
