#include "common/read/xlsx_table.h"

#include <assert.h>
#include <string.h>

#include "common/memory.h"
#include "common/place.h"
#include "common/read/cell.h"
#include "common/read/xlsx_text.h"

#define HEADER_ROW_MAX 40 /* a table begins further up */

/* Whether the cell holds this title; capitals and blanks make no difference. */
static bool is_title(const struct xlsx_cell *cell, const char *title)
{
    CLEANUP(memory_freep) char *clean = NULL;
    CLEANUP(memory_freep) char *key = NULL;
    CLEANUP(memory_freep) char *other = NULL;

    if (cell->kind != XLSX_TEXT)
        return false;
    clean = cell_clean(cell->text);
    key = cell_key(clean);
    other = cell_key(title);
    return strcmp(key, other) == 0;
}

/* The first row from this one that has the title, or 0. */
static uint32_t row_with(const struct xlsx_sheet *sheet, const char *title, uint32_t from)
{
    for (size_t i = 0; i < sheet->count && sheet->cells[i].row <= HEADER_ROW_MAX; i++) {
        if (sheet->cells[i].row >= from && is_title(&sheet->cells[i], title))
            return sheet->cells[i].row;
    }
    return 0;
}

static void note_title(struct xlsx_table *self, const struct xlsx_cell *cell,
                       const char *const titles[], struct findings *findings)
{
    for (size_t i = 0; i < self->column_count; i++) {
        char name[XLSX_CELL_NAME_SIZE];
        CLEANUP(memory_freep) char *place = NULL;

        if (!is_title(cell, titles[i]))
            continue;
        if (self->columns[i] == 0) {
            self->columns[i] = cell->column;
            continue;
        }
        xlsx_cell_name(cell->row, cell->column, name);
        place = place_cell(self->sheet->name, name);
        findings_add(findings, &(struct finding){.code = FINDING_COLUMN_REPEATED,
                                                 .place = place,
                                                 .received = titles[i]});
    }
}

bool xlsx_table_find(const struct xlsx_book *book, const struct xlsx_sheet *sheet,
                     const char *const titles[], size_t count, struct xlsx_table *out,
                     struct findings *findings)
{
    uint32_t first = row_with(sheet, titles[0], 1);
    uint32_t second = first == 0 ? 0 : row_with(sheet, titles[1], first);

    assert(count <= XLSX_COLUMNS_READ_MAX);
    while (first != 0 && second != first) {
        first = row_with(sheet, titles[0], first + 1);
        second = first == 0 ? 0 : row_with(sheet, titles[1], first);
    }
    if (first == 0)
        return false;
    *out = (struct xlsx_table){
        .book = book, .sheet = sheet, .header = first, .column_count = count};
    for (size_t i = 0; i < sheet->count && sheet->cells[i].row <= first; i++) {
        if (sheet->cells[i].row == first)
            note_title(out, &sheet->cells[i], titles, findings);
    }
    return true;
}

static bool has_column(const struct xlsx_table *self, uint32_t column)
{
    for (size_t i = 0; i < self->column_count; i++) {
        if (self->columns[i] == column)
            return true;
    }
    return false;
}

/* Where in the sheet's list the rows behind this one begin. */
static size_t index_behind(const struct xlsx_sheet *sheet, uint32_t row)
{
    size_t low = 0, high = sheet->count;

    while (low < high) {
        const size_t middle = low + (high - low) / 2;

        if (sheet->cells[middle].row <= row)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

uint32_t xlsx_table_next(const struct xlsx_table *self, uint32_t row)
{
    const struct xlsx_sheet *sheet = self->sheet;

    for (size_t i = index_behind(sheet, row); i < sheet->count; i++) {
        if (has_column(self, sheet->cells[i].column))
            return sheet->cells[i].row;
    }
    return 0;
}

const struct xlsx_cell *xlsx_table_at(const struct xlsx_table *self, uint32_t row,
                                      size_t column)
{
    assert(column < self->column_count);
    if (self->columns[column] == 0)
        return NULL;
    return xlsx_sheet_at(self->sheet, row, self->columns[column]);
}

char *xlsx_table_text(const struct xlsx_table *self, uint32_t row, size_t column)
{
    return xlsx_cell_text(self->book, xlsx_table_at(self, row, column));
}

char *xlsx_table_place(const struct xlsx_table *self, uint32_t row, size_t column)
{
    char name[XLSX_CELL_NAME_SIZE];

    assert(column < self->column_count);
    if (self->columns[column] == 0)
        return place_cell(self->sheet->name, NULL);
    xlsx_cell_name(row, self->columns[column], name);
    return place_cell(self->sheet->name, name);
}

static bool covers_column(const struct xlsx_table *self, const struct xlsx_merge *merge)
{
    for (size_t i = 0; i < self->column_count; i++) {
        if (self->columns[i] >= merge->first_column && self->columns[i] <= merge->last_column)
            return true;
    }
    return false;
}

void xlsx_table_check_merges(const struct xlsx_table *self, struct findings *findings)
{
    for (size_t i = 0; i < self->sheet->merge_count; i++) {
        const struct xlsx_merge *merge = &self->sheet->merges[i];
        char first[XLSX_CELL_NAME_SIZE], last[XLSX_CELL_NAME_SIZE];
        CLEANUP(memory_freep) char *place = NULL;
        CLEANUP(memory_freep) char *range = NULL;

        if (merge->last_row <= self->header || !covers_column(self, merge))
            continue;
        xlsx_cell_name(merge->first_row, merge->first_column, first);
        xlsx_cell_name(merge->last_row, merge->last_column, last);
        place = place_cell(self->sheet->name, first);
        range = memory_format("%s:%s", first, last);
        findings_add(
            findings,
            &(struct finding){.code = FINDING_CELLS_MERGED, .place = place, .received = range});
    }
}
