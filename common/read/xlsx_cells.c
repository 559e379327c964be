/*
 * The cells of one sheet.
 */

#include <stdlib.h>
#include <string.h>

#include "common/memory.h"
#include "common/read/xlsx_inside.h"

/* The cell being read, and where in it we are. */
struct reading {
    struct xlsx_book *book;
    struct xlsx_sheet *sheet;
    uint32_t row, column; /* of this cell, or of the last one */
    char type[12];        /* as the attribute t has it */
    enum xlsx_kind format;
    bool is_formula;
    bool is_value;        /* inside <v>, or <t> of an inline string */
    unsigned in_phonetic; /* as in shared strings */
    struct xlsx_growing text;
};

static void reading_done(struct reading *self)
{
    xlsx_growing_done(&self->text);
}
DEFINE_CLEANUP_INSIDE(struct reading, reading_done)

/* Reads "C7" and moves the text behind it. */
static bool read_reference(const char **text, uint32_t *row, uint32_t *column)
{
    uint32_t letters = 0, digits = 0;
    const char *at = *text;

    for (; *at >= 'A' && *at <= 'Z' && letters <= XLSX_COLUMNS_MAX; at++)
        letters = letters * 26 + (uint32_t)(*at - 'A') + 1;
    for (; *at >= '0' && *at <= '9' && digits <= XLSX_ROWS_MAX; at++)
        digits = digits * 10 + (uint32_t)(*at - '0');
    if (letters < 1 || letters > XLSX_COLUMNS_MAX || digits < 1 || digits > XLSX_ROWS_MAX)
        return false;
    *row = digits;
    *column = letters;
    *text = at;
    return true;
}

static enum xlsx_fault start_row(struct reading *self, const char *const *attributes)
{
    const char *number = xlsx_attribute(attributes, "r");
    const unsigned long row = number == NULL ? self->row + 1UL : strtoul(number, NULL, 10);

    if (row < 1 || row > XLSX_ROWS_MAX)
        return XLSX_DAMAGED;
    self->row = (uint32_t)row;
    self->column = 0;
    return XLSX_FINE;
}

static enum xlsx_fault start_cell(struct reading *self, const char *const *attributes)
{
    const char *reference = xlsx_attribute(attributes, "r");
    const char *type = xlsx_attribute(attributes, "t");
    const char *style = xlsx_attribute(attributes, "s");
    const unsigned long format = style == NULL ? 0 : strtoul(style, NULL, 10);

    self->column++; /* without a reference it is the next one */
    if (reference != NULL &&
        (!read_reference(&reference, &self->row, &self->column) || *reference != '\0'))
        return XLSX_DAMAGED;
    if (self->row < 1 || self->column > XLSX_COLUMNS_MAX ||
        (type != NULL && strlen(type) >= sizeof self->type))
        return XLSX_DAMAGED;
    (void)stpcpy(self->type, type == NULL ? "n" : type);
    self->format = format < self->book->format_count
                       ? (enum xlsx_kind)self->book->formats[format]
                       : XLSX_NUMBER;
    self->is_formula = false;
    xlsx_growing_done(&self->text);
    return XLSX_FINE;
}

static enum xlsx_fault note_merge(struct reading *self, const char *const *attributes)
{
    const char *reference = xlsx_attribute(attributes, "ref");
    struct xlsx_sheet *sheet = self->sheet;
    struct xlsx_merge merge;

    if (reference == NULL ||
        !read_reference(&reference, &merge.first_row, &merge.first_column) ||
        *reference++ != ':' ||
        !read_reference(&reference, &merge.last_row, &merge.last_column) || *reference != '\0')
        return XLSX_DAMAGED;
    if (sheet->merge_count == XLSX_MERGES_MAX)
        return XLSX_TOO_MANY_CELLS;
    sheet->merges = xlsx_room(sheet->merges, sheet->merge_count, sizeof *sheet->merges);
    sheet->merges[sheet->merge_count++] = merge;
    return XLSX_FINE;
}

static enum xlsx_fault on_start(const char *element, const char *const *attributes,
                                void *context)
{
    struct reading *self = context;

    self->is_value = false;
    if (strcmp(element, "row") == 0)
        return start_row(self, attributes);
    if (strcmp(element, "c") == 0)
        return start_cell(self, attributes);
    if (strcmp(element, "mergeCell") == 0)
        return note_merge(self, attributes);
    if (strcmp(element, "rPh") == 0)
        self->in_phonetic++;
    else if (strcmp(element, "f") == 0)
        self->is_formula = true;
    else
        self->is_value =
            strcmp(element, "v") == 0 || (strcmp(element, "t") == 0 && self->in_phonetic == 0);
    return XLSX_FINE;
}

