/*
 * A workbook's cells as bytes. Numbers have four bytes in the machine's own order (both ends
 * are the same program), a text its length and its bytes:
 *
 *     MAGIC counts-from-1904 sheets { name hidden merges { row row column column }
 *                    cells { row column kind text } }
 */

#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "common/memory.h"
#include "common/read/xlsx_inside.h"

#define MAGIC     0x57453142U
#define CELL_SIZE (4 * sizeof(uint32_t))

/* --- packing --- */

struct packing {
    char *bytes; /* owned */
    size_t size, capacity;
};

static void put(struct packing *self, const void *bytes, size_t size)
{
    if (self->capacity - self->size < size) {
        self->capacity = 2 * (self->capacity + size);
        self->bytes = memory_resize(self->bytes, self->capacity);
    }
    memcpy(self->bytes + self->size, bytes, size);
    self->size += size;
}

static void put_number(struct packing *self, size_t number)
{
    const uint32_t narrow = (uint32_t)number;

    put(self, &narrow, sizeof narrow);
}

static void put_text(struct packing *self, const char *text)
{
    put_number(self, strlen(text));
    put(self, text, strlen(text));
}

static void put_sheet(struct packing *self, const struct xlsx_sheet *sheet)
{
    put_text(self, sheet->name);
    put_number(self, sheet->is_hidden ? 1 : 0);
    put_number(self, sheet->merge_count);
    for (size_t i = 0; i < sheet->merge_count; i++) {
        put_number(self, sheet->merges[i].first_row);
        put_number(self, sheet->merges[i].last_row);
        put_number(self, sheet->merges[i].first_column);
        put_number(self, sheet->merges[i].last_column);
    }
    put_number(self, sheet->count);
    for (size_t i = 0; i < sheet->count; i++) {
        const struct xlsx_cell *cell = &sheet->cells[i];

        put_number(self, cell->row);
        put_number(self, cell->column);
        put_number(self, cell->kind);
        put_text(self, cell->text);
    }
}

char *xlsx_book_pack(const struct xlsx_book *self, size_t *size)
{
    struct packing packing = {0};

    put_number(&packing, MAGIC);
    put_number(&packing, self->counts_from_1904 ? 1 : 0);
    put_number(&packing, self->sheet_count);
    for (size_t i = 0; i < self->sheet_count; i++)
        put_sheet(&packing, &self->sheets[i]);
    *size = packing.size;
    return packing.bytes;
}

/* --- unpacking --- */

struct unpacking {
    const char *at;
    size_t left;
    bool is_broken; /* from then on every number is 0 and every text empty */
    struct xlsx_book *book;
};

static uint32_t get_number(struct unpacking *self, uint32_t lowest, uint32_t highest)
{
    uint32_t number = 0;

    if (self->left < sizeof number)
        self->is_broken = true;
    if (self->is_broken)
        return 0;
    memcpy(&number, self->at, sizeof number);
    self->at += sizeof number;
    self->left -= sizeof number;
    if (number < lowest || number > highest)
        self->is_broken = true;
    return self->is_broken ? 0 : number;
}

static bool is_utf8(const char *text, size_t size)
{
    json_t *string = json_stringn(text, size);

    json_decref(string);
    return string != NULL;
}

/* A text of at most so many bytes, for the caller to free. */
static char *get_text(struct unpacking *self, size_t most)
{
    const size_t size = get_number(self, 0, (uint32_t)most);
    char *text;

    if (size > self->left || (size > 0 && memchr(self->at, '\0', size) != NULL) ||
        !is_utf8(self->at, size))
        self->is_broken = true;
    if (self->is_broken)
        return memory_copy_text("");
    text = memory_copy(self->at, size);
    self->at += size;
    self->left -= size;
    return text;
}

static void get_merge(struct unpacking *self, struct xlsx_merge *out)
{
    out->first_row = get_number(self, 1, XLSX_ROWS_MAX);
    out->last_row = get_number(self, 1, XLSX_ROWS_MAX);
    out->first_column = get_number(self, 1, XLSX_COLUMNS_MAX);
    out->last_column = get_number(self, 1, XLSX_COLUMNS_MAX);
}

static void get_cell(struct unpacking *self, struct xlsx_cell *out)
{
    out->row = get_number(self, 1, XLSX_ROWS_MAX);
    out->column = get_number(self, 1, XLSX_COLUMNS_MAX);
    out->kind = (enum xlsx_kind)get_number(self, XLSX_TEXT, XLSX_NO_VALUE);
    out->own = get_text(self, XLSX_TEXT_MAX);
    self->book->text_size += strlen(out->own);
}

static void get_sheet(struct unpacking *self, struct xlsx_sheet *out)
{
    size_t count;

    out->name = get_text(self, XLSX_NAME_MAX);
    out->is_hidden = get_number(self, 0, 1) == 1;
    if (strchr(out->name, '/') != NULL)
        self->is_broken = true;
    count = get_number(self, 0, XLSX_MERGES_MAX);
    out->merges = memory_new(count + 1, sizeof *out->merges);
    for (; out->merge_count < count && !self->is_broken; out->merge_count++)
        get_merge(self, &out->merges[out->merge_count]);
    count = get_number(self, 0, (uint32_t)(XLSX_CELLS_MAX - self->book->cell_count));
    if (count > self->left / CELL_SIZE)
        self->is_broken = true;
    if (self->is_broken)
        return;
    out->cells = memory_new(count + 1, sizeof *out->cells);
    for (; out->count < count && !self->is_broken; out->count++)
        get_cell(self, &out->cells[out->count]);
    self->book->cell_count += count;
    if (!xlsx_sheet_settle(out) || self->book->text_size > XLSX_TEXTS_MAX)
        self->is_broken = true;
}

bool xlsx_book_unpack(const char *bytes, size_t size, struct xlsx_book *out)
{
    struct unpacking self = {.at = bytes, .left = size, .book = out};
    size_t count;

    memset(out, 0, sizeof *out);
    (void)get_number(&self, MAGIC, MAGIC);
    out->counts_from_1904 = get_number(&self, 0, 1) == 1;
    count = get_number(&self, 0, XLSX_SHEETS_MAX);
    for (; out->sheet_count < count && !self.is_broken; out->sheet_count++)
        get_sheet(&self, &out->sheets[out->sheet_count]);
    if (!self.is_broken && self.left == 0)
        return true;
    xlsx_book_done(out);
    return false;
}
