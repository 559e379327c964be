#pragma once

/*
 * What stands in a cell of a workbook, as somebody would have typed it.
 */

#include "common/compiler.h"
#include "common/read/xlsx_book.h"

#define XLSX_LACKS_VALUE "#" /* for a formula whose result was not saved */

/*
 * A number in full and without the noise of binary fractions, with a last zero where three
 * decimals could be taken for thousands; a date as 31.12.2026, a percentage as 12,5 %, a
 * boolean as wahr or falsch. NULL for no cell; for the caller to free.
 */
char *xlsx_cell_text(const struct xlsx_book *book, const struct xlsx_cell *cell) MUST_CHECK;

/* A date as 2026-12-31, or NULL when the cell holds none. For the caller to free. */
char *xlsx_cell_day(const struct xlsx_book *book, const struct xlsx_cell *cell) MUST_CHECK;
