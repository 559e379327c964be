#pragma once

/*
 * What people write into a cell of a table, and what they mean by it.
 *
 *     written                                      read as
 *     (nothing)                                    nothing: the answer is skipped
 *     - -- --- . .. ... / ./. -/-                  no value: the answer is unknown, never zero
 *     k. A., keine Angabe, unbekannt, n/a, n. a.   unknown
 *     nicht zutreffend, trifft nicht zu, entfällt  not applicable
 *     ja j yes y 1 x wahr true                     yes
 *     nein n no 0 falsch false                     no
 *     5  +5  5,0  5.0  1234,567  0.125             a number, with comma or point
 *     1.234,5  1,234.5  1.234.567  1 234           a number: only one reading is possible
 *     1.234  1,234                                 1234 or 1.234: ambiguous, refused
 *     03. Mai  3-May  Mrz 04  04.03.2026           a date that a spreadsheet made of 3.5 or 3-4
 *     2026-05-03 00:00:00  03.05                   likewise
 *     #WERT!  #NV  #####  Err:502                  an error of the spreadsheet's, refused
 *
 * Capitals, blanks and umlauts in either form of Unicode make no difference to words.
 */

#include <stdbool.h>

#include "common/compiler.h"
#include "common/self_check.h"

/*
 * The text without what nobody sees: soft hyphens and zero-width characters are dropped, every
 * kind of blank becomes a space, every kind of dash a '-', and nothing stands around it. For
 * the caller to free.
 */
char *cell_clean(const char *text) MUST_CHECK;

/* A form in which words are compared: lower case, no blanks, no '_'. For the caller to free. */
char *cell_key(const char *text) MUST_CHECK;

/* The functions below take a text as cell_clean() returns it. */

/* A sign for "there is no value". */
bool cell_is_sign(const char *text);

/* The state that the words name. */
bool cell_state(const char *text, enum answer_state *out);

/* The yes or no that the word means. */
bool cell_yes(const char *text, bool *out);

/* What a spreadsheet shows instead of a value. */
bool cell_is_error(const char *text);

/* The two numbers a spreadsheet made a date of, in the order in which they were typed. */
struct cell_date {
    int first, second;
};
bool cell_date(const char *text, struct cell_date *out);

/*
 * A day as people write it, 31.3.2027, as 2027-03-31; any other text as it is, also one with
 * two digits of a year. Whether there is such a day is not looked at. For the caller to free.
 */
char *cell_day(const char *text) MUST_CHECK;

/* Something with a percent sign behind it. */
bool cell_is_percent(const char *text);

enum cell_number {
    CELL_NUMBER_NONE, /* it is no number */
    CELL_NUMBER_ONE,  /* it is this one */
    CELL_NUMBER_TWO,  /* it can be read in two ways */
};

/*
 * The number as decimal_read() takes it, with a decimal point, for the caller to free; NULL
 * where there is none. Of two readings `out` is the one with a decimal point, `other` the one
 * with thousands; otherwise `other` is NULL. An exponent is left where it stands.
 */
enum cell_number cell_number(const char *text, char **out, char **other) MUST_CHECK;
