#pragma once

/*
 * What the daemon counts. metrics.self_checks_stored++ is all there is to it: the daemon has
 * one thread. The format is Prometheus text, version 0.0.4.
 */

#include <stdint.h>
#include <stdio.h>

#define METRICS_BUCKETS 10

struct histogram {
    uint64_t buckets[METRICS_BUCKETS + 1]; /* not cumulative; the last is +Inf */
    double seconds;
    uint64_t count;
};

struct metrics {
#define COUNTER(name, help)   uint64_t name;
#define GAUGE(name, help)     uint64_t name;
#define HISTOGRAM(name, help) struct histogram name;
#include "daemon/metrics.def"
#undef COUNTER
#undef GAUGE
#undef HISTOGRAM
};

extern struct metrics metrics;

void histogram_add(struct histogram *histogram, double seconds);

/* Writes all metrics, with the prefix weltoffend_. */
void metrics_print(FILE *out);
