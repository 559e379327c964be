#include "common/read/csv_header.h"

#include <stdlib.h>
#include <string.h>

#include "common/memory.h"
#include "common/place.h"
#include "common/read/cell.h"

#define NAMES_MAX 5
#define CELLS_MAX 100 /* of a header; spreadsheets leave some without a name */

static const struct {
    struct wording name;
    bool is_needed;
    const char *keys[NAMES_MAX]; /* as cell_key() makes them */
} columns[] = {
    [CSV_INDICATOR] = {{"indikator", "indicator"},
                       true,
                       {"indikator", "indicator", "kennung", "id"}},
    [CSV_ANSWER] = {{"antwort", "answer"}, true, {"antwort", "answer", "wert", "value"}},
    [CSV_OF] = {{"von", "of"}, false, {"von", "of", "gesamtzahl", "gesamt", "total"}},
    [CSV_STATE] = {{"status", "state"}, false, {"status", "state", "stand", "zustand"}},
    [CSV_REASON] = {{"grund", "reason"}, false, {"grund", "reason"}},
    [CSV_COMMENT] = {{"bemerkung", "comment"},
                     false,
                     {"bemerkung", "comment", "kommentar", "anmerkung"}},
    [CSV_ACCEPTED] = {{"bestätigt", "accepted"},
                      false,
                      {"bestätigt", "accepted", "bestaetigt", "bestätigung"}},
    [CSV_EDITION] = {{"ausgabe", "edition"}, false, {"ausgabe", "edition"}},
    [CSV_MUNICIPALITY] = {{"kommune", "municipality"},
                          false,
                          {"kommune", "municipality", "ags", "schlüssel", "key"}},
};
_Static_assert(COUNT_OF(columns) == CSV_COLUMNS, "every column has its names");

const struct wording *csv_column_name(enum csv_column column)
{
    return &columns[column].name;
}

/* The column of this name, or CSV_COLUMNS. */
static size_t column_find(const char *name)
{
    CLEANUP(memory_freep) char *key = cell_key(name);

    for (size_t i = 0; i < CSV_COLUMNS; i++)
        for (size_t j = 0; j < NAMES_MAX && columns[i].keys[j] != NULL; j++)
            if (strcmp(columns[i].keys[j], key) == 0)
                return i;
    return CSV_COLUMNS;
}

static void complain(struct findings *findings, enum finding_code code, size_t line,
                     const char *name)
{
    CLEANUP(memory_freep) char *place = place_line(line, name);

    findings_add(findings,
                 &(struct finding){
                     .code = code, .place = place, .received = name, .allowed = CSV_HEADER});
}

static void complain_of_number(struct findings *findings, const struct table_line *line)
{
    CLEANUP(memory_freep) char *place = place_line(line->number, NULL);
    CLEANUP(memory_freep) char *received = memory_format("%zu", line->count);
    CLEANUP(memory_freep) char *high = memory_format("%d", CELLS_MAX);

    findings_add(findings, &(struct finding){.code = FINDING_TOO_MANY,
                                             .place = place,
                                             .received = received,
                                             .high = high});
}

static bool has_known_name(const struct table_line *line)
{
    for (size_t i = 0; i < line->count; i++) {
        CLEANUP(memory_freep) char *name = cell_clean(line->cells[i]);

        if (column_find(name) < CSV_COLUMNS)
            return true;
    }
    return false;
}

/* Notes which column the cell of the header is for; a cell without a name is for none. */
static void read_name(struct csv_header *self, const struct table_line *line, size_t index,
                      struct findings *findings)
{
    CLEANUP(memory_freep) char *name = cell_clean(line->cells[index]);
    const size_t column = column_find(name);

    self->is_named[index] = *name != '\0';
    if (*name == '\0')
        return;
    if (column == CSV_COLUMNS) {
        complain(findings, FINDING_UNKNOWN_COLUMN, line->number, name);
    } else if (self->names[column] != NULL) {
        complain(findings, FINDING_COLUMN_REPEATED, line->number, name);
    } else {
        self->cells[column] = index;
        self->names[column] = TAKE(name);
    }
}

bool csv_header_read(const struct table_line *line, struct csv_header *out,
                     struct findings *findings)
{
    CLEANUP(memory_freep) char *place = place_line(line->number, NULL);
    bool is_complete = true;

    for (size_t i = 0; i < CSV_COLUMNS; i++)
        out->cells[i] = CSV_NO_CELL;
    if (line->count <= CELLS_MAX && !has_known_name(line)) {
        complain(findings, FINDING_HEADER_MISSING, line->number, NULL);
        return false;
    }
    if (line->count > CELLS_MAX) {
        complain_of_number(findings, line);
        return false;
    }
    out->count = line->count;
    out->is_named = memory_new(line->count, sizeof *out->is_named);
    for (size_t i = 0; i < line->count; i++)
        read_name(out, line, i, findings);
    for (size_t i = 0; i < CSV_COLUMNS; i++) {
        if (!columns[i].is_needed || out->names[i] != NULL)
            continue;
        findings_add(findings, &(struct finding){.code = FINDING_COLUMN_MISSING,
                                                 .place = place,
                                                 .allowed = columns[i].name.en});
        is_complete = false;
    }
    return is_complete;
}

void csv_header_done(struct csv_header *self)
{
    for (size_t i = 0; i < CSV_COLUMNS; i++)
        free(self->names[i]);
    free(self->is_named);
    *self = (struct csv_header){0};
}

const char *csv_header_cell(const struct csv_header *self, const struct table_line *line,
                            enum csv_column column)
{
    const size_t index = self->cells[column];

    return index < line->count ? line->cells[index] : NULL;
}
