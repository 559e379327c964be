#pragma once

/*
 * Reads workbooks in helper processes, a few at once, the others wait their turn.
 *
 * A workbook is the one format whose reading takes a lot of code of others (ZIP, XML), so that
 * happens in a process of the same program that can do nothing but compute (sandbox.h). What
 * comes back are cells, which are checked before anybody uses them.
 */

#include <stddef.h>

#include <event2/event.h>

#include "common/compiler.h"
#include "common/error.h"
#include "common/read/xlsx_book.h"

struct reader;

/* Borrowed and looked at for each workbook, so they may change. */
struct reader_settings {
    size_t readers_max; /* helper processes at once */
    size_t queue_max;   /* workbooks that may wait for one */
    long deadline_ms;   /* for one workbook, from the start of its helper */
};

struct reader_outcome {
    const struct error *error;    /* it could not be tried: ERROR_UNAVAILABLE; else NULL */
    enum xlsx_fault fault;        /* why it cannot be read, or XLSX_FINE */
    const struct xlsx_book *book; /* its cells; NULL unless both above are fine; borrowed */
};

/* Comes exactly once, from the loop, never from inside reader_read(). */
typedef void reader_done_fn(const struct reader_outcome *outcome, void *context);

struct reader *reader_new(struct event_base *base, const struct reader_settings *settings)
    MUST_CHECK;

/* Tells everyone who still waits that it is over. NULL is fine. */
void reader_free(struct reader *self);

/* Reads the bytes, which have to stay until done was called. */
void reader_read(struct reader *self, const char *bytes, size_t size, reader_done_fn *done,
                 void *context);
