/*
 * Charts of one field, for the first group of its table (all municipalities, unless somebody
 * asked for less). Each holds what is counted in the same unit; a figure that is not published
 * is a gap, since its cells are empty.
 */

#include "common/export/columns.h"
#include "common/export/sheets.h"
#include "common/export/words.h"
#include "common/memory.h"

#define CHART_WIDTH 490 /* pixels, with the gap to the next */
#define SERIES_MAX  3

/* What a chart shows: one kind of subject, and columns of columns.h. */
struct plan {
    enum subject_level level;
    enum indicator_kind kind; /* of indicators */
    struct wording title;
    double top; /* of its scale */
    const char *columns[SERIES_MAX + 1];
};

/* clang-format off */
static const struct plan plans[] = {
    {SUBJECT_GOAL, INDICATOR_LEVEL, {"Ziele, Punkte", "goals, points"}, 100,
     {"lower", "mean", "upper"}},
    {SUBJECT_INDICATOR, INDICATOR_LEVEL, {"Indikatoren mit Stufen", "indicators with levels"}, 4,
     {"q1", "mean", "q3"}},
    {SUBJECT_INDICATOR, INDICATOR_YES_NO, {"Ja-Anteile in Prozent", "shares of yes in per cent"}, 100,
     {"share"}},
    {SUBJECT_INDICATOR, INDICATOR_SHARE, {"Anteile in Prozent", "shares in per cent"}, 100,
     {"q1", "mean", "q3"}},
};
/* clang-format on */

static bool is_shown(const struct plan *plan, const struct entry *entry)
{
    return entry->subject.level == plan->level &&
           (plan->level != SUBJECT_INDICATOR || entry->subject.indicator->kind == plan->kind);
}

/* The lines of the table that the chart shows: they stand together. */
struct lines {
    size_t first, count;
    bool is_published; /* at least one of them */
};

static struct lines lines_of(const struct plan *plan, const struct figure_table *table)
{
    struct lines lines = {0};

    for (size_t i = 0; i < table->count; i++) {
        const struct entry *entry = &table->entries[i];

        if (entry->group_index != table->entries[0].group_index || !is_shown(plan, entry))
            continue;
        if (lines.count++ == 0)
            lines.first = table->first_row + i;
        lines.is_published = lines.is_published || entry_is_published(entry);
    }
    return lines;
}

static void add_series(struct sheet *sheet, lxw_chart *chart, const struct lines *lines,
                       const char *name)
{
    const lxw_row_t first = (lxw_row_t)lines->first;
    const lxw_row_t last = (lxw_row_t)(lines->first + lines->count - 1);
    const lxw_col_t column = (lxw_col_t)figure_table_column(name);
    lxw_chart_series *series = chart_add_series(chart, NULL, NULL);

    chart_series_set_name(series, column_at(column_index(name))->label.de);
    chart_series_set_categories(series, sheet->name, first, FIGURE_TABLE_ID, last,
                                FIGURE_TABLE_ID);
    chart_series_set_values(series, sheet->name, first, column, last, column);
}

static void add_chart(struct sheet *sheet, size_t row, int offset, const struct plan *plan,
                      const struct lines *lines, const struct entry *first)
{
    CLEANUP(memory_freep)
    char *title = memory_format("%s (%s)\n%s (%s)", plan->title.de, first->group.de,
                                plan->title.en, first->group.en);
    lxw_chart *chart = workbook_add_chart(sheet->workbook->book, LXW_CHART_COLUMN);
    lxw_chart_font font = {.size = 10, .bold = LXW_TRUE};
    lxw_chart_options options = {.x_offset = offset,
                                 .object_position = LXW_OBJECT_MOVE_DONT_SIZE};

    for (size_t i = 0; plan->columns[i] != NULL; i++)
        add_series(sheet, chart, lines, plan->columns[i]);
    chart_title_set_name(chart, title);
    chart_title_set_name_font(chart, &font);
    chart_axis_set_min(chart->y_axis, 0);
    chart_axis_set_max(chart->y_axis, plan->top);
    if (plan->columns[1] == NULL)
        chart_legend_set_position(chart, LXW_CHART_LEGEND_NONE);
    else
        chart_legend_set_position(chart, LXW_CHART_LEGEND_BOTTOM);
    (void)worksheet_insert_chart_opt(sheet->worksheet, (lxw_row_t)row, 0, chart, &options);
}

void charts_add(struct sheet *sheet, size_t row, const struct figure_table *table)
{
    int offset = 0;

    for (size_t i = 0; i < COUNT_OF(plans); i++) {
        const struct lines lines = lines_of(&plans[i], table);

        if (!lines.is_published)
            continue;
        add_chart(sheet, row, offset, &plans[i], &lines, &table->entries[0]);
        offset += CHART_WIDTH;
    }
}
