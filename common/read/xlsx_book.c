#include "common/read/xlsx_book.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/memory.h"
#include "common/read/xlsx_inside.h"

/* --- what the parts share --- */

void *xlsx_room(void *list, size_t count, size_t item_size)
{
    if ((count & (count - 1)) != 0)
        return list; /* it doubles, so there is room up to the next power of two */
    return memory_resize(list, (count == 0 ? 1 : 2 * count) * item_size);
}

void xlsx_growing_add(struct xlsx_growing *self, const char *text, size_t size)
{
    if (size > XLSX_TEXT_MAX - self->size) {
        self->is_too_long = true;
        return;
    }
    if (self->size + size + 1 > self->capacity) {
        self->capacity = 2 * (self->size + size) + 1;
        self->text = memory_resize(self->text, self->capacity);
    }
    memcpy(self->text + self->size, text, size);
    self->size += size;
    self->text[self->size] = '\0';
}

char *xlsx_growing_take(struct xlsx_growing *self)
{
    char *text =
        self->text == NULL ? memory_copy_text("") : memory_resize(self->text, self->size + 1);

    *self = (struct xlsx_growing){0};
    return text;
}

void xlsx_growing_done(struct xlsx_growing *self)
{
    free(self->text);
    *self = (struct xlsx_growing){0};
}

/* --- the book --- */

static enum xlsx_fault read_parts(struct xlsx_book *self, struct xlsx_zip *zip)
{
    enum xlsx_fault fault = xlsx_sheets_read(self, zip);

    if (fault == XLSX_FINE)
        fault = xlsx_strings_read(self, zip);
    if (fault == XLSX_FINE)
        fault = xlsx_formats_read(self, zip);
    for (size_t i = 0; fault == XLSX_FINE && i < self->sheet_count; i++) {
        if (self->sheets[i].part != NULL)
            fault = xlsx_cells_read(self, &self->sheets[i], zip);
    }
    return fault;
}

enum xlsx_fault xlsx_book_read(const char *bytes, size_t size, struct xlsx_book *out)
{
    CLEANUP(xlsx_zip_donep) struct xlsx_zip zip = {0};
    enum xlsx_fault fault = xlsx_zip_open(&zip, bytes, size);

    memset(out, 0, sizeof *out);
    if (fault == XLSX_FINE)
        fault = read_parts(out, &zip);
    if (fault != XLSX_FINE)
        xlsx_book_done(out);
    return fault;
}

static void sheet_done(struct xlsx_sheet *self)
{
    for (size_t i = 0; i < self->count; i++)
        free(self->cells[i].own);
    free(self->cells);
    free(self->merges);
    free(self->name);
    free(self->part);
}

void xlsx_book_done(struct xlsx_book *self)
{
    for (size_t i = 0; i < self->sheet_count; i++)
        sheet_done(&self->sheets[i]);
    for (size_t i = 0; i < self->string_count; i++)
        free(self->strings[i]);
    free(self->strings);
    free(self->formats);
    memset(self, 0, sizeof *self);
}

static int compare_place(const void *key, const void *item)
{
    const struct xlsx_cell *wanted = key;
    const struct xlsx_cell *cell = item;

    if (wanted->row != cell->row)
        return wanted->row < cell->row ? -1 : 1;
    return (wanted->column > cell->column) - (wanted->column < cell->column);
}

const struct xlsx_cell *xlsx_sheet_at(const struct xlsx_sheet *self, uint32_t row,
                                      uint32_t column)
{
    const struct xlsx_cell wanted = {.row = row, .column = column};

    if (self->count == 0)
        return NULL;
    return bsearch(&wanted, self->cells, self->count, sizeof *self->cells, compare_place);
}

const struct xlsx_merge *xlsx_sheet_merge_at(const struct xlsx_sheet *self, uint32_t row,
                                             uint32_t column)
{
    for (size_t i = 0; i < self->merge_count; i++) {
        const struct xlsx_merge *merge = &self->merges[i];

        if (row >= merge->first_row && row <= merge->last_row &&
            column >= merge->first_column && column <= merge->last_column)
            return merge;
    }
    return NULL;
}

void xlsx_cell_name(uint32_t row, uint32_t column, char out[XLSX_CELL_NAME_SIZE])
{
    char letters[4] = "";
    size_t at = sizeof letters - 1;

    for (; column > 0 && at > 0; column = (column - 1) / 26)
        letters[--at] = (char)('A' + (column - 1) % 26);
    (void)snprintf(out, XLSX_CELL_NAME_SIZE, "%s%u", letters + at, (unsigned)row);
}
