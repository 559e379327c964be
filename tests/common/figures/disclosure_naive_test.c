/* The gate, against a judgement that goes through every atom, coalition and unit. */

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "common/figures/disclosure.h"
#include "tests/support/gate.h"

/* One bit per cell a unit lies in. */
struct naive {
    uint64_t tried[UNITS_MAX], published[UNITS_MAX];
};

/* How many units of the atom are in neither pool. */
static size_t naive_left(const struct world *world, const uint64_t *cells, size_t unit,
                         size_t one, size_t other)
{
    size_t left = 0;

    for (size_t i = 0; i < world->count; i++)
        left += cells[i] == cells[unit] && world->units[i].pool != one &&
                        world->units[i].pool != other
                    ? 1
                    : 0;
    return left;
}

/* Whether the atom of a unit keeps 5, 4 without any one pool, and 2 without any two. */
static bool naive_enough(const struct world *world, const uint64_t *cells, size_t unit)
{
    for (size_t one = 0; one < world->count; one++) {
        if (naive_left(world, cells, unit, one, one) < 4)
            return false;
        for (size_t other = 0; other < one; other++) {
            if (naive_left(world, cells, unit, one, other) < 2)
                return false;
        }
    }
    return naive_left(world, cells, unit, SIZE_MAX, SIZE_MAX) >= 5;
}

/* Whether two values in the atom differ enough that are of another pool and none of the two. */
static bool naive_differ(const struct world *world, const uint64_t *cells, size_t unit,
                         size_t pool, const size_t *two)
{
    int64_t lowest = INT64_MAX, highest = INT64_MIN;

    for (size_t i = 0; i < world->count; i++) {
        const int64_t value = world->units[i].value;

        if (cells[i] != cells[unit] || world->units[i].pool == pool || i == two[0] ||
            i == two[1])
            continue;
        lowest = value < lowest ? value : lowest;
        highest = value > highest ? value : highest;
    }
    return lowest <= highest && highest - lowest >= world->spread;
}

/* Whether a pool has several units of the atom. */
static bool naive_has_pool(const struct world *world, const uint64_t *cells, size_t unit)
{
    for (size_t i = 0; i + 1 < world->count; i++) {
        for (size_t k = i + 1; k < world->count; k++) {
            if (cells[i] == cells[unit] && cells[k] == cells[unit] &&
                world->units[i].pool == world->units[k].pool)
                return true;
        }
    }
    return false;
}

static bool naive_mixed(const struct world *world, const uint64_t *cells, size_t unit)
{
    static const size_t nobody[] = {SIZE_MAX, SIZE_MAX};

    for (size_t pool = 0; pool < world->count; pool++) {
        if (!naive_differ(world, cells, unit, pool, nobody))
            return false;
    }
    for (size_t i = 0; i < world->count && naive_has_pool(world, cells, unit); i++) {
        for (size_t k = 0; k < i; k++) {
            const size_t two[] = {i, k};

            if (!naive_differ(world, cells, unit, SIZE_MAX, two))
                return false;
        }
    }
    return true;
}

static enum figure_status naive_status(const struct world *world, const struct naive *naive,
                                       bool is_drawn)
{
    enum figure_status status = is_drawn ? FIGURE_WITHHELD : FIGURE_PUBLISHED;

    for (size_t i = 0; i < world->count; i++) {
        if (i > 0 && naive->tried[i] == naive->tried[i - 1] &&
            naive->published[i] == naive->published[i - 1])
            continue; /* in the same atoms as the one before */
        if (naive->tried[i] != 0 && !naive_enough(world, naive->tried, i))
            return FIGURE_TOO_FEW;
        if (naive->published[i] != 0 && !naive_mixed(world, naive->published, i))
            status = FIGURE_WITHHELD;
    }
    return status;
}

/* A random history of one indicator; counts how often each status came. */
static void compare_history(unsigned *seed, size_t *statuses)
{
    CLEANUP(world_donep)
    struct world world = world_of(1 + (size_t)rand_r(seed) % 48);
    struct naive naive = {0};
    const size_t pool_size = 1 + (size_t)rand_r(seed) % 3;
    const int kinds = 2 + rand_r(seed) % 9;

    world.spread = 1 + rand_r(seed) % 2;
    for (size_t i = 0; i < world.count; i++)
        world.units[i] = (struct unit){
            .pool = i / pool_size, .value = rand_r(seed) % 3 == 0 ? rand_r(seed) % kinds : 1};
    world.gate = disclosure_new(world.units, world.count, world.spread, &world.rules);
    for (int candidate = 0; candidate < 20; candidate++) {
        const size_t stride = 1 + (size_t)rand_r(seed) % 9;
        const bool is_drawn = rand_r(seed) % 8 == 0;
        struct naive after = naive;
        size_t units[UNITS_MAX], count = 0;
        enum figure_status expected, status;

        for (size_t i = 0; i < world.count; i++) {
            if ((i / stride + (size_t)candidate) % 3 == 0 && rand_r(seed) % 100 != 0)
                continue;
            units[count++] = i;
            after.tried[i] |= UINT64_C(1) << candidate;
            after.published[i] |= UINT64_C(1) << candidate;
        }
        expected = count == 0 ? FIGURE_TOO_FEW : naive_status(&world, &after, is_drawn);
        status = disclosure_try(world.gate, (struct cell){units, count}, is_drawn);
        expect_status("candidate", status, expected);
        statuses[status]++;
        if (status != FIGURE_TOO_FEW)
            memcpy(naive.tried, after.tried, sizeof naive.tried);
        if (status == FIGURE_PUBLISHED)
            memcpy(naive.published, after.published, sizeof naive.published);
    }
}

Test(disclosure_naive, agrees_with_going_through_every_atom_and_coalition)
{
    unsigned seed = 20260512;
    size_t statuses[3] = {0};

    for (int i = 0; i < 200; i++)
        compare_history(&seed, statuses);
    for (size_t i = 0; i < COUNT_OF(statuses); i++)
        cr_expect(statuses[i] > 50, "%s: %zu", figure_status_name((enum figure_status)i),
                  statuses[i]);
}
