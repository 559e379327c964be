#include "common/read/xlsx_measures.h"

#include <stdlib.h>
#include <string.h>

#include "common/memory.h"
#include "common/read/cell.h"
#include "common/read/xlsx_form.h"
#include "common/read/xlsx_table.h"
#include "common/read/xlsx_text.h"

/* A row being read. */
struct reading {
    const struct xlsx_table *table;
    uint32_t row;
    struct findings *findings;
};

/* What stands in the cell before it is made sense of; ABSENT when nothing does. */
static struct written written_in(const struct reading *self, enum form_measure column)
{
    const struct xlsx_cell *cell = xlsx_table_at(self->table, self->row, column);
    struct written written = {.place = xlsx_table_place(self->table, self->row, column)};
    struct finding finding = {.code = FINDING_CELL_ERROR, .place = written.place};
    CLEANUP(memory_freep) char *clean = NULL;

    if (cell == NULL)
        return written;
    written.text = xlsx_cell_text(self->table->book, cell);
    clean = cell_clean(written.text);
    if (*clean == '\0') {
        memory_freep(&written.text);
        written.text = NULL;
        return written;
    }
    written.kind = cell->kind == XLSX_NUMBER ? WRITTEN_NUMBER : WRITTEN_TEXT;
    if (cell->kind != XLSX_ERROR && cell->kind != XLSX_NO_VALUE)
        return written;
    written.kind = WRITTEN_REFUSED;
    finding.received = clean;
    if (cell->kind == XLSX_NO_VALUE)
        finding.code = FINDING_FORMULA_WITHOUT_VALUE;
    findings_add(self->findings, &finding);
    return written;
}

static void replace_text(struct written *written, char *text /* taken */)
{
    free(written->text);
    written->text = text;
}

/* A text of the sender's own; a number in such a cell is text as well. */
static struct written own_text(const struct reading *self, enum form_measure column)
{
    struct written written = written_in(self, column);

    if (written.kind == WRITTEN_NUMBER)
        written.kind = WRITTEN_TEXT;
    return written;
}

/* "STR.1 – Vielfalt ist beschlossen" is STR.1. */
static struct written goal(const struct reading *self)
{
    struct written written = own_text(self, FORM_GOAL);
    CLEANUP(memory_freep) char *clean = NULL;

    if (written.kind != WRITTEN_TEXT)
        return written;
    clean = cell_clean(written.text);
    replace_text(&written, memory_copy(clean, strcspn(clean, " ")));
    return written;
}

/* "1 – hoch" is 1. */
static struct written priority(const struct reading *self)
{
    struct written written = written_in(self, FORM_PRIORITY);
    CLEANUP(memory_freep) char *clean = NULL;
    size_t digits;

    if (written.kind != WRITTEN_TEXT)
        return written;
    clean = cell_clean(written.text);
    digits = strspn(clean, "0123456789");
    if (digits == 0 || (clean[digits] != '\0' && clean[digits] != ' '))
        return written;
    written.kind = WRITTEN_NUMBER;
    replace_text(&written, memory_copy(clean, digits));
    return written;
}

/* A date as the program keeps it, or as people write it: 31.3.2027, 2027-03-31. */
static struct written due(const struct reading *self)
{
    struct written written = own_text(self, FORM_DUE);
    char *day =
        xlsx_cell_day(self->table->book, xlsx_table_at(self->table, self->row, FORM_DUE));
    CLEANUP(memory_freep) char *clean = NULL;

    if (day != NULL)
        replace_text(&written, day);
    if (day != NULL || written.kind != WRITTEN_TEXT)
        return written;
    clean = cell_clean(written.text);
    replace_text(&written, cell_day(clean));
    return written;
}

static struct written status(const struct reading *self)
{
    struct written written = own_text(self, FORM_STATUS);
    CLEANUP(memory_freep) char *clean = NULL;
    CLEANUP(memory_freep) char *key = NULL;

    if (written.kind != WRITTEN_TEXT)
        return written;
    clean = cell_clean(written.text);
    key = cell_key(clean);
    replace_text(&written, TAKE(clean));
    for (size_t i = 0; i < FORM_STATUSES; i++) {
        if (strcmp(form_statuses[i].label, key) == 0)
            replace_text(&written, memory_copy_text(form_statuses[i].status));
    }
    return written;
}

/* Whether something stands in the row. */
static bool is_filled(const struct reading *self)
{
    for (size_t i = 0; i < FORM_MEASURE_COLUMNS; i++) {
        CLEANUP(memory_freep) char *text = xlsx_table_text(self->table, self->row, i);
        CLEANUP(memory_freep) char *clean = cell_clean(text == NULL ? "" : text);

        if (*clean != '\0')
            return true;
    }
    return false;
}

static void read_row(const struct reading *self, struct answers *out)
{
    out->measures =
        memory_resize(out->measures, (out->measure_count + 1) * sizeof *out->measures);
    out->measures[out->measure_count++] = (struct measure){
        .goal = goal(self),
        .aim = own_text(self, FORM_AIM),
        .measure = own_text(self, FORM_MEASURE),
        .responsible = own_text(self, FORM_RESPONSIBLE),
        .priority = priority(self),
        .due = due(self),
        .status = status(self),
        .place = xlsx_table_place(self->table, self->row, FORM_GOAL),
    };
}

/* Too many are none: which of them would count? */
static void complain_of_number(const struct reading *self, size_t count)
{
    CLEANUP(memory_freep)
    char *place = xlsx_table_place(self->table, self->table->header, FORM_GOAL);
    CLEANUP(memory_freep) char *received = memory_format("%zu", count);
    CLEANUP(memory_freep) char *high = memory_format("%d", MEASURES_MAX);

    findings_add(self->findings, &(struct finding){.code = FINDING_TOO_MANY,
                                                   .place = place,
                                                   .received = received,
                                                   .high = high});
}

bool xlsx_measures_read(const struct xlsx_book *book, const struct xlsx_sheet *sheet,
                        struct findings *findings, struct answers *out)
{
    struct xlsx_table table;
    struct reading self = {.table = &table, .findings = findings};
    size_t count = 0;

    if (!xlsx_table_find(book, sheet, form_measure_titles, FORM_MEASURE_COLUMNS, &table,
                         findings))
        return false;
    xlsx_table_check_merges(&table, findings);
    self.row = table.header;
    while ((self.row = xlsx_table_next(&table, self.row)) != 0) {
        if (is_filled(&self) && ++count <= MEASURES_MAX)
            read_row(&self, out);
    }
    if (count > MEASURES_MAX)
        complain_of_number(&self, count);
    return true;
}
