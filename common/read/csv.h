#pragma once

/*
 * Reads a self-check in CSV: text.h says which charsets, table.h how lines and cells are told
 * apart, csv_header.h which columns there are, cell.h what may stand in a cell.
 *
 * A line for each indicator at most; lines whose cells are all empty are skipped, and so is a
 * first line "sep=;" of Excel's. Measures do not travel in CSV.
 */

#include <stddef.h>

#include "common/answers.h"
#include "common/error.h"
#include "common/finding.h"
#include "common/read/upload.h"

#define READ_CSV_LINES_MAX 20000 /* empty ones included; keeps memory within bounds */

/*
 * What has no column or makes no sense in its cell is added to findings, at its line and by its
 * column as the sender names it; the rest is still read. Without a column for the edition the
 * answers belong to the round's.
 *
 * NULL with ERROR_INVALID and the fault when the bytes are no text or no CSV: a byte that is no
 * character, NUL, a quotation mark that is not closed, more lines than the bound above. What is
 * allocated stays below 60 times the bytes.
 */
struct answers *read_csv(const struct upload *upload, struct findings *findings,
                         struct read_fault *fault, struct error *error) MUST_CHECK;
