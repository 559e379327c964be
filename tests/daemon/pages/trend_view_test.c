#include "daemon/pages/trend_view.h"

#include "common/memory.h"
#include "tests/support/release.h"

static const char trend_text[] =
    "{\"level\": \"indicator\", \"subject\": \"STR.1.01\", \"group\": \"all\", \"points\": ["
    "{\"round\": \"2024\", \"release\": 2, \"status\": \"published\", \"break\": false,"
    " \"n\": 12, \"missing\": 1, \"mean\": \"2.4\", \"q1\": \"2.0\", \"median\": \"2.0\","
    " \"q3\": \"3.0\"},"
    "{\"round\": \"2025\", \"release\": 2, \"status\": \"too-few\", \"break\": false,"
    " \"subject\": \"OLD.1.01\", \"use\": \"land-01\", \"lastPublished\": 1},"
    "{\"round\": \"2026\", \"release\": 3, \"status\": \"published\", \"break\": true,"
    " \"n\": 12, \"missing\": 1, \"mean\": \"1.4\", \"change\": {\"mean\": \"-1.0\"}},"
    "{\"round\": \"2027\", \"release\": 1, \"status\": \"published\", \"break\": false,"
    " \"n\": 12, \"missing\": 1, \"mean\": \"1.4\", \"change\": {\"mean\": \"0.0\"}},"
    "{\"round\": \"2028\", \"release\": 1, \"status\": \"published\", \"break\": false,"
    " \"n\": 12, \"missing\": 1, \"mean\": \"2.9\", \"change\": {\"mean\": \"1.5\"}}]}";

static json_t *view_of(const char *text)
{
    CLEANUP(catalogue_freep) struct catalogue *edition = edition_from(EDITION_INVENTED);
    json_t *trend = text == NULL ? NULL : json_loads(text, 0, NULL);
    json_t *release = release_invented();
    json_t *view = trend_view(trend, release, edition, "all", LANGUAGE_DE);

    json_decref(release);
    json_decref(trend);
    return view;
}

static const json_t *points_of(const json_t *view)
{
    return json_object_get(json_object_get(view, "series"), "points");
}

Test(trend_view, has_a_row_for_every_round_with_its_own_release)
{
    json_t *view = view_of(trend_text);
    const json_t *points = points_of(view);

    cr_assert_eq(json_array_size(points), 5);
    cr_assert_str_eq(
        json_string_value(json_object_get(json_array_get(points, 0), "release_href")),
        "/ergebnisse/2024/2");
    cr_assert_str_eq(json_string_value(json_object_get(json_array_get(points, 0), "middle")),
                     "2,4");
    cr_assert(json_is_object(json_object_get(json_object_get(view, "series"), "chart")));
    json_decref(view);
}

Test(trend_view, says_where_a_series_breaks_and_where_it_has_a_gap)
{
    static const bool breaks[] = {false, false, true, false, false};
    json_t *view = view_of(trend_text);

    for (size_t i = 0; i < COUNT_OF(breaks); i++) {
        const json_t *point = json_array_get(points_of(view), i);
        const char *status = json_string_value(json_object_get(point, "status"));

        cr_assert_eq(json_is_true(json_object_get(point, "is_break")), breaks[i]);
        cr_assert_eq(json_is_true(json_object_get(point, "is_published")), i != 1);
        cr_assert_eq(status[0] != '\0', i == 1);
    }
    json_decref(view);
}

static void expect_link(const json_t *point, const char *member, const char *href)
{
    const json_t *link = json_object_get(point, member);

    cr_assert_str_eq(json_string_value(json_object_get(link, "href")), href);
}

Test(trend_view, offers_other_figures_by_the_names_of_the_round_s_own_edition)
{
    json_t *view = view_of(trend_text);
    const json_t *point = json_array_get(points_of(view), 1);

    expect_link(point, "use", "/ergebnisse/2025/2/kennzahl/OLD.1.01%40land-01");
    expect_link(point, "last", "/ergebnisse/2025/1/kennzahl/OLD.1.01%40all");
    json_decref(view);
}

Test(trend_view, gives_a_change_its_sign_and_none_to_nothing)
{
    static const char *const changes[] = {"", "", "−1,0", "0,0", "+1,5"};
    json_t *view = view_of(trend_text);

    for (size_t i = 0; i < COUNT_OF(changes); i++) {
        const json_t *point = json_array_get(points_of(view), i);

        cr_assert_str_eq(json_string_value(json_object_get(point, "change")), changes[i]);
    }
    json_decref(view);
}

Test(trend_view, offers_the_choice_also_without_a_series)
{
    json_t *view = view_of(NULL);
    const json_t *field = json_array_get(json_object_get(view, "fields"), 0);
    const json_t *options = json_object_get(field, "options");

    cr_assert(json_is_null(json_object_get(view, "series")));
    cr_assert_str_eq(json_string_value(json_object_get(json_array_get(options, 0), "value")),
                     "field:STR");
    cr_assert_str_eq(json_string_value(json_object_get(json_array_get(options, 2), "value")),
                     "indicator:STR.1.01");
    cr_assert_eq(json_array_size(json_object_get(view, "groups")), 3);
    json_decref(view);
}

Test(trend_view, has_no_series_of_what_the_edition_has_not)
{
    json_t *view = view_of("{\"level\": \"indicator\", \"subject\": \"XYZ.1.01\", \"group\": "
                           "\"all\", \"points\": []}");

    cr_assert(json_is_null(json_object_get(view, "series")));
    json_decref(view);
}
