#include "common/read/xlsx.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "common/memory.h"
#include "common/place.h"
#include "common/read/cell.h"
#include "common/read/row.h"
#include "common/read/xlsx_form.h"
#include "common/read/xlsx_measures.h"
#include "common/read/xlsx_table.h"
#include "common/read/xlsx_text.h"

/* The columns of a table with answers: the two that are no part of a row, and the row's. */
enum column { COLUMN_IDENTIFIER, COLUMN_ANSWER, COLUMN_TAKEN_OVER = 1 + ROW_PARTS, COLUMNS };

struct reading {
    const struct xlsx_book *book;
    const struct upload *upload;
    struct findings *findings;
    const struct xlsx_sheet *identity;       /* the hidden sheet */
    bool is_given[CATALOGUE_INDICATORS_MAX]; /* a row for the indicator was there */
    size_t table_count;
};

static const struct xlsx_sheet *sheet_find(const struct xlsx_book *book, const char *name)
{
    for (size_t i = 0; i < book->sheet_count; i++) {
        if (strcmp(book->sheets[i].name, name) == 0)
            return &book->sheets[i];
    }
    return NULL;
}

/* --- whose it is --- */

/* What stands in column B beside the name in column A, with its place; ABSENT if not there. */
static struct written identity_of(const struct reading *self, const char *name)
{
    const struct xlsx_sheet *sheet = self->identity;

    for (size_t i = 0; i < sheet->count; i++) {
        const struct xlsx_cell *cell = &sheet->cells[i];
        char place[XLSX_CELL_NAME_SIZE];
        CLEANUP(memory_freep) char *text = NULL;

        if (cell->column != 1 || strcmp(cell->text, name) != 0)
            continue;
        text = xlsx_cell_text(self->book, xlsx_sheet_at(sheet, cell->row, 2));
        if (text == NULL)
            break;
        xlsx_cell_name(cell->row, 2, place);
        return (struct written){
            .kind = WRITTEN_TEXT, .text = TAKE(text), .place = place_cell(sheet->name, place)};
    }
    return (struct written){0};
}

/* A program may have made a number of the key, without its zero; the sheet is not for people.
 */
static bool is_key(const char *text, const char *key)
{
    return strcmp(text, key) == 0 || (key[0] == '0' && strcmp(text, key + 1) == 0);
}

static void check_municipality(const struct reading *self)
{
    const char *key = self->upload->municipality;
    struct written written = identity_of(self, FORM_MUNICIPALITY);
    CLEANUP(memory_freep) char *text = written.text;
    CLEANUP(memory_freep) char *place = written.place;

    if (text != NULL && !is_key(text, key))
        findings_add(self->findings, &(struct finding){.code = FINDING_MUNICIPALITY_MISMATCH,
                                                       .place = place,
                                                       .received = text,
                                                       .allowed = key});
}

/* --- answers of the last round --- */

static bool is_same_text(const char *one, const char *other)
{
    CLEANUP(memory_freep) char *clean = cell_clean(one == NULL ? "" : one);
    CLEANUP(memory_freep) char *other_clean = cell_clean(other == NULL ? "" : other);

    return strcmp(clean, other_clean) == 0;
}

/* The row of the hidden sheet that keeps what was carried over for the indicator, or 0. */
static uint32_t carried_row(const struct reading *self, const char *indicator)
{
    const struct xlsx_sheet *sheet = self->identity;

    for (size_t i = 0; i < sheet->count; i++) {
        const struct xlsx_cell *cell = &sheet->cells[i];
        const struct xlsx_cell *name = xlsx_sheet_at(sheet, cell->row, 1);

        if (cell->column == FORM_CARRIED_COLUMN && strcmp(cell->text, indicator) == 0 &&
            name != NULL && strcmp(name->text, FORM_CARRIED) == 0)
            return cell->row;
    }
    return 0;
}

/*
 * Whether the row still says what the last round said and nobody confirmed it. An answer that
 * was changed is the sender's own, whatever stands beside it.
 */
static bool is_unconfirmed(const struct reading *self, const struct row *row,
                           const char *taken_over)
{
    const uint32_t carried = carried_row(self, row->indicator->id);

    if (carried == 0 || !is_same_text(taken_over, FORM_UNCONFIRMED))
        return false;
    for (uint32_t i = 0; i < FORM_CARRIED_COUNT; i++) {
        CLEANUP(memory_freep)
        char *text = xlsx_cell_text(
            self->book, xlsx_sheet_at(self->identity, carried, FORM_CARRIED_COLUMN + 1 + i));

        if (!is_same_text(text, row->texts[i]))
            return false;
    }
    return true;
}

