/*
 * The figures of one indicator: its units, the cells that may be published, and their
 * statistics, each rounded once, where it is published.
 */

#include <stdlib.h>

#include "common/decimal.h"
#include "common/figures/figure.h"
#include "common/memory.h"
#include "common/self_check.h"

#define LEVEL_PLACES     1
#define TENTHS_PER_LEVEL 25 /* a tenth of a level is 2.5 points */
#define TENTHS_PER_POINT 10

/* The contributions that answered the indicator. */
struct units {
    size_t count;
    size_t *contributions; /* owned; in the order of the roll call */
    int64_t *values;       /* owned */
};

static void units_init(struct units *self, const struct rollcall *rollcall, size_t position)
{
    self->count = 0;
    self->contributions = memory_new(rollcall->count, sizeof *self->contributions);
    self->values = memory_new(rollcall->count, sizeof *self->values);
    for (size_t i = 0; i < rollcall->count; i++) {
        const struct contribution *contribution = &rollcall->contributions[i];

        if (contribution->states[position] != STATE_ANSWERED)
            continue;
        self->contributions[self->count] = i;
        self->values[self->count++] = contribution->values[position];
    }
}

static void units_done(struct units *self)
{
    free(TAKE(self->contributions));
    free(TAKE(self->values));
}
DEFINE_CLEANUP_INSIDE(struct units, units_done)

/* Settles which groups are published. The order does not depend on values (see group_order()).
 */
static void try_groups(const struct rollcall *rollcall, const struct units *units,
                       enum figure_status *statuses)
{
    CLEANUP(memory_freep) bool *inside = memory_new(units->count, sizeof *inside);
    CLEANUP(disclosure_freep)
    struct disclosure *disclosure = disclosure_new(units->count, RELEASE_MINIMUM);

    for (size_t i = 0; i < rollcall->groups; i++) {
        size_t group = rollcall->order[i];

        for (size_t unit = 0; unit < units->count; unit++)
            inside[unit] = rollcall_is_in(rollcall, units->contributions[unit], group);
        statuses[group] = disclosure_try(disclosure, inside);
    }
}

/* Writes a statistic as readers see it and returns that number in tenths of a point; rates: 0.
 */
static int64_t publish(json_t *figure, const char *member, const struct indicator *indicator,
                       struct ratio value)
{
    wide unit = value.denominator * decimal_power(indicator->decimals);
    CLEANUP(memory_freep) char *text = NULL;
    int64_t rounded;

    switch (indicator->kind) {
    case INDICATOR_LEVEL:
        rounded = decimal_divide(value.numerator * decimal_power(LEVEL_PLACES), unit);
        figure_set_decimal(figure, member, rounded, LEVEL_PLACES);
        return rounded * TENTHS_PER_LEVEL;
    case INDICATOR_YES_NO:
        rounded = decimal_divide(value.numerator * 100, unit);
        figure_set_decimal(figure, member, rounded, 0);
        return rounded * TENTHS_PER_POINT;
    case INDICATOR_SHARE:
        rounded = decimal_divide(value.numerator, unit);
        figure_set_decimal(figure, member, rounded, 0);
        return rounded * TENTHS_PER_POINT;
    case INDICATOR_RATE:
        break;
    }
    text = decimal_print_significant(value.numerator, unit);
    json_object_set_new(figure, member, json_string(text));
    return 0;
}

/* Turns a score round where less is better. */
static struct score directed(struct score score, enum polarity polarity)
{
    if (polarity != POLARITY_LOWER)
        return score;
    return (struct score){
        .is_there = score.is_there,
        .has_band = score.has_band,
        .mean = SCORE_MAX - score.mean,
        .lower = SCORE_MAX - score.upper,
        .upper = SCORE_MAX - score.lower,
    };
}

static struct score set_statistics(json_t *figure, const struct indicator *indicator,
                                   const int64_t *sorted, size_t count)
{
    bool is_yes_no = indicator->kind == INDICATOR_YES_NO;
    struct score score = {.is_there = indicator_is_scored(indicator)};

    score.mean = publish(figure, is_yes_no ? "share" : "mean", indicator,
                         statistics_mean(sorted, count));
    if (is_yes_no)
        return directed(score, indicator->polarity);
    if (count < RELEASE_QUARTILES_FROM) {
        json_object_set_new(figure, "without", json_pack("[s]", "quartiles"));
        return directed(score, indicator->polarity);
    }
    score.has_band = true;
    score.lower = publish(figure, "q1", indicator, statistics_quartile(sorted, count, 1));
    (void)publish(figure, "median", indicator, statistics_quartile(sorted, count, 2));
    score.upper = publish(figure, "q3", indicator, statistics_quartile(sorted, count, 3));
    return directed(score, indicator->polarity);
}

static void add_cell(struct figures *self, const struct subject *subject, size_t group,
                     const struct units *units)
{
    size_t count = 0;
    json_t *figure = figures_add_published(self, subject, group);
    CLEANUP(memory_freep) int64_t *values = memory_new(units->count, sizeof *values);

    for (size_t unit = 0; unit < units->count; unit++) {
        if (rollcall_is_in(self->rollcall, units->contributions[unit], group))
            values[count++] = units->values[unit];
    }
    statistics_sort(values, count);
    figure_set_count(figure, "n", count);
    figure_set_count(figure, "missing", self->rollcall->members[group] - count);
    *figures_score(self, subject->indicator->position, group) =
        set_statistics(figure, subject->indicator, values, count);
}

void figures_add_indicator(struct figures *self, const struct subject *subject)
{
    const struct rollcall *rollcall = self->rollcall;
    CLEANUP(units_donep) struct units units;
    CLEANUP(memory_freep)
    enum figure_status *statuses = memory_new(rollcall->groups, sizeof *statuses);

    units_init(&units, rollcall, subject->indicator->position);
    try_groups(rollcall, &units, statuses);
    for (size_t group = 0; group < rollcall->groups; group++) {
        if (statuses[group] == FIGURE_PUBLISHED)
            add_cell(self, subject, group, &units);
        else
            figures_add_refused(self, subject, group, statuses);
    }
}