/* Whether the stored value is of this type. */
static bool is_type(const struct reading *self, const char *type)
{
    return strcmp(self->type, type) == 0;
}

/* One of the book's strings; the value is its number. */
static enum xlsx_fault share_string(struct reading *self, struct xlsx_cell *cell)
{
    char *end;
    const unsigned long index = strtoul(self->text.text, &end, 10);

    if (*end != '\0' || index >= self->book->string_count)
        return XLSX_DAMAGED;
    cell->kind = XLSX_TEXT;
    cell->text = self->book->strings[index];
    return XLSX_FINE;
}

static enum xlsx_kind kind_of(const struct reading *self)
{
    if (is_type(self, "str") || is_type(self, "inlineStr"))
        return XLSX_TEXT;
    if (self->text.size == 0)
        return XLSX_NO_VALUE;
    if (is_type(self, "b"))
        return XLSX_BOOLEAN;
    if (is_type(self, "e"))
        return XLSX_ERROR;
    return is_type(self, "d") ? XLSX_DATE : self->format;
}

static enum xlsx_fault count_cell(struct xlsx_book *book, const char *text)
{
    book->text_size += strlen(text);
    if (++book->cell_count > XLSX_CELLS_MAX)
        return XLSX_TOO_MANY_CELLS;
    return book->text_size > XLSX_TEXTS_MAX ? XLSX_TOO_LARGE : XLSX_FINE;
}

static enum xlsx_fault end_cell(struct reading *self)
{
    struct xlsx_sheet *sheet = self->sheet;
    struct xlsx_cell cell = {.row = self->row, .column = self->column, .kind = kind_of(self)};
    const bool is_formula_without = self->is_formula && cell.kind == XLSX_NO_VALUE;
    enum xlsx_fault fault = XLSX_FINE;

    if (self->text.is_too_long)
        return XLSX_TOO_LARGE;
    if (self->text.size == 0 && !is_formula_without)
        return XLSX_FINE; /* nothing stands there */
    if (is_type(self, "s") && !is_formula_without) {
        fault = share_string(self, &cell);
        if (fault != XLSX_FINE || cell.text[0] == '\0')
            return fault;
    } else {
        cell.own = xlsx_growing_take(&self->text);
    }
    fault = count_cell(self->book, cell.text == NULL ? cell.own : cell.text);
    if (fault != XLSX_FINE) {
        free(cell.own);
        return fault;
    }
    sheet->cells = xlsx_room(sheet->cells, sheet->count, sizeof *sheet->cells);
    sheet->cells[sheet->count++] = cell;
    return XLSX_FINE;
}

static enum xlsx_fault on_end(const char *element, void *context)
{
    struct reading *self = context;

    self->is_value = false;
    if (strcmp(element, "rPh") == 0)
        self->in_phonetic--;
    return strcmp(element, "c") == 0 ? end_cell(self) : XLSX_FINE;
}

static void on_text(const char *text, size_t size, void *context)
{
    struct reading *self = context;

    if (self->is_value)
        xlsx_growing_add(&self->text, text, size);
}

static int compare_cells(const void *left, const void *right)
{
    const struct xlsx_cell *one = left;
    const struct xlsx_cell *other = right;

    if (one->row != other->row)
        return one->row < other->row ? -1 : 1;
    return (one->column > other->column) - (one->column < other->column);
}

bool xlsx_sheet_settle(struct xlsx_sheet *sheet)
{
    if (sheet->count == 0)
        return true;
    qsort(sheet->cells, sheet->count, sizeof *sheet->cells, compare_cells);
    for (size_t i = 0; i < sheet->count; i++) {
        struct xlsx_cell *cell = &sheet->cells[i];

        if (i > 0 && compare_cells(cell - 1, cell) == 0)
            return false;
        if (cell->own != NULL)
            cell->text = cell->own;
    }
    return true;
}

enum xlsx_fault xlsx_cells_read(struct xlsx_book *self, struct xlsx_sheet *sheet,
                                struct xlsx_zip *zip)
{
    static const struct xlsx_handler handler = {on_start, on_end, on_text};
    CLEANUP(reading_donep) struct reading reading = {.book = self, .sheet = sheet};
    enum xlsx_fault fault = xlsx_xml_read(zip, sheet->part, &handler, &reading);

    if (fault == XLSX_FINE && !xlsx_sheet_settle(sheet))
        fault = XLSX_DAMAGED;
    return fault;
}
