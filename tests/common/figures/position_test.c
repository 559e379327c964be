#include "common/figures/position.h"

#include "common/compiler.h"
#include "common/memory.h"
#include "tests/support/programme.h"

static const struct invented kinds[] = {
    {"AAA.1.01", "level", "higher", 0}, {"AAA.1.02", "yes-no", "lower", 0},
    {"AAA.1.03", "share", "higher", 1}, {"AAA.1.04", "rate", "higher", 3},
    {"AAA.1.05", "share", "lower", 1},
};

#define FIGURE(subject, rest)                            \
    "{\"id\":\"" subject "@all\",\"subject\":\"" subject \
    "\",\"level\":\"-\",\"group\":\"all\",\"status\":\"published\"," rest "}"

/* A release with these figures and two groups. */
static json_t *release_with(const char *figures)
{
    CLEANUP(memory_freep)
    char *text = memory_format("{\"groups\":[{\"id\":\"all\",\"members\":40},"
                               "{\"id\":\"band-2\",\"members\":9}],\"figures\":[%s]}",
                               figures);
    json_error_t error;
    json_t *release = json_loads(text, 0, &error);

    cr_assert(release != NULL, "%s: %s", text, error.text);
    return release;
}

/* A member of the element of a list that has this id, as text; borrowed from *out. */
static const char *shown(const json_t *position, const char *list, const char *key,
                         const char *id, const char *member, char **out)
{
    const json_t *items = json_object_get(position, list);

    memory_freep(out);
    *out = memory_copy_text("-");
    for (size_t i = 0; i < json_array_size(items); i++) {
        const json_t *item = json_array_get(items, i);

        if (strcmp(json_string_value(json_object_get(item, key)), id) != 0)
            continue;
        memory_freep(out);
        *out = json_dumps(json_object_get(item, member), JSON_ENCODE_ANY | JSON_COMPACT);
    }
    return *out;
}

/* One municipality with an answer to every indicator. */
struct own {
    struct catalogue *edition;
    int64_t values[12];
    uint8_t states[12], planned[4];
};

static struct own own_with(const struct invented *list, size_t count, const int64_t *values)
{
    struct own own = {.edition = programme_edition(list, count)};

    for (size_t i = 0; i < count; i++) {
        own.values[i] = values[i];
        own.states[i] = STATE_ANSWERED;
    }
    return own;
}

static json_t *position_of(const struct own *own, const json_t *release, const json_t *content)
{
    static const char *const groups[] = {"all"};
    const struct position_input input = {
        .edition = own->edition,
        .values = own->values,
        .states = own->states,
        .planned = own->planned,
        .content = content,
        .release = release,
        .groups = groups,
        .group_count = COUNT_OF(groups),
    };

    return position_compute(&input);
}

Test(position, shows_own_values_in_the_units_of_figures)
{
    static const int64_t values[] = {3, 1, 375, 12345, 200};
    static const struct {
        const char *subject, *own;
    } cases[] = {
        {"AAA.1.01",
         "{\"state\":\"answered\",\"value\":\"3\",\"rounded\":\"3.0\",\"points\":\"75.00\"}"},
        {"AAA.1.02",
         "{\"state\":\"answered\",\"value\":\"1\",\"rounded\":\"100\",\"points\":\"0.00\"}"},
        {"AAA.1.03",
         "{\"state\":\"answered\",\"value\":\"37.5\",\"rounded\":\"38\",\"points\":\"37.50\"}"},
        {"AAA.1.04", "{\"state\":\"answered\",\"value\":\"12.345\",\"rounded\":\"12.3\"}"},
        {"AAA.1.05", "{\"state\":\"unknown\"}"},
        {"AAA.1", "{\"points\":\"37.50\"}"},
        {"AAA", "{\"points\":\"37.50\"}"},
        {"whole", "{\"points\":\"37.50\"}"},
        {"AAA.1#measures", "{\"planned\":true}"},
    };
    struct own own = own_with(kinds, COUNT_OF(kinds), values);
    CLEANUP(memory_freep) char *text = NULL;
    json_t *position;

    own.states[4] = STATE_UNKNOWN;
    own.planned[0] = 1;
    position = position_of(&own, NULL, NULL);
    expect_number("subjects", json_array_size(json_object_get(position, "subjects")),
                  COUNT_OF(cases));
    for (size_t i = 0; i < COUNT_OF(cases); i++)
        expect_text(cases[i].subject,
                    shown(position, "subjects", "subject", cases[i].subject, "own", &text),
                    cases[i].own);
    json_decref(position);
    catalogue_free(own.edition);
}

