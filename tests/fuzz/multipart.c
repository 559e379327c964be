/*
 * Any bytes as the body of a form with a file. They must not break anything, and what is read
 * has to be what the header promises.
 */

#include "common/read/multipart.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "common/memory.h"
#include "common/read/utf8.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(bool is_so)
{
    if (!is_so)
        abort();
}

/* The first line is the Content-Type, so that boundaries are tried as well. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const uint8_t *line = size == 0 ? NULL : memchr(data, '\n', size);
    const size_t length = line == NULL ? 0 : (size_t)(line - data);
    const size_t body_size = line == NULL ? 0 : size - length - 1;
    CLEANUP(memory_freep) char *type = memory_copy(data, length);
    CLEANUP(memory_freep) char *room = memory_new(1, body_size == 0 ? 1 : body_size);
    CLEANUP(form_data_freep) struct form_data *form = NULL;
    CLEANUP(form_data_freep) struct form_data *other = NULL;
    struct error error;

    if (body_size > 0)
        memcpy(room, line + 1, body_size);
    if (multipart_read(type, room, body_size, &form, &error)) {
        check(form->count <= FORM_FIELDS_MAX);
        for (size_t i = 0; i < form->count; i++)
            check(utf8_is_valid(form->fields[i].name) && utf8_is_valid(form->fields[i].value) &&
                  strlen(form->fields[i].name) <= MULTIPART_NAME_MAX);
        if (form->file != NULL)
            check(form->file->bytes >= room &&
                  form->file->bytes + form->file->size <= room + body_size &&
                  strlen(form->file->name) <= FORM_FILE_NAME_MAX &&
                  strpbrk(form->file->name, "/\\") == NULL && utf8_is_valid(form->file->name));
    }
    (void)!form_data_read(room, body_size, &other, &error);
    return 0;
}
