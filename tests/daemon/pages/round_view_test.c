#include "daemon/pages/round_view.h"

#include "tests/support/expect.h"

#define CLOSES 1780264800 /* 2026-05-31T22:00:00Z */

static json_t *round_in(const char *state)
{
    return json_pack("{s:s, s:s, s:s, s:s, s:i}", "round", "2026", "state", state, "opensAt",
                     "2026-01-01T00:00:00Z", "closesAt", "2026-05-31T22:00:00Z",
                     "latestRelease", 2);
}

static const json_t *days_left(const json_t *view)
{
    return json_object_get(json_object_get(view, "days_left"), "count");
}

Test(round_view, counts_whole_days_to_the_deadline)
{
    static const struct {
        time_t now;
        json_int_t days;
    } cases[] = {{CLOSES - 1, 0}, {CLOSES - 86400, 1}, {CLOSES - (12 * 86400) - 5, 12}};

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        json_t *round = round_in("open");
        json_t *view = round_view(round, NULL, cases[i].now, LANGUAGE_DE);

        cr_assert_eq(json_integer_value(days_left(view)), cases[i].days);
        json_decref(view);
        json_decref(round);
    }
}

Test(round_view, has_no_days_left_behind_the_deadline)
{
    json_t *round = round_in("open");
    json_t *late = round_view(round, NULL, CLOSES, LANGUAGE_DE);

    cr_assert(json_is_null(json_object_get(late, "days_left")));
    cr_assert(json_is_null(json_object_get(late, "participation")));
    json_decref(late);
    json_decref(round);
}

Test(round_view, links_the_newest_release_by_its_number)
{
    json_t *round = round_in("closed");
    json_t *view = round_view(round, NULL, CLOSES + 1, LANGUAGE_EN);
    const json_t *newest = json_object_get(view, "newest");

    cr_assert_str_eq(json_string_value(json_object_get(newest, "href")), "/ergebnisse/2026/2");
    cr_assert(json_is_true(json_object_get(view, "is_closed")));
    json_decref(view);
    json_decref(round);
}

/* The round was read before its third release, the list after it. */
Test(round_view, names_the_newest_release_as_the_list_beside_it_does)
{
    json_t *round = round_in("open");
    json_t *releases =
        json_pack("{s:s, s:i, s:[{s:i, s:s, s:s}, {s:i, s:s, s:s}]}", "round", "2026",
                  "waiting", 0, "releases", "release", 3, "publishedAt", "2026-03-01T00:00:00Z",
                  "visibleFrom", "2026-03-01T00:00:00Z", "release", 2, "publishedAt",
                  "2026-02-01T00:00:00Z", "visibleFrom", "2026-02-01T00:00:00Z");
    json_t *none = json_pack("{s:s, s:i, s:[]}", "round", "2026", "waiting", 0, "releases");
    json_t *view = round_view(round, NULL, CLOSES - 1, LANGUAGE_DE);
    json_t *list = round_releases_view(releases, LANGUAGE_DE);

    (void)json_object_update(view, list);
    cr_assert_str_eq(
        json_string_value(json_object_get(json_object_get(view, "newest"), "href")),
        "/ergebnisse/2026/3");
    json_decref(list);
    list = round_releases_view(none, LANGUAGE_DE);
    (void)json_object_update(view, list);
    cr_assert(json_is_null(json_object_get(view, "newest")));
    json_decref(list);
    json_decref(view);
    json_decref(none);
    json_decref(releases);
    json_decref(round);
}
