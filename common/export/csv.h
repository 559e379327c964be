#pragma once

/*
 * A table as text (RFC 4180), cell by cell.
 *
 * Texts come from people. A spreadsheet takes a text that begins with = + - @ for a formula and
 * runs it, so an apostrophe is put in front of such a text. Numbers come from us and stay as
 * they are, a minus included.
 */

#include <stdbool.h>

#include <jansson.h>

#include "common/export/bytes.h"

/* A table while it is written. */
struct csv {
    struct bytes *out; /* borrowed */
    char separator;
    char decimal_point;
    bool in_line; /* a cell stands in the line already */
};

void csv_add_text(struct csv *self, const char *text);

/* A decimal is a text in a release's document, a count a number; NULL is an empty cell. */
void csv_add_number(struct csv *self, const json_t *value);

void csv_end_line(struct csv *self);
