#include "daemon/http/target.h"

#include <stdlib.h>
#include <string.h>

#include "common/memory.h"
#include "common/read/percent.h"

/* Before decoding, so that only slashes and dots that were sent as such count. */
static bool has_odd_segment(const char *path)
{
    for (const char *slash = path; slash != NULL; slash = strchr(slash + 1, '/')) {
        const char *segment = slash + 1;
        const size_t length = strcspn(segment, "/");

        if (length == 0 && segment[0] != '\0')
            return true;
        if (length >= 1 && length <= 2 && strspn(segment, ".") >= length)
            return true;
    }
    return false;
}

static bool parameter_read(char *text, struct target *target)
{
    char *value = strchr(text, '=');

    if (*text == '\0') /* "a=1&&b=2" */
        return true;
    if (target->count == EXCHANGE_QUERY_MAX)
        return false;
    if (value != NULL)
        *value++ = '\0';
    else
        value = text + strlen(text);
    if (!percent_decode(text, PERCENT_QUERY) || !percent_decode(value, PERCENT_QUERY))
        return false;
    target->parameters[target->count++] =
        (struct target_parameter){.name = text, .value = value};
    return true;
}

static bool query_read(char *query, struct target *target)
{
    while (query != NULL) {
        char *next = strchr(query, '&');

        if (next != NULL)
            *next++ = '\0';
        if (!parameter_read(query, target))
            return false;
        query = next;
    }
    return true;
}

static bool parts_read(struct target *target)
{
    char *query = strchr(target->text, '?');

    if (query != NULL)
        *query++ = '\0';
    target->query = memory_copy_text(query != NULL ? query : "");
    target->path = target->text;
    return target->text[0] == '/' && !has_odd_segment(target->text) &&
           percent_decode(target->text, PERCENT_PATH) && query_read(query, target);
}

bool target_read(const char *text, struct target *out)
{
    struct target target = {.text = memory_copy_text(text)};

    if (!parts_read(&target)) {
        target_done(&target);
        return false;
    }
    *out = target;
    return true;
}

struct target target_of_nothing(void)
{
    struct target target = {.text = memory_copy_text(""), .query = memory_copy_text("")};

    target.path = target.text;
    return target;
}

void target_done(struct target *target)
{
    free(target->text);
    free(target->query);
    *target = (struct target){0};
}
