#include "daemon/pages/figure_view.h"

#include "common/memory.h"
#include "tests/support/release.h"

static const json_t *figure_named(const json_t *release, const char *id)
{
    const json_t *figures = json_object_get(release, "figures");

    for (size_t i = 0; i < json_array_size(figures); i++) {
        const json_t *figure = json_array_get(figures, i);

        if (strcmp(json_string_value(json_object_get(figure, "id")), id) == 0)
            return figure;
    }
    cr_assert_fail("no figure %s", id);
    return NULL;
}

/* The view of a figure of the invented release; for the caller to release. */
static json_t *view_of(const char *id, enum language language)
{
    CLEANUP(catalogue_freep) struct catalogue *edition = edition_from(EDITION_INVENTED);
    json_t *release = release_invented();
    const json_t *figure = figure_named(release, id);
    const struct figure_frame frame = {.edition = edition,
                                       .groups = json_object_get(release, "groups"),
                                       .round = "2026",
                                       .release = 3,
                                       .language = language};
    const struct subject subject =
        subject_find(edition, json_string_value(json_object_get(figure, "level")),
                     json_string_value(json_object_get(figure, "subject")));
    json_t *view = figure_view(&frame, &subject, figure, NULL, NULL);

    json_decref(release);
    return view;
}

static void expect_member(const json_t *view, const char *member, const char *text)
{
    const char *is = json_string_value(json_object_get(view, member));

    cr_assert(is != NULL && strcmp(is, text) == 0, "%s: '%s' and not '%s'", member,
              is == NULL ? "none" : is, text);
}

Test(figure_view, writes_numbers_as_their_reader_does)
{
    json_t *german = view_of("STR.1.01@all", LANGUAGE_DE);
    json_t *english = view_of("STR.1.01@all", LANGUAGE_EN);

    expect_member(german, "middle", "2,4");
    expect_member(german, "median", "2,0");
    expect_member(german, "band",
                  "2,0\xe2\x80\x93"
                  "3,0");
    expect_member(german, "n", "12");
    expect_member(german, "missing", "1");
    expect_member(german, "group", "Alle, erfunden");
    expect_member(english, "middle", "2.4");
    expect_member(english, "group", "All, invented");
    json_decref(german);
    json_decref(english);
}

Test(figure_view, gives_per_cent_their_sign)
{
    json_t *yes = view_of("STR.1.02@all", LANGUAGE_DE);
    json_t *share = view_of("COM.1.01@all", LANGUAGE_DE);
    json_t *english = view_of("COM.1.01@all", LANGUAGE_EN);

    expect_member(english, "band",
                  "10\xe2\x80\x93"
                  "50%");
    expect_member(yes, "middle",
                  "64\xe2\x80\xaf"
                  "%");
    expect_member(yes, "median", "");
    expect_member(share, "band",
                  "10\xe2\x80\x93"
                  "50\xe2\x80\xaf"
                  "%");
    expect_member(share, "not_included", "2");
    json_decref(english);
    json_decref(yes);
    json_decref(share);
}

Test(figure_view, tells_why_there_is_nothing_and_where_there_is_something)
{
    json_t *view = view_of("STR.1.02@band-1", LANGUAGE_DE);
    const json_t *use = json_object_get(view, "use");
    const json_t *last = json_object_get(view, "last");

    cr_assert(json_is_false(json_object_get(view, "is_published")));
    cr_assert(json_is_null(json_object_get(view, "strip")));
    expect_member(view, "status", "zurückgehalten");
    expect_member(view, "middle", "");
    expect_member(use, "label", "Alle, erfunden");
    expect_member(use, "href", "/ergebnisse/2026/3/kennzahl/STR.1.02%40all");
    expect_member(last, "href", "/ergebnisse/2026/1/kennzahl/STR.1.02%40band-1");
    json_decref(view);
}

Test(figure_view, counts_indicators_above_them)
{
    json_t *view = view_of("STR@all", LANGUAGE_EN);

    expect_member(view, "indicators", "2");
    expect_member(view, "n", "");
    expect_member(view, "href", "/ergebnisse/2026/3/kennzahl/STR%40all");
    json_decref(view);
}

Test(figure_view, offers_groups_with_figures_and_the_chosen_one)
{
    json_t *groups =
        json_loads("[{\"id\": \"all\", \"label\": {\"de\": \"Alle\", \"en\": \"All\"}},"
                   " {\"id\": \"few\", \"label\": {\"de\": \"Wenige\", \"en\": \"Few\"},"
                   "  \"tooSmall\": true},"
                   " {\"id\": \"ours\", \"label\": {\"de\": \"Unsere\", \"en\": \"Ours\"},"
                   "  \"own\": true}]",
                   0, NULL);
    json_t *options = figure_group_options(groups, NULL, LANGUAGE_DE);
    json_t *with_few = figure_group_options(groups, "few", LANGUAGE_EN);

    cr_assert(figure_group_find(groups, "few") == json_array_get(groups, 1));
    cr_assert(figure_group_find(groups, "fe") == NULL);
    cr_assert_eq(json_array_size(options), 2);
    expect_member(json_array_get(options, 1), "label", "Unsere");
    cr_assert(json_is_true(json_object_get(json_array_get(options, 1), "is_own")));
    cr_assert(json_is_false(json_object_get(json_array_get(options, 0), "is_chosen")));
    cr_assert_eq(json_array_size(with_few), 3);
    expect_member(json_array_get(with_few, 1), "label", "Few");
    cr_assert(json_is_true(json_object_get(json_array_get(with_few, 1), "is_chosen")));
    json_decref(with_few);
    json_decref(options);
    json_decref(groups);
}
