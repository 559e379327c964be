#include "common/figures/disclosure.h"

#include <stdint.h>
#include <string.h>

#include "common/memory.h"
#include "tests/support/gate.h"

/* Tries the units from first to first + count - 1. */
static enum figure_status try_range(struct world *world, size_t first, size_t count,
                                    bool is_drawn)
{
    size_t units[UNITS_MAX];

    for (size_t i = 0; i < count; i++)
        units[i] = first + i;
    if (world->gate == NULL)
        world->gate = disclosure_new(world->units, world->count, world->spread, &world->rules);
    return disclosure_try(world->gate, (struct cell){units, count}, is_drawn);
}

Test(disclosure, names_each_status_as_the_release_spells_it)
{
    expect_text("published", figure_status_name(FIGURE_PUBLISHED), "published");
    expect_text("too few", figure_status_name(FIGURE_TOO_FEW), "too-few");
    expect_text("withheld", figure_status_name(FIGURE_WITHHELD), "withheld");
}

Test(disclosure, has_all_rules_on_in_the_product)
{
    const struct disclosure_rules rules = disclosure_rules_full();

    cr_expect(rules.uses_older_releases && rules.knows_coalitions && rules.tests_mixed &&
              rules.withholds_at_random);
}

Test(disclosure, judges_one_cell_by_its_size)
{
    static const struct {
        size_t units;
        enum figure_status status;
    } cases[] = {
        {0, FIGURE_TOO_FEW},   {1, FIGURE_TOO_FEW},   {4, FIGURE_TOO_FEW},
        {5, FIGURE_PUBLISHED}, {6, FIGURE_PUBLISHED}, {40, FIGURE_PUBLISHED},
    };

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        CLEANUP(world_donep) struct world world = world_of(cases[i].units);

        expect_status("all units", try_range(&world, 0, cases[i].units, false),
                      cases[i].status);
    }
}

/* Ranges of units, tried one after the other among 40. */
Test(disclosure, refuses_what_leaves_a_difference_that_is_too_small)
{
    static const struct {
        const char *name;
        struct {
            size_t first, count;
            enum figure_status status;
        } ranges[6];
    } cases[] = {
        {"the complement of 37 in all is 3",
         {{0, 40, FIGURE_PUBLISHED}, {0, 37, FIGURE_TOO_FEW}, {37, 3, FIGURE_TOO_FEW}}},
        {"a complement of 5 is enough",
         {{0, 40, FIGURE_PUBLISHED}, {0, 35, FIGURE_PUBLISHED}, {35, 5, FIGURE_PUBLISHED}}},
        {"a cell equal to a published one has no difference",
         {{0, 40, FIGURE_PUBLISHED}, {0, 40, FIGURE_PUBLISHED}}},
        {"without all published, 3 others are not told of", {{0, 37, FIGURE_PUBLISHED}}},
        {"the larger cell comes later", {{0, 37, FIGURE_PUBLISHED}, {0, 40, FIGURE_TOO_FEW}}},
        {"two cells overlap in 4",
         {{0, 20, FIGURE_PUBLISHED}, {16, 20, FIGURE_TOO_FEW}, {15, 20, FIGURE_PUBLISHED}}},
        {"three cells leave 4 together, though no two of them do",
         {{0, 40, FIGURE_PUBLISHED}, {0, 18, FIGURE_PUBLISHED}, {18, 18, FIGURE_TOO_FEW}}},
        {"a refused cell changes nothing",
         {{0, 40, FIGURE_PUBLISHED},
          {0, 37, FIGURE_TOO_FEW},
          {30, 10, FIGURE_PUBLISHED},
          {0, 10, FIGURE_PUBLISHED},
          {5, 10, FIGURE_PUBLISHED},
          {4, 10, FIGURE_TOO_FEW}}},
    };

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        CLEANUP(world_donep) struct world world = world_of(40);

        for (size_t k = 0; k < COUNT_OF(cases[i].ranges) && cases[i].ranges[k].count > 0; k++)
            expect_status(
                cases[i].name,
                try_range(&world, cases[i].ranges[k].first, cases[i].ranges[k].count, false),
                cases[i].ranges[k].status);
    }
}

