#include "common/date.h"

#include <string.h>
#include <time.h>

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
