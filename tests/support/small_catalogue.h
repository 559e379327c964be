#pragma once

/*
 * A small edition of the catalogue to test with: two fields, three goals and one indicator of
 * each kind.
 */

#include <jansson.h>

#include "tests/support/expect.h"

/* For the caller to release. */
static inline json_t *small_catalogue(void)
{
    json_error_t error;
    json_t *document = json_load_file(SOURCE_DIR "/tests/support/small_catalogue.json",
                                      JSON_REJECT_DUPLICATES, &error);

    cr_assert(document != NULL, "line %d: %s", error.line, error.text);
    return document;
}
