#include "daemon/pages/long_list.h"

#include <stdlib.h>
#include <string.h>

#include "common/memory.h"
#include "common/read/percent.h"
#include "daemon/pages/format.h"
#include "daemon/pages/page.h"

#define DIGITS_MAX 6 /* more pages than there are municipalities on earth */

_Static_assert(DIGITS_MAX == 6, "as it says here");
const struct wording long_list_page_takes = {
    "die Nummer einer Seite der Liste, von 1 bis 999999",
    "the number of a page of the list, from 1 to 999999"};

bool long_list_is_page(const char *text)
{
    const size_t length = strspn(text, "0123456789");

    return length > 0 && length <= DIGITS_MAX && text[length] == '\0' && text[0] != '0';
}

/* The same address with another page of the list; "" if there is no such page. */
static json_t *link_to(json_t *asked, const char *list, size_t page, bool is_there,
                       const char *id)
{
    const char *path = json_string_value(json_object_get(asked, "path"));
    CLEANUP(memory_freep) char *link = memory_format("%s?%s=%zu", path, list, page);
    const char *name;
    json_t *value;

    if (!is_there)
        return json_string("");
    json_object_foreach(asked, name, value) {
        CLEANUP(memory_freep) char *word = percent_encode(json_string_value(value));
        CLEANUP(memory_freep) char *before = NULL;

        if (strcmp(name, "path") == 0 || strcmp(name, list) == 0 || word[0] == '\0')
            continue;
        before = TAKE(link);
        link = memory_format("%s&%s=%s", before, name, word);
    }
    return json_sprintf("%s#%s", link, id);
}

size_t long_list_first(const char *page, size_t rows)
{
    return (strtoul(page, NULL, 10) - 1) * rows;
}

json_t *long_list_view(json_t *asked, const char *list, size_t found, size_t rows,
                       const char *label, const char *id, enum language language)
{
    const size_t first = long_list_first(json_string_value(json_object_get(asked, list)), rows);
    const size_t page = first / rows + 1;
    const size_t last = found == 0 ? 1 : (found + rows - 1) / rows;
    CLEANUP(memory_freep) char *label_text = page_text(language, label, NULL);
    CLEANUP(memory_freep)
    char *from = format_integer((long long)first + 1, language);
    CLEANUP(memory_freep)
    char *to = format_integer((long long)(page < last ? first + rows : found), language);
    CLEANUP(memory_freep) char *all = format_integer((long long)found, language);

    return json_pack("{s:s, s:b, s:s, s:s, s:s, s:b, s:o, s:o, s:o, s:o}", "label", label_text,
                     "is_any", found > 0 && page <= last, "from", from, "to", to, "found", all,
                     "is_many", last > 1 || page > last, "first",
                     link_to(asked, list, 1, page > 1, id), "previous",
                     link_to(asked, list, page - 1, page > 1 && page <= last, id), "next",
                     link_to(asked, list, page + 1, page < last, id), "last",
                     link_to(asked, list, last, page != last, id));
}
