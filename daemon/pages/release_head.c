#include "daemon/pages/release_head.h"

#include <stdbool.h>

#include "common/memory.h"
#include "common/read/percent.h"
#include "daemon/pages/format.h"
#include "daemon/pages/page.h"

const char *release_head_edition(const json_t *documents)
{
    return json_string_value(json_object_get(json_object_get(documents, "release"), "edition"));
}

/* A release that is newer than this one and may be seen; null if this is the newest. */
static json_t *newer(const json_t *releases, long long number, const char *history)
{
    const json_t *newest = json_array_get(json_object_get(releases, "releases"), 0);
    const long long other = json_integer_value(json_object_get(newest, "release"));

    if (other <= number)
        return json_null();
    return json_pack("{s:I, s:o}", "number", (json_int_t)other, "href",
                     json_sprintf("%s/%lld", history, other));
}

/* How many corrections the next release will have; of the newest release only. */
static json_t *waiting(const json_t *releases, bool is_newest, enum language language)
{
    const long long count = json_integer_value(json_object_get(releases, "waiting"));
    CLEANUP(memory_freep) char *text = format_integer(count, language);

    return count == 0 || !is_newest
               ? json_null()
               : json_pack("{s:s, s:b}", "count", text, "is_one", count == 1);
}

json_t *release_head(const json_t *documents, const char *title, enum language language)
{
    const json_t *release = json_object_get(documents, "release");
    const json_t *releases = json_object_get(documents, "releases");
    const char *round = json_string_value(json_object_get(release, "round"));
    const long long number = json_integer_value(json_object_get(release, "release"));
    CLEANUP(memory_freep) char *word = percent_encode(round);
    CLEANUP(memory_freep) char *history = memory_format("/ergebnisse/%s", word);
    CLEANUP(memory_freep)
    char *published =
        format_moment(json_string_value(json_object_get(release, "publishedAt")), language);
    json_t *next = newer(releases, number, history);
    const bool is_newest = json_is_null(next);
    json_t *view =
        json_pack("{s:s, s:I, s:o, s:s, s:s, s:b, s:O, s:o, s:o}", "round", round, "number",
                  (json_int_t)number, "base", json_sprintf("%s/%lld", history, number),
                  "history", history, "published", published, "is_final",
                  json_is_true(json_object_get(release, "final")), "versions",
                  json_object_get(json_object_get(release, "inputs"), "versions"), "newer",
                  next, "waiting", waiting(releases, is_newest, language));
    CLEANUP(memory_freep) char *text = page_text(language, title, view);

    (void)json_object_set_new(view, "title", json_string(text));
    return view;
}
