#include <stdio.h>
#include <string.h>

#include "common/memory.h"
#include "daemon/ctl/ctl.h"

#define GAP "  "

/* The number of characters; each of them takes one column in the languages we print. */
static size_t width_of(const char *text)
{
    size_t width = 0;

    for (; *text != '\0'; text++)
        if (((unsigned char)*text & 0xc0) != 0x80)
            width++;
    return width;
}

/* Prints one cell; control characters would reach the operator's terminal. */
static void print_cell(const char *text, size_t width, bool is_last)
{
    for (const char *byte = text; *byte != '\0'; byte++)
        (void)putchar((unsigned char)*byte < ' ' || *byte == 0x7f ? '?' : *byte);
    if (is_last) {
        (void)putchar('\n');
        return;
    }
    for (size_t used = width_of(text); used < width; used++)
        (void)putchar(' ');
    (void)fputs(GAP, stdout);
}

/* The name of a column as a heading: "handed_in" is "handed in". */
static char *heading(const PGresult *rows, int column)
{
    char *text = memory_copy_text(PQfname(rows, column));

    for (char *blank = text; (blank = strchr(blank, '_')) != NULL;)
        *blank = ' ';
    return text;
}

static size_t column_width(const PGresult *rows, int column)
{
    CLEANUP(memory_freep) char *name = heading(rows, column);
    size_t widest = width_of(name);

    for (int row = 0; row < PQntuples(rows); row++) {
        const size_t width = width_of(PQgetvalue(rows, row, column));

        if (width > widest)
            widest = width;
    }
    return widest;
}

void listing_print(const PGresult *rows)
{
    const int columns = PQnfields(rows);
    CLEANUP(memory_freep) size_t *widths = memory_new((size_t)columns, sizeof *widths);

    for (int column = 0; column < columns; column++) {
        CLEANUP(memory_freep) char *name = heading(rows, column);

        widths[column] = column_width(rows, column);
        print_cell(name, widths[column], column == columns - 1);
    }
    for (int row = 0; row < PQntuples(rows); row++)
        for (int column = 0; column < columns; column++)
            print_cell(PQgetvalue(rows, row, column), widths[column], column == columns - 1);
}
