#include "common/place.h"

#include <stdlib.h>
#include <string.h>

#include "common/memory.h"

#define LINE "line:"
#define CELL "cell:"

char *place_line(size_t line, const char *column)
{
    return memory_format(LINE "%zu%s%s", line, column == NULL ? "" : "/",
                         column == NULL ? "" : column);
}

char *place_cell(const char *sheet, const char *cell)
{
    return memory_format(CELL "%s%s%s", sheet, cell == NULL ? "" : "/",
                         cell == NULL ? "" : cell);
}

bool place_is_within(const char *place, const char *outer)
{
    const size_t size = strlen(outer);

    return strncmp(place, outer, size) == 0 && (place[size] == '\0' || place[size] == '/');
}

void place_to_json(const char *place, json_t *object)
{
    const char *below = strchr(place, '/');

    if (strncmp(place, LINE, strlen(LINE)) == 0) {
        (void)json_object_set_new(object, "line",
                                  json_integer(strtoll(place + strlen(LINE), NULL, 10)));
        if (below != NULL)
            (void)json_object_set_new(object, "column", json_string(below + 1));
    } else if (strncmp(place, CELL, strlen(CELL)) == 0) {
        const char *sheet = place + strlen(CELL);

        (void)json_object_set_new(object, "sheet", json_stringn(sheet, strcspn(sheet, "/")));
        if (below != NULL)
            (void)json_object_set_new(object, "cell", json_string(below + 1));
    } else {
        (void)json_object_set_new(object, "pointer", json_string(place));
    }
}
