#include "common/decimal.h"

#include <assert.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "common/memory.h"

#define DIGITS "0123456789"

/* Beyond this decimal_print_significant() could leave the range of wide on its way. */
#define SIGNIFICANT_OPERAND_MAX ((wide)1 << 113)

/* The pieces of -?digits(.digits)?, zeros that say nothing left out. */
struct parts {
    bool is_negative;
    const char *whole;
    size_t whole_count;
    const char *fraction;
    size_t fraction_count;
};

/* Whether the text is the exponent of a JSON number: [eE][+-]?digits. */
static bool is_exponent(const char *text)
{
    if (*text != 'e' && *text != 'E')
        return false;
    text++;
    if (*text == '+' || *text == '-')
        text++;
    return *text != '\0' && text[strspn(text, DIGITS)] == '\0';
}

static enum decimal_fault split(const char *text, struct parts *out)
{
    out->is_negative = *text == '-';
    out->whole = out->is_negative ? text + 1 : text;
    out->whole_count = strspn(out->whole, DIGITS);
    if (out->whole_count == 0)
        return DECIMAL_NO_NUMBER;

    text = out->whole + out->whole_count;
    out->fraction = text;
    out->fraction_count = 0;
    if (*text == '.') {
        out->fraction = text + 1;
        out->fraction_count = strspn(out->fraction, DIGITS);
        if (out->fraction_count == 0)
            return DECIMAL_NO_NUMBER;
        text = out->fraction + out->fraction_count;
    }
    if (*text != '\0')
        return is_exponent(text) ? DECIMAL_EXPONENT : DECIMAL_NO_NUMBER;

    while (out->whole_count > 0 && out->whole[0] == '0') {
        out->whole++;
        out->whole_count--;
    }
    while (out->fraction_count > 0 && out->fraction[out->fraction_count - 1] == '0')
        out->fraction_count--;
    return DECIMAL_FINE;
}

/* The digits that count: in 0.004 the zeros behind the point do not. */
static size_t significant_count(const struct parts *parts)
{
    if (parts->whole_count > 0)
        return parts->whole_count + parts->fraction_count;
    for (size_t i = 0; i < parts->fraction_count; i++) {
        if (parts->fraction[i] != '0')
            return parts->fraction_count - i;
    }
    return 0;
}

static int64_t append_digits(int64_t value, const char *digits, size_t count)
{
    for (size_t i = 0; i < count; i++)
        value = value * 10 + (digits[i] - '0');
    return value;
}

enum decimal_fault decimal_read(const char *text, int places, int64_t *out)
{
    struct parts parts;
    enum decimal_fault fault = split(text, &parts);
    int64_t value;

    assert(places >= 0 && places <= DECIMAL_PLACES_MAX);
    if (fault != DECIMAL_FINE)
        return fault;
    if (parts.fraction_count > (size_t)places)
        return DECIMAL_TOO_MANY_PLACES;
    if (significant_count(&parts) > DECIMAL_DIGITS_MAX)
        return DECIMAL_TOO_MANY_DIGITS;

    value = append_digits(0, parts.whole, parts.whole_count);
    value = append_digits(value, parts.fraction, parts.fraction_count);
    value *= decimal_power(places - (int)parts.fraction_count);
    *out = parts.is_negative ? -value : value;
    return DECIMAL_FINE;
}

int64_t decimal_power(int places)
{
    int64_t power = 1;

    assert(places >= 0 && places <= 18);
    for (int i = 0; i < places; i++)
        power *= 10;
    return power;
}

int64_t decimal_divide(wide numerator, wide denominator)
{
    wide quotient, rest;

    assert(denominator > 0);
    quotient = numerator / denominator;
    rest = numerator % denominator;
    if (rest >= denominator - rest)
        quotient++;
    else if (-rest >= denominator + rest)
        quotient--;
    assert(quotient >= INT64_MIN && quotient <= INT64_MAX);
    return (int64_t)quotient;
}

char *decimal_print(int64_t value, int places)
{
    /* The magnitude of INT64_MIN is no int64_t. */
    uint64_t magnitude = value < 0 ? 0 - (uint64_t)value : (uint64_t)value;
    CLEANUP(memory_freep) char *digits = NULL;
    const char *sign = value < 0 ? "-" : "";
    int whole;

    assert(places >= 0);
    if (places == 0)
        return memory_format("%s%" PRIu64, sign, magnitude);
    digits = memory_format("%0*" PRIu64, places + 1, magnitude);
    whole = (int)strlen(digits) - places;
    return memory_format("%s%.*s.%s", sign, whole, digits, digits + whole);
}

char *decimal_print_significant(wide numerator, wide denominator)
{
    wide magnitude = numerator < 0 ? -numerator : numerator;
    int places = 0;
    int64_t digits;

    assert(denominator > 0 && denominator <= SIGNIFICANT_OPERAND_MAX);
    assert(magnitude <= SIGNIFICANT_OPERAND_MAX);
    if (magnitude == 0)
        return memory_copy_text("0");

    for (; magnitude < 100 * denominator; places++)
        magnitude *= 10;
    for (; magnitude >= 1000 * denominator; places--)
        denominator *= 10;
    digits = decimal_divide(magnitude, denominator);
    if (digits == 1000) { /* 999.6 became four digits */
        digits = 100;
        places--;
    }

    if (numerator < 0)
        digits = -digits;
    if (places >= 0)
        return decimal_print(digits, places);
    return memory_format("%" PRId64 "%0*d", digits, -places, 0);
}