Test(position, says_where_it_lies_only_where_quartiles_are_published)
{
    static const struct {
        const char *figure;
        int64_t value; /* of a share with one decimal */
        const char *band;
    } cases[] = {
        {FIGURE("AAA.1.03", "\"q1\":\"20\",\"q3\":\"40\""), 194, "below"},
        {FIGURE("AAA.1.03", "\"q1\":\"20\",\"q3\":\"40\""), 195, "within"}, /* rounded to 20 */
        {FIGURE("AAA.1.03", "\"q1\":\"20\",\"q3\":\"40\""), 404, "within"},
        {FIGURE("AAA.1.03", "\"q1\":\"20\",\"q3\":\"40\""), 405, "above"},
        {FIGURE("AAA.1.03", "\"mean\":\"30\",\"without\":[\"quartiles\"]"), 405, NULL},
    };

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        const int64_t values[] = {0, 0, cases[i].value, 0, 0};
        const struct own own = own_with(kinds, COUNT_OF(kinds), values);
        json_t *release = release_with(cases[i].figure);
        json_t *position = position_of(&own, release, NULL);
        CLEANUP(memory_freep) char *text = NULL;
        const char *band = strstr(
            shown(position, "subjects", "subject", "AAA.1.03", "figures", &text), "\"band\":");

        cr_expect((band == NULL) == (cases[i].band == NULL), "%s", text);
        cr_expect(band == NULL || strstr(band, cases[i].band) != NULL, "%s", text);
        json_decref(position);
        json_decref(release);
        catalogue_free(own.edition);
    }
}

Test(position, puts_its_goals_beside_their_bands)
{
    static const int64_t values[] = {3, 0, 375, 0, 500}; /* 75, 100, 37.5 and 50 points */
    const struct own own = own_with(kinds, COUNT_OF(kinds), values);
    json_t *release = release_with(FIGURE("AAA.1", "\"lower\":\"40\",\"upper\":\"65\""));
    json_t *position = position_of(&own, release, NULL);
    CLEANUP(memory_freep) char *text = NULL;

    expect_text("goal", shown(position, "subjects", "subject", "AAA.1", "own", &text),
                "{\"points\":\"65.63\"}");
    expect_text(
        "goal", shown(position, "subjects", "subject", "AAA.1", "figures", &text),
        "[{\"group\":\"all\",\"status\":\"published\",\"lower\":\"40\",\"upper\":\"65\","
        "\"band\":\"above\"}]");
    json_decref(position);
    json_decref(release);
    catalogue_free(own.edition);
}

Test(position, marks_its_own_groups)
{
    static const int64_t values[] = {0, 0, 0, 0, 0};
    const struct own own = own_with(kinds, COUNT_OF(kinds), values);
    json_t *release = release_with("");
    json_t *position = position_of(&own, release, NULL);
    CLEANUP(memory_freep)
    char *groups = json_dumps(json_object_get(position, "groups"), JSON_COMPACT);

    expect_text("groups", groups,
                "[{\"id\":\"all\",\"members\":40,\"own\":true},"
                "{\"id\":\"band-2\",\"members\":9,\"own\":false}]");
    json_decref(position);
    json_decref(release);
    catalogue_free(own.edition);
}

