#pragma once

/*
 * Exact decimals: text to an integer scaled by a power of ten, and back. Nothing here or behind
 * it is ever a floating point number.
 */

#include <stdint.h>

#include "common/compiler.h"

#define DECIMAL_DIGITS_MAX 15 /* digits of a number in a self-check, without leading zeros */
#define DECIMAL_PLACES_MAX 3  /* places behind the decimal point in a self-check */

enum decimal_fault {
    DECIMAL_FINE,
    DECIMAL_NO_NUMBER,       /* not -?digits(.digits)? */
    DECIMAL_EXPONENT,        /* a JSON number with an exponent: legal, but not for us */
    DECIMAL_TOO_MANY_DIGITS, /* more than DECIMAL_DIGITS_MAX */
    DECIMAL_TOO_MANY_PLACES, /* more than asked for that are not zero */
};

/*
 * Reads "-12.5" as -12500 with places 3. Zeros at either end are not counted. Takes a decimal
 * point only; a reader of German files changes the comma first. *out is set on DECIMAL_FINE
 * only.
 */
enum decimal_fault decimal_read(const char *text, int places, int64_t *out) MUST_CHECK;

/* 10 to the power of places, 0 to 18. */
int64_t decimal_power(int places);

/* numerator / denominator, rounded half away from zero; denominator > 0. */
int64_t decimal_divide(wide numerator, wide denominator);

/* 24 with places 1 as "2.4"; for the caller to free. "-0" is never written. */
char *decimal_print(int64_t value, int places) MUST_CHECK;

/*
 * numerator / denominator to three significant digits, rounded half away from zero, in plain
 * notation: 0.0123, 1.23, 12.3, 123, 12300. For the caller to free. denominator > 0.
 */
char *decimal_print_significant(wide numerator, wide denominator) MUST_CHECK;
