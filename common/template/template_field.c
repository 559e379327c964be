/*
 * The sheet of a field: one indicator in a row.
 */

#include <stdlib.h>
#include <string.h>

#include "common/memory.h"
#include "common/read/xlsx_form.h"
#include "common/template/template_book.h"

#define HEADER_ROW 2 /* from 0 */

/* The columns, from 0; the cells of a row stand in the order of enum row_part. */
enum column {
    COLUMN_IDENTIFIER,
    COLUMN_GOAL,
    COLUMN_INDICATOR,
    COLUMN_EXPLANATION,
    COLUMN_ANSWER,
    COLUMN_TAKEN_OVER = COLUMN_ANSWER + ROW_PARTS,
    COLUMNS,
};

static const struct {
    const char *title; /* NULL: that of the row's part */
    double width;
} columns[COLUMNS] = {
    [COLUMN_IDENTIFIER] = {FORM_IDENTIFIER, 10},
    [COLUMN_GOAL] = {"Ziel", 24},
    [COLUMN_INDICATOR] = {"Indikator", 36},
    [COLUMN_EXPLANATION] = {"Was anzugeben ist", 40},
    [COLUMN_ANSWER + ROW_ANSWER] = {NULL, 24},
    [COLUMN_ANSWER + ROW_OF] = {NULL, 12},
    [COLUMN_ANSWER + ROW_STATE] = {NULL, 15},
    [COLUMN_ANSWER + ROW_REASON] = {NULL, 22},
    [COLUMN_ANSWER + ROW_COMMENT] = {NULL, 36},
    [COLUMN_ANSWER + ROW_ACCEPTED] = {NULL, 24},
    [COLUMN_TAKEN_OVER] = {FORM_TAKEN_OVER, 14},
};

bool template_is_carried(const struct template_input *input, const struct template_cells *cells)
{
    return input->is_carried &&
           (*cells->texts[ROW_ANSWER] != '\0' || *cells->texts[ROW_STATE] != '\0');
}

/* A count as the program keeps numbers: with a point. */
static double number_of(const char *text)
{
    CLEANUP(memory_freep) char *number = memory_copy_text(text);
    char *comma = strchr(number, ',');

    if (comma != NULL)
        *comma = '.';
    return strtod(number, NULL);
}

void template_write_part(struct template_book *self, const struct template_place *place,
                         const struct indicator *indicator, enum row_part part,
                         const char *text)
{
    const bool is_number =
        part == ROW_OF || (part == ROW_ANSWER && (indicator->kind == INDICATOR_SHARE ||
                                                  indicator->kind == INDICATOR_RATE));

    (void)self;
    if (*text == '\0')
        (void)worksheet_write_blank(place->sheet, place->row, place->column, place->look);
    else if (is_number)
        (void)worksheet_write_number(place->sheet, place->row, place->column, number_of(text),
                                     place->look);
    else
        (void)worksheet_write_string(place->sheet, place->row, place->column, text,
                                     place->look);
}

/* --- what may be filled in --- */

/*
 * libxlsxwriter 1.1.4 loses a copy of the formula of every list, some four kilobytes a
 * workbook, but not that of other rules; so a rule becomes a list when it is made.
 */
void template_offer(lxw_worksheet *sheet, lxw_row_t first, lxw_row_t last, lxw_col_t column,
                    const struct template_list *list)
{
    char title[] = "Bitte aus der Liste wählen";
    char message[] =
        "Hier passt nur ein Eintrag der Liste. Sie öffnet sich mit dem Pfeil neben "
        "der Zelle.";
    lxw_data_validation rule = {
        .validate = LXW_VALIDATION_TYPE_CUSTOM_FORMULA,
        .value_formula = list->formula,
        .error_title = title,
        .error_message = message,
    };
    lxw_data_val_obj *made;

    if (worksheet_data_validation_range(sheet, first, column, last, column, &rule) !=
        LXW_NO_ERROR)
        return;
    made = STAILQ_FIRST(sheet->data_validations);
    while (STAILQ_NEXT(made, list_pointers) != NULL)
        made = STAILQ_NEXT(made, list_pointers);
    made->validate = LXW_VALIDATION_TYPE_LIST_FORMULA;
}

