#pragma once

/*
 * The sheets of a release's workbook: what render_xlsx.c is made of.
 */

#include <stddef.h>

#include <jansson.h>

#include "common/catalogue.h"
#include "common/compiler.h"
#include "common/export/workbook.h"
#include "common/figures/subject.h"
#include "common/language.h"

/* A figure, with what it is about. All of it is the release's and its edition's. */
struct entry {
    const json_t *figure;
    struct wording group; /* what its group is called */
    size_t group_index;   /* in the release */
    struct subject subject;
    size_t index; /* in the release */
};

/*
 * The figures of a release, sorted for readers: field by field and the whole at the end; in
 * each group by group; in each the indicators kind by kind, so that a chart finds them side by
 * side, then goals, the field, and measures.
 */
struct entries {
    struct entry *items; /* owned */
    size_t count;
};

void entries_init(struct entries *self, const json_t *release, const struct catalogue *edition);
void entries_done(struct entries *self);
DEFINE_CLEANUP_INSIDE(struct entries, entries_done)

bool entry_is_published(const struct entry *entry);

/* A sheet in the making. */
struct sheet {
    struct workbook *workbook; /* borrowed */
    lxw_worksheet *worksheet;  /* the workbook's */
    const char *name;
    size_t row; /* the next free one */
};

/* A title, and below it which release it is. */
struct sheet sheet_new(struct workbook *workbook, const char *name, const struct wording *title,
                       const json_t *release);

/* A table of figures on a sheet. Its columns are the same on every sheet. */
struct figure_table {
    const struct entry *entries; /* borrowed */
    size_t count;
    size_t first_row; /* of the figures, below the head */
};

#define FIGURE_TABLE_ID    0 /* the columns for charts to name things by */
#define FIGURE_TABLE_LABEL 1

/* The column of the sheet that holds this one of columns.h. */
size_t figure_table_column(const char *name);

/* Sets the widths of the columns. Charts that lie over them have to come later. */
void figure_table_set_widths(struct sheet *sheet);

/* Writes the figures, at least one, from the sheet's next row on. */
struct figure_table figure_table_add(struct sheet *sheet, const struct entry *entries,
                                     size_t count);

/* Puts charts of the table's first group above it, side by side from this row on. */
void charts_add(struct sheet *sheet, size_t row, const struct figure_table *table);
#define CHARTS_ROWS 16 /* that they cover */

/* The sheets that are there once. */
void sheet_add_overview(struct workbook *workbook, const json_t *release,
                        const struct catalogue *edition, const struct entries *entries);
void sheet_add_methods(struct workbook *workbook, const json_t *release,
                       const struct catalogue *edition);
