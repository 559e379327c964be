#include "common/charts/scale.h"

#include <assert.h>
#include <stddef.h>

#include "common/compiler.h"
#include "common/decimal.h"
#include "common/figures/published.h"

#define PLACES      6
#define NICE_LEAST  (CHART_ONE / 1000)
#define NICE_FACTOR 10

struct chart_value chart_value_read(const char *text)
{
    struct published number;
    wide millionths;

    if (text == NULL)
        return (struct chart_value){0};
    number = published_read(text);
    millionths = number.places <= PLACES
                     ? number.value * decimal_power(PLACES - number.places)
                     : decimal_divide(number.value, decimal_power(number.places - PLACES));
    if (millionths < 0)
        millionths = 0;
    if (millionths > CHART_NUMBER_MAX)
        millionths = CHART_NUMBER_MAX;
    return (struct chart_value){.is_there = true, .millionths = (int64_t)millionths};
}

int64_t chart_nice_maximum(int64_t millionths)
{
    assert(millionths >= 0 && millionths <= CHART_NUMBER_MAX);
    for (int64_t step = NICE_LEAST;; step *= NICE_FACTOR) {
        static const int factors[] = {1, 2, 5};

        for (size_t i = 0; i < COUNT_OF(factors); i++)
            if (step * factors[i] >= millionths)
                return step * factors[i];
    }
}

int64_t chart_place(int64_t millionths, int64_t maximum, int64_t length)
{
    assert(millionths >= 0 && maximum > 0 && length >= 0);
    if (millionths >= maximum)
        return length;
    return decimal_divide((wide)millionths * length, maximum);
}
