#pragma once

/*
 * A table in a sheet: named columns in one row, and the rows below it.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/compiler.h"
#include "common/finding.h"
#include "common/read/xlsx_book.h"

#define XLSX_COLUMNS_READ_MAX 16 /* of one table */

struct xlsx_table {
    const struct xlsx_book *book; /* borrowed, as the sheet */
    const struct xlsx_sheet *sheet;
    uint32_t header; /* its row */
    uint32_t
        columns[XLSX_COLUMNS_READ_MAX]; /* from 1, in the order of the titles; 0: not there */
    size_t column_count;
};

/*
 * Looks for a row with the first and the second title in it, and in it for all of them. False
 * when there is no such row in the sheet. A title that stands twice is a finding.
 */
bool xlsx_table_find(const struct xlsx_book *book, const struct xlsx_sheet *sheet,
                     const char *const titles[], size_t count, struct xlsx_table *out,
                     struct findings *findings) MUST_CHECK;

/* The next row behind `row` with something in a column of the table, or 0. */
uint32_t xlsx_table_next(const struct xlsx_table *self, uint32_t row);

/* The cell of the column, or NULL. */
const struct xlsx_cell *xlsx_table_at(const struct xlsx_table *self, uint32_t row,
                                      size_t column);

/* What stands there as somebody would have typed it, or NULL. For the caller to free. */
char *xlsx_table_text(const struct xlsx_table *self, uint32_t row, size_t column) MUST_CHECK;

/* The place of the cell, whether something stands there or not; of the sheet when the table has
 * no such column. For the caller to free. */
char *xlsx_table_place(const struct xlsx_table *self, uint32_t row, size_t column) MUST_CHECK;

/* Complains of merged cells that cover a column of the table below its header. */
void xlsx_table_check_merges(const struct xlsx_table *self, struct findings *findings);
