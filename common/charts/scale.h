#pragma once

/*
 * Numbers on their way into a picture: millionths of whatever is counted, and hundredths of a
 * pixel where they are drawn. Nothing here is ever a floating point number.
 */

#include <stdbool.h>
#include <stdint.h>

#define CHART_ONE        1000000                      /* one whole, in millionths */
#define CHART_NUMBER_MAX INT64_C(1000000000000000000) /* larger ones are drawn as this */
#define CHART_PIXEL      100                          /* hundredths of a pixel */

/* A number that may be missing: not published, not handed in. */
struct chart_value {
    bool is_there;
    int64_t millionths; /* 0 to CHART_NUMBER_MAX */
};

/* A number as a release writes it, e.g. "2.4"; NULL is none. What is below 0 becomes 0. */
struct chart_value chart_value_read(const char *text);

/* The least of 1, 2 or 5 times a power of ten that is no smaller; at least a thousandth. */
int64_t chart_nice_maximum(int64_t millionths);

/* How far along a length, from 0 to length; beyond the maximum is the length's end. */
int64_t chart_place(int64_t millionths, int64_t maximum, int64_t length);
