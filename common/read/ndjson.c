#include "common/read/ndjson.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#include <jansson.h>

/* jansson has read the line already, so what follows need not fear anything but its bounds. */

static const char *skip_blanks(const char *at)
{
    return at + strspn(at, " \t\r\n");
}

/* Behind the string that begins here. */
static const char *skip_string(const char *at)
{
    for (at++; *at != '"'; at++)
        if (*at == '\\')
            at++;
    return at + 1;
}

/* Behind the value that begins here. */
static const char *skip_value(const char *at)
{
    size_t depth = 0;

    if (*at != '"' && *at != '{' && *at != '[')
        return at + strcspn(at, ",}] \t\r\n");
    do {
        if (*at == '"') {
            at = skip_string(at);
            continue;
        }
        depth += *at == '{' || *at == '[';
        depth -= *at == '}' || *at == ']';
        at++;
    } while (depth > 0);
    return at;
}

/* Finds the member as it is written most simply; one that is spelt with escapes is not found.
 */
static bool find_member(const char *line, const char *quoted_name, struct ndjson_line *out)
{
    const char *at = skip_blanks(line);

    assert(*at == '{');
    at = skip_blanks(at + 1);
    while (*at == '"') {
        const char *name = at;
        const size_t length = (size_t)(skip_string(at) - at);
        const char *end;

        at = skip_blanks(name + length);
        assert(*at == ':');
        at = skip_blanks(at + 1);
        end = skip_value(at);
        if (length == strlen(quoted_name) && memcmp(name, quoted_name, length) == 0) {
            out->document = at;
            out->size = (size_t)(end - at);
            return true;
        }
        at = skip_blanks(end);
        if (*at == ',')
            at = skip_blanks(at + 1);
    }
    return false;
}

bool ndjson_read(const char *line, size_t size, struct ndjson_line *out, struct error *error)
{
    json_error_t wrong;
    json_t *json, *document = NULL;
    const char *municipality = NULL;
    bool is_right;

    memset(out, 0, sizeof *out);
    if (memchr(line, '\0', size) != NULL)
        return error_set(error, ERROR_INVALID, "the line holds a NUL");
    json = json_loadb(line, size, JSON_REJECT_DUPLICATES, &wrong);
    if (json == NULL)
        return error_set(error, ERROR_INVALID, "the line is no JSON: column %d: %s",
                         wrong.column, wrong.text);
    (void)json_unpack(json, "{s:s}", "municipality", &municipality);
    if (municipality != NULL)
        (void)snprintf(out->municipality, sizeof out->municipality, "%s", municipality);
    is_right = json_unpack(json, "{s:s, s:o!}", "municipality", &municipality, "document",
                           &document) == 0 &&
               json_is_object(document) && strlen(municipality) < NDJSON_KEY_SIZE &&
               find_member(line, "\"document\"", out);
    json_decref(json);
    return is_right || error_set(error, ERROR_INVALID,
                                 "a line is {\"municipality\": \"KEY\", \"document\": {...}}");
}