/* A letter is a pool, a digit a value; one cell of all units. */
static void fill(struct world *world, const char *pools, const char *values)
{
    cr_assert(strlen(pools) == strlen(values));
    *world = world_of(strlen(pools));
    for (size_t i = 0; i < world->count; i++)
        world->units[i] = (struct unit){.pool = (size_t)pools[i], .value = (values[i] - '0')};
}

Test(disclosure, leaves_four_without_any_one_coalition)
{
    static const struct {
        const char *name;
        const char *pools;
        const char *values;
        enum figure_status status;
    } cases[] = {
        {"five alone", "abcde", "01010", FIGURE_PUBLISHED},
        {"a Kreis with a town among five", "aabcd", "01010", FIGURE_TOO_FEW},
        {"a Kreis with a town among six", "aabcde", "010101", FIGURE_PUBLISHED},
        {"two pools of two among six", "aabbcd", "010101", FIGURE_PUBLISHED},
        {"a Kreis with four towns among eight", "aaaaabcd", "01010101", FIGURE_TOO_FEW},
        {"a Kreis with four towns among nine", "aaaaabcde", "010101010", FIGURE_PUBLISHED},
        {"the larger pool comes last", "abcddd", "010101", FIGURE_TOO_FEW},
        {"two pools of three and one alone", "aaabbbc", "0101010", FIGURE_TOO_FEW},
        {"two pools of three and two alone", "aaabbbcd", "01010101", FIGURE_PUBLISHED},
    };

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        CLEANUP(world_donep) struct world world;

        fill(&world, cases[i].pools, cases[i].values);
        expect_status(cases[i].name, try_range(&world, 0, world.count, false), cases[i].status);
    }
}

Test(disclosure, withholds_what_is_nearly_alike)
{
    static const struct {
        const char *name;
        const char *pools;
        const char *values;
        int64_t spread;
        enum figure_status status;
    } cases[] = {
        {"all say yes", "abcdef", "111111", 1, FIGURE_WITHHELD},
        {"one says no, who would know the others", "abcdef", "111110", 1, FIGURE_WITHHELD},
        {"two say no", "abcdef", "110110", 1, FIGURE_PUBLISHED},
        {"two say no, a Kreis and its town", "abbcdef", "1001111", 1, FIGURE_WITHHELD},
        {"the town would know the Kreis", "abbcdef", "1010111", 1, FIGURE_WITHHELD},
        {"a Kreis and its town do not agree", "abbcdef", "1010110", 1, FIGURE_PUBLISHED},
        {"two apart from the others, a pool among these", "aabcdef", "4444456", 1,
         FIGURE_WITHHELD},
        {"three apart from the others", "aabcdefg", "44443566", 1, FIGURE_PUBLISHED},
        {"one says yes", "abcdef", "000100", 1, FIGURE_WITHHELD},
        {"two levels", "abcdef", "333344", 1, FIGURE_PUBLISHED},
        {"three levels, two of them once", "abcdef", "233334", 1, FIGURE_PUBLISHED},
        {"one level below the others", "abcdef", "344444", 1, FIGURE_WITHHELD},
        {"less than the spread apart", "abcdef", "000444", 5, FIGURE_WITHHELD},
        {"just the spread apart", "abcdef", "000555", 5, FIGURE_PUBLISHED},
        {"without the highest too near", "abcdef", "000049", 5, FIGURE_WITHHELD},
        {"without the highest still apart", "abcdef", "000059", 5, FIGURE_PUBLISHED},
        {"without the lowest too near", "abcdef", "059999", 5, FIGURE_WITHHELD},
        {"without the lowest still apart", "abcdef", "049999", 5, FIGURE_PUBLISHED},
        {"a pool has both ends", "aabcdef", "0944444", 1, FIGURE_WITHHELD},
        {"a pool has both ends, the others differ", "aabcdef", "0944454", 1, FIGURE_PUBLISHED},
        {"the highest three times in one pool", "aaabcdef", "99944444", 1, FIGURE_WITHHELD},
    };

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        CLEANUP(world_donep) struct world world;
        CLEANUP(world_donep) struct world without;

        fill(&world, cases[i].pools, cases[i].values);
        world.spread = cases[i].spread;
        expect_status(cases[i].name, try_range(&world, 0, world.count, false), cases[i].status);
        fill(&without, cases[i].pools, cases[i].values);
        without.spread = cases[i].spread;
        without.rules.tests_mixed = false;
        expect_status(cases[i].name, try_range(&without, 0, without.count, false),
                      FIGURE_PUBLISHED);
    }
}

