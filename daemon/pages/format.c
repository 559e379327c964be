#include "daemon/pages/format.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/memory.h"

#define MINUS       "\xe2\x88\x92" /* U+2212 */
#define THIN_SPACE  "\xe2\x80\xaf" /* U+202F, which no line breaks at */
#define BLANK       "\xc2\xa0"     /* U+00A0, likewise */
#define GROUPS_FROM 5              /* digits; 2026 stays as it is */

/* A moment to the minute. */
struct moment {
    int year, month, day; /* from 1 */
    int hour, minute;
};

/* --- numbers --- */

static bool is_decimal(const char *text)
{
    const size_t whole = strspn(text, "0123456789");

    if (whole == 0)
        return false;
    text += whole;
    if (*text != '.')
        return *text == '\0';
    text++;
    return *text != '\0' && text[strspn(text, "0123456789")] == '\0';
}

char *format_decimal(const char *decimal, enum language language)
{
    const bool is_negative = decimal[0] == '-';
    const char *digits = decimal + is_negative;
    const char *group = language == LANGUAGE_EN ? "," : THIN_SPACE;
    const size_t whole = strcspn(digits, ".");
    char *out;

    if (!is_decimal(digits))
        return memory_copy_text(decimal);
    out = memory_copy_text(is_negative ? MINUS : "");
    for (size_t i = 0; digits[i] != '\0'; i++) {
        CLEANUP(memory_freep) char *before = out;
        const bool begins_group =
            whole >= GROUPS_FROM && i > 0 && i < whole && (whole - i) % 3 == 0;

        if (digits[i] == '.')
            out = memory_format("%s%s", before, language == LANGUAGE_EN ? "." : ",");
        else
            out = memory_format("%s%s%c", before, begins_group ? group : "", digits[i]);
    }
    return out;
}

char *format_integer(long long number, enum language language)
{
    char digits[32];

    (void)snprintf(digits, sizeof digits, "%lld", number);
    return format_decimal(digits, language);
}

char *format_bytes(size_t bytes, enum language language)
{
    static const char *const units[] = {"", "KB", "MB", "GB"};
    CLEANUP(memory_freep) char *decimal = NULL;
    CLEANUP(memory_freep) char *number = NULL;
    size_t unit = 0, tenths = bytes;

    for (size_t size = bytes; size >= 1024 && unit + 1 < COUNT_OF(units); size /= 1024) {
        tenths = size * 10 / 1024;
        unit++;
    }
    if (unit == 0 || tenths % 10 == 0)
        decimal = memory_format("%zu", unit == 0 ? bytes : tenths / 10);
    else
        decimal = memory_format("%zu.%zu", tenths / 10, tenths % 10);
    number = format_decimal(decimal, language);
    return memory_format("%s" BLANK "%s", number,
                         unit > 0                  ? units[unit]
                         : language == LANGUAGE_DE ? "Byte"
                         : bytes == 1              ? "byte"
                                                   : "bytes");
}

/* --- time --- */

/* Reads `count` digits at *text and moves behind them and behind the mark, if there is one. */
static bool read_digits(const char **text, size_t count, char mark, int *out)
{
    *out = 0;
    for (size_t i = 0; i < count; i++, (*text)++) {
        if (**text < '0' || **text > '9')
            return false;
        *out = *out * 10 + (**text - '0');
    }
    if (mark == '\0')
        return true;
    return *(*text)++ == mark;
}

static int days_of(int year, int month)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    const bool is_leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);

    return days[month - 1] + (month == 2 && is_leap);
}

static bool read_date(const char **text, char mark, struct moment *out)
{
    return read_digits(text, 4, '-', &out->year) && read_digits(text, 2, '-', &out->month) &&
           read_digits(text, 2, mark, &out->day) && out->month >= 1 && out->month <= 12 &&
           out->day >= 1 && out->day <= days_of(out->year, out->month);
}

/* Minutes east of Greenwich; false without an offset or with a broken one. */
static bool read_offset(const char *text, int *out)
{
    const char sign = *text;
    int hours, minutes;

    if (sign == 'Z' && text[1] == '\0') {
        *out = 0;
        return true;
    }
    if (sign != '+' && sign != '-')
        return false;
    text++;
    if (!read_digits(&text, 2, ':', &hours) || !read_digits(&text, 2, '\0', &minutes) ||
        *text != '\0')
        return false;
    *out = (sign == '-' ? -1 : 1) * (hours * 60 + minutes);
    return true;
}

