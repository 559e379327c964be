#include "common/export/columns.h"
#include "common/export/sheets.h"
#include "common/export/words.h"
#include "common/memory.h"

#define HEADING_HEIGHT 45 /* points */
#define NUMBER_WIDTH   11

/* The columns in front of the numbers and behind them; widths are in characters. */
struct head {
    const char *label;
    double width;
};
static const struct head before[] = {
    {"Kennzahl / Figure", 18},
    {"Bezeichnung", 44},
    {"Label", 44},
    {"Art / Kind", 16},
    {"Einheit", 18},
    {"Unit", 18},
    {"Vergleichsgruppe", 26},
    {"Peer group", 26},
    {"Stand", 15},
    {"Status", 12},
};
static const struct head behind[] = {
    {"nächste größere Gruppe / next larger group", 18},
    {"zuletzt in / last published in", 12},
};

size_t figure_table_column(const char *name)
{
    return COUNT_OF(before) + column_index(name);
}

static size_t width(void)
{
    return COUNT_OF(before) + column_count() + COUNT_OF(behind);
}

void figure_table_set_widths(struct sheet *sheet)
{
    const lxw_col_t numbers = COUNT_OF(before);
    const lxw_col_t last = (lxw_col_t)(numbers + column_count());

    for (lxw_col_t i = 0; i < numbers; i++)
        worksheet_set_column(sheet->worksheet, i, i, before[i].width, NULL);
    worksheet_set_column(sheet->worksheet, numbers, last - 1, NUMBER_WIDTH, NULL);
    for (size_t i = 0; i < COUNT_OF(behind); i++) {
        const lxw_col_t column = (lxw_col_t)(last + i);

        worksheet_set_column(sheet->worksheet, column, column, behind[i].width, NULL);
    }
}

static char *heading_of(size_t column)
{
    const size_t number = column - COUNT_OF(before);

    if (column < COUNT_OF(before))
        return memory_copy_text(before[column].label);
    if (number >= column_count())
        return memory_copy_text(behind[number - column_count()].label);
    return word_both(&column_at(number)->label);
}

/* Makes the lines a table that can be sorted and filtered, with its headings. */
static void add_frame(struct sheet *sheet, size_t count)
{
    const size_t columns = width();
    CLEANUP(memory_freep)
    lxw_table_column *headings = memory_new(columns, sizeof *headings);
    CLEANUP(memory_freep)
    lxw_table_column **list = memory_new(columns + 1, sizeof(lxw_table_column *));
    lxw_table_options options = {
        .columns = list, .style_type = LXW_TABLE_STYLE_TYPE_LIGHT, .style_type_number = 1};

    for (size_t i = 0; i < columns; i++) {
        headings[i].header = heading_of(i);
        headings[i].header_format = sheet->workbook->heading;
        list[i] = &headings[i];
    }
    (void)worksheet_set_row(sheet->worksheet, (lxw_row_t)sheet->row, HEADING_HEIGHT, NULL);
    (void)worksheet_add_table(sheet->worksheet, (lxw_row_t)sheet->row, 0,
                              (lxw_row_t)(sheet->row + count), (lxw_col_t)(columns - 1),
                              &options);
    for (size_t i = 0; i < columns; i++)
        memory_freep(&headings[i].header);
}

static const struct wording *kind_of(const struct subject *subject)
{
    static const struct wording goal = {"Ziel", "goal"}, field = {"Handlungsfeld", "field"},
                                whole = {"Gesamt", "whole"},
                                measures = {"Maßnahmen", "measures"};

    switch (subject->level) {
    case SUBJECT_INDICATOR:
        return word_kind(subject->indicator->kind);
    case SUBJECT_GOAL:
        return &goal;
    case SUBJECT_FIELD:
        return &field;
    case SUBJECT_WHOLE:
        return &whole;
    case SUBJECT_MEASURES:
        return &measures;
    }
    return &whole;
}

static void add_text(struct sheet *sheet, size_t column, const char *text)
{
    workbook_text(sheet->worksheet, sheet->row, column, text, sheet->workbook->note);
}

static void add_entry(struct sheet *sheet, const struct entry *entry)
{
    const struct wording *kind = kind_of(&entry->subject);
    const struct wording *unit = &subject_unit(&entry->subject)->label;
    const struct word *status =
        word_status(json_string_value(json_object_get(entry->figure, "status")));
    const json_t *use = json_object_get(entry->figure, "use");
    CLEANUP(memory_freep) char *kinds = word_both(kind);
    const char *const texts[] = {
        json_string_value(json_object_get(entry->figure, "id")),
        entry->subject.label->de,
        entry->subject.label->en,
        kinds,
        unit->de,
        unit->en,
        entry->group.de,
        entry->group.en,
        status->label.de,
        status->label.en,
    };
    size_t column = COUNT_OF(texts);

    _Static_assert(COUNT_OF(texts) == COUNT_OF(before), "a text for each heading");
    for (size_t i = 0; i < COUNT_OF(texts); i++)
        add_text(sheet, i, texts[i]);
    for (size_t i = 0; i < column_count(); i++)
        workbook_number(sheet->workbook, sheet->worksheet, sheet->row, column++,
                        column_value(column_at(i), entry->figure));
    if (json_is_string(use))
        add_text(sheet, column, json_string_value(use));
    if (json_is_integer(json_object_get(entry->figure, "lastPublished")))
        workbook_number(sheet->workbook, sheet->worksheet, sheet->row, column + 1,
                        json_object_get(entry->figure, "lastPublished"));
    sheet->row++;
}

struct figure_table figure_table_add(struct sheet *sheet, const struct entry *entries,
                                     size_t count)
{
    struct figure_table table = {
        .entries = entries, .count = count, .first_row = sheet->row + 1};

    add_frame(sheet, count);
    (void)worksheet_repeat_rows(sheet->worksheet, (lxw_row_t)sheet->row, (lxw_row_t)sheet->row);
    sheet->row++;
    for (size_t i = 0; i < count; i++)
        add_entry(sheet, &entries[i]);
    return table;
}
