#pragma once

/*
 * Numbers, dates and sizes as people in Germany or readers of English write them. What comes in
 * is what the API says; what is no such thing comes out as it is. Results are for the caller to
 * free.
 */

#include <stddef.h>

#include "common/compiler.h"
#include "common/language.h"

/* "-12345.50": "−12 345,50" with a narrow no-break space, in English "−12,345.50". */
char *format_decimal(const char *decimal, enum language language) MUST_CHECK;

char *format_integer(long long number, enum language language) MUST_CHECK;

/* 2097152: "2 MB"; one decimal where it says something, rounded down. */
char *format_bytes(size_t bytes, enum language language) MUST_CHECK;

/* "2026-11-03": "3. November 2026", in English "3 November 2026". */
char *format_date(const char *date, enum language language) MUST_CHECK;

/*
 * A moment (RFC 3339), in German time whatever its own offset: "3. November 2026, 10:12 Uhr",
 * in English "3 November 2026, 10:12". Without an offset it is German time already.
 */
char *format_moment(const char *text, enum language language) MUST_CHECK;

/* The same of a moment before which something has to be done: midnight is 24:00 of the day
 * before. */
char *format_deadline(const char *text, enum language language) MUST_CHECK;
