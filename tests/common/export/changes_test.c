#include "common/export/changes.h"

#include "common/memory.h"
#include "tests/support/release.h"

static json_t *figure_at(json_t *release, size_t index)
{
    return json_array_get(json_object_get(release, "figures"), index);
}

/* The causes that are told, separated by blanks. */
static char *causes_of(const json_t *changes)
{
    const json_t *list = json_object_get(changes, "causes");
    char *text = memory_copy_text("");

    for (size_t i = 0; i < json_array_size(list); i++) {
        CLEANUP(memory_freep) char *before = text;

        text =
            memory_format("%s%s%s", before, i == 0 ? "" : " ",
                          json_string_value(json_object_get(json_array_get(list, i), "cause")));
    }
    return text;
}

Test(changes, tell_what_each_figure_was_and_is)
{
    json_t *before = release_invented(), *after = release_invented();
    struct change_counts counts = {.late = 1};
    json_t *changes;
    CLEANUP(memory_freep) char *text = NULL;

    json_object_set_new(before, "release", json_integer(2));
    json_object_set_new(figure_at(after, 3), "share", json_string("58"));
    json_object_set_new(figure_at(after, 3), "n", json_integer(12));
    json_object_set_new(figure_at(after, 4), "lastPublished", json_integer(2));
    changes = release_changes(before, after, &counts);
    expect_number("since", json_integer_value(json_object_get(changes, "since")), 2);
    text = json_dumps(json_object_get(changes, "figures"), JSON_COMPACT);
    expect_text("figures", text,
                "[{\"id\":\"STR.1.02@all\",\"subject\":\"STR.1.02\",\"level\":\"indicator\","
                "\"group\":\"all\","
                "\"from\":{\"status\":\"published\",\"n\":11,\"missing\":2,\"share\":\"64\"},"
                "\"to\":{\"status\":\"published\",\"n\":12,\"missing\":2,\"share\":\"58\"}}]");
    json_decref(changes);
    json_decref(before);
    json_decref(after);
}

Test(changes, tell_of_figures_that_came_or_went)
{
    json_t *before = release_invented(), *after = release_invented();
    struct change_counts counts = {0};
    json_t *changes;
    const json_t *list, *gone, *new;

    (void)json_array_remove(json_object_get(after, "figures"), 0);
    (void)json_array_remove(json_object_get(before, "figures"), 1);
    changes = release_changes(before, after, &counts);
    list = json_object_get(changes, "figures");
    expect_number("changes", json_array_size(list), 2);
    new = json_array_get(list, 0);
    gone = json_array_get(list, 1);
    expect_text("new", json_string_value(json_object_get(new, "id")), "STR.1.01@band-1");
    cr_expect(json_is_null(json_object_get(new, "from")));
    cr_expect(json_is_object(json_object_get(new, "to")));
    expect_text("gone", json_string_value(json_object_get(gone, "id")), "STR.1.01@all");
    cr_expect(json_is_object(json_object_get(gone, "from")));
    cr_expect(json_is_null(json_object_get(gone, "to")));
    json_decref(changes);
    json_decref(before);
    json_decref(after);
}

Test(changes, name_causes_for_the_release_as_a_whole)
{
    static const struct {
        const char *name;
        struct change_counts counts;
        const char *method; /* of the later release */
        const char *causes;
    } cases[] = {
        {"none", {0}, NULL, ""},
        {"late", {.late = 3}, NULL, "late"},
        {"corrected", {.corrected = 1}, NULL, "corrected"},
        {"withdrawn", {.withdrawn = 1}, NULL, "withdrawn"},
        {"joined", {.joined = 2}, NULL, "roster"},
        {"left", {.left = 2}, NULL, "roster"},
        {"method", {0}, "another", "method"},
        {"all", {1, 1, 1, 1, 1}, "another", "late corrected withdrawn roster method"},
    };

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        json_t *before = release_invented(), *after = release_invented();
        CLEANUP(memory_freep) char *causes = NULL;
        json_t *changes;

        if (cases[i].method != NULL)
            json_object_set_new(json_object_get(after, "method"), "quantile",
                                json_string(cases[i].method));
        changes = release_changes(before, after, &cases[i].counts);
        causes = causes_of(changes);
        expect_text(cases[i].name, causes, cases[i].causes);
        expect_number(cases[i].name, json_array_size(json_object_get(changes, "figures")), 0);
        json_decref(changes);
        json_decref(before);
        json_decref(after);
    }
}

Test(changes, of_the_first_release_are_everything_and_have_no_cause)
{
    json_t *after = release_invented();
    struct change_counts counts = {.late = 12, .joined = 13};
    json_t *changes = release_changes(NULL, after, &counts);

    expect_number("since", json_integer_value(json_object_get(changes, "since")), 0);
    expect_number("causes", json_array_size(json_object_get(changes, "causes")), 0);
    expect_number("figures", json_array_size(json_object_get(changes, "figures")),
                  json_array_size(json_object_get(after, "figures")));
    json_decref(changes);
    json_decref(after);
}
