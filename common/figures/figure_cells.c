/*
 * The figures of one indicator, or of the measures for one goal: of the cells that may be
 * published their statistics, of all others why not.
 */

#include "common/figures/figure.h"
#include "common/memory.h"

/* The values of a cell, sorted, for the caller to free. */
static int64_t *values_of(const struct units *units, struct cell cell)
{
    int64_t *values = memory_new(cell.count, sizeof *values);

    for (size_t i = 0; i < cell.count; i++)
        values[i] = units->items[cell.units[i]].value;
    statistics_sort(values, cell.count);
    return values;
}

static void add_cell(struct figures *self, const struct subject *subject, size_t group,
                     const struct units *units, const struct cells *cells)
{
    const struct rollcall *rollcall = self->rollcall;
    CLEANUP(memory_freep) size_t *room = memory_new(rollcall->count, sizeof *room);
    const struct cell cell = units_cell(units, cells->releases[group], group, room);
    CLEANUP(memory_freep) int64_t *values = values_of(units, cell);
    json_t *figure = figures_add_published(self, subject, group);
    struct score score;

    figure_set_count(figure, "n", cell.count);
    figure_set_count(figure, "missing", rollcall->member_counts[group] - cell.count);
    if (cells_is_repeated(cells, units, group))
        figure_set_count(figure, "notIncluded", cells->left_out[group]);
    score = figure_set_statistics(figure, subject, values, cell.count);
    if (subject->indicator != NULL)
        *figures_score(self, subject->indicator->position, group) = score;
}

void figures_add_cells(struct figures *self, const struct subject *subject)
{
    CLEANUP(units_donep) struct units units;
    CLEANUP(cells_donep) struct cells cells;

    units_init(&units, self->rollcall, subject);
    cells_init(&cells, &units, subject, &self->ledger, &self->rules);
    for (size_t group = 0; group < self->rollcall->group_count; group++) {
        if (cells.statuses[group] == FIGURE_PUBLISHED)
            add_cell(self, subject, group, &units, &cells);
        else
            figures_add_refused(self, subject, group, cells.statuses);
    }
}
