#pragma once

/*
 * Reads a self-check from the cells of a workbook that was made by the template of a round
 * (xlsx_form.h). What may stand in a cell is the same as in CSV (row.h, cell.h).
 *
 * A workbook of another edition or another municipality is not read any further. A hidden sheet
 * with answers is a finding, as are merged cells over answers and formulas without a result.
 */

#include "common/answers.h"
#include "common/finding.h"
#include "common/read/upload.h"
#include "common/read/xlsx_book.h"

/* Never NULL: what is wrong stands in findings. The upload's bytes are not looked at. */
struct answers *read_xlsx(const struct xlsx_book *book, const struct upload *upload,
                          struct findings *findings) MUST_CHECK;
