#include "daemon/pages/position_view.h"

#include "common/memory.h"
#include "tests/support/release.h"

static const char position_text[] =
    "{\"round\": \"2026\", \"version\": 2, \"release\": {\"release\": 3, \"publishedAt\":"
    " \"2026-06-01T04:00:00.123456Z\", \"final\": true, \"version\": 1},"
    " \"groups\": ["
    "{\"id\": \"all\", \"label\": {\"de\": \"Alle\", \"en\": \"All\"}, \"tooSmall\": false,"
    " \"own\": true},"
    "{\"id\": \"band-1\", \"label\": {\"de\": \"Kleine\", \"en\": \"Small\"}, \"tooSmall\": true,"
    " \"own\": false}],"
    " \"subjects\": ["
    "{\"subject\": \"STR.1.01\", \"level\": \"indicator\", \"own\": {\"state\": \"answered\","
    " \"value\": \"3\", \"rounded\": \"3.0\", \"points\": \"75.00\"}, \"figures\": ["
    "{\"group\": \"all\", \"status\": \"published\", \"n\": 12, \"missing\": 1, \"mean\": \"2.4\","
    " \"q1\": \"2.0\", \"median\": \"2.0\", \"q3\": \"3.0\", \"band\": \"within\"}]},"
    "{\"subject\": \"STR.1.02\", \"level\": \"indicator\", \"own\": {\"state\": \"unknown\"},"
    " \"figures\": [{\"group\": \"all\", \"status\": \"too-few\", \"use\": null,"
    " \"lastPublished\": null}]},"
    "{\"subject\": \"STR.1\", \"level\": \"goal\", \"own\": {\"points\": \"62.50\"},"
    " \"figures\": []},"
    "{\"subject\": \"STR.1#measures\", \"level\": \"measures\", \"own\": {\"planned\": true},"
    " \"figures\": [{\"group\": \"all\", \"status\": \"published\", \"n\": 12,"
    " \"missing\": 0, \"share\": \"40\"}]}],"
    " \"fields\": [{\"field\": \"STR\", \"strengths\": [{\"indicator\": \"STR.1.01\","
    " \"difference\": \"15\"}], \"gaps\": [{\"indicator\": \"STR.1.02\", \"difference\": \"-5\"}],"
    " \"measures\": [{\"goal\": \"STR.1\", \"aim\": \"Ein Ziel\", \"measure\": \"Tun\","
    " \"responsible\": null, \"due\": \"2027-03-31\","
    " \"priority\": 1, \"status\": \"started\"}, {\"goal\": \"STR.1\"}]}]}";

static json_t *view_beside(const char *group, bool is_released)
{
    CLEANUP(catalogue_freep) struct catalogue *edition = edition_from(EDITION_INVENTED);
    json_error_t error;
    json_t *position = json_loads(position_text, JSON_REJECT_DUPLICATES, &error);
    json_t *view;

    cr_assert(position != NULL, "%s at %d", error.text, error.position);
    if (!is_released) {
        (void)json_object_set_new(position, "release", json_null());
        (void)json_object_set_new(position, "groups", json_array());
    }
    view = position_view(position, edition, group, LANGUAGE_DE);
    json_decref(position);
    return view;
}

/* A row of the first field. */
static const json_t *row(const json_t *view, size_t index)
{
    const json_t *field = json_array_get(json_object_get(view, "fields"), 0);

    return json_array_get(json_object_get(field, "rows"), index);
}

static void expect_member(const json_t *object, const char *member, const char *text)
{
    cr_assert_str_eq(json_string_value(json_object_get(object, member)), text);
}

Test(position_view, puts_the_own_value_beside_the_groups)
{
    json_t *view = view_beside("all", true);
    const json_t *figure = json_object_get(row(view, 2), "figure");

    expect_member(row(view, 0), "own", "63"); /* whole points, half away from zero */
    expect_member(row(view, 2), "own", "3");  /* as it was chosen */
    expect_member(figure, "middle", "2,4");
    cr_assert(json_is_true(json_object_get(row(view, 2), "within")));
    cr_assert(json_is_false(json_object_get(row(view, 2), "below")));
    json_decref(view);
}

Test(position_view, puts_the_published_share_beside_the_own_measures)
{
    json_t *view = view_beside("all", true);
    const json_t *figure = json_object_get(row(view, 1), "figure");

    cr_assert(json_is_true(json_object_get(row(view, 1), "is_measures")));
    cr_assert(json_is_true(json_object_get(row(view, 1), "planned")));
    cr_assert(json_is_false(json_object_get(row(view, 1), "not_planned")));
    expect_member(row(view, 1), "own", "");
    expect_member(figure, "middle", "40\u202f%");
    json_decref(view);
}

Test(position_view, says_why_there_is_no_own_value_or_no_figure)
{
    json_t *view = view_beside("all", true);

    expect_member(row(view, 3), "own", "");
    cr_assert(json_is_true(json_object_get(row(view, 3), "unknown")));
    cr_assert(json_is_false(
        json_object_get(json_object_get(row(view, 3), "figure"), "is_published")));
    cr_assert(json_is_null(json_object_get(row(view, 0), "figure")));
    json_decref(view);
}

Test(position_view, lists_strengths_gaps_and_measures_of_a_field)
{
    json_t *view = view_beside("all", true);
    const json_t *field = json_array_get(json_object_get(view, "fields"), 0);
    const json_t *measure = json_array_get(json_object_get(field, "measures"), 0);

    expect_member(json_array_get(json_object_get(field, "strengths"), 0), "difference", "+15");
    expect_member(json_array_get(json_object_get(field, "gaps"), 0), "difference",
                  "\xe2\x88\x92"
                  "5");
    expect_member(measure, "goal", "Es gibt einen Plan");
    expect_member(measure, "due", "31.\u00a0März 2027");
    expect_member(measure, "responsible", "");
    cr_assert(json_is_true(json_object_get(measure, "priority_1")));
    cr_assert(json_is_true(json_object_get(measure, "status_started")));
    measure = json_array_get(json_object_get(field, "measures"), 1);
    cr_assert(json_is_false(json_object_get(measure, "priority_1")));
    cr_assert(json_is_false(json_object_get(measure, "status_started")));
    json_decref(view);
}

Test(position_view, tells_which_version_a_release_has)
{
    json_t *view = view_beside("all", true);
    const json_t *release = json_object_get(view, "release");

    cr_assert_eq(json_integer_value(json_object_get(view, "version")), 2);
    cr_assert_eq(json_integer_value(json_object_get(release, "included")), 1);
    cr_assert(json_is_true(json_object_get(release, "is_earlier")), "1 is before 2");
    expect_member(release, "href", "/ergebnisse/2026/3");
    cr_assert_eq(json_array_size(json_object_get(view, "groups")), 1, "the other is too small");
    json_decref(view);
}

Test(position_view, stands_alone_before_the_first_release)
{
    json_t *view = view_beside("all", false);

    cr_assert(json_is_null(json_object_get(view, "release")));
    expect_member(row(view, 2), "own", "3"); /* as it was chosen */
    json_decref(view);
}

Test(position_view, is_none_beside_a_group_there_is_not)
{
    cr_assert_null(view_beside("band-9", true));
}
