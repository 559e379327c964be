#pragma once

/*
 * What a form on a page sends: fields, and perhaps one file. How it was packed does not matter
 * afterwards: "application/x-www-form-urlencoded" is read here, "multipart/form-data" by
 * multipart.h.
 */

#include <stdbool.h>
#include <stddef.h>

#include "common/compiler.h"
#include "common/error.h"

#define FORM_FIELDS_MAX    2048 /* a whole self-check filled in on a page has some hundreds */
#define FORM_FILE_NAME_MAX 200  /* bytes that are kept of a file's name */

/* Both are UTF-8 without NUL; a value may have lines, which end with LF or CR LF as sent. */
struct form_field {
    char *name;  /* owned */
    char *value; /* owned */
};

/* The file as it was sent. Its name is for showing only and has no path in it. */
struct form_file {
    char *field;       /* owned; the name of the field */
    char *name;        /* owned; "" without one */
    char *media_type;  /* owned; as the browser says, "" if it does not */
    const char *bytes; /* borrowed from what was read */
    size_t size;
};

struct form_data {
    struct form_field *fields; /* owned */
    size_t count;
    struct form_file *file; /* owned; NULL without one, and when none was chosen */
};

/*
 * Reads "a=1&b=2" (WHATWG URL, 5.1). ERROR_INVALID for a broken escape, a NUL or another
 * control character than tab, CR and LF, bytes that are not UTF-8, or too many fields.
 */
bool form_data_read(const char *bytes, size_t size, struct form_data **out, struct error *error)
    MUST_CHECK;

void form_data_free(struct form_data *form);
DEFINE_CLEANUP(struct form_data *, form_data_free)

/* The first value of this name, or NULL. */
const char *form_data_find(const struct form_data *form, const char *name);

/* For the readers: an empty form, and a field added to it, whose texts it takes over. */
struct form_data *form_data_new(void);
bool form_data_add(struct form_data *form, char *name /* taken */, char *value /* taken */,
                   struct error *error) MUST_CHECK;
