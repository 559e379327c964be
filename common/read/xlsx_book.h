#pragma once

/*
 * A workbook as rows of cells: what stands in which cell of which sheet, with the number
 * formats that tell a date or a percentage from a plain number. Nobody has asked yet what it
 * means.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/compiler.h"
#include "common/read/xlsx_fault.h"

#define XLSX_SHEETS_MAX     64
#define XLSX_CELLS_MAX      20000 /* with something in them, of all sheets; strings likewise */
#define XLSX_MERGES_MAX     1000  /* of one sheet */
#define XLSX_NAME_MAX       1024  /* bytes of a sheet's name */
#define XLSX_TEXT_MAX       ((size_t)128 << 10) /* bytes of a cell: 32,767 characters fit in */
#define XLSX_TEXTS_MAX      ((size_t)4 << 20)   /* bytes of all cells together */
#define XLSX_ROWS_MAX       1048576U
#define XLSX_COLUMNS_MAX    16384U
#define XLSX_CELL_NAME_SIZE 12 /* "XFD1048576" with the NUL */

enum xlsx_kind {
    XLSX_TEXT,
    XLSX_NUMBER,  /* text is the number as it is stored, which may be 4.0999999999999996 */
    XLSX_DATE,    /* likewise, but shown as a date or time */
    XLSX_PERCENT, /* likewise, but shown as a percentage */
    XLSX_BOOLEAN, /* text is "1" or "0" */
    XLSX_ERROR,   /* text is e.g. "#DIV/0!" */
    XLSX_NO_VALUE /* a formula whose result was not saved; text is "" */
};

struct xlsx_cell {
    uint32_t row, column; /* from 1 */
    enum xlsx_kind kind;
    const char *text;
    char *own; /* owned; the text, or NULL where it is one of the book's strings */
};

/* Cells that are shown as one; the first is the one that counts. */
struct xlsx_merge {
    uint32_t first_row, last_row, first_column, last_column;
};

struct xlsx_sheet {
    char *name; /* owned; a '/' in it, which no program makes, is replaced */
    char *part; /* owned; NULL when it is no sheet of cells */
    bool is_hidden;
    struct xlsx_cell *cells; /* owned; sorted by row and column, none twice */
    size_t count;
    struct xlsx_merge *merges; /* owned */
    size_t merge_count;
};

struct xlsx_book {
    struct xlsx_sheet sheets[XLSX_SHEETS_MAX];
    size_t sheet_count;
    bool counts_from_1904; /* its dates, as old ones of a Macintosh do */
    char **strings;        /* owned, and each of them */
    size_t string_count;
    uint8_t *formats; /* owned; an enum xlsx_kind for each style of cells */
    size_t format_count;
    size_t cell_count; /* of all sheets */
    size_t text_size; /* bytes of what stands in them, a shared string as often as it is used */
};

/* Reads the bytes. On failure out holds nothing that has to be released. */
enum xlsx_fault xlsx_book_read(const char *bytes, size_t size, struct xlsx_book *out)
    MUST_CHECK;

void xlsx_book_done(struct xlsx_book *self);
DEFINE_CLEANUP_INSIDE(struct xlsx_book, xlsx_book_done)

/*
 * The sheets with their cells as bytes, for the pipe from the process that reads workbooks to
 * the one that asked: bytes whose reading back needs neither ZIP nor XML. For the caller to
 * free.
 */
char *xlsx_book_pack(const struct xlsx_book *self, size_t *size) MUST_CHECK;

/*
 * Reads them back and believes nothing: whoever wrote them may have been taken over by the
 * workbook. Every bound above holds of what comes out. False, and out holds nothing, if the
 * bytes are not what xlsx_book_pack() writes.
 */
bool xlsx_book_unpack(const char *bytes, size_t size, struct xlsx_book *out) MUST_CHECK;

/* The cell, or NULL when nothing stands there. */
const struct xlsx_cell *xlsx_sheet_at(const struct xlsx_sheet *self, uint32_t row,
                                      uint32_t column);

/* The merged cells that this one is part of, or NULL. */
const struct xlsx_merge *xlsx_sheet_merge_at(const struct xlsx_sheet *self, uint32_t row,
                                             uint32_t column);

/* "C7" */
void xlsx_cell_name(uint32_t row, uint32_t column, char out[XLSX_CELL_NAME_SIZE]);
