#include "daemon/pages/chart_words.h"

#include <string.h>

#include "common/decimal.h"
#include "common/memory.h"
#include "daemon/pages/format.h"

#define MILLIONTH_PLACES 6

char *chart_words_number(const char *number, enum language language)
{
    char *text = number == NULL ? NULL : memory_copy_text(number);
    char *point = text == NULL || language == LANGUAGE_EN ? NULL : strchr(text, '.');

    if (point != NULL)
        *point = ',';
    return text;
}

char *chart_words_scaled(int64_t millionths, enum language language)
{
    int places = MILLIONTH_PLACES;
    CLEANUP(memory_freep) char *number = NULL;

    while (places > 0 && millionths % 10 == 0) {
        millionths /= 10;
        places--;
    }
    number = decimal_print(millionths, places);
    return chart_words_number(number, language);
}

const char *chart_words_refusal(const char *status, enum language language)
{
    const bool is_english = language == LANGUAGE_EN;

    if (status == NULL || strcmp(status, "published") == 0)
        return NULL;
    if (strcmp(status, "too-few") == 0)
        return is_english ? "too few municipalities" : "zu wenige Kommunen";
    if (strcmp(status, "withheld") == 0)
        return is_english ? "withheld" : "zurückgehalten";
    if (strcmp(status, "not-joined") == 0) /* there is no bridge, or it says "new" or "ended" */
        return is_english ? "another edition, not linked" : "andere Ausgabe, nicht verbunden";
    return is_english ? "no such group then" : "diese Gruppe gab es da nicht";
}

/* The same in the little room under a round. */
static const char *short_refusal(const char *status, enum language language)
{
    const bool is_english = language == LANGUAGE_EN;

    if (strcmp(status, "too-few") == 0)
        return is_english ? "too few" : "zu wenige";
    if (strcmp(status, "not-joined") == 0)
        return is_english ? "not linked" : "nicht verbunden";
    if (strcmp(status, "no-such-group") == 0)
        return is_english ? "no such group" : "keine Gruppe";
    return chart_words_refusal(status, language);
}

char *chart_words_note(const json_t *point, enum language language)
{
    const json_t *count = json_object_get(point, "n");
    const char *status = json_string_value(json_object_get(point, "status"));
    CLEANUP(memory_freep) char *number = NULL;

    if (chart_words_refusal(status, language) != NULL)
        return memory_copy_text(short_refusal(status, language));
    if (count == NULL) /* above the indicators */
        return memory_copy_text("");
    number = format_integer(json_integer_value(count), language);
    return memory_format("n = %s", number);
}
