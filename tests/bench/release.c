/*
 * What a release costs for each answer in it: many towns and indicators against few. From 1 on,
 * the time grows with the answers and no faster; above it, the figures, of which there are as
 * many for few answers, weigh more than these.
 */

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "tests/support/programme.h"

#define BLOCKS     5
#define BLOCK_S    0.4
#define ID_SIZE    16
#define INDICATORS 120 /* at most */

/* Invented indicators of all kinds: AAA.1.01, ten in a goal, four goals in a field. */
static struct programme *new_programme(size_t towns, size_t indicators)
{
    static const char *const kinds[] = {"level", "yes-no", "share", "rate"};
    static char ids[INDICATORS][ID_SIZE];
    struct invented list[INDICATORS];
    struct programme *programme;
    unsigned seed = 1;

    for (size_t i = 0; i < indicators; i++) {
        const char *kind = kinds[i % COUNT_OF(kinds)];
        int letter = 'A' + (int)(i / 40);

        (void)snprintf(ids[i], ID_SIZE, "%c%c%c.%d.%02d", letter, letter, letter,
                       (int)(i / 10 % 4) + 1, (int)(i % 10) + 1);
        list[i] = (struct invented){ids[i], kind, "higher", i % 4 < 2 ? 0 : 2};
    }
    programme = programme_new(list, indicators, towns);
    programme_fill(programme, &seed);
    return programme;
}

static double now(void)
{
    struct timespec time;

    (void)clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

/* Answers per second in one block. */
static double measure(const struct programme *programme)
{
    size_t releases = 0;
    double start = now(), seconds;

    do {
        json_decref(programme_release(programme));
        releases++;
        seconds = now() - start;
    } while (seconds < BLOCK_S);
    return (double)(releases * programme->count * programme->indicators) / seconds;
}

static int compare(const void *left, const void *right)
{
    const double *a = left;
    const double *b = right;

    return (*a > *b) - (*a < *b);
}

static double median(double values[BLOCKS])
{
    qsort(values, BLOCKS, sizeof *values, compare);
    return values[BLOCKS / 2];
}

int main(void)
{
    CLEANUP(programme_freep) struct programme *large = new_programme(640, INDICATORS);
    CLEANUP(programme_freep) struct programme *small = new_programme(40, 74);
    double of_large[BLOCKS], of_small[BLOCKS], ratios[BLOCKS];

    (void)measure(large);
    for (size_t i = 0; i < BLOCKS; i++) {
        of_small[i] = measure(small);
        of_large[i] = measure(large);
        ratios[i] = of_large[i] / of_small[i];
    }
    (void)printf("release, answers of 640 towns x 120 indicators: %.2fx of baseline "
                 "40 towns x 74 indicators (%.0f/s against %.0f/s, median of %d blocks)\n",
                 median(ratios), median(of_large), median(of_small), BLOCKS);
    return 0;
}