static void want_number(lxw_worksheet *sheet, lxw_row_t row, lxw_col_t column)
{
    char title[] = "Bitte eine Zahl eintragen";
    char message[] =
        "Hier passt nur eine Zahl ab 0. Nachkommastellen mit Komma schreiben; ein Punkt "
        "macht ein Datum daraus.";
    lxw_data_validation rule = {
        .validate = LXW_VALIDATION_TYPE_DECIMAL,
        .criteria = LXW_VALIDATION_CRITERIA_GREATER_THAN_OR_EQUAL_TO,
        .value_number = 0,
        .error_title = title,
        .error_message = message,
    };

    (void)worksheet_data_validation_cell(sheet, row, column, &rule);
}

static char **copies(const char *const texts[], size_t count)
{
    char **lines = memory_new(count, sizeof *lines);

    for (size_t i = 0; i < count; i++)
        lines[i] = memory_copy_text(texts[i]);
    return lines;
}

static const struct template_list *answer_list(struct template_book *self,
                                               const struct indicator *indicator)
{
    static const char *const yes_no[] = {"ja", "nein"};
    char **lines;

    if (indicator->kind == INDICATOR_YES_NO)
        return template_list(self, copies(yes_no, COUNT_OF(yes_no)), COUNT_OF(yes_no));
    lines = memory_new(CATALOGUE_LEVELS, sizeof *lines);
    for (size_t i = 0; i < CATALOGUE_LEVELS; i++)
        lines[i] = template_level(indicator->scale, i);
    return template_list(self, lines, CATALOGUE_LEVELS);
}

static const struct template_list *state_list(struct template_book *self,
                                              const struct indicator *indicator)
{
    static const char *const states[] = {"unbekannt", "trifft nicht zu"};
    const size_t count = indicator->reason_count > 0 ? 2 : 1;

    return template_list(self, copies(states, count), count);
}

static const struct template_list *reason_list(struct template_book *self,
                                               const struct indicator *indicator)
{
    char **lines = memory_new(indicator->reason_count, sizeof *lines);

    for (size_t i = 0; i < indicator->reason_count; i++)
        lines[i] =
            memory_copy_text(template_reason(self->input->edition, indicator->reasons[i]));
    return template_list(self, lines, indicator->reason_count);
}

static void guide(struct template_book *self, lxw_worksheet *sheet, lxw_row_t row,
                  const struct indicator *indicator)
{
    static const char *const confirmed[] = {"ja", FORM_UNCONFIRMED};
    const bool is_choice =
        indicator->kind == INDICATOR_LEVEL || indicator->kind == INDICATOR_YES_NO;

    if (is_choice)
        template_offer(sheet, row, row, COLUMN_ANSWER + ROW_ANSWER,
                       answer_list(self, indicator));
    else
        want_number(sheet, row, COLUMN_ANSWER + ROW_ANSWER);
    if (indicator->kind == INDICATOR_SHARE)
        want_number(sheet, row, COLUMN_ANSWER + ROW_OF);
    template_offer(sheet, row, row, COLUMN_ANSWER + ROW_STATE, state_list(self, indicator));
    if (indicator->reason_count > 0)
        template_offer(sheet, row, row, COLUMN_ANSWER + ROW_REASON,
                       reason_list(self, indicator));
    template_offer(sheet, row, row, COLUMN_TAKEN_OVER,
                   template_list(self, copies(confirmed, 2), 2));
}

/* --- rows --- */

