#pragma once

/*
 * One row of a table, CSV or workbook: the answer to one indicator in cells that have the same
 * meaning wherever they stand (cell.h says what may be written into them).
 */

#include "common/answers.h"
#include "common/catalogue.h"
#include "common/finding.h"

enum row_part { ROW_ANSWER, ROW_OF, ROW_STATE, ROW_REASON, ROW_COMMENT, ROW_ACCEPTED };
#define ROW_PARTS 6

/* Everything is borrowed. */
struct row {
    const struct indicator *indicator;
    const char *place;             /* of the whole row, see common/place.h */
    const char *texts[ROW_PARTS];  /* as they stand in the cell; NULL where there is no cell */
    const char *places[ROW_PARTS]; /* of the cells, each within that of the row */
    bool lacks_value[ROW_PARTS];   /* a formula whose result was not saved; the text is "#" */
};

/*
 * Adds what the row says to the answers: an answer unless all its cells are empty, and an
 * acceptance where one is written. What no number, word or state can be read from is added to
 * findings; all else is for the judge.
 */
void row_read(const struct row *row, const struct catalogue *edition, struct findings *findings,
              struct answers *out);
