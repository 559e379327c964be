#include "common/date.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "common/memory.h"

bool date_is_valid(const char *text)
{
    struct tm day = {0};
    char again[sizeof "2026-05-11"];

    if (strlen(text) != sizeof again - 1) /* "26-01-01" would survive the rest */
        return false;
    if (strptime(text, "%Y-%m-%d", &day) == NULL)
        return false;
    (void)timegm(&day); /* makes 31 June the first of July */
    return strftime(again, sizeof again, "%Y-%m-%d", &day) > 0 && strcmp(again, text) == 0;
}

char *date_in_words(const char *text, enum language language)
{
    static const char *const months[] = {"January",   "February", "March",    "April",
                                         "May",       "June",     "July",     "August",
                                         "September", "October",  "November", "December"};
    long month, day;

    if (!date_is_valid(text))
        return memory_copy_text(text);
    month = strtol(text + strlen("2026-"), NULL, 10);
    day = strtol(text + strlen("2026-05-"), NULL, 10);
    if (language == LANGUAGE_DE)
        return memory_format("%02ld.%02ld.%.4s", day, month, text);
    return memory_format("%ld %s %.4s", day, months[month - 1], text);
}
