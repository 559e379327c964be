#include "common/figures/release.h"
#include "tests/support/programme.h"

#define FILTER_MAX 2
#define GROUPS     7 /* the fixed ones and one Land */

static const struct invented several[] = {
    {"AAA.1.01", "level", "higher", 0},
    {"AAA.1.02", "yes-no", "lower", 0},
    {"AAA.2.01", "share", "lower", 1},
    {"BBB.1.01", "rate", "neutral", 2},
};

/* The subjects that have a figure for "all", and how many figures each of them has. */
static char *kept(const json_t *release, size_t *groups)
{
    char *text = memory_copy_text("");
    const json_t *figures = json_object_get(release, "figures");
    size_t subjects = 0;

    for (size_t i = 0; i < json_array_size(figures); i++) {
        const json_t *figure = json_array_get(figures, i);
        const char *subject = json_string_value(json_object_get(figure, "subject"));

        if (strcmp(json_string_value(json_object_get(figure, "group")), "all") == 0) {
            CLEANUP(memory_freep) char *before = text;

            text = memory_format("%s%s ", before, subject);
            subjects++;
        }
    }
    *groups = subjects == 0 ? 0 : json_array_size(figures) / subjects;
    return text;
}

Test(release_filter, keeps_what_any_list_names_and_all_that_is_in_it)
{
    static const struct {
        const char *name;
        const char *fields[FILTER_MAX], *goals[FILTER_MAX], *indicators[FILTER_MAX];
        const char *kept;
    } cases[] = {
        {"nothing asked for",
         {NULL},
         {NULL},
         {NULL},
         "AAA.1.01 AAA.1.02 AAA.2.01 BBB.1.01 AAA.1 AAA.2 BBB.1 AAA BBB whole "
         "AAA.1#measures AAA.2#measures BBB.1#measures "},
        {"a field", {"BBB"}, {NULL}, {NULL}, "BBB.1.01 BBB.1 BBB BBB.1#measures "},
        {"two fields",
         {"AAA", "BBB"},
         {NULL},
         {NULL},
         "AAA.1.01 AAA.1.02 AAA.2.01 BBB.1.01 AAA.1 AAA.2 BBB.1 AAA BBB "
         "AAA.1#measures AAA.2#measures BBB.1#measures "},
        {"a goal", {NULL}, {"AAA.1"}, {NULL}, "AAA.1.01 AAA.1.02 AAA.1 AAA.1#measures "},
        {"an indicator", {NULL}, {NULL}, {"AAA.1.02"}, "AAA.1.02 "},
        {"one of each",
         {"BBB"},
         {"AAA.2"},
         {"AAA.1.01"},
         "AAA.1.01 AAA.2.01 BBB.1.01 AAA.2 BBB.1 BBB AAA.2#measures BBB.1#measures "},
        {"an id of another level", {"AAA.1"}, {"AAA"}, {"AAA.1"}, ""},
        {"an id that is not there", {"ZZZ"}, {NULL}, {NULL}, ""},
    };
    CLEANUP(programme_freep)
    struct programme *programme = programme_new(several, COUNT_OF(several), 20);
    json_t *release = programme_release(programme);

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct release_filter filter = {
            .fields = cases[i].fields,
            .goals = cases[i].goals,
            .indicators = cases[i].indicators,
        };
        CLEANUP(memory_freep) char *text = NULL;
        json_t *filtered;
        size_t groups;

        for (size_t k = 0; k < FILTER_MAX; k++) {
            filter.field_count += cases[i].fields[k] != NULL ? 1 : 0;
            filter.goal_count += cases[i].goals[k] != NULL ? 1 : 0;
            filter.indicator_count += cases[i].indicators[k] != NULL ? 1 : 0;
        }
        filtered = release_filter(release, programme->edition, &filter);
        text = kept(filtered, &groups);
        expect_text(cases[i].name, text, cases[i].kept);
        cr_expect(groups == 0 || groups == GROUPS, "%s", cases[i].name);
        json_decref(filtered);
    }
    json_decref(release);
}

Test(release_filter, keeps_the_groups_that_are_named)
{
    static const char *const groups[] = {"band-2", "all"};
    static const char *const fields[] = {"AAA"};
    CLEANUP(programme_freep)
    struct programme *programme = programme_new(several, COUNT_OF(several), 20);
    json_t *release = programme_release(programme);
    struct release_filter filter = {.groups = groups, .group_count = COUNT_OF(groups)};
    json_t *filtered = release_filter(release, programme->edition, &filter);

    expect_number("groups only", json_array_size(json_object_get(filtered, "figures")), 26);
    json_decref(filtered);
    filter.fields = fields;
    filter.field_count = COUNT_OF(fields);
    filtered = release_filter(release, programme->edition, &filter);
    expect_number("and a field", json_array_size(json_object_get(filtered, "figures")), 16);
    json_decref(filtered);
    json_decref(release);
}

Test(release_filter, changes_nothing_but_the_list_of_figures)
{
    static const char *const groups[] = {"all"};
    unsigned seed = 20260516;
    CLEANUP(programme_freep)
    struct programme *programme = programme_new(several, COUNT_OF(several), 30);
    struct release_filter filter = {.groups = groups, .group_count = COUNT_OF(groups)};
    CLEANUP(memory_freep)
    char *before = NULL, *after = NULL, *head = NULL, *filtered_head = NULL;
    json_t *release, *filtered;

    programme_fill(programme, &seed);
    release = programme_release(programme);
    before = json_dumps(release, 0);
    filtered = release_filter(release, programme->edition, &filter);
    after = json_dumps(release, 0);
    expect_text("the release", after, before);

    cr_expect(json_equal(json_array_get(json_object_get(filtered, "figures"), 1),
                         programme_figure(release, "AAA.1.02@all")));
    json_object_set_new(filtered, "figures", json_null());
    json_object_set_new(release, "figures", json_null());
    head = json_dumps(release, 0);
    filtered_head = json_dumps(filtered, 0);
    expect_text("the head", filtered_head, head);
    json_decref(filtered);
    json_decref(release);
}
