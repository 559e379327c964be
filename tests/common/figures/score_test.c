#include "common/figures/score.h"

#include <stdio.h>

#include "common/compiler.h"
#include "common/self_check.h"
#include "tests/support/programme.h"

#define NONE (-1) /* no score */

static const struct invented kinds[] = {
    {"AAA.1.01", "level", "higher", 0},  {"AAA.1.02", "level", "lower", 0},
    {"AAA.1.03", "yes-no", "higher", 0}, {"AAA.1.04", "yes-no", "lower", 0},
    {"AAA.1.05", "share", "higher", 1},  {"AAA.1.06", "share", "lower", 3},
    {"AAA.1.07", "share", "neutral", 1}, {"AAA.1.08", "yes-no", "higher", 0},
    {"AAA.1.09", "rate", "higher", 2},
};

/* Two goals and a third one that has no points, in two fields. */
static const struct invented tree[] = {
    {"AAA.1.01", "level", "higher", 0},  {"AAA.1.02", "level", "higher", 0},
    {"AAA.1.03", "yes-no", "higher", 0}, {"AAA.2.01", "share", "higher", 0},
    {"BBB.1.01", "level", "higher", 0},  {"BBB.2.01", "rate", "higher", 0},
};

static long long shown(struct own_score score)
{
    return score.is_there ? score.hundredths : NONE;
}

Test(score, counts_each_kind_of_indicator_so_that_more_is_better)
{
    static const struct {
        int64_t value;
        long long expected;
    } cases[] = {
        {3, 7500},     {3, 2500},   {1, 10000}, {1, 0},      {375, 3750},
        {12345, 8765}, {375, NONE}, {0, 0},     {250, NONE},
    };
    struct catalogue *edition = programme_edition(kinds, COUNT_OF(kinds));
    int64_t values[COUNT_OF(kinds)];
    uint8_t states[COUNT_OF(kinds)];
    CLEANUP(own_scores_donep) struct own_scores scores = {0};

    for (size_t i = 0; i < COUNT_OF(kinds); i++) {
        values[i] = cases[i].value;
        states[i] = STATE_ANSWERED;
    }
    own_scores_init(&scores, edition, values, states);
    for (size_t i = 0; i < COUNT_OF(kinds); i++)
        expect_number(kinds[i].id, shown(scores.indicators[i]), cases[i].expected);
    catalogue_free(edition);
}

Test(score, rounds_a_share_with_three_decimals_half_away_from_zero)
{
    static const struct invented share = {"AAA.1.01", "share", "higher", 3};
    static const struct {
        int64_t value;
        long long expected;
    } cases[] = {{0, 0}, {12344, 1234}, {12345, 1235}, {12346, 1235}, {100000, 10000}};
    struct catalogue *edition = programme_edition(&share, 1);

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        const uint8_t state = STATE_ANSWERED;
        struct own_scores scores;

        own_scores_init(&scores, edition, &cases[i].value, &state);
        expect_number("score", shown(scores.indicators[0]), cases[i].expected);
        own_scores_done(&scores);
    }
    catalogue_free(edition);
}

/* States: A answered, S skipped, U unknown, N not applicable. */
static enum answer_state state_of(char letter)
{
    switch (letter) {
    case 'A':
        return STATE_ANSWERED;
    case 'U':
        return STATE_UNKNOWN;
    case 'N':
        return STATE_NOT_APPLICABLE;
    default:
        return STATE_SKIPPED;
    }
}

Test(score, a_goal_needs_half_of_what_applies_and_the_rest_follows)
{
    /* Values: levels 4 and 1 (100 and 25 points), yes (100), 40 per cent, level 2 (50), a rate.
     */
    static const int64_t values[] = {4, 1, 1, 40, 2, 9};
    static const struct {
        const char *states;
        long long goals[4], fields[2], whole;
    } cases[] = {
        {"AAAAAA", {7500, 4000, 5000, NONE}, {5750, 5000}, 5375},
        {"AASAAA", {6250, 4000, 5000, NONE}, {5125, 5000}, 5063},
        {"ASUAAA", {NONE, 4000, 5000, NONE}, {4000, 5000}, 4500},  /* one of three */
        {"ASNAAA", {10000, 4000, 5000, NONE}, {7000, 5000}, 6000}, /* one of two */
        {"NNAAAA", {10000, 4000, 5000, NONE}, {7000, 5000}, 6000},
        {"NNNAAA", {NONE, 4000, 5000, NONE}, {4000, 5000}, 4500},
        {"AAASUA", {7500, NONE, NONE, NONE}, {7500, NONE}, 7500},
        {"SSSSSA", {NONE, NONE, NONE, NONE}, {NONE, NONE}, NONE},
    };
    struct catalogue *edition = programme_edition(tree, COUNT_OF(tree));

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        uint8_t states[COUNT_OF(tree)];
        struct own_scores scores;

        for (size_t k = 0; k < COUNT_OF(tree); k++)
            states[k] = (uint8_t)state_of(cases[i].states[k]);
        own_scores_init(&scores, edition, values, states);
        for (size_t k = 0; k < COUNT_OF(cases[i].goals); k++)
            expect_number(cases[i].states, shown(scores.goals[k]), cases[i].goals[k]);
        for (size_t k = 0; k < COUNT_OF(cases[i].fields); k++)
            expect_number(cases[i].states, shown(scores.fields[k]), cases[i].fields[k]);
        expect_number(cases[i].states, shown(scores.whole), cases[i].whole);
        own_scores_done(&scores);
    }
    catalogue_free(edition);
}
