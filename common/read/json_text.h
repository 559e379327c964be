#pragma once

/*
 * The bytes of a JSON text (RFC 8259), turned into a jansson document in which every number is
 * still known as it was written.
 *
 * The numbers are found first and jansson is given their serial numbers in their places, so it
 * never rounds one, never overflows, and json_text_number() finds what was written by the value
 * jansson holds.
 */

#include <stddef.h>

#include <jansson.h>

#include "common/compiler.h"
#include "common/error.h"
#include "common/read/json.h"

/* One number. Its place in the bytes, and in the copy that jansson reads. */
struct json_number {
    size_t start, length;
    size_t copy_start, copy_length;
};

struct json_text {
    const char *bytes; /* borrowed; without a byte order mark */
    size_t size;
    json_t *document;            /* owned */
    struct json_number *numbers; /* owned */
    size_t number_count;
};

/* Reads the bytes, which have to outlive *out. Fails as read_json() does. */
bool json_text_init(struct json_text *self, const char *bytes, size_t size,
                    struct read_fault *fault, struct error *error) MUST_CHECK;

void json_text_done(struct json_text *self);
DEFINE_CLEANUP_INSIDE(struct json_text, json_text_done)

/* A number of the document as it was written, for the caller to free. */
char *json_text_number(const struct json_text *self, const json_t *number) MUST_CHECK;