Test(position, lists_strengths_and_gaps_the_farthest_first_and_rounded_before)
{
    static const int64_t values[] = {3, 1, 375, 99, 200};
    const struct own own = own_with(kinds, COUNT_OF(kinds), values);
    json_t *release = release_with(
        FIGURE("AAA.1.01", "\"mean\":\"2.3\"") ","  /* 75 against 57.5 */
        FIGURE("AAA.1.02", "\"share\":\"40\"") ","  /* less is better: 0 against 60 */
        FIGURE("AAA.1.03", "\"mean\":\"39\"") ","   /* 38, not 37.5 */
        FIGURE("AAA.1.04", "\"mean\":\"1.23\"") "," /* a rate has no points */
        FIGURE("AAA.1.05", "\"mean\":\"45\""));     /* less is better: 80 against 55 */
    json_t *position = position_of(&own, release, NULL);
    CLEANUP(memory_freep) char *text = NULL;

    expect_text("strengths", shown(position, "fields", "field", "AAA", "strengths", &text),
                "[{\"indicator\":\"AAA.1.05\",\"own\":\"80.0\",\"mean\":\"55.0\","
                "\"difference\":\"25.0\"},"
                "{\"indicator\":\"AAA.1.01\",\"own\":\"75.0\",\"mean\":\"57.5\","
                "\"difference\":\"17.5\"}]");
    expect_text("gaps", shown(position, "fields", "field", "AAA", "gaps", &text),
                "[{\"indicator\":\"AAA.1.02\",\"own\":\"0.0\",\"mean\":\"60.0\","
                "\"difference\":\"-60.0\"},"
                "{\"indicator\":\"AAA.1.03\",\"own\":\"38.0\",\"mean\":\"39.0\","
                "\"difference\":\"-1.0\"}]");
    json_decref(position);
    json_decref(release);
    catalogue_free(own.edition);
}

/* Expects the indicators of a list of a field, in this order. */
static void expect_indicators(const json_t *position, const char *list,
                              const char *const *expected, size_t count)
{
    const json_t *items =
        json_object_get(json_array_get(json_object_get(position, "fields"), 0), list);

    expect_number(list, json_array_size(items), count);
    for (size_t i = 0; i < count && i < json_array_size(items); i++)
        expect_text(list,
                    json_string_value(json_object_get(json_array_get(items, i), "indicator")),
                    expected[i]);
}

Test(position, lists_at_most_five_and_of_equal_ones_the_first)
{
    static const struct invented many[] = {
        {"AAA.1.01", "level", "higher", 0}, {"AAA.1.02", "level", "higher", 0},
        {"AAA.1.03", "level", "higher", 0}, {"AAA.1.04", "level", "higher", 0},
        {"AAA.1.05", "level", "higher", 0}, {"AAA.1.06", "level", "higher", 0},
        {"AAA.1.07", "level", "higher", 0}, {"AAA.1.08", "level", "higher", 0},
        {"AAA.1.09", "level", "higher", 0}, {"AAA.1.10", "level", "higher", 0},
    };
    static const int64_t values[] = {3, 3, 3, 4, 3, 3, 2, 1, 1, 0};
    static const char *const strengths[] = {"AAA.1.04", "AAA.1.01", "AAA.1.02", "AAA.1.03",
                                            "AAA.1.05"};
    static const char *const gaps[] = {"AAA.1.10", "AAA.1.08", "AAA.1.09"};
    const struct own own = own_with(many, COUNT_OF(many), values);
    json_t *release = release_with("");
    json_t *position;

    for (size_t i = 0; i < COUNT_OF(many); i++)
        json_array_append_new(json_object_get(release, "figures"),
                              json_pack("{s:s, s:s, s:s, s:s}", "subject", many[i].id, "group",
                                        "all", "status", "published", "mean", "2.0"));
    position = position_of(&own, release, NULL);
    expect_indicators(position, "strengths", strengths, COUNT_OF(strengths));
    expect_indicators(position, "gaps", gaps, COUNT_OF(gaps));
    json_decref(position);
    json_decref(release);
    catalogue_free(own.edition);
}

Test(position, names_the_measures_of_a_field_unless_they_are_erased)
{
    static const struct invented two[] = {{"AAA.1.01", "level", "higher", 0},
                                          {"BBB.1.01", "level", "higher", 0}};
    static const int64_t values[] = {0, 0};
    const struct own own = own_with(two, COUNT_OF(two), values);
    json_t *content = json_pack("{s:[{s:s, s:s}, {s:s, s:s}]}", "measures", "goal", "BBB.1",
                                "aim", "one", "goal", "BBB.1", "aim", "two");
    json_t *position = position_of(&own, NULL, content);
    json_t *erased = position_of(&own, NULL, NULL);
    CLEANUP(memory_freep) char *text = NULL;

    expect_text("AAA", shown(position, "fields", "field", "AAA", "measures", &text), "[]");
    expect_text("BBB", shown(position, "fields", "field", "BBB", "measures", &text),
                "[{\"goal\":\"BBB.1\",\"aim\":\"one\"},{\"goal\":\"BBB.1\",\"aim\":\"two\"}]");
    cr_expect(json_object_get(json_array_get(json_object_get(erased, "fields"), 1),
                              "measures") == NULL,
              "nothing is said");
    json_decref(position);
    json_decref(erased);
    json_decref(content);
    catalogue_free(own.edition);
}

