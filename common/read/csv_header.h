#pragma once

/*
 * The columns of a self-check in CSV. The first name is the one we write; all are read,
 * whatever their case.
 *
 *     indicator     Indikator, Kennung, id            needed
 *     answer        Antwort, Wert, value              needed
 *     of            von, Gesamtzahl, gesamt, total
 *     state         Status, Stand, Zustand
 *     reason        Grund
 *     comment       Bemerkung, Kommentar, Anmerkung
 *     accepted      bestätigt, bestaetigt, Bestätigung
 *     edition       Ausgabe                           checked where it is there
 *     municipality  Kommune, AGS, Schlüssel, key      checked where it is there
 */

#include <stdbool.h>
#include <stddef.h>

#include "common/compiler.h"
#include "common/finding.h"
#include "common/language.h"
#include "common/table.h"

enum csv_column {
    CSV_INDICATOR,
    CSV_ANSWER,
    CSV_OF,
    CSV_STATE,
    CSV_REASON,
    CSV_COMMENT,
    CSV_ACCEPTED,
    CSV_EDITION,
    CSV_MUNICIPALITY,
};
#define CSV_COLUMNS 9

/* The column's name for a file that we write. */
const struct wording *csv_column_name(enum csv_column column);

/* The header of a file. */
struct csv_header {
    size_t cells[CSV_COLUMNS]; /* at which cell of a line the column stands, or CSV_NO_CELL */
    char *names[CSV_COLUMNS];  /* owned; as the sender writes it, NULL where it is missing */
    size_t count;              /* cells of the header, */
    bool *is_named;            /* owned; which of them have a name, known or not */
};
#define CSV_NO_CELL ((size_t)-1)

/*
 * Reads the header into an empty struct; findings get what is wrong with it. False when nothing
 * can be read with it.
 */
bool csv_header_read(const struct table_line *line, struct csv_header *out,
                     struct findings *findings) MUST_CHECK;
void csv_header_done(struct csv_header *self);
DEFINE_CLEANUP_INSIDE(struct csv_header, csv_header_done)

/* What stands in the line's cell of this column, NULL where there is none. */
const char *csv_header_cell(const struct csv_header *self, const struct table_line *line,
                            enum csv_column column);

/* "indicator, answer, of, ...", the names we write. */
#define CSV_HEADER \
    "indicator, answer, of, state, reason, comment, accepted, edition, municipality"
