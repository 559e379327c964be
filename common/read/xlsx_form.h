#pragma once

/*
 * What makes a workbook ours: the names of its sheets and columns, known to the template that
 * writes it and to the reader that gets it back.
 *
 * A sheet with answers is one with a cell "Kennung"; the cells beside that one name the other
 * columns, the cells below it the indicators. So rows may be sorted, moved and inserted, and
 * columns as well.
 */

#include "common/compiler.h"
#include "common/read/row.h"

#define FORM_MEASURES "Maßnahmen"

/* The hidden sheet: names in column A, values beside them in column B. */
#define FORM_IDENTITY       "weltoffend"
#define FORM_EDITION        "edition"
#define FORM_MUNICIPALITY   "municipality"
#define FORM_ROUND          "round"
#define FORM_LISTS          "Listen"  /* hidden as well; what the drop-downs offer */
#define FORM_CARRIED        "carried" /* then an indicator and the four cells of its answer */
#define FORM_CARRIED_COUNT  4         /* ROW_ANSWER, ROW_OF, ROW_STATE, ROW_REASON */
#define FORM_CARRIED_COLUMN 2         /* of the indicator, from 1; its cells stand behind it */

/* The columns of a sheet with answers that are read. */
#define FORM_IDENTIFIER  "Kennung"
#define FORM_TAKEN_OVER  "Übernommen"
#define FORM_UNCONFIRMED "noch nicht bestätigt" /* in that column: of the last round */

/* The names of the columns of a row, in the order of enum row_part. */
extern const char *const form_row_titles[ROW_PARTS];

/* The columns of the sheet with measures. */
enum form_measure {
    FORM_GOAL,
    FORM_AIM,
    FORM_MEASURE,
    FORM_RESPONSIBLE,
    FORM_PRIORITY,
    FORM_DUE,
    FORM_STATUS,
};
#define FORM_MEASURE_COLUMNS 7
extern const char *const form_measure_titles[FORM_MEASURE_COLUMNS];

/* What stands for a status of a measure, e.g. "geplant" for "planned". */
#define FORM_STATUSES 4
extern const struct form_status {
    const char *label, *status;
} form_statuses[FORM_STATUSES];

/* Between an identifier or a number and the words that explain it: "3 – Beschlossen". */
#define FORM_DASH " – "
