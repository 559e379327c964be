#include "common/figures/statistics.h"

#include <assert.h>
#include <stdlib.h>

#define QUARTERS 4

static int compare_values(const void *left, const void *right)
{
    const int64_t *a = left;
    const int64_t *b = right;

    return (*a > *b) - (*a < *b);
}

void statistics_sort(int64_t *values, size_t count)
{
    qsort(values, count, sizeof *values, compare_values);
}

struct ratio statistics_mean(const int64_t *values, size_t count)
{
    struct ratio mean = {.numerator = 0, .denominator = (wide)count};

    assert(count > 0);
    for (size_t i = 0; i < count; i++)
        mean.numerator += values[i];
    return mean;
}

/* (n - 1) k / 4 is a whole number of steps, and quarters of the step to the next value. */
struct ratio statistics_quartile(const int64_t *sorted, size_t count, int k)
{
    size_t quarters, below, rest;
    struct ratio quartile = {.denominator = QUARTERS};

    assert(count > 0 && k > 0 && k < QUARTERS);
    quarters = (count - 1) * (size_t)k;
    below = quarters / QUARTERS;
    rest = quarters % QUARTERS;
    quartile.numerator = (wide)sorted[below] * QUARTERS;
    if (rest > 0)
        quartile.numerator += (wide)rest * ((wide)sorted[below + 1] - sorted[below]);
    return quartile;
}
