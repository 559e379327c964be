/*
 * Numbers as people write them, German or English. A separator can stand before the decimals or
 * between thousands; the number is refused where both make sense and give different values.
 */

#include <stdlib.h>
#include <string.h>

#include "common/memory.h"
#include "common/read/cell.h"

#define DIGITS     "0123456789"
#define SEPARATORS ".,"
#define GROUP      3 /* digits between two separators of thousands */

/* What stands before and behind the separator of decimals. */
struct pieces {
    bool is_negative;
    const char *whole;
    size_t whole_length;  /* separators of thousands included */
    const char *fraction; /* NULL when there is none */
};

static bool are_digits(const char *text, size_t length)
{
    return length > 0 && strspn(text, DIGITS) >= length;
}

/* One to three digits, then groups of three, each behind this separator. */
static bool are_groups(const char *text, size_t length, char separator)
{
    size_t at = strspn(text, DIGITS);

    if (at < 1 || at > GROUP || at >= length || text[0] == '0')
        return false;
    for (; at < length; at += 1 + GROUP)
        if (text[at] != separator || length - at < 1 + GROUP ||
            !are_digits(text + at + 1, GROUP))
            return false;
    return true;
}

/* Digits, plain or in groups that are separated by anything but the separator of decimals. */
static bool is_whole(const struct pieces *pieces, char decimal)
{
    static const char separators[] = {' ', '.', ','};

    if (are_digits(pieces->whole, pieces->whole_length))
        return true;
    for (size_t i = 0; i < sizeof separators; i++)
        if (separators[i] != decimal &&
            are_groups(pieces->whole, pieces->whole_length, separators[i]))
            return true;
    return false;
}

/* The digits of the whole, a point and the fraction, for the caller to free. */
static char *plain(const struct pieces *pieces)
{
    char *number = memory_new(pieces->whole_length + 3 +
                                  (pieces->fraction == NULL ? 0 : strlen(pieces->fraction)),
                              1);
    char *to = number;

    if (pieces->is_negative)
        *to++ = '-';
    for (size_t i = 0; i < pieces->whole_length; i++)
        if (strchr(DIGITS, pieces->whole[i]) != NULL)
            *to++ = pieces->whole[i];
    if (pieces->fraction != NULL) {
        *to++ = '.';
        (void)stpcpy(to, pieces->fraction);
    }
    return number;
}

/* digits, perhaps decimals, and an exponent: left to decimal_read(), which knows it. */
static char *with_exponent(const char *text)
{
    const size_t length = strcspn(text, "eE");
    const char *exponent = text + length;
    char *number;
    char *comma;

    if (*exponent == '\0' || strspn(text, "+-" DIGITS SEPARATORS) != length)
        return NULL;
    exponent += exponent[1] == '+' || exponent[1] == '-' ? 2 : 1;
    if (length == 0 || !are_digits(exponent, strlen(exponent)))
        return NULL;
    number = memory_copy_text(text[0] == '+' ? text + 1 : text);
    comma = strchr(number, ',');
    if (comma != NULL)
        *comma = '.';
    return number;
}

/* 1.234: three digits behind one separator, and one to three before it that do not begin with
 * 0. */
static bool is_ambiguous(const struct pieces *pieces)
{
    return pieces->fraction != NULL && are_digits(pieces->whole, pieces->whole_length) &&
           pieces->whole_length <= GROUP && pieces->whole[0] != '0' &&
           strlen(pieces->fraction) == GROUP;
}

static enum cell_number read_pieces(struct pieces *pieces, char decimal, char **out,
                                    char **other)
{
    if (!is_whole(pieces, decimal))
        return CELL_NUMBER_NONE;
    if (pieces->fraction != NULL && !are_digits(pieces->fraction, strlen(pieces->fraction)))
        return CELL_NUMBER_NONE;
    *out = plain(pieces);
    if (!is_ambiguous(pieces))
        return CELL_NUMBER_ONE;
    *other = memory_format("%s%.*s%s", pieces->is_negative ? "-" : "",
                           (int)pieces->whole_length, pieces->whole, pieces->fraction);
    return CELL_NUMBER_TWO;
}

enum cell_number cell_number(const char *text, char **out, char **other)
{
    struct pieces pieces = {.is_negative = text[0] == '-'};
    const char *last, *first;

    *other = NULL;
    *out = with_exponent(text);
    if (*out != NULL)
        return CELL_NUMBER_ONE;

    pieces.whole = text[0] == '-' || text[0] == '+' ? text + 1 : text;
    pieces.whole_length = strlen(pieces.whole);
    first = strpbrk(pieces.whole, SEPARATORS);
    if (first == NULL)
        return read_pieces(&pieces, '\0', out, other);
    last = first;
    for (const char *at = first; at != NULL; at = strpbrk(at + 1, SEPARATORS))
        last = at;
    if (first != last && strchr(pieces.whole, *last) != last)
        return read_pieces(&pieces, '\0', out, other); /* 1.234.567: thousands only */
    pieces.whole_length = (size_t)(last - pieces.whole);
    pieces.fraction = last + 1;
    return read_pieces(&pieces, *last, out, other);
}
