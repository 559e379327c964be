#pragma once

/*
 * A workbook (xlsx, by libxlsxwriter) in memory, and the formats its sheets share.
 *
 * The library writes to a path, so it gets one that leads to memory; what it keeps aside while
 * writing goes to unlinked files in /dev/shm or, without that, the usual place. The same cells
 * always give the same bytes: nothing in them tells of the host or of the time.
 */

#include <stdbool.h>
#include <stddef.h>
#include <xlsxwriter.h>

#include <jansson.h>

#include "common/compiler.h"
#include "common/error.h"
#include "common/export/bytes.h"

#define WORKBOOK_PLACES_MAX 8 /* behind the decimal point, that are shown */

struct workbook {
    lxw_workbook *book; /* owned; NULL once it is finished */
    int fd;             /* owned; the memory behind it, or -1 */
    lxw_format *title, *heading, *text, *note;
    lxw_format *numbers[WORKBOOK_PLACES_MAX + 1]; /* by places */
};

/* published_at (RFC 3339) becomes the date of creation. Fails with ERROR_SYSTEM. */
bool workbook_init(struct workbook *self, const char *published_at, struct error *error)
    MUST_CHECK;
void workbook_done(struct workbook *self);
DEFINE_CLEANUP_INSIDE(struct workbook, workbook_done)

/* A sheet that is printed in landscape on A4, one page wide. */
lxw_worksheet *workbook_sheet(struct workbook *self, const char *name);

void workbook_text(lxw_worksheet *sheet, size_t row, size_t column, const char *text,
                   lxw_format *format);

/* A decimal is a text in a release's document, a count a number; NULL leaves the cell empty. */
void workbook_number(struct workbook *self, lxw_worksheet *sheet, size_t row, size_t column,
                     const json_t *value);

/* Writes it down. Fails with ERROR_SYSTEM. */
bool workbook_finish(struct workbook *self, struct bytes *out, struct error *error) MUST_CHECK;
