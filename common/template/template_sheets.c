/*
 * The sheet with measures, the lists behind the drop-downs, and what all sheets have in common.
 */

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "common/answers.h"
#include "common/memory.h"
#include "common/read/xlsx_form.h"
#include "common/template/template_book.h"

#define HEADER_ROW 2 /* from 0 */
#define LAST_ROW   (HEADER_ROW + MEASURES_MAX)
#define PAPER_A4   9

/* --- lists --- */

static bool is_list(const struct template_list *list, char *const *lines, size_t count)
{
    if (list->count != count)
        return false;
    for (size_t i = 0; i < count; i++) {
        if (strcmp(list->lines[i], lines[i]) != 0)
            return false;
    }
    return true;
}

static void free_lines(char **lines, size_t count)
{
    for (size_t i = 0; i < count; i++)
        free(lines[i]);
    free(lines);
}

const struct template_list *template_list(struct template_book *self, char **lines,
                                          size_t count)
{
    struct template_lists *lists = self->lists;
    struct template_list *list;
    char column[LXW_MAX_COL_NAME_LENGTH];

    for (size_t i = 0; i < lists->count; i++) {
        if (!is_list(&lists->items[i], lines, count))
            continue;
        free_lines(lines, count);
        return &lists->items[i];
    }
    lists->items = memory_resize(lists->items, (lists->count + 1) * sizeof *lists->items);
    list = &lists->items[lists->count];
    lxw_col_to_name(column, (lxw_col_t)lists->count, LXW_TRUE);
    *list = (struct template_list){
        .formula = memory_format("=" FORM_LISTS "!%s$1:%s$%zu", column, column, count),
        .lines = lines,
        .count = count,
    };
    lists->count++;
    return list;
}

void template_lists_done(struct template_lists *self)
{
    for (size_t i = 0; i < self->count; i++) {
        free_lines(self->items[i].lines, self->items[i].count);
        free(self->items[i].formula);
    }
    free(self->items);
}

void template_write_lists(struct template_book *self)
{
    lxw_worksheet *sheet = workbook_add_worksheet(self->book, FORM_LISTS);

    for (size_t i = 0; i < self->lists->count; i++) {
        const struct template_list *list = &self->lists->items[i];

        for (size_t j = 0; j < list->count; j++)
            (void)worksheet_write_string(sheet, (lxw_row_t)j, (lxw_col_t)i, list->lines[j],
                                         NULL);
    }
    worksheet_hide(sheet);
    worksheet_protect(sheet, NULL, NULL);
}

/* --- measures --- */

static const struct template_list *goal_list(struct template_book *self)
{
    const size_t count = catalogue_goal_count(self->input->edition);
    char **lines = memory_new(count, sizeof *lines);

    for (size_t i = 0; i < count; i++) {
        const struct goal *goal = catalogue_goal_at(self->input->edition, i);

        lines[i] = memory_format("%s%s%s", goal->id, FORM_DASH, goal->label.de);
    }
    return template_list(self, lines, count);
}

static const struct template_list *status_list(struct template_book *self)
{
    char **lines = memory_new(FORM_STATUSES, sizeof *lines);

    for (size_t i = 0; i < FORM_STATUSES; i++)
        lines[i] = memory_copy_text(form_statuses[i].label);
    return template_list(self, lines, FORM_STATUSES);
}

static const struct template_list *priority_list(struct template_book *self)
{
    char **lines = memory_new(3, sizeof *lines);

    lines[0] = memory_copy_text("1" FORM_DASH "hoch");
    lines[1] = memory_copy_text("2" FORM_DASH "mittel");
    lines[2] = memory_copy_text("3" FORM_DASH "niedrig");
    return template_list(self, lines, 3);
}

static void want_date(lxw_worksheet *sheet)
{
    char title[] = "Bitte ein Datum eintragen";
    char message[] = "Hier passt nur ein Datum, zum Beispiel 31.03.2027.";
    lxw_data_validation rule = {
        .validate = LXW_VALIDATION_TYPE_DATE,
        .criteria = LXW_VALIDATION_CRITERIA_GREATER_THAN_OR_EQUAL_TO,
        .value_datetime = {.year = 2000, .month = 1, .day = 1},
        .error_title = title,
        .error_message = message,
    };

    (void)worksheet_data_validation_range(sheet, HEADER_ROW + 1, FORM_DUE, LAST_ROW, FORM_DUE,
                                          &rule);
}

