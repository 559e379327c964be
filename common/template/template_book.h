#pragma once

/*
 * A workbook while it is being written; for the files of this folder only.
 */

#include <stdbool.h>
#include <stddef.h>
#include <xlsxwriter.h>

#include "common/compiler.h"
#include "common/template/template.h"
#include "common/template/template_cells.h"

/* How cells look, and whether somebody may fill them in. */
enum template_look {
    LOOK_TITLE,
    LOOK_HEADER,
    LOOK_FIXED,  /* words of ours */
    LOOK_CLOSED, /* nothing belongs here */
    LOOK_OPEN,   /* to be filled in */
    LOOK_DATE,   /* to be filled in with a date */
    LOOKS,
};

/* The lists that drop-downs offer, each once; they stand on a hidden sheet, in columns. */
struct template_list {
    char *formula; /* owned; where it stands, e.g. "=Listen!$A$1:$A$5" */
    char **lines;  /* owned, and each of them */
    size_t count;
};
struct template_lists {
    struct template_list *items; /* owned */
    size_t count;
};
void template_lists_done(struct template_lists *self);
DEFINE_CLEANUP_INSIDE(struct template_lists, template_lists_done)

struct template_book {
    const struct template_input *input;
    lxw_workbook *book;
    lxw_format *looks[LOOKS];
    struct template_lists *lists;
};

struct template_place {
    lxw_worksheet *sheet;
    lxw_row_t row;
    lxw_col_t column;
    lxw_format *look; /* or NULL */
};

/*
 * The list of these lines, which is made if there is none like it; borrowed until the next
 * call. Takes the lines and each of them.
 */
const struct template_list *template_list(struct template_book *self, char **lines /* taken */,
                                          size_t count);

/* Whether the cells hold an answer of the last round. */
bool template_is_carried(const struct template_input *input,
                         const struct template_cells *cells);

/* Writes a cell of an answer: a number as a number, anything else as text. */
void template_write_part(struct template_book *self, const struct template_place *place,
                         const struct indicator *indicator, enum row_part part,
                         const char *text);

void template_write_field(struct template_book *self, const struct field *field);
void template_write_measures(struct template_book *self);
void template_write_lists(struct template_book *self);

/* Paper, footer and protection without a password. `is_table`: landscape, and columns may be
 * made wider. */
void template_finish_sheet(struct template_book *self, lxw_worksheet *sheet, bool is_table);

/* A drop-down with the list over the cells of one column. */
void template_offer(lxw_worksheet *sheet, lxw_row_t first, lxw_row_t last, lxw_col_t column,
                    const struct template_list *list);
