#pragma once

/*
 * The forms in which a release is published: the one list of them. A run renders every form
 * when it publishes a release, and they are stored; a request is answered with what was stored,
 * and a part of a release is rendered in the same way. The names stand in the table
 * release_form, whose constraint knows them too.
 */

#include <stdbool.h>
#include <stddef.h>

#include <jansson.h>

#include "common/catalogue.h"
#include "common/compiler.h"
#include "common/error.h"
#include "common/export/bytes.h"

/* Adds the release to out, which is empty. */
typedef bool form_render_fn(const json_t *release, const struct catalogue *edition,
                            struct bytes *out, struct error *error);

struct form {
    const char *name;         /* e.g. "csv-excel-de" */
    const char *media_type;   /* what Accept asks for */
    const char *content_type; /* what the reply says */
    const char *file_ending;  /* of the file that it is saved as; NULL: it is shown */
    const char *file_type;    /* in the European list of file types, e.g. "CSV" */
    const char *standard;     /* that it follows beyond its media type, or NULL */
    bool is_negotiated;       /* Accept chooses it; otherwise it has an address of its own */
    form_render_fn *render;   /* fails with ERROR_SYSTEM only */
};

/* All forms, in the order in which they are offered: the document itself comes first, those
 * that Accept does not choose come last. */
size_t form_count(void);
const struct form *form_at(size_t index);

/* The form of this name; NULL if there is none. */
const struct form *form_named(const char *name);