/* How the workbook says what the measure says of the column; for the caller to free. */
static char *measure_text(const struct template_book *self, const json_t *measure,
                          enum form_measure column)
{
    static const char *const names[] = {"goal",     "aim", "measure", "responsible",
                                        "priority", "due", "status"};
    const json_t *value = json_object_get(measure, names[column]);
    const char *text = json_string_value(value);
    const struct goal *goal;

    if (json_is_integer(value))
        return memory_format("%" JSON_INTEGER_FORMAT, json_integer_value(value));
    if (text == NULL)
        return memory_copy_text("");
    goal = column == FORM_GOAL ? catalogue_goal_find(self->input->edition, text) : NULL;
    if (goal != NULL)
        return memory_format("%s%s%s", goal->id, FORM_DASH, goal->label.de);
    for (size_t i = 0; column == FORM_STATUS && i < FORM_STATUSES; i++) {
        if (strcmp(form_statuses[i].status, text) == 0)
            return memory_copy_text(form_statuses[i].label);
    }
    return memory_copy_text(text);
}

static void write_cell(const struct template_place *place, const char *text, bool is_date)
{
    struct tm day = {0};
    const bool is_day = is_date && strptime(text, "%Y-%m-%d", &day) != NULL;
    lxw_datetime date = {
        .year = day.tm_year + 1900, .month = day.tm_mon + 1, .day = day.tm_mday};

    if (is_day)
        (void)worksheet_write_datetime(place->sheet, place->row, place->column, &date,
                                       place->look);
    else if (*text == '\0')
        (void)worksheet_write_blank(place->sheet, place->row, place->column, place->look);
    else
        (void)worksheet_write_string(place->sheet, place->row, place->column, text,
                                     place->look);
}

static void write_rows(struct template_book *self, lxw_worksheet *sheet)
{
    const struct template_input *input = self->input;
    const json_t *measures =
        input->is_carried ? NULL : json_object_get(input->content, "measures");

    for (size_t i = 0; i < MEASURES_MAX; i++) {
        const json_t *measure = json_array_get(measures, i);

        for (unsigned j = 0; j < FORM_MEASURE_COLUMNS; j++) {
            const bool is_date = j == FORM_DUE;
            const struct template_place place = {
                .sheet = sheet,
                .row = (lxw_row_t)(HEADER_ROW + 1 + i),
                .column = (lxw_col_t)j,
                .look = self->looks[is_date ? LOOK_DATE : LOOK_OPEN],
            };
            CLEANUP(memory_freep)
            char *text = measure_text(self, measure, (enum form_measure)j);

            write_cell(&place, text, is_date);
        }
    }
}

void template_write_measures(struct template_book *self)
{
    static const double widths[FORM_MEASURE_COLUMNS] = {34, 40, 40, 24, 12, 12, 18};
    lxw_worksheet *sheet = workbook_add_worksheet(self->book, FORM_MEASURES);

    (void)worksheet_write_string(sheet, 0, 0, FORM_MEASURES, self->looks[LOOK_TITLE]);
    for (uint16_t i = 0; i < FORM_MEASURE_COLUMNS; i++) {
        (void)worksheet_set_column(sheet, i, i, widths[i], NULL);
        (void)worksheet_write_string(sheet, HEADER_ROW, i, form_measure_titles[i],
                                     self->looks[LOOK_HEADER]);
    }
    write_rows(self, sheet);
    template_offer(sheet, HEADER_ROW + 1, LAST_ROW, FORM_GOAL, goal_list(self));
    template_offer(sheet, HEADER_ROW + 1, LAST_ROW, FORM_PRIORITY, priority_list(self));
    template_offer(sheet, HEADER_ROW + 1, LAST_ROW, FORM_STATUS, status_list(self));
    want_date(sheet);
    worksheet_freeze_panes(sheet, HEADER_ROW + 1, 0);
    (void)worksheet_repeat_rows(sheet, HEADER_ROW, HEADER_ROW);
    template_finish_sheet(self, sheet, true);
}

/* --- all sheets --- */

void template_finish_sheet(struct template_book *self, lxw_worksheet *sheet, bool is_table)
{
    lxw_protection allowed = {
        .format_columns = LXW_TRUE, .format_rows = LXW_TRUE, .insert_rows = LXW_TRUE};
    CLEANUP(memory_freep)
    char *footer = memory_format("&LSelbstcheck %s, %s&R&A, Seite &P von &N",
                                 self->input->round, self->input->municipality);

    if (is_table)
        worksheet_set_landscape(sheet);
    worksheet_set_paper(sheet, PAPER_A4);
    worksheet_fit_to_pages(sheet, 1, 0);
    (void)worksheet_set_footer(sheet, footer);
    worksheet_protect(sheet, NULL, &allowed);
}
