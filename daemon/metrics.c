#include "daemon/metrics.h"

#include <assert.h>
#include <inttypes.h>

#include "common/compiler.h"

#define PREFIX "weltoffend_"

/* The bounds of the buckets in seconds, as numbers and as the labels spell them. */
static const struct {
    double seconds;
    const char *label;
} bounds[] = {
    {0.001, "0.001"}, {0.0025, "0.0025"}, {0.005, "0.005"}, {0.01, "0.01"}, {0.025, "0.025"},
    {0.05, "0.05"},   {0.1, "0.1"},       {0.5, "0.5"},     {1, "1"},       {5, "5"},
};
_Static_assert(COUNT_OF(bounds) == METRICS_BUCKETS, "every bucket but the last has a bound");

struct metrics metrics;

void histogram_add(struct histogram *histogram, double seconds)
{
    size_t i = 0;

    assert(seconds >= 0);
    while (i < COUNT_OF(bounds) && seconds > bounds[i].seconds)
        i++;
    histogram->buckets[i]++;
    histogram->seconds += seconds;
    histogram->count++;
}

static void print_head(FILE *out, const char *name, const char *type, const char *help)
{
    (void)fprintf(out, "# HELP %s %s\n# TYPE %s %s\n", name, help, name, type);
}

static void print_number(FILE *out, const char *name, const char *type, const char *help,
                         uint64_t value)
{
    print_head(out, name, type, help);
    (void)fprintf(out, "%s %" PRIu64 "\n", name, value);
}

/* Buckets are counted apart and printed cumulative, as Prometheus wants them. */
static void print_histogram(FILE *out, const char *name, const char *help,
                            const struct histogram *histogram)
{
    uint64_t sum = 0;

    print_head(out, name, "histogram", help);
    for (size_t i = 0; i < COUNT_OF(bounds); i++) {
        sum += histogram->buckets[i];
        (void)fprintf(out, "%s_bucket{le=\"%s\"} %" PRIu64 "\n", name, bounds[i].label, sum);
    }
    (void)fprintf(out, "%s_bucket{le=\"+Inf\"} %" PRIu64 "\n", name, histogram->count);
    (void)fprintf(out, "%s_sum %.6f\n", name, histogram->seconds);
    (void)fprintf(out, "%s_count %" PRIu64 "\n", name, histogram->count);
}

void metrics_print(FILE *out)
{
    print_head(out, PREFIX "build_info", "gauge", "Which program this is; always 1.");
    (void)fprintf(out, PREFIX "build_info{version=\"%s\"} 1\n", WELTOFFEND_VERSION);

#define COUNTER(name, help) \
    print_number(out, PREFIX #name "_total", "counter", help, metrics.name);
#define GAUGE(name, help) print_number(out, PREFIX #name, "gauge", help, metrics.name);
#define HISTOGRAM(name, help) \
    print_histogram(out, PREFIX #name "_seconds", help, &metrics.name);
#include "daemon/metrics.def"
#undef COUNTER
#undef GAUGE
#undef HISTOGRAM
}