/* Compact texts of what position_changes() says; before is NULL for no version. */
static char *changes_of(const struct own *before, const struct own *after,
                        const json_t *release)
{
    static const char *const groups[] = {"all"};
    const struct position_input now = {.edition = after->edition,
                                       .values = after->values,
                                       .states = after->states,
                                       .planned = after->planned,
                                       .release = release,
                                       .groups = groups,
                                       .group_count = COUNT_OF(groups)};
    struct position_input then = now;
    json_t *list;
    char *text;

    then.values = before == NULL ? NULL : before->values;
    then.states = before == NULL ? NULL : before->states;
    then.planned = before == NULL ? NULL : before->planned;
    list = position_changes(&then, &now);
    text = json_dumps(list, JSON_COMPACT);
    json_decref(list);
    return text;
}

Test(position, of_a_draft_differs_where_own_values_or_places_differ)
{
    static const int64_t values[] = {3, 1, 375, 12345, 200};
    struct own before = own_with(kinds, COUNT_OF(kinds), values);
    struct own after = before;
    json_t *release = release_with(FIGURE(
        "AAA.1.01",
        "\"q1\":\"1.0\",\"q3\":\"2.0\"") ","
                                         "{\"id\":\"x\",\"subject\":\"AAA.1.01\",\"group\":\"band-2\",\"q1\":\"1.0\","
                                         "\"q3\":\"2.0\"}," FIGURE(
                                             "AAA.1", "\"lower\":\"10\",\"upper\":\"90\""));
    CLEANUP(memory_freep) char *same = changes_of(&before, &after, release);
    CLEANUP(memory_freep) char *changed = NULL;
    CLEANUP(memory_freep) char *first = NULL;

    expect_text("the same", same, "[]");
    after.values[0] = 2;
    after.states[3] = STATE_UNKNOWN;
    changed = changes_of(&before, &after, release);
    expect_text(
        "changed", changed,
        "[{\"subject\":\"AAA.1.01\",\"level\":\"indicator\",\"before\":{\"state\":\"answered\","
        "\"value\":\"3\",\"rounded\":\"3.0\",\"points\":\"75.00\",\"bands\":{\"all\":\"above\"}},"
        "\"after\":{\"state\":\"answered\",\"value\":\"2\",\"rounded\":\"2.0\",\"points\":"
        "\"50.00\",\"bands\":{\"all\":\"within\"}}},"
        "{\"subject\":\"AAA.1.04\",\"level\":\"indicator\",\"before\":{\"state\":\"answered\","
        "\"value\":\"12.345\",\"rounded\":\"12.3\",\"bands\":{}},\"after\":{\"state\":"
        "\"unknown\",\"bands\":{}}},"
        "{\"subject\":\"AAA.1\",\"level\":\"goal\",\"before\":{\"points\":\"48.13\",\"bands\":"
        "{\"all\":\"within\"}},\"after\":{\"points\":\"41.88\",\"bands\":{\"all\":\"within\"}}},"
        "{\"subject\":\"AAA\",\"level\":\"field\",\"before\":{\"points\":\"48.13\",\"bands\":{}},"
        "\"after\":{\"points\":\"41.88\",\"bands\":{}}},"
        "{\"subject\":\"whole\",\"level\":\"whole\",\"before\":{\"points\":\"48.13\",\"bands\":"
        "{}},\"after\":{\"points\":\"41.88\",\"bands\":{}}}]");
    first = changes_of(NULL, &after, release);
    cr_expect(strstr(first, "{\"subject\":\"AAA.1.02\",\"level\":\"indicator\",\"before\":null,"
                            "\"after\":{\"state\":\"answered\"") != NULL,
              "%s", first);
    json_decref(release);
    catalogue_free(before.edition);
}
