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

static void on_cell(void *bytes, size_t size, void *context)
{
    struct reading *self = context;
    struct table_line *row = &self->row;

    row->cells = memory_resize(row->cells, (row->count + 1) * sizeof *row->cells);
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
    table->lines = memory_resize(table->lines, (table->count + 1) * sizeof *table->lines);
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
    for (size_t i = 0; i < size; i++) {
        if (bytes[i] == ';' || bytes[i] == ',')
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

/* What is wrong with the line, or NULL. */
static const char *feed(struct csv_parser *parser, const char *bytes, size_t size,
                        struct reading *reading)
{
    if (memchr(bytes, '\0', size) != NULL)
        return "holds a NUL byte: this is no text file";
    if (!is_utf8(bytes, size))
        return "is not in UTF-8";
    if (csv_parse(parser, bytes, size, on_cell, on_row_end, reading) != size)
        return "has a quotation mark inside a cell that is not written twice";
    return NULL;
}

static const char *read_lines(struct csv_parser *parser, const char *bytes, size_t size,
                              size_t lines_max, struct reading *reading, size_t *number)
{
    const char *complaint = NULL;

    for (*number = 1; size > 0; ++*number) {
        const size_t length = line_length(bytes, size);

        if (!reading->row_is_open)
            reading->row.number = *number;
        reading->row_is_open = true;
        complaint = feed(parser, bytes, length, reading);
        if (complaint != NULL)
            return complaint;
        if (reading->table->count > lines_max)
            return "is one more than the file may have";
        bytes += length;
        size -= length;
    }

    *number = reading->row.number;
    if (csv_fini(parser, on_cell, on_row_end, reading) != 0)
        return "opens a quotation mark that is not closed";
    if (reading->table->count > lines_max)
        return "is one more than the file may have";
    return NULL;
}

bool table_read(const char *bytes, size_t size, size_t lines_max, struct table *out,
                struct mistakes *mistakes)
{
    struct reading reading = {.table = out};
    struct csv_parser parser;
    const char *complaint;
    size_t number;

    assert(out->count == 0);
    if (size >= strlen(BYTE_ORDER_MARK) && memcmp(bytes, BYTE_ORDER_MARK, 3) == 0) {
        bytes += strlen(BYTE_ORDER_MARK);
        size -= strlen(BYTE_ORDER_MARK);
    }

    (void)csv_init(&parser, CSV_STRICT | CSV_STRICT_FINI | CSV_APPEND_NULL | CSV_REPALL_NL);
    csv_set_realloc_func(&parser, memory_resize);
    csv_set_delim(&parser, delimiter(bytes, size));
    complaint = read_lines(&parser, bytes, size, lines_max, &reading, &number);
    csv_free(&parser);
    line_done(&reading.row);
    if (complaint == NULL)
        return true;

    CLEANUP(memory_freep) char *place = memory_format("line %zu", number);
    mistakes_add(mistakes, place, "%s", complaint);
    return false;
}

void table_done(struct table *self)
{
    for (size_t i = 0; i < self->count; i++)
        line_done(&self->lines[i]);
    free(self->lines);
    *self = (struct table){0};
}