/* --- rows --- */

/* The first cell of the row's answer with something in it; COLUMNS when there is none. */
static enum column filled_column(const struct xlsx_table *table, uint32_t row)
{
    for (enum column i = COLUMN_ANSWER; i < COLUMN_TAKEN_OVER; i++) {
        CLEANUP(memory_freep) char *text = xlsx_table_text(table, row, i);
        CLEANUP(memory_freep) char *clean = cell_clean(text == NULL ? "" : text);

        if (*clean != '\0')
            return i;
    }
    return COLUMNS;
}

static void complain_of_row(const struct reading *self, const struct xlsx_table *table,
                            uint32_t row, const char *identifier)
{
    const enum column filled = filled_column(table, row);
    const bool is_nameless = *identifier == '\0';
    const enum column column = is_nameless ? filled : COLUMN_IDENTIFIER;
    CLEANUP(memory_freep) char *place = NULL;
    CLEANUP(memory_freep) char *text = NULL;

    if (filled == COLUMNS)
        return; /* a note, or a row that somebody left empty */
    place = xlsx_table_place(table, row, column);
    text = xlsx_table_text(table, row, column);
    findings_add(self->findings,
                 &(struct finding){.code = is_nameless ? FINDING_ROW_WITHOUT_IDENTIFIER
                                                       : FINDING_UNKNOWN_INDICATOR,
                                   .place = place,
                                   .received = text});
}

/* The indicator of the row, the first time it stands there; NULL, perhaps with a finding. */
static const struct indicator *indicator_of(struct reading *self,
                                            const struct xlsx_table *table, uint32_t row)
{
    CLEANUP(memory_freep) char *text = xlsx_table_text(table, row, COLUMN_IDENTIFIER);
    CLEANUP(memory_freep) char *id = cell_clean(text == NULL ? "" : text);
    const struct indicator *indicator = catalogue_find(self->upload->edition, id);
    CLEANUP(memory_freep) char *place = NULL;

    if (indicator == NULL) {
        complain_of_row(self, table, row, id);
        return NULL;
    }
    if (!self->is_given[indicator->position]) {
        self->is_given[indicator->position] = true;
        return indicator;
    }
    place = xlsx_table_place(table, row, COLUMN_IDENTIFIER);
    findings_add(self->findings, &(struct finding){.code = FINDING_ANSWER_REPEATED,
                                                   .place = place,
                                                   .indicator = indicator->id,
                                                   .received = id});
    return NULL;
}

/* "3 – Beschlossen" is 3; cut where the words begin. */
static void cut_explanation(char *text)
{
    const size_t digits = text == NULL ? 0 : strspn(text, "0123456789");

    if (digits > 0 && strncmp(text + digits, FORM_DASH, strlen(FORM_DASH)) == 0)
        text[digits] = '\0';
}

static void warn_of_carried(const struct reading *self, const struct row *row,
                            const struct xlsx_table *table, uint32_t number)
{
    CLEANUP(memory_freep) char *place = xlsx_table_place(table, number, COLUMN_TAKEN_OVER);

    findings_add(self->findings, &(struct finding){.code = FINDING_CARRIED_OVER,
                                                   .place = place,
                                                   .indicator = row->indicator->id,
                                                   .received = row->texts[ROW_ANSWER]});
}

static void read_row(struct reading *self, const struct xlsx_table *table, uint32_t number,
                     struct answers *out)
{
    CLEANUP(memory_freep) char *place = xlsx_table_place(table, number, COLUMN_IDENTIFIER);
    CLEANUP(memory_freep) char *taken = xlsx_table_text(table, number, COLUMN_TAKEN_OVER);
    char *texts[ROW_PARTS], *places[ROW_PARTS];
    struct row row = {.indicator = indicator_of(self, table, number), .place = place};

