/*
 * Dates that nobody meant. A spreadsheet makes 3 May of 3.5 and of 3-5, and shows it as "03.
 * Mai", "3-May", "Mai 03", or in full. The names of months are replaced by a mark and a number
 * first, so that strptime() does the rest in any locale.
 */

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "common/memory.h"
#include "common/read/cell.h"

char *cell_day(const char *text)
{
    struct tm date = {0};
    const char *end = strptime(text, "%d.%m.%Y", &date);

    if (end == NULL || *end != '\0' || date.tm_year + 1900 < 1000)
        return memory_copy_text(text); /* "31.03.27" may be any century's */
    return memory_format("%04d-%02d-%02d", date.tm_year + 1900, date.tm_mon + 1, date.tm_mday);
}

#define MONTH_MARK '#'
#define LETTERS    "abcdefghijklmnopqrstuvwxyz"

static const struct {
    const char *name;
    int number;
} months[] = {
    {"januar", 1},    {"january", 1},   {"jänner", 1}, {"jan", 1},       {"jän", 1},
    {"februar", 2},   {"february", 2},  {"feb", 2},    {"märz", 3},      {"maerz", 3},
    {"march", 3},     {"mrz", 3},       {"mär", 3},    {"mar", 3},       {"april", 4},
    {"apr", 4},       {"mai", 5},       {"may", 5},    {"juni", 6},      {"june", 6},
    {"jun", 6},       {"juli", 7},      {"july", 7},   {"jul", 7},       {"august", 8},
    {"aug", 8},       {"september", 9}, {"sept", 9},   {"sep", 9},       {"oktober", 10},
    {"october", 10},  {"okt", 10},      {"oct", 10},   {"november", 11}, {"nov", 11},
    {"dezember", 12}, {"december", 12}, {"dez", 12},   {"dec", 12},
};

/* The key with the first name of a month as "#05", for the caller to free. */
static char *months_numbered(const char *key)
{
    const size_t before = strcspn(key, LETTERS);

    for (size_t i = 0; i < COUNT_OF(months); i++) {
        const size_t length = strlen(months[i].name);

        if (strncmp(key + before, months[i].name, length) == 0 &&
            strspn(key + before + length, LETTERS "ä") == 0)
            return memory_format("%.*s%c%02d%s", (int)before, key, MONTH_MARK, months[i].number,
                                 key + before + length);
    }
    return memory_copy_text(key);
}

/* Behind a date may stand midnight, or the end. */
static bool is_time(const char *text)
{
    static const char *const forms[] = {"%H:%M:%S", "%H:%M", "t%H:%M:%S", "t%H:%M:%Sz"};
    struct tm time = {0};

    if (*text == '\0')
        return true;
    for (size_t i = 0; i < COUNT_OF(forms); i++) {
        const char *end = strptime(text, forms[i], &time);

        if (end != NULL && *end == '\0')
            return true;
    }
    return false;
}

enum form_kind {
    FORM_DAY,
    FORM_MONTH, /* month and year are all there is */
    FORM_SHORT, /* neither the month's name nor a year */
};

/* "03.05": nobody writes a number like that. */
static bool is_short(const char *key)
{
    return strlen(key) == strlen("03.05") && key[0] == '0';
}

bool cell_date(const char *text, struct cell_date *out)
{
    static const struct {
        const char *form;
        enum form_kind kind;
    } forms[] = {
        {"%d.%m.%Y", FORM_DAY},  {"%Y-%m-%d", FORM_DAY}, {"%d-%m-%Y", FORM_DAY},
        {"%d/%m/%Y", FORM_DAY},  {"%Y/%m/%d", FORM_DAY}, {"%d.%m.", FORM_DAY},
        {"%d.#%m", FORM_DAY},    {"%d.#%m.", FORM_DAY},  {"%d#%m", FORM_DAY},
        {"%d#%m.", FORM_DAY},    {"%d-#%m", FORM_DAY},   {"%d.#%m%Y", FORM_DAY},
        {"%d.#%m.%Y", FORM_DAY}, {"%d#%m%Y", FORM_DAY},  {"%d-#%m-%Y", FORM_DAY},
        {"#%m%Y", FORM_MONTH},   {"#%m.%Y", FORM_MONTH}, {"#%m-%Y", FORM_MONTH},
        {"#%m/%Y", FORM_MONTH},  {"%d.%m", FORM_SHORT},
    };
    CLEANUP(memory_freep) char *key = cell_key(text);
    CLEANUP(memory_freep) char *numbered = months_numbered(key);

    if (strchr(key, MONTH_MARK) != NULL)
        return false;
    for (size_t i = 0; i < COUNT_OF(forms); i++) {
        struct tm date = {0};
        const char *end = strptime(numbered, forms[i].form, &date);

        if (end == NULL || !is_time(end) || (forms[i].kind == FORM_SHORT && !is_short(key)))
            continue;
        out->first = forms[i].kind == FORM_MONTH ? date.tm_mon + 1 : date.tm_mday;
        out->second =
            forms[i].kind == FORM_MONTH ? (date.tm_year + 1900) % 100 : date.tm_mon + 1;
        return true;
    }
    return false;
}
