#pragma once

/*
 * A CSV file (RFC 4180, by libcsv) as lines of cells; what the cells mean is for others to say.
 *
 * The delimiter is whichever of ';', ',' and tab stands first outside quotation marks: no name
 * of a column holds any. UTF-8 with or without a byte order mark. Blanks around a cell without
 * quotation marks are dropped, empty lines are skipped.
 */

#include <stdbool.h>
#include <stddef.h>

#include "common/compiler.h"
#include "common/mistake.h"
#include "common/unreadable.h"

struct table_line {
    size_t number; /* from 1: where the line begins, as an editor shows it */
    char **cells;  /* owned */
    size_t count;
};

struct table {
    struct table_line *lines; /* owned */
    size_t count;
};

/* Reads at most lines_max lines into an empty table. On false the fault is set. */
bool table_parse(const char *bytes, size_t size, size_t lines_max, struct table *out,
                 struct read_fault *fault) MUST_CHECK;

/*
 * The same for a file of the operator's. Whatever it cannot read is added to
 * mistakes with "line 3" as its place; false if there was something.
 */
bool table_read(const char *bytes, size_t size, size_t lines_max, struct table *out,
                struct mistakes *mistakes) MUST_CHECK;

/* Releases what is in it and leaves it empty; {0} is an empty one. */
void table_done(struct table *self);
DEFINE_CLEANUP_INSIDE(struct table, table_done)
