/*
 * All of Germany passes through the same code: 10,751 municipalities that do not exist, 120
 * indicators, and four releases before the one that is made (two under the sanitizer).
 */

#include <time.h>

#include "tests/support/history.h"

#define MUNICIPALITIES 10751
#define INDICATORS     120
#define RELEASES       (HAS_ADDRESS_SANITIZER ? 3 : 5) /* the last two take most of the time */
#define SECONDS_MAX    120                             /* a few in an optimised build */

static struct programme *germany(void)
{
    static const char *const kinds[] = {"level", "yes-no", "share", "rate"};
    static char ids[INDICATORS][32];
    struct invented list[INDICATORS];
    struct programme *programme;
    unsigned seed = 20260517;

    for (int i = 0; i < INDICATORS; i++) {
        (void)snprintf(ids[i], sizeof ids[i], "AAA.%d.%02d", 1 + i / 6, 1 + i % 6);
        list[i] = (struct invented){ids[i], kinds[i % 4], "higher", 0};
    }
    programme = programme_new(list, INDICATORS, MUNICIPALITIES);
    programme_fill(programme, &seed);
    for (size_t i = 0; i < MUNICIPALITIES; i++) {
        programme->keys[i][0] = (char)('0' + i % 16 / 10 + (i % 16 == 0 ? 1 : 0));
        programme->keys[i][1] = (char)(i % 16 == 0 ? '6' : '0' + i % 16 % 10);
    }
    return programme;
}

/* In every release 2,000 more have handed in, and of five indicators 200 have been corrected.
 */
Test(germany, is_released_in_seconds)
{
    unsigned seed = 20260518;
    CLEANUP(programme_freep) struct programme *programme = germany();
    CLEANUP(history_donep) struct history history = history_of(programme);
    double seconds = 0;
    size_t published = 0;

    programme->rules.withholds_at_random = true;
    for (size_t number = 1; number <= RELEASES; number++) {
        const clock_t start = clock();
        const json_t *figures;

        history_hand_in(&history, 2000 * number);
        for (size_t i = 0; i < 1000; i++)
            programme_answer(programme, (size_t)rand_r(&seed) % MUNICIPALITIES,
                             5 * number + i % 5, (int64_t)(i % 2));
        figures = json_object_get(history_release(&history), "figures");
        seconds = (double)(clock() - start) / CLOCKS_PER_SEC;
        published = 0;
        for (size_t i = 0; i < json_array_size(figures); i++)
            published +=
                strcmp(json_string_value(json_object_get(json_array_get(figures, i), "status")),
                       "published") == 0;
        printf("release %zu: %zu of %zu figures in %.2f s\n", number, published,
               json_array_size(figures), seconds);
    }
    cr_expect(published > 700, "%zu are published", published);
    cr_expect(seconds < SECONDS_MAX, "%.1f s", seconds);
}
