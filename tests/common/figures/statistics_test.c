#include "common/figures/statistics.h"

#include <stdlib.h>

#include "tests/support/expect.h"

#define VALUES_MAX 60

/* Compares without dividing, so that nothing is rounded. */
static bool equal(struct ratio ratio, int64_t numerator, int64_t denominator)
{
    return ratio.numerator * denominator == numerator * ratio.denominator;
}

Test(statistics, sorts_all_of_int64)
{
    int64_t values[] = {3, INT64_MAX, -1, INT64_MIN, 0, 3};
    static const int64_t sorted[] = {INT64_MIN, -1, 0, 3, 3, INT64_MAX};

    statistics_sort(values, COUNT_OF(values));
    for (size_t i = 0; i < COUNT_OF(values); i++)
        expect_number("value", values[i], sorted[i]);
}

/* The quartiles of the first cases are what R's quantile(x, type = 7) gives. */
Test(statistics, computes_mean_and_quartiles_by_hand)
{
    static const struct {
        const char *name;
        int64_t sorted[8];
        size_t count;
        int64_t mean[2], quartiles[3][2];
    } cases[] = {
        {"one", {7}, 1, {7, 1}, {{7, 1}, {7, 1}, {7, 1}}},
        {"two", {1, 2}, 2, {3, 2}, {{5, 4}, {3, 2}, {7, 4}}},
        {"three", {1, 2, 4}, 3, {7, 3}, {{3, 2}, {2, 1}, {3, 1}}},
        {"four", {1, 2, 3, 4}, 4, {5, 2}, {{7, 4}, {5, 2}, {13, 4}}},
        {"five", {0, 0, 1, 3, 4}, 5, {8, 5}, {{0, 1}, {1, 1}, {3, 1}}},
        {"eight", {0, 1, 1, 2, 2, 3, 4, 4}, 8, {17, 8}, {{1, 1}, {2, 1}, {13, 4}}},
        {"negative", {-4, -3, 0, 0}, 4, {-7, 4}, {{-13, 4}, {-3, 2}, {0, 1}}},
    };

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        cr_expect(equal(statistics_mean(cases[i].sorted, cases[i].count), cases[i].mean[0],
                        cases[i].mean[1]),
                  "%s: mean", cases[i].name);
        for (int k = 1; k <= 3; k++) {
            struct ratio quartile = statistics_quartile(cases[i].sorted, cases[i].count, k);

            cr_expect(
                equal(quartile, cases[i].quartiles[k - 1][0], cases[i].quartiles[k - 1][1]),
                "%s: quartile %d", cases[i].name, k);
        }
    }
}

Test(statistics, do_not_overflow_with_the_largest_values)
{
    static const int64_t low_and_high[] = {INT64_MIN, INT64_MAX};
    static const int64_t highest[] = {INT64_MAX, INT64_MAX, INT64_MAX};

    cr_expect(equal(statistics_mean(low_and_high, 2), -1, 2));
    cr_expect(equal(statistics_quartile(low_and_high, 2, 2), -1, 2));
    cr_expect(equal(statistics_mean(highest, 3), INT64_MAX, 1));
    cr_expect(equal(statistics_quartile(highest, 3, 3), INT64_MAX, 1));
}

/*
 * Type 7 once more, as a weighted sum over all values: each counts by how near its place is to
 * (n - 1) k / 4, and nothing from one place away.
 */
static wide quartile_in_quarters(const int64_t *sorted, int count, int k)
{
    wide sum = 0;

    for (int i = 0; i < count; i++) {
        int weight = 4 - abs((count - 1) * k - 4 * i);

        if (weight > 0)
            sum += (wide)weight * sorted[i];
    }
    return sum;
}

Test(statistics, give_the_quartiles_of_another_formula)
{
    unsigned seed = 20260511;
    int64_t values[VALUES_MAX];

    for (int trial = 0; trial < 2000; trial++) {
        int count = 1 + rand_r(&seed) % VALUES_MAX;

        for (int i = 0; i < count; i++)
            values[i] = rand_r(&seed) % (trial % 2 == 0 ? 5 : 100000) - 2;
        statistics_sort(values, (size_t)count);
        for (int k = 1; k <= 3; k++) {
            struct ratio quartile = statistics_quartile(values, (size_t)count, k);

            cr_expect(quartile.numerator * 4 ==
                          quartile_in_quarters(values, count, k) * quartile.denominator,
                      "trial %d, quartile %d", trial, k);
        }
    }
}
