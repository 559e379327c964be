#include "daemon/carried.h"

#include <string.h>

/* What the indicator was called then; NULL where it was another question. */
static const char *name_then(const json_t *links, const char *indicator)
{
    return links == NULL ? indicator : json_string_value(json_object_get(links, indicator));
}

static void take_acceptances(json_t *to, const json_t *from, const char *then, const char *now)
{
    const json_t *acceptance;
    size_t i;

    json_array_foreach(from, i, acceptance) {
        const char *indicator = json_string_value(json_object_get(acceptance, "indicator"));
        json_t *copy;

        if (indicator == NULL || strcmp(indicator, then) != 0)
            continue;
        copy = json_deep_copy(acceptance);
        (void)json_object_set_new(copy, "indicator", json_string(now));
        (void)json_array_append_new(to, copy);
    }
}

json_t *carried_content(const json_t *content, const json_t *links,
                        const struct catalogue *edition)
{
    const json_t *given = json_object_get(content, "answers");
    json_t *answers = json_object(), *acceptances = json_array();

    for (size_t i = 0; i < catalogue_count(edition); i++) {
        const char *now = catalogue_at(edition, i)->id;
        const char *then = name_then(links, now);
        const json_t *answer = then == NULL ? NULL : json_object_get(given, then);

        if (answer == NULL)
            continue;
        (void)json_object_set_new(answers, now, json_deep_copy(answer));
        take_acceptances(acceptances, json_object_get(content, "acceptances"), then, now);
    }
    return json_pack("{s:o, s:o}", "answers", answers, "acceptances", acceptances);
}
