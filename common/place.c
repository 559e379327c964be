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

/* --- order --- */

/* From 1; behind all others if it is none of them. */
static size_t index_among(const json_t *names, const char *name, size_t size)
{
    const size_t count = json_array_size(names);

    for (size_t i = 0; i < count; i++) {
        const char *other = json_string_value(json_array_get(names, i));

        if (strlen(other) == size && memcmp(other, name, size) == 0)
            return i + 1;
    }
    return count + 1;
}

/* Whether the token of a pointer, of this size, is the name (RFC 6901). */
static bool is_token_of(const char *name, const char *token, size_t size)
{
    const char *end = token + size;

    for (; *name != '\0' && token < end; name++, token++) {
        const bool is_escaped = *token == '~' && token + 1 < end;
        char meant = *token;

        if (is_escaped)
            meant = token[1] == '1' ? '/' : '~';
        if (meant != *name)
            return false;
        token += is_escaped ? 1 : 0;
    }
    return *name == '\0' && token == end;
}

/* The member's place in its object, from 1, and what stands there. */
static size_t index_within(json_t **value, const char *token, size_t size)
{
    const char *name;
    json_t *member;
    size_t index = 0;

    if (json_is_array(*value)) {
        index = strtoul(token, NULL, 10);
        *value = json_array_get(*value, index);
        return index + 1;
    }
    json_object_foreach(*value, name, member) {
        index++;
        if (is_token_of(name, token, size)) {
            *value = member;
            return index;
        }
    }
    *value = NULL;
    return index + 1;
}

static struct place_rank rank_of_pointer(const char *pointer, json_t *value)
{
    struct place_rank rank = {0};

    for (size_t i = 0; i < PLACE_RANKS && *pointer == '/'; i++) {
        const size_t size = strcspn(pointer + 1, "/");

        rank.at[i] = index_within(&value, pointer + 1, size);
        pointer += 1 + size;
    }
    return rank;
}

static struct place_rank rank_of_line(const char *line, const json_t *columns)
{
    const char *column = strchr(line, '/');
    struct place_rank rank = {{strtoul(line, NULL, 10)}};

    if (column != NULL)
        rank.at[1] = index_among(columns, column + 1, strlen(column + 1));
    return rank;
}

/* "STR/C7": the sheet, the row, the column ("C" before "AA"). */
static struct place_rank rank_of_cell(const char *cell, const json_t *sheets)
{
    const size_t size = strcspn(cell, "/");
    const char *at = cell[size] == '/' ? cell + size + 1 : "";
    struct place_rank rank = {{index_among(sheets, cell, size)}};

    for (; *at >= 'A' && *at <= 'Z'; at++)
        rank.at[2] = rank.at[2] * 26 + (size_t)(*at - 'A') + 1;
    rank.at[1] = strtoul(at, NULL, 10);
    return rank;
}

struct place_rank place_rank(const char *place, json_t *order)
{
    if (place == NULL)
        return (struct place_rank){0};
    if (strncmp(place, LINE, strlen(LINE)) == 0)
        return rank_of_line(place + strlen(LINE), order);
    if (strncmp(place, CELL, strlen(CELL)) == 0)
        return rank_of_cell(place + strlen(CELL), order);
    return rank_of_pointer(place, order);
}

int place_rank_compare(const struct place_rank *left, const struct place_rank *right)
{
    for (size_t i = 0; i < PLACE_RANKS; i++)
        if (left->at[i] != right->at[i])
            return left->at[i] < right->at[i] ? -1 : 1;
    return 0;
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