/* DISCLOSURE.md, rule 3: 33 yes and 2 no in all, and a band of eight with one of the two. */
Test(disclosure, withholds_a_band_in_which_one_would_know_all_others)
{
    CLEANUP(world_donep) struct world world = world_of(35);

    for (size_t i = 0; i < 35; i++)
        world.units[i].value = i == 3 || i == 20 ? 0 : 1;
    expect_status("all", try_range(&world, 0, 35, false), FIGURE_PUBLISHED);
    expect_status("the band", try_range(&world, 0, 8, false), FIGURE_WITHHELD);
}

/* DISCLOSURE.md, rule 4: five towns of which four say yes, and a sixth that says no joins. */
Test(disclosure, does_not_let_a_refusal_point_at_the_newcomer)
{
    CLEANUP(world_donep) struct world world;
    CLEANUP(world_donep) struct world anew;

    fill(&world, "abcdef", "111100");
    expect_status("five", try_range(&world, 0, 5, false), FIGURE_WITHHELD);
    expect_status("six", try_range(&world, 0, 6, false), FIGURE_TOO_FEW);
    fill(&anew, "abcdef", "111100");
    expect_status("six without the refusal", try_range(&anew, 0, 6, false), FIGURE_PUBLISHED);
}

/* What is withheld says nothing of values, so it need not be mixed apart from the rest. */
Test(disclosure, mixes_atoms_of_published_cells_only)
{
    CLEANUP(world_donep) struct world world;

    fill(&world, "abcdefghij", "1111101010");
    expect_status("five alike", try_range(&world, 0, 5, false), FIGURE_WITHHELD);
    expect_status("all ten", try_range(&world, 0, 10, false), FIGURE_PUBLISHED);
    expect_status("the mixed five would tell of the others", try_range(&world, 5, 5, false),
                  FIGURE_WITHHELD);
}

Test(disclosure, withholds_what_is_drawn_and_nothing_less)
{
    CLEANUP(world_donep) struct world world = world_of(20);
    CLEANUP(world_donep) struct world without = world_of(20);

    expect_status("drawn", try_range(&world, 0, 10, true), FIGURE_WITHHELD);
    expect_status("drawn, and too few anyway", try_range(&world, 0, 4, true), FIGURE_TOO_FEW);
    expect_status("one more than a withheld one", try_range(&world, 0, 11, false),
                  FIGURE_TOO_FEW);
    expect_status("another one", try_range(&world, 0, 20, false), FIGURE_PUBLISHED);
    without.rules.withholds_at_random = false;
    expect_status("no rule", try_range(&without, 0, 10, true), FIGURE_PUBLISHED);
}

Test(disclosure, publishes_a_cell_that_was_published_again)
{
    CLEANUP(world_donep) struct world world = world_of(30);

    for (int i = 0; i < 100; i++)
        expect_status("again", try_range(&world, 10, 12, false), FIGURE_PUBLISHED);
}

