#include "common/figures/published.h"

#include <stdbool.h>

#include "common/decimal.h"

struct published published_read(const char *text)
{
    const bool is_negative = *text == '-';
    bool is_behind_point = false;
    struct published number = {0};

    for (const char *next = is_negative ? text + 1 : text; *next != '\0'; next++) {
        if (*next == '.') {
            is_behind_point = true;
            continue;
        }
        number.value = number.value * 10 + (*next - '0');
        number.places += is_behind_point ? 1 : 0;
    }
    if (is_negative)
        number.value = -number.value;
    return number;
}

/* The value with more places behind the point. */
static wide scaled(struct published number, int places)
{
    return number.value * decimal_power(places - number.places);
}

int published_compare(struct published left, struct published right)
{
    const int places = left.places > right.places ? left.places : right.places;
    const wide a = scaled(left, places);
    const wide b = scaled(right, places);

    return (a > b) - (a < b);
}

char *published_subtract(struct published left, struct published right)
{
    const int places = left.places > right.places ? left.places : right.places;

    return decimal_print((int64_t)(scaled(left, places) - scaled(right, places)), places);
}
