#include "common/figures/disclosure.h"

#include <stdint.h>
#include <stdlib.h>

#include "common/memory.h"
#include "tests/support/expect.h"

#define MINIMUM 5

/* Tries the units from first to first + count - 1. */
static enum figure_status try_range(struct disclosure *disclosure, size_t units, size_t first,
                                    size_t count)
{
    CLEANUP(memory_freep) bool *inside = memory_new(units, sizeof *inside);

    for (size_t i = first; i < first + count; i++)
        inside[i] = true;
    return disclosure_try(disclosure, inside);
}

Test(disclosure, names_each_status_as_the_release_spells_it)
{
    expect_text("published", figure_status_name(FIGURE_PUBLISHED), "published");
    expect_text("too few", figure_status_name(FIGURE_TOO_FEW), "too-few");
    expect_text("withheld", figure_status_name(FIGURE_WITHHELD), "withheld");
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
        CLEANUP(disclosure_freep)
        struct disclosure *disclosure = disclosure_new(cases[i].units, MINIMUM);

        expect_number("all units", try_range(disclosure, cases[i].units, 0, cases[i].units),
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
        CLEANUP(disclosure_freep) struct disclosure *disclosure = disclosure_new(40, MINIMUM);

        for (size_t k = 0; k < COUNT_OF(cases[i].ranges) && cases[i].ranges[k].count > 0; k++)
            expect_number(
                cases[i].name,
                try_range(disclosure, 40, cases[i].ranges[k].first, cases[i].ranges[k].count),
                cases[i].ranges[k].status);
    }
}

Test(disclosure, publishes_a_cell_that_was_published_again)
{
    CLEANUP(disclosure_freep) struct disclosure *disclosure = disclosure_new(30, MINIMUM);

    expect_number("first", try_range(disclosure, 30, 10, 12), FIGURE_PUBLISHED);
    for (int i = 0; i < 100; i++)
        expect_number("again", try_range(disclosure, 30, 10, 12), FIGURE_PUBLISHED);
}

Test(disclosure, holds_to_the_minimum_it_is_given)
{
    for (size_t minimum = 1; minimum <= 20; minimum++) {
        CLEANUP(disclosure_freep) struct disclosure *disclosure = disclosure_new(40, minimum);

        expect_number("all", try_range(disclosure, 40, 0, 40), FIGURE_PUBLISHED);
        expect_number("one less", try_range(disclosure, 40, 0, minimum - 1), FIGURE_TOO_FEW);
        expect_number("complement", try_range(disclosure, 40, minimum - 1, 41 - minimum),
                      minimum == 1 ? FIGURE_PUBLISHED : FIGURE_TOO_FEW);
        expect_number("as many", try_range(disclosure, 40, 0, minimum), FIGURE_PUBLISHED);
    }
}

/* One bit per published cell: units with the same bits are an atom, those with none are free.
 */
static bool atoms_are_large(const uint64_t *cells, size_t units)
{
    for (size_t i = 0; i < units; i++) {
        size_t alike = 0;

        for (size_t k = 0; k < units; k++)
            alike += cells[k] == cells[i] ? 1 : 0;
        if (cells[i] != 0 && alike < MINIMUM)
            return false;
    }
    return true;
}

/* Whether the independent judgement and the module agree on a random history of one indicator.
 */
static void compare_history(unsigned *seed, size_t units, size_t *published, size_t *refused)
{
    CLEANUP(disclosure_freep) struct disclosure *disclosure = disclosure_new(units, MINIMUM);
    CLEANUP(memory_freep) uint64_t *cells = memory_new(units, sizeof *cells);
    CLEANUP(memory_freep) uint64_t *after = memory_new(units, sizeof *after);
    CLEANUP(memory_freep) bool *inside = memory_new(units, sizeof *inside);

    for (int candidate = 0; candidate < 30; candidate++) {
        size_t stride = 1 + (size_t)rand_r(seed) % 7;
        bool is_empty = true;
        enum figure_status status;

        for (size_t i = 0; i < units; i++) {
            inside[i] = (i / stride + (size_t)candidate) % 3 != 0 || rand_r(seed) % 200 == 0;
            after[i] = cells[i] | (inside[i] ? UINT64_C(1) << candidate : 0);
            is_empty = is_empty && !inside[i];
        }
        status = disclosure_try(disclosure, inside);
        cr_expect((status == FIGURE_PUBLISHED) == (!is_empty && atoms_are_large(after, units)),
                  "%zu units, candidate %d", units, candidate);
        *published += status == FIGURE_PUBLISHED ? 1 : 0;
        *refused += status == FIGURE_PUBLISHED ? 0 : 1;
        for (size_t i = 0; i < units && status == FIGURE_PUBLISHED; i++)
            cells[i] = after[i];
    }
}

Test(disclosure, agrees_with_counting_atoms_afresh)
{
    unsigned seed = 20260512;
    size_t published = 0, refused = 0;

    for (size_t units = 0; units < 150; units++)
        compare_history(&seed, units, &published, &refused);
    cr_expect(published > 100 && refused > 100, "%zu published and %zu refused", published,
              refused);
}

/* Would run for hours if a candidate cost more than a walk over the units. */
Test(disclosure, tries_many_cells_of_many_units)
{
    const size_t units = 200000;
    CLEANUP(disclosure_freep) struct disclosure *disclosure = disclosure_new(units, MINIMUM);

    for (size_t count = units; count >= 1000; count -= 1000)
        expect_number("range", try_range(disclosure, units, 0, count), FIGURE_PUBLISHED);
}
