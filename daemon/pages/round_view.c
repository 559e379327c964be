#include "daemon/pages/round_view.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "common/memory.h"
#include "common/read/percent.h"
#include "daemon/pages/format.h"
#include "daemon/pages/participation_view.h"

#define DAY 86400 /* seconds */

static const char *text_of(const json_t *object, const char *member)
{
    return json_string_value(json_object_get(object, member));
}

static json_t *moment_of(const json_t *object, const char *member, enum language language)
{
    CLEANUP(memory_freep) char *text = format_moment(text_of(object, member), language);

    return json_string(text);
}

static json_t *deadline_of(const json_t *object, const char *member, enum language language)
{
    CLEANUP(memory_freep) char *text = format_deadline(text_of(object, member), language);

    return json_string(text);
}

static json_t *number_of(const json_t *object, const char *member, enum language language)
{
    CLEANUP(memory_freep)
    char *text = format_integer(json_integer_value(json_object_get(object, member)), language);

    return json_string(text);
}

/* Whole days until an instant, as the API writes it ("...Z"); null if it has passed. */
static json_t *days_until(const char *instant, time_t now)
{
    struct tm moment = {0};
    long long left;

    if (strptime(instant, "%Y-%m-%dT%H:%M:%SZ", &moment) == NULL)
        return json_null();
    left = (long long)(timegm(&moment) - now);
    return left <= 0 ? json_null()
                     : json_pack("{s:I, s:b, s:b}", "count", (json_int_t)(left / DAY), "is_one",
                                 left / DAY == 1, "is_none", left < DAY);
}

/* number: of the release, or null where there is none. */
static json_t *newest_of(const json_t *number, const char *href)
{
    return !json_is_integer(number)
               ? json_null()
               : json_pack("{s:I, s:o}", "number", json_integer_value(number), "href",
                           json_sprintf("%s/%lld", href, json_integer_value(number)));
}

json_t *round_view(const json_t *round, const json_t *participation, time_t now,
                   enum language language)
{
    const char *id = text_of(round, "round");
    const char *state = text_of(round, "state");
    const bool is_open = strcmp(state, "open") == 0;
    CLEANUP(memory_freep) char *word = percent_encode(id);
    CLEANUP(memory_freep) char *href = memory_format("/ergebnisse/%s", word);

    return json_pack("{s:s, s:s, s:b, s:b, s:b, s:o, s:o, s:o, s:o, s:o}", "round", id, "href",
                     href, "is_planned", strcmp(state, "planned") == 0, "is_open", is_open,
                     "is_closed", strcmp(state, "closed") == 0, "opens",
                     moment_of(round, "opensAt", language), "closes",
                     deadline_of(round, "closesAt", language), "days_left",
                     is_open ? days_until(text_of(round, "closesAt"), now) : json_null(),
                     "newest", newest_of(json_object_get(round, "latestRelease"), href),
                     "participation", participation_view(participation, round, now, language));
}

/* --- releases --- */

static json_t *release_line(const json_t *release, const char *round, enum language language)
{
    static const char *const counts[] = {"added", "corrected", "withdrawn", "joined", "left"};
    const long long number = json_integer_value(json_object_get(release, "release"));
    const char *published = text_of(release, "publishedAt");
    const char *visible = text_of(release, "visibleFrom");
    CLEANUP(memory_freep) char *word = percent_encode(round);
    json_t *view = json_pack(
        "{s:I, s:o, s:o, s:b, s:o, s:b, s:o}", "number", (json_int_t)number, "href",
        json_sprintf("/ergebnisse/%s/%lld", word, number), "published",
        moment_of(release, "publishedAt", language), "is_final",
        json_is_true(json_object_get(release, "final")), "versions",
        number_of(release, "versions", language), "is_first_one", number == 1, "embargo",
        strcmp(visible, published) > 0 ? moment_of(release, "visibleFrom", language)
                                       : json_null());
    bool is_any = false;

    for (size_t i = 0; i < COUNT_OF(counts); i++) {
        const bool is_there = json_integer_value(json_object_get(release, counts[i])) > 0;

        is_any = is_any || is_there;
        (void)json_object_set_new(
            view, counts[i], is_there ? number_of(release, counts[i], language) : json_null());
    }
    (void)json_object_set_new(view, "has_causes", json_boolean(is_any && number > 1));
    return view;
}

json_t *round_releases_view(const json_t *releases, enum language language)
{
    const json_t *all = json_object_get(releases, "releases");
    const json_t *newest = json_object_get(json_array_get(all, 0), "release");
    const long long waiting = json_integer_value(json_object_get(releases, "waiting"));
    const char *round = text_of(releases, "round");
    CLEANUP(memory_freep) char *word = percent_encode(round);
    CLEANUP(memory_freep) char *href = memory_format("/ergebnisse/%s", word);
    json_t *list = json_array();

    for (size_t i = 0; i < json_array_size(all); i++)
        (void)json_array_append_new(list,
                                    release_line(json_array_get(all, i), round, language));
    return json_pack("{s:o, s:b, s:o, s:o}", "releases", list, "has_releases",
                     json_array_size(all) > 0, "newest", newest_of(newest, href), "waiting",
                     waiting == 0 ? json_null()
                                  : json_pack("{s:o, s:b}", "count",
                                              number_of(releases, "waiting", language),
                                              "is_one", waiting == 1));
}
