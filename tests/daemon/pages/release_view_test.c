#include "daemon/pages/release_view.h"

#include "tests/support/release.h"

static json_t *view_of(const struct group_choice *choice)
{
    CLEANUP(catalogue_freep) struct catalogue *edition = edition_from(EDITION_INVENTED);
    json_t *release = release_invented();
    json_t *view = release_view(release, edition, choice, LANGUAGE_DE);

    json_decref(release);
    return view;
}

static const json_t *first_row(const json_t *view)
{
    const json_t *field = json_array_get(json_object_get(view, "fields"), 0);
    const json_t *goal = json_array_get(json_object_get(field, "goals"), 0);

    return json_array_get(json_object_get(goal, "rows"), 1);
}

Test(release_view, has_a_row_for_every_subject_of_the_edition)
{
    CLEANUP(catalogue_freep) struct catalogue *edition = edition_from(EDITION_INVENTED);
    json_t *view = view_of(&(struct group_choice){{"all"}, 1});
    const json_t *fields = json_object_get(view, "fields");
    size_t rows = 0;

    for (size_t i = 0; i < json_array_size(fields); i++) {
        const json_t *goals = json_object_get(json_array_get(fields, i), "goals");

        for (size_t k = 0; k < json_array_size(goals); k++)
            rows += json_array_size(json_object_get(json_array_get(goals, k), "rows"));
    }
    cr_assert_eq(rows, catalogue_count(edition) + (2 * catalogue_goal_count(edition)));
    cr_assert_eq(json_array_size(json_object_get(view, "overview")),
                 catalogue_field_count(edition) + 1);
    cr_assert(json_is_true(json_object_get(view, "is_one")));
    json_decref(view);
}

Test(release_view, puts_the_chosen_groups_beside_each_other)
{
    json_t *view = view_of(&(struct group_choice){{"band-1", "all", "own"}, 3});
    const json_t *figures = json_object_get(first_row(view), "figures");
    static const char *const labels[] = {"Kleine", "Alle, erfunden", "=1+1"};

    cr_assert_eq(json_array_size(figures), 3);
    for (size_t i = 0; i < 3; i++) {
        const json_t *figure = json_array_get(figures, i);

        cr_assert_str_eq(json_string_value(json_object_get(figure, "group")), labels[i]);
        cr_assert_eq(json_is_true(json_object_get(figure, "is_first")), i == 0);
    }
    cr_assert(json_is_true(json_object_get(view, "is_many")));
    json_decref(view);
}

Test(release_view, offers_every_group_in_three_places)
{
    json_t *view = view_of(&(struct group_choice){{"all", "own"}, 2});
    const json_t *choosers = json_object_get(view, "choosers");
    const json_t *options = json_object_get(json_array_get(choosers, 1), "options");

    cr_assert_eq(json_array_size(choosers), RELEASE_VIEW_GROUPS_MAX);
    cr_assert_eq(json_array_size(options), 3);
    cr_assert(json_is_true(json_object_get(json_array_get(options, 2), "is_chosen")));
    cr_assert(json_is_false(json_object_get(json_array_get(options, 0), "is_chosen")));
    json_decref(view);
}

Test(release_view, knows_the_groups_of_a_release)
{
    json_t *release = release_invented();

    json_decref(release);
}
