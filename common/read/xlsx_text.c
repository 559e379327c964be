#include "common/read/xlsx_text.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "common/memory.h"

#define NUMBER_SIZE   48
#define DAYS_TO_1970  25569   /* from day 0 of most workbooks, 30 December 1899 */
#define DAYS_TO_1904  1462    /* from there to day 0 of others, 1 January 1904 */
#define DAY_MAX       2958465 /* 31 December 9999 */
#define DAY_IMAGINARY 60      /* 29 February 1900, which programs count and no calendar has */

/* Whether the text is a number within what a program can show in full. */
static bool read_number(const char *text, double *out)
{
    char *end;

    if (*text == '\0' || text[strspn(text, "0123456789+-.eE")] != '\0')
        return false;
    *out = strtod(text, &end);
    return *end == '\0' && fabs(*out) < 1e30;
}

/* In as many digits as a spreadsheet shows: 15, so 4.0999999999999996 is 4.1. */
static void print_number(double value, char out[NUMBER_SIZE])
{
    (void)snprintf(out, NUMBER_SIZE, fabs(value) < 1e15 ? "%.15g" : "%.0f", value);
}

static char *number_text(const char *stored)
{
    double value;
    char text[NUMBER_SIZE];
    const char *point;

    if (!read_number(stored, &value))
        return memory_copy_text(stored);
    print_number(value, text);
    point = strchr(text, '.');
    if (point == NULL || strlen(point) != sizeof ".123" - 1)
        return memory_copy_text(text);
    return memory_format("%s0", text);
}

static char *percent_text(const char *stored)
{
    double value;
    char text[NUMBER_SIZE];
    char *point;

    if (!read_number(stored, &value))
        return memory_copy_text(stored);
    print_number(value * 100, text);
    point = strchr(text, '.');
    if (point != NULL)
        *point = ',';
    return memory_format("%s %%", text);
}

/* The calendar's day of a cell that holds one. */
static bool read_day(const struct xlsx_book *book, const struct xlsx_cell *cell, struct tm *out)
{
    double value;
    time_t seconds;

    if (cell->kind != XLSX_DATE || !read_number(cell->text, &value))
        return false;
    if (book->counts_from_1904)
        value += DAYS_TO_1904;
    else if (value < DAY_IMAGINARY)
        value += 1;
    if (value < 1 || value > DAY_MAX)
        return false;
    seconds = ((time_t)value - DAYS_TO_1970) * 24 * 60 * 60;
    return gmtime_r(&seconds, out) != NULL;
}

/* As 31.12.2026, or as it stands in the cell. */
static char *date_text(const struct xlsx_book *book, const struct xlsx_cell *cell)
{
    struct tm day;

    if (!read_day(book, cell, &day))
        return memory_copy_text(cell->text);
    return memory_format("%02d.%02d.%04d", day.tm_mday, day.tm_mon + 1, day.tm_year + 1900);
}

/* Excel's way to write a carriage return, which is half of a line's end. */
static char *without_returns(const char *text)
{
    static const char mark[] = "_x000D_";
    char *result = memory_copy_text(text);
    char *at = result;

    while ((at = strstr(at, mark)) != NULL)
        memmove(at, at + sizeof mark - 1, strlen(at + sizeof mark - 1) + 1);
    return result;
}

char *xlsx_cell_text(const struct xlsx_book *book, const struct xlsx_cell *cell)
{
    if (cell == NULL)
        return NULL;
    switch (cell->kind) {
    case XLSX_TEXT:
        return without_returns(cell->text);
    case XLSX_NUMBER:
        return number_text(cell->text);
    case XLSX_DATE:
        return date_text(book, cell);
    case XLSX_PERCENT:
        return percent_text(cell->text);
    case XLSX_BOOLEAN:
        return memory_copy_text(strcmp(cell->text, "1") == 0 ? "wahr" : "falsch");
    case XLSX_ERROR:
        return memory_format("%s%s", cell->text[0] == '#' ? "" : "#", cell->text);
    case XLSX_NO_VALUE:
        return memory_copy_text(XLSX_LACKS_VALUE);
    }
    return NULL;
}

char *xlsx_cell_day(const struct xlsx_book *book, const struct xlsx_cell *cell)
{
    struct tm day;

    if (cell == NULL || !read_day(book, cell, &day))
        return NULL;
    return memory_format("%04d-%02d-%02d", day.tm_year + 1900, day.tm_mon + 1, day.tm_mday);
}
