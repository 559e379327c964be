#pragma once

/*
 * Statistics of one cell, in exact integer arithmetic.
 *
 * Quantiles are type 7 of Hyndman and Fan, "Sample Quantiles in Statistical Packages", The
 * American Statistician 50 (1996): h = (n - 1) p, linear between the neighbours. It is what R,
 * NumPy, Excel's QUANTILE.INC and PostgreSQL's percentile_cont give.
 */

#include <stddef.h>
#include <stdint.h>

#include "common/compiler.h"

/* numerator / denominator; denominator > 0. */
struct ratio {
    wide numerator;
    wide denominator;
};

/* Sorts ascending. */
void statistics_sort(int64_t *values, size_t count);

/* The mean; count > 0. */
struct ratio statistics_mean(const int64_t *values, size_t count);

/* The k-th quartile, k from 1 to 3, of sorted values; count > 0. */
struct ratio statistics_quartile(const int64_t *sorted, size_t count, int k);
