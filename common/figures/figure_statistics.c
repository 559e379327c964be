/*
 * The statistics of one cell, each rounded once, where it is published.
 */

#include "common/decimal.h"
#include "common/figures/figure.h"
#include "common/memory.h"

#define LEVEL_PLACES     1
#define TENTHS_PER_LEVEL 25 /* a tenth of a level is 2.5 points */
#define TENTHS_PER_POINT 10
#define PER_CENT         100

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
        rounded = decimal_divide(value.numerator * PER_CENT, unit);
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

static struct score set_share_of_yes(json_t *figure, const struct indicator *indicator,
                                     const int64_t *values, size_t count)
{
    return (struct score){
        .is_there = indicator_is_scored(indicator),
        .mean = publish(figure, "share", indicator, statistics_mean(values, count)),
    };
}

/* How many municipalities planned a measure is known exactly (DISCLOSURE.md, rule 8). */
static void set_planned(json_t *figure, const int64_t *values, size_t count)
{
    const struct ratio mean = statistics_mean(values, count);

    figure_set_count(figure, "count", (size_t)mean.numerator);
    figure_set_decimal(figure, "share",
                       decimal_divide(mean.numerator * PER_CENT, mean.denominator), 0);
}

/* The share of each level in whole per cent; rounded one by one, so they need not make 100. */
static void set_shares(json_t *figure, const int64_t *values, size_t count)
{
    json_t *shares = json_object();

    for (int64_t level = 0; level < CATALOGUE_LEVELS; level++) {
        wide with = 0;
        char name[8];

        for (size_t i = 0; i < count; i++)
            with += values[i] == level ? 1 : 0;
        (void)snprintf(name, sizeof name, "%d", (int)level);
        figure_set_decimal(shares, name, decimal_divide(with * PER_CENT, (wide)count), 0);
    }
    json_object_set_new(figure, "shares", shares);
}

static void set_quartiles(json_t *figure, const struct indicator *indicator,
                          const int64_t *sorted, size_t count, struct score *score)
{
    score->has_band = true;
    score->lower = publish(figure, "q1", indicator, statistics_quartile(sorted, count, 1));
    (void)publish(figure, "median", indicator, statistics_quartile(sorted, count, 2));
    score->upper = publish(figure, "q3", indicator, statistics_quartile(sorted, count, 3));
}

static struct score set_numbers(json_t *figure, const struct indicator *indicator,
                                const int64_t *sorted, size_t count)
{
    const bool has_levels = indicator->kind == INDICATOR_LEVEL;
    struct score score = {
        .is_there = indicator_is_scored(indicator),
        .mean = publish(figure, "mean", indicator, statistics_mean(sorted, count)),
    };

    if (count < RELEASE_DETAILS_FROM) {
        json_object_set_new(figure, "without",
                            has_levels ? json_pack("[s, s]", "quartiles", "shares")
                                       : json_pack("[s]", "quartiles"));
        return score;
    }
    set_quartiles(figure, indicator, sorted, count, &score);
    if (has_levels)
        set_shares(figure, sorted, count);
    return score;
}

struct score figure_set_statistics(json_t *figure, const struct subject *subject,
                                   const int64_t *values, size_t count)
{
    const struct indicator *indicator = subject->indicator;

    if (indicator == NULL) {
        set_planned(figure, values, count);
        return (struct score){0};
    }
    return directed(indicator->kind == INDICATOR_YES_NO
                        ? set_share_of_yes(figure, indicator, values, count)
                        : set_numbers(figure, indicator, values, count),
                    indicator->polarity);
}
