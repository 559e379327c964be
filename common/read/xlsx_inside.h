#pragma once

/*
 * What the files that read a workbook's parts share; nobody else includes it.
 */

#include "common/read/xlsx_book.h"
#include "common/read/xlsx_xml.h"

/* A text that grows, up to XLSX_TEXT_MAX bytes. */
struct xlsx_growing {
    char *text; /* owned; NULL as long as it is empty */
    size_t size, capacity;
    bool is_too_long; /* more was to be added */
};

void xlsx_growing_add(struct xlsx_growing *self, const char *text, size_t size);

/* Hands the text out and leaves an empty one. */
char *xlsx_growing_take(struct xlsx_growing *self) MUST_CHECK;

void xlsx_growing_done(struct xlsx_growing *self);

/* Makes room for one more item: returns the list, moved if it had to be. */
void *xlsx_room(void *list, size_t count, size_t item_size) MUST_CHECK;

/* The parts; each fills its piece of the book, whatever was there before. */
enum xlsx_fault xlsx_sheets_read(struct xlsx_book *self, struct xlsx_zip *zip) MUST_CHECK;
enum xlsx_fault xlsx_strings_read(struct xlsx_book *self, struct xlsx_zip *zip) MUST_CHECK;
enum xlsx_fault xlsx_formats_read(struct xlsx_book *self, struct xlsx_zip *zip) MUST_CHECK;
enum xlsx_fault xlsx_cells_read(struct xlsx_book *self, struct xlsx_sheet *sheet,
                                struct xlsx_zip *zip) MUST_CHECK;

/* Sorts the cells and points each to its text. False when one stands twice. */
bool xlsx_sheet_settle(struct xlsx_sheet *sheet) MUST_CHECK;
