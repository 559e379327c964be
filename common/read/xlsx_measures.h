#pragma once

/*
 * The sheet with measures: one in a row.
 */

#include <stdbool.h>

#include "common/answers.h"
#include "common/finding.h"
#include "common/read/xlsx_book.h"

/* Adds the sheet's measures to the answers. False when it is no such sheet. */
bool xlsx_measures_read(const struct xlsx_book *book, const struct xlsx_sheet *sheet,
                        struct findings *findings, struct answers *out) MUST_CHECK;
