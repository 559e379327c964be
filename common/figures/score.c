#include "common/figures/score.h"

#include <stdlib.h>

#include "common/decimal.h"
#include "common/memory.h"
#include "common/self_check.h"

#define POINTS_PER_LEVEL 25

static struct own_score score_of(const struct indicator *indicator, int64_t value)
{
    struct own_score score = {.is_there = true};

    switch (indicator->kind) {
    case INDICATOR_LEVEL:
        score.hundredths = value * POINTS_PER_LEVEL * POINT;
        break;
    case INDICATOR_YES_NO:
        score.hundredths = value * SCORE_TOP;
        break;
    case INDICATOR_SHARE:
        score.hundredths =
            decimal_divide((wide)value * POINT, decimal_power(indicator->decimals));
        break;
    case INDICATOR_RATE:
        return (struct own_score){0};
    }
    if (indicator->polarity == POLARITY_LOWER)
        score.hundredths = SCORE_TOP - score.hundredths;
    return score;
}

/* The mean of those that are there, as long as they are at least one and `needed`. */
static struct own_score mean_of(const struct own_score *scores, size_t count, size_t needed)
{
    wide sum = 0;
    size_t there = 0;

    for (size_t i = 0; i < count; i++) {
        if (!scores[i].is_there)
            continue;
        sum += scores[i].hundredths;
        there++;
    }
    if (there == 0 || there < needed)
        return (struct own_score){0};
    return (struct own_score){true, decimal_divide(sum, (wide)there)};
}

/* Half of the scored indicators of the goal that apply, rounded up. */
static size_t needed_answers(const struct catalogue *edition, const struct goal *goal,
                             const uint8_t *states)
{
    size_t apply = 0;

    for (size_t i = goal->first; i < goal->first + goal->count; i++)
        if (indicator_is_scored(catalogue_at(edition, i)) && states[i] != STATE_NOT_APPLICABLE)
            apply++;
    return (apply + 1) / 2;
}

void own_scores_init(struct own_scores *self, const struct catalogue *edition,
                     const int64_t *values, const uint8_t *states)
{
    const size_t goals = catalogue_goal_count(edition);
    const size_t fields = catalogue_field_count(edition);

    self->indicators = memory_new(catalogue_count(edition), sizeof *self->indicators);
    self->goals = memory_new(goals, sizeof *self->goals);
    self->fields = memory_new(fields, sizeof *self->fields);
    for (size_t i = 0; i < catalogue_count(edition); i++) {
        const struct indicator *indicator = catalogue_at(edition, i);

        if (states[i] == STATE_ANSWERED && indicator_is_scored(indicator))
            self->indicators[i] = score_of(indicator, values[i]);
    }
    for (size_t i = 0; i < goals; i++) {
        const struct goal *goal = catalogue_goal_at(edition, i);

        self->goals[i] = mean_of(&self->indicators[goal->first], goal->count,
                                 needed_answers(edition, goal, states));
    }
    for (size_t i = 0; i < fields; i++) {
        const struct field *field = catalogue_field_at(edition, i);

        self->fields[i] = mean_of(&self->goals[field->first_goal], field->goal_count, 0);
    }
    self->whole = mean_of(self->fields, fields, 0);
}

void own_scores_done(struct own_scores *self)
{
    free(TAKE(self->indicators));
    free(TAKE(self->goals));
    free(TAKE(self->fields));
}