Test(disclosure, takes_over_what_the_ledger_says)
{
    static const struct {
        const char *name;
        enum figure_status noted;
        enum figure_status status; /* of a cell with three units more */
    } cases[] = {
        {"published", FIGURE_PUBLISHED, FIGURE_TOO_FEW},
        {"withheld", FIGURE_WITHHELD, FIGURE_TOO_FEW},
        {"too few leaves no trace", FIGURE_TOO_FEW, FIGURE_PUBLISHED},
    };

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        static const size_t units[] = {0, 1, 2, 3, 4, 5, 6, 7};
        CLEANUP(world_donep) struct world world = world_of(20);

        world.gate = disclosure_new(world.units, world.count, 1, &world.rules);
        disclosure_note(world.gate, (struct cell){units, COUNT_OF(units)}, cases[i].noted);
        expect_status(cases[i].name, try_range(&world, 0, 11, false), cases[i].status);
    }
}

/*
 * Histories of two units, one of which may be missing: '1' the first answers only, '2'
 * corrects,
 * '.' the second answers only. All first units are in the first cell, all second ones and those
 * that stay in the second.
 */
static enum figure_status try_corrected(const char *histories, const char *pools)
{
    CLEANUP(world_donep) struct world world = world_of(0);
    size_t first[UNITS_MAX], second[UNITS_MAX], counts[2] = {0};

    for (size_t i = 0; histories[i] != '\0'; i++) {
        const size_t pool = (size_t)pools[i];
        const size_t unit = world.count;

        world.units[world.count++] = (struct unit){pool, (int64_t)(i % 2), false};
        if (histories[i] == '2')
            world.units[world.count++] = (struct unit){pool, 1 - (int64_t)(i % 2), true};
        if (histories[i] != '.')
            first[counts[0]++] = unit;
        if (histories[i] != '1')
            second[counts[1]++] = world.count - 1;
    }
    world.gate = disclosure_new(world.units, world.count, 1, &world.rules);
    expect_status("first", disclosure_try(world.gate, (struct cell){first, counts[0]}, false),
                  FIGURE_PUBLISHED);
    return disclosure_try(world.gate, (struct cell){second, counts[1]}, false);
}

Test(disclosure, tells_those_apart_whose_answers_were_corrected)
{
    static const struct {
        const char *name;
        const char *histories;
        const char *pools;
        enum figure_status status;
    } cases[] = {
        {"six correct", "222222", "abcdef", FIGURE_PUBLISHED},
        {"six correct, six leave", "222222111111", "abcdefghijkl", FIGURE_PUBLISHED},
        {"four correct, six leave", "2222111111", "abcdefghij", FIGURE_TOO_FEW},
        {"four correct, six join, six leave", "2222......111111", "abcdefghijklmnop",
         FIGURE_TOO_FEW},
        {"six correct, a Kreis and its town among them", "222222", "aacdef", FIGURE_TOO_FEW},
    };

    for (size_t i = 0; i < COUNT_OF(cases); i++)
        expect_status(cases[i].name, try_corrected(cases[i].histories, cases[i].pools),
                      cases[i].status);
}

/* Would run for hours if a candidate cost more than a walk over the units. */
Test(disclosure, tries_many_cells_of_many_units)
{
    const size_t count = 200000;
    const struct disclosure_rules rules = disclosure_rules_full();
    CLEANUP(memory_freep) struct unit *units = memory_new(count, sizeof *units);
    CLEANUP(memory_freep) size_t *numbers = memory_new(count, sizeof *numbers);
    CLEANUP(disclosure_freep) struct disclosure *gate = NULL;

    for (size_t i = 0; i < count; i++) {
        units[i] = (struct unit){.pool = i, .value = (int64_t)(i % 5)};
        numbers[i] = i;
    }
    gate = disclosure_new(units, count, 1, &rules);
    for (size_t size = count; size >= 2000; size -= 2000)
        expect_status("range", disclosure_try(gate, (struct cell){numbers, size}, false),
                      FIGURE_PUBLISHED);
}
