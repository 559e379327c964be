/*
 * libcsv says where a row ends but not in which line of the file it began, and a cell may hold
 * line breaks. So the file is fed line by line, and a line begins a row unless the one before
 * it left one open.
 */

#include "common/table.h"

#include <assert.h>
#include <csv.h>
#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "common/memory.h"

#define CELL_STEP       4096 /* bytes by which the longest cell grows */
#define BYTE_ORDER_MARK "\xef\xbb\xbf"

struct reading {
    struct table *table;
    struct table_line row; /* being filled */
    bool row_is_open;
};

static void line_done(struct table_line *line)
{
    for (size_t i = 0; i < line->count; i++)
        free(line->cells[i]);
    free(line->cells);
}

/* The block with room for one more item: it doubles when it is full. */
static void *with_room(void *block, size_t count, size_t item_size)
{
    const bool is_full = (count & (count - 1)) == 0;

    return is_full ? memory_resize(block, (count == 0 ? 1 : 2 * count) * item_size) : block;
}

static void on_cell(void *bytes, size_t size, void *context)
{
    struct reading *self = context;
    struct table_line *row = &self->row;

    row->cells = with_room(row->cells, row->count, sizeof *row->cells);
    row->cells[row->count++] = memory_copy(bytes, size);
}

static void on_row_end(int terminator, void *context)
{
    struct reading *self = context;
    struct table *table = self->table;

    (void)terminator;
    self->row_is_open = false;
    if (self->row.count == 0)
        return;
    table->lines = with_room(table->lines, table->count, sizeof *table->lines);
    table->lines[table->count++] = self->row;
    self->row = (struct table_line){0};
}

/* The length of the first line with its end: LF, CR LF or a lone CR. */
static size_t line_length(const char *bytes, size_t size)
{
    for (size_t i = 0; i < size; i++) {
        const bool is_before_line_feed = i + 1 < size && bytes[i + 1] == '\n';

        if (bytes[i] == '\n' || (bytes[i] == '\r' && !is_before_line_feed))
            return i + 1;
    }
    return size;
}

static unsigned char delimiter(const char *bytes, size_t size)
{
    bool is_quoted = false;

    for (size_t i = 0; i < size; i++) {
        is_quoted ^= bytes[i] == '"';
        if (!is_quoted && (bytes[i] == ';' || bytes[i] == ',' || bytes[i] == '\t'))
            return (unsigned char)bytes[i];
    }
    return ';';
}

/* jansson takes no other texts. */
static bool is_utf8(const char *bytes, size_t size)
{
    json_t *text = json_stringn(bytes, size);
    const bool is_text = text != NULL;

    json_decref(text);
    return is_text;
}

/* The column of what stands behind these bytes. */
static size_t column_behind(const char *bytes, size_t size)
{
    size_t column = 1;

    for (size_t i = 0; i < size; i++)
        column += ((unsigned char)bytes[i] & 0xC0) != 0x80 ? 1 : 0;
    return column;
}

/* Whether the line is fine; if not, the fault says why and in which column. */
static bool feed(struct csv_parser *parser, const char *bytes, size_t size,
                 struct reading *reading, struct read_fault *fault)
{
    const bool has_nul = memchr(bytes, '\0', size) != NULL;
    size_t read;

    fault->column = 1;
    fault->reason = UNREADABLE_NUL;
    if (has_nul)
        return false;
    fault->reason = UNREADABLE_NOT_UTF8;
    if (!is_utf8(bytes, size))
        return false;
    fault->reason = UNREADABLE_CSV_QUOTE_INSIDE;
    read = csv_parse(parser, bytes, size, on_cell, on_row_end, reading);
    if (read != size)
        fault->column = column_behind(bytes, read);
    return read == size;
}

static bool read_lines(struct csv_parser *parser, const char *bytes, size_t size,
                       size_t lines_max, struct reading *reading, struct read_fault *fault)
{
    for (fault->line = 1; size > 0; fault->line++) {
        const size_t length = line_length(bytes, size);

        if (!reading->row_is_open)
            reading->row.number = fault->line;
        reading->row_is_open = true;
        if (!feed(parser, bytes, length, reading, fault))
            return false;
        fault->reason = UNREADABLE_CSV_TOO_MANY;
        if (reading->table->count > lines_max)
            return false;
        bytes += length;
        size -= length;
    }

    fault->line = reading->row.number;
    fault->reason = UNREADABLE_CSV_QUOTE_OPEN;
    if (csv_fini(parser, on_cell, on_row_end, reading) != 0)
        return false;
    fault->reason = UNREADABLE_CSV_TOO_MANY;
    return reading->table->count <= lines_max;
}

bool table_parse(const char *bytes, size_t size, size_t lines_max, struct table *out,
                 struct read_fault *fault)
{
    struct reading reading = {.table = out};
    struct csv_parser parser;
    bool is_fine;

    assert(out->count == 0);
    if (size >= strlen(BYTE_ORDER_MARK) && memcmp(bytes, BYTE_ORDER_MARK, 3) == 0) {
        bytes += strlen(BYTE_ORDER_MARK);
        size -= strlen(BYTE_ORDER_MARK);
    }

    (void)csv_init(&parser, CSV_STRICT | CSV_STRICT_FINI | CSV_APPEND_NULL | CSV_REPALL_NL);
    csv_set_realloc_func(&parser, memory_resize);
    csv_set_blk_size(&parser, CELL_STEP);
    csv_set_delim(&parser, delimiter(bytes, size));
    *fault = (struct read_fault){.line = 1, .column = 1};
    is_fine = read_lines(&parser, bytes, size, lines_max, &reading, fault);
    csv_free(&parser);
    line_done(&reading.row);
    return is_fine;
}

bool table_read(const char *bytes, size_t size, size_t lines_max, struct table *out,
                struct mistakes *mistakes)
{
    CLEANUP(memory_freep) char *place = NULL;
    struct read_fault fault;
    const char *why;

    if (table_parse(bytes, size, lines_max, out, &fault))
        return true;
    place = memory_format("line %zu", fault.line);
    why = unreadable_rule(fault.reason)->detail.en;
    mistakes_add(mistakes, place, "%.*s", (int)strlen(why) - 1,
                 why); /* without the full stop */
    return false;
}

void table_done(struct table *self)
{
    for (size_t i = 0; i < self->count; i++)
        line_done(&self->lines[i]);
    free(self->lines);
    *self = (struct table){0};
}
