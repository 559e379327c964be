/*
 * The first sheet: the fields' means of each group side by side, with a radar chart of those
 * groups in which every field is published (a chart would draw a gap as zero), and the figures
 * of the whole.
 */

#include <string.h>

#include "common/export/sheets.h"
#include "common/export/words.h"
#include "common/memory.h"

#define NAME        "Übersicht"
#define CHART_ROWS  24
#define CHART_SCALE 1.6
#define SERIES_MAX  6
#define FIRST_GROUP 3 /* columns before: id and both labels */

/* The table of means: a line for each field, a column for each group. */
struct matrix {
    size_t first_row;  /* of the fields */
    size_t *published; /* owned; per group, how many fields are */
    size_t fields, groups;
};

static void matrix_done(struct matrix *self)
{
    memory_freep(&self->published);
}
DEFINE_CLEANUP_INSIDE(struct matrix, matrix_done)

static void add_heads(struct sheet *sheet, const json_t *release,
                      const struct catalogue *edition, const struct matrix *matrix)
{
    lxw_format *bold = sheet->workbook->heading;

    workbook_text(sheet->worksheet, sheet->row, 0, "Handlungsfeld / Field", bold);
    workbook_text(sheet->worksheet, sheet->row, 1, "Bezeichnung", bold);
    workbook_text(sheet->worksheet, sheet->row, 2, "Label", bold);
    for (size_t i = 0; i < matrix->groups; i++) {
        const json_t *group = json_array_get(json_object_get(release, "groups"), i);
        const struct wording label = word_read(json_object_get(group, "label"));
        CLEANUP(memory_freep) char *both = word_both(&label);

        workbook_text(sheet->worksheet, sheet->row, FIRST_GROUP + i, both, bold);
    }
    for (size_t i = 0; i < matrix->fields; i++) {
        const struct field *field = catalogue_field_at(edition, i);
        const char *const texts[] = {field->id, field->label.de, field->label.en};

        for (size_t k = 0; k < COUNT_OF(texts); k++)
            workbook_text(sheet->worksheet, matrix->first_row + i, k, texts[k],
                          sheet->workbook->note);
    }
}

static void add_mean(struct sheet *sheet, const struct entry *entry, size_t field,
                     struct matrix *matrix)
{
    const size_t row = matrix->first_row + field;
    const size_t column = FIRST_GROUP + entry->group_index;
    const char *status = json_string_value(json_object_get(entry->figure, "status"));

    if (entry_is_published(entry)) {
        workbook_number(sheet->workbook, sheet->worksheet, row, column,
                        json_object_get(entry->figure, "mean"));
        matrix->published[entry->group_index]++;
    } else {
        workbook_text(sheet->worksheet, row, column, word_status(status)->label.de,
                      sheet->workbook->note);
    }
}

static void add_means(struct sheet *sheet, const struct catalogue *edition,
                      const struct entries *entries, struct matrix *matrix)
{
    for (size_t i = 0; i < entries->count; i++) {
        const struct entry *entry = &entries->items[i];
        size_t field = 0;

        if (entry->subject.level != SUBJECT_FIELD)
            continue;
        while (catalogue_field_at(edition, field)->first != entry->subject.field->first)
            field++;
        add_mean(sheet, entry, field, matrix);
    }
}

static void add_series(struct sheet *sheet, lxw_chart *chart, const json_t *group, size_t index,
                       const struct matrix *matrix)
{
    const struct wording label = word_read(json_object_get(group, "label"));
    const lxw_row_t first = (lxw_row_t)matrix->first_row;
    const lxw_row_t last = (lxw_row_t)(matrix->first_row + matrix->fields - 1);
    const lxw_col_t column = (lxw_col_t)(FIRST_GROUP + index);
    lxw_chart_series *series = chart_add_series(chart, NULL, NULL);

    chart_series_set_name(series, label.de);
    chart_series_set_categories(series, sheet->name, first, 0, last, 0);
    chart_series_set_values(series, sheet->name, first, column, last, column);
}

static void add_radar(struct sheet *sheet, size_t row, const json_t *release,
                      const struct matrix *matrix)
{
    lxw_chart_options options = {.x_scale = CHART_SCALE, .y_scale = CHART_SCALE};
    lxw_chart *chart = NULL;
    size_t count = 0;

    for (size_t i = 0; i < matrix->groups && count < SERIES_MAX; i++) {
        if (matrix->published[i] != matrix->fields)
            continue;
        if (chart == NULL)
            chart = workbook_add_chart(sheet->workbook->book, LXW_CHART_RADAR_WITH_MARKERS);
        add_series(sheet, chart, json_array_get(json_object_get(release, "groups"), i), i,
                   matrix);
        count++;
    }
    if (chart == NULL)
        return;
    chart_title_set_name(chart, "Handlungsfelder, Punkte 0 bis 100 / fields, points 0 to 100");
    chart_axis_set_min(chart->y_axis, 0);
    chart_axis_set_max(chart->y_axis, 100);
    (void)worksheet_insert_chart_opt(sheet->worksheet, (lxw_row_t)row, 0, chart, &options);
}

void sheet_add_overview(struct workbook *workbook, const json_t *release,
                        const struct catalogue *edition, const struct entries *entries)
{
    static const struct wording title = {"Benchmark der Selbstchecks",
                                         "Benchmark of the self-checks"};
    struct sheet sheet = sheet_new(workbook, NAME, &title, release);
    const size_t groups = json_array_size(json_object_get(release, "groups"));
    const size_t chart_row = sheet.row;
    CLEANUP(matrix_donep)
    struct matrix matrix = {
        .first_row = sheet.row + CHART_ROWS + 1,
        .published = memory_new(groups, sizeof *matrix.published),
        .fields = catalogue_field_count(edition),
        .groups = groups,
    };
    size_t first = 0;

    figure_table_set_widths(&sheet);
    sheet.row += CHART_ROWS;
    add_heads(&sheet, release, edition, &matrix);
    add_means(&sheet, edition, entries, &matrix);
    add_radar(&sheet, chart_row, release, &matrix);
    sheet.row = matrix.first_row + matrix.fields + 1;
    while (first < entries->count && entries->items[first].subject.field != NULL)
        first++;
    if (first < entries->count)
        (void)figure_table_add(&sheet, &entries->items[first], entries->count - first);
}
