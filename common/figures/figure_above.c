/*
 * The figures of a goal, a field or the whole: the mean over all indicators below it that are
 * published in the group, each counting the same.
 */

#include "common/decimal.h"
#include "common/figures/figure.h"
#include "common/memory.h"

#define TENTHS_PER_POINT 10

/* Sums over the scores of a subject in one group. */
struct tally {
    size_t indicators;
    size_t band_indicators;
    wide mean, lower, upper;
};

static struct tally tally_of(struct figures *self, const struct subject *subject, size_t group)
{
    struct tally tally = {0};

    for (size_t i = 0; i < subject->count; i++) {
        const struct score *score = figures_score(self, subject->first + i, group);

        if (!score->is_there)
            continue;
        tally.indicators++;
        tally.mean += score->mean;
        if (!score->has_band)
            continue;
        tally.band_indicators++;
        tally.lower += score->lower;
        tally.upper += score->upper;
    }
    return tally;
}

static void set_points(json_t *figure, const char *member, wide tenths, size_t count)
{
    figure_set_decimal(figure, member, decimal_divide(tenths, (wide)count * TENTHS_PER_POINT),
                       0);
}

static void add_tally(struct figures *self, const struct subject *subject, size_t group,
                      const struct tally *tally)
{
    json_t *figure = figures_add_published(self, subject, group);

    figure_set_count(figure, "indicators", tally->indicators);
    set_points(figure, "mean", tally->mean, tally->indicators);
    if (tally->band_indicators == 0)
        return;
    set_points(figure, "lower", tally->lower, tally->band_indicators);
    set_points(figure, "upper", tally->upper, tally->band_indicators);
    figure_set_count(figure, "bandIndicators", tally->band_indicators);
}

void figures_add_above(struct figures *self, const struct subject *subject)
{
    size_t groups = self->rollcall->group_count;
    CLEANUP(memory_freep) struct tally *tallies = memory_new(groups, sizeof *tallies);
    CLEANUP(memory_freep) enum figure_status *statuses = memory_new(groups, sizeof *statuses);

    for (size_t group = 0; group < groups; group++) {
        tallies[group] = tally_of(self, subject, group);
        statuses[group] = tallies[group].indicators > 0 ? FIGURE_PUBLISHED : FIGURE_TOO_FEW;
    }
    for (size_t group = 0; group < groups; group++) {
        if (statuses[group] == FIGURE_PUBLISHED)
            add_tally(self, subject, group, &tallies[group]);
        else
            figures_add_refused(self, subject, group, statuses);
    }
}