static void add_minutes(struct moment *moment, int minutes)
{
    int total = moment->hour * 60 + moment->minute + minutes;

    for (; total < 0; total += 1440)
        if (--moment->day == 0) {
            moment->month = moment->month == 1 ? 12 : moment->month - 1;
            moment->year -= moment->month == 12;
            moment->day = days_of(moment->year, moment->month);
        }
    for (; total >= 1440; total -= 1440)
        if (++moment->day > days_of(moment->year, moment->month)) {
            moment->day = 1;
            moment->month = moment->month == 12 ? 1 : moment->month + 1;
            moment->year += moment->month == 1;
        }
    moment->hour = total / 60;
    moment->minute = total % 60;
}

/* 0 is Sunday (Sakamoto). */
static int weekday(int year, int month, int day)
{
    static const int shift[] = {0, 3, 2, 5, 0, 3, 5, 1, 4, 6, 2, 4};

    year -= month < 3;
    return (year + year / 4 - year / 100 + year / 400 + shift[month - 1] + day) % 7;
}

/* Summer time runs between the last Sundays of March and October, 01:00 UTC (2000/84/EC). */
static bool is_summer(const struct moment *utc)
{
    const int last = 31 - weekday(utc->year, utc->month, 31);
    const bool is_behind = utc->day > last || (utc->day == last && utc->hour >= 1);

    if (utc->month == 3)
        return is_behind;
    if (utc->month == 10)
        return !is_behind;
    return utc->month > 3 && utc->month < 10;
}

/* Reads a moment and brings it to German time. */
static bool read_moment(const char *text, struct moment *out)
{
    int seconds, offset;

    if (!read_date(&text, 'T', out) || !read_digits(&text, 2, ':', &out->hour) ||
        !read_digits(&text, 2, '\0', &out->minute) || out->hour > 23 || out->minute > 59)
        return false;
    if (*text == ':') {
        text++;
        if (!read_digits(&text, 2, '\0', &seconds))
            return false;
        if (*text == '.')
            text += 1 + strspn(text + 1, "0123456789");
    }
    if (*text == '\0')
        return true;
    if (!read_offset(text, &offset))
        return false;
    add_minutes(out, -offset);
    add_minutes(out, is_summer(out) ? 120 : 60);
    return true;
}

static char *print_date(const struct moment *moment, enum language language)
{
    static const struct wording months[] = {
        {"Januar", "January"},  {"Februar", "February"},  {"März", "March"},
        {"April", "April"},     {"Mai", "May"},           {"Juni", "June"},
        {"Juli", "July"},       {"August", "August"},     {"September", "September"},
        {"Oktober", "October"}, {"November", "November"}, {"Dezember", "December"},
    };

    return memory_format("%d%s" BLANK "%s %04d", moment->day,
                         language == LANGUAGE_EN ? "" : ".",
                         wording_in(&months[moment->month - 1], language), moment->year);
}

char *format_date(const char *date, enum language language)
{
    const char *at = date;
    struct moment moment = {0};

    if (!read_date(&at, '\0', &moment) || *at != '\0')
        return memory_copy_text(date);
    return print_date(&moment, language);
}

char *format_moment(const char *text, enum language language)
{
    struct moment moment = {0};
    CLEANUP(memory_freep) char *date = NULL;

    if (!read_moment(text, &moment))
        return memory_copy_text(text);
    date = print_date(&moment, language);
    return memory_format("%s, %02d:%02d%s", date, moment.hour, moment.minute,
                         language == LANGUAGE_EN ? "" : BLANK "Uhr");
}

char *format_deadline(const char *text, enum language language)
{
    struct moment moment = {0};
    CLEANUP(memory_freep) char *date = NULL;

    if (!read_moment(text, &moment) || moment.hour != 0 || moment.minute != 0)
        return format_moment(text, language);
    add_minutes(&moment, -1);
    date = print_date(&moment, language);
    return memory_format("%s, 24:00%s", date, language == LANGUAGE_EN ? "" : BLANK "Uhr");
}