    if (row.indicator == NULL)
        return;
    for (size_t i = 0; i < ROW_PARTS; i++) {
        const struct xlsx_cell *cell = xlsx_table_at(table, number, COLUMN_ANSWER + i);

        texts[i] = xlsx_cell_text(self->book, cell);
        places[i] = xlsx_table_place(table, number, COLUMN_ANSWER + i);
        row.texts[i] = texts[i];
        row.places[i] = places[i];
        row.lacks_value[i] = cell != NULL && cell->kind == XLSX_NO_VALUE;
    }
    if (is_unconfirmed(self, &row, taken)) {
        warn_of_carried(self, &row, table, number);
    } else {
        if (row.indicator->kind == INDICATOR_LEVEL)
            cut_explanation(texts[ROW_ANSWER]);
        row_read(&row, self->upload->edition, self->findings, out);
    }
    for (size_t i = 0; i < ROW_PARTS; i++) {
        free(texts[i]);
        free(places[i]);
    }
}

/* --- sheets --- */

static void refuse_hidden(const struct reading *self, const struct xlsx_sheet *sheet)
{
    CLEANUP(memory_freep) char *place = place_cell(sheet->name, NULL);

    findings_add(self->findings, &(struct finding){.code = FINDING_SHEET_HIDDEN,
                                                   .place = place,
                                                   .received = sheet->name});
}

static void read_answers(struct reading *self, const struct xlsx_sheet *sheet,
                         struct answers *out)
{
    const char *titles[COLUMNS] = {
        [COLUMN_IDENTIFIER] = FORM_IDENTIFIER, [COLUMN_TAKEN_OVER] = FORM_TAKEN_OVER};
    struct xlsx_table table;

    for (size_t i = 0; i < ROW_PARTS; i++)
        titles[COLUMN_ANSWER + i] = form_row_titles[i];
    if (!xlsx_table_find(self->book, sheet, titles, COLUMNS, &table, self->findings))
        return;
    self->table_count++;
    if (sheet->is_hidden) {
        refuse_hidden(self, sheet);
        return;
    }
    xlsx_table_check_merges(&table, self->findings);
    for (uint32_t row = table.header; (row = xlsx_table_next(&table, row)) != 0;)
        read_row(self, &table, row, out);
}

static void read_sheets(struct reading *self, struct answers *out)
{
    CLEANUP(memory_freep) char *place = NULL;
    bool has_measures = false;

    for (size_t i = 0; i < self->book->sheet_count; i++) {
        const struct xlsx_sheet *sheet = &self->book->sheets[i];

        if (sheet == self->identity || strcmp(sheet->name, FORM_LISTS) == 0)
            continue;
        read_answers(self, sheet, out);
        if (!has_measures && !sheet->is_hidden)
            has_measures = xlsx_measures_read(self->book, sheet, self->findings, out);
    }
    if (self->table_count > 0)
        return;
    place = place_cell(self->book->sheets[0].name, NULL);
    findings_add(self->findings,
                 &(struct finding){.code = FINDING_ANSWERS_MISSING, .place = place});
}

static struct answers *misshapen(const struct reading *self, struct answers *answers)
{
    const bool is_empty = self->book->sheet_count == 0;
    CLEANUP(memory_freep)
    char *place = place_cell(is_empty ? "" : self->book->sheets[0].name, NULL);

    answers->is_misshapen = true;
    findings_add(self->findings,
                 &(struct finding){.code = FINDING_NOT_OUR_WORKBOOK, .place = place});
    return answers;
}

/* The names of the sheets as they stand, for the caller to release. */
static json_t *sheets_of(const struct xlsx_book *book)
{
    json_t *names = json_array();

    for (size_t i = 0; i < book->sheet_count; i++)
        (void)json_array_append_new(names, json_string(book->sheets[i].name));
    return names;
}

struct answers *read_xlsx(const struct xlsx_book *book, const struct upload *upload,
                          struct findings *findings)
{
    struct reading self = {.book = book,
                           .upload = upload,
                           .findings = findings,
                           .identity = sheet_find(book, FORM_IDENTITY)};
    struct answers *answers = memory_new(1, sizeof *answers);

    answers->order = sheets_of(book);
    if (self.identity == NULL)
        return misshapen(&self, answers);
    answers->edition = identity_of(&self, FORM_EDITION);
    if (answers->edition.kind == WRITTEN_ABSENT)
        return misshapen(&self, answers);
    check_municipality(&self);
    if (strcmp(answers->edition.text, catalogue_edition(upload->edition)) == 0)
        read_sheets(&self, answers);
    return answers;
}