static bool is_open(const struct indicator *indicator, enum row_part part)
{
    switch (part) {
    case ROW_OF:
        return indicator->kind == INDICATOR_SHARE;
    case ROW_REASON:
        return indicator->reason_count > 0;
    case ROW_ACCEPTED:
        return indicator->has_plausible;
    case ROW_ANSWER:
    case ROW_STATE:
    case ROW_COMMENT:
        break;
    }
    return true;
}

static void write_words(struct template_book *self, lxw_worksheet *sheet, lxw_row_t row,
                        const struct indicator *indicator)
{
    const struct goal *goal = catalogue_goal_at(self->input->edition, indicator->goal);
    lxw_format *look = self->looks[LOOK_FIXED];
    CLEANUP(memory_freep)
    char *aim = memory_format("%s%s%s", goal->id, FORM_DASH, goal->label.de);
    CLEANUP(memory_freep)
    char *explanation = template_explanation(self->input->edition, indicator);

    (void)worksheet_write_string(sheet, row, COLUMN_IDENTIFIER, indicator->id, look);
    (void)worksheet_write_string(sheet, row, COLUMN_GOAL, aim, look);
    (void)worksheet_write_string(sheet, row, COLUMN_INDICATOR, indicator->label.de, look);
    (void)worksheet_write_string(sheet, row, COLUMN_EXPLANATION, explanation, look);
}

static void write_row(struct template_book *self, lxw_worksheet *sheet, lxw_row_t row,
                      const struct indicator *indicator)
{
    CLEANUP(template_cells_donep) struct template_cells cells = {0};
    const double height = indicator->kind == INDICATOR_LEVEL ? 100 : 62;
    bool is_carried;

    template_cells_init(&cells, self->input, indicator);
    is_carried = template_is_carried(self->input, &cells);
    (void)worksheet_set_row(sheet, row, height, NULL);
    write_words(self, sheet, row, indicator);
    for (unsigned part = 0; part < ROW_PARTS; part++) {
        const bool is_to_fill = is_open(indicator, (enum row_part)part);
        const struct template_place place = {
            .sheet = sheet,
            .row = row,
            .column = (lxw_col_t)(COLUMN_ANSWER + part),
            .look = self->looks[is_to_fill ? LOOK_OPEN : LOOK_CLOSED],
        };

        template_write_part(self, &place, indicator, (enum row_part)part, cells.texts[part]);
    }
    if (is_carried)
        (void)worksheet_write_string(sheet, row, COLUMN_TAKEN_OVER, FORM_UNCONFIRMED,
                                     self->looks[LOOK_OPEN]);
    else
        (void)worksheet_write_blank(sheet, row, COLUMN_TAKEN_OVER, self->looks[LOOK_OPEN]);
    guide(self, sheet, row, indicator);
}

void template_write_field(struct template_book *self, const struct field *field)
{
    lxw_worksheet *sheet = workbook_add_worksheet(self->book, field->id);
    CLEANUP(memory_freep)
    char *title = memory_format("%s%s%s", field->id, FORM_DASH, field->label.de);

    (void)worksheet_write_string(sheet, 0, 0, title, self->looks[LOOK_TITLE]);
    for (lxw_col_t i = 0; i < (lxw_col_t)COLUMNS; i++) {
        const char *name =
            columns[i].title == NULL ? form_row_titles[i - COLUMN_ANSWER] : columns[i].title;

        (void)worksheet_set_column(sheet, i, i, columns[i].width, NULL);
        (void)worksheet_write_string(sheet, HEADER_ROW, i, name, self->looks[LOOK_HEADER]);
    }
    for (size_t i = 0; i < field->count; i++)
        write_row(self, sheet, (lxw_row_t)(HEADER_ROW + 1 + i),
                  catalogue_at(self->input->edition, field->first + i));
    worksheet_freeze_panes(sheet, HEADER_ROW + 1, COLUMN_IDENTIFIER + 1);
    (void)worksheet_repeat_rows(sheet, HEADER_ROW, HEADER_ROW);
    template_finish_sheet(self, sheet, true);
}
