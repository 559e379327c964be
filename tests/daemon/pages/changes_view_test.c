#include "daemon/pages/changes_view.h"

#include "common/memory.h"
#include "tests/support/release.h"

static const char changes_text[] =
    "{\"since\": 2, \"compared\": 40, \"note\": {\"de\": \"Hinweis\", \"en\": \"Note\"},"
    " \"causes\": [{\"label\": {\"de\": \"berichtigt\", \"en\": \"corrected\"},"
    " \"meaning\": {\"de\": \"Neu\", \"en\": \"New\"}, \"count\": 12000},"
    " {\"label\": {\"de\": \"endgültig\", \"en\": \"final\"},"
    " \"meaning\": {\"de\": \"Ende\", \"en\": \"End\"}, \"count\": null}],"
    " \"figures\": ["
    "{\"id\": \"STR.1.01@all\", \"subject\": \"STR.1.01\", \"level\": \"indicator\","
    " \"group\": \"all\", \"from\": {\"status\": \"too-few\"},"
    " \"to\": {\"status\": \"published\", \"mean\": \"2.4\", \"n\": 12}},"
    "{\"id\": \"STR.1.02@all\", \"subject\": \"STR.1.02\", \"level\": \"indicator\","
    " \"group\": \"all\", \"from\": {\"status\": \"published\", \"share\": \"64\", \"n\": 10011},"
    " \"to\": null},"
    "{\"id\": \"XYZ.1.01@all\", \"subject\": \"XYZ.1.01\", \"level\": \"indicator\","
    " \"group\": \"all\", \"from\": null, \"to\": {\"status\": \"too-few\"}},"
    "{\"id\": \"whole@all\", \"subject\": \"whole\", \"level\": \"whole\","
    " \"group\": \"all\", \"from\": {\"status\": \"published\", \"mean\": \"54\","
    " \"indicators\": 70, \"lower\": \"41\", \"upper\": \"71\"},"
    " \"to\": {\"status\": \"published\", \"mean\": \"54\", \"indicators\": 72,"
    " \"lower\": \"41\"}},"
    "{\"id\": \"STR.1@band-1\", \"subject\": \"STR.1\", \"level\": \"goal\","
    " \"group\": \"band-1\", \"from\": {\"status\": \"published\", \"mean\": \"40\"},"
    " \"to\": {\"status\": \"published\", \"mean\": \"50\"}}]}";

static json_t *view_for(const char *group, json_int_t since)
{
    CLEANUP(catalogue_freep) struct catalogue *edition = edition_from(EDITION_INVENTED);
    json_t *changes = json_loads(changes_text, 0, NULL);
    json_t *release = release_invented();
    json_t *view;

    (void)json_object_set_new(changes, "since", since > 0 ? json_integer(since) : json_null());
    view = changes_view(changes, release, edition, group, LANGUAGE_DE);
    json_decref(release);
    json_decref(changes);
    return view;
}

static void expect_row(const json_t *view, size_t index, const char *before, const char *after)
{
    const json_t *row = json_array_get(json_object_get(view, "rows"), index);

    cr_assert_str_eq(json_string_value(json_object_get(row, "before")), before);
    cr_assert_str_eq(json_string_value(json_object_get(row, "after")), after);
}

Test(changes_view, puts_before_and_after_beside_each_other)
{
    json_t *view = view_for("all", 2);
    const json_t *rows = json_object_get(view, "rows");

    cr_assert_eq(json_array_size(rows), 3, "what the edition has not is of no page");
    expect_row(view, 0, "zu wenige", "2,4 (n = 12)");
    expect_row(view, 1,
               "64\xe2\x80\xaf"
               "% (n = 10\u202f011)",
               "");
    cr_assert_str_eq(json_string_value(json_object_get(json_array_get(rows, 0), "href")),
                     "/ergebnisse/2026/3/kennzahl/STR.1.01%40all");
    expect_text("changed", json_string_value(json_object_get(view, "changed")), "5");
    json_decref(view);
}

Test(changes_view, says_what_changed_where_the_mean_is_the_same)
{
    json_t *view = view_for("all", 2);

    expect_row(view, 2, "54 · oberes Quartil, gemittelt: 71 · Indikatoren: 70",
               "54 · oberes Quartil, gemittelt: – · Indikatoren: 72");
    json_decref(view);
}

Test(changes_view, offers_the_groups_that_something_changed_for)
{
    json_t *view = view_for("band-1", 2);
    const json_t *groups = json_object_get(view, "groups");

    cr_assert_eq(json_array_size(groups), 2);
    cr_assert_eq(json_integer_value(json_object_get(json_array_get(groups, 0), "count")), 4);
    cr_assert(json_is_false(json_object_get(json_array_get(groups, 0), "is_one")));
    cr_assert(json_is_true(json_object_get(json_array_get(groups, 1), "is_one")));
    cr_assert(json_is_true(json_object_get(json_array_get(groups, 1), "is_chosen")));
    cr_assert_str_eq(json_string_value(json_object_get(view, "group_label")), "Kleine");
    expect_row(view, 0, "40", "50");
    json_decref(view);
}

Test(changes_view, counts_causes_that_have_a_count)
{
    json_t *view = view_for("all", 2);
    const json_t *causes = json_object_get(view, "causes");

    cr_assert_str_eq(json_string_value(json_object_get(json_array_get(causes, 0), "count")),
                     "12\xe2\x80\xaf"
                     "000");
    cr_assert_str_eq(json_string_value(json_object_get(json_array_get(causes, 1), "count")),
                     "");
    json_decref(view);
}

Test(changes_view, lists_nothing_for_the_first_release)
{
    json_t *view = view_for("all", 0);

    cr_assert(json_is_true(json_object_get(view, "is_first_one")));
    cr_assert(json_is_false(json_object_get(view, "has_rows")));
    cr_assert_eq(json_array_size(json_object_get(view, "groups")), 0);
    json_decref(view);
}
