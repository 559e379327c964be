#include "common/figures/trend.h"

#include "common/compiler.h"
#include "common/memory.h"
#include "tests/support/expect.h"

/* A round of a series: its figure as JSON, or NULL. */
struct round {
    const char *subject;
    int segment;
    const char *figure;
};

#define LEVEL(n, mean) \
    "{\"id\": \"A@all\", \"status\": \"published\", \"n\": " n ", \"mean\": \"" mean "\"}"
#define REFUSED "{\"id\": \"A@all\", \"status\": \"too-few\", \"use\": null}"

/* The points of a series, for the caller to release. */
static json_t *series(const struct round *rounds, size_t count)
{
    static const char *const names[] = {"2024", "2025", "2026", "2027"};
    struct trend_point points[4];
    json_t *figures[4] = {NULL};
    json_t *trend, *list;

    for (size_t i = 0; i < count; i++) {
        json_error_t error;

        if (rounds[i].figure != NULL) {
            figures[i] = json_loads(rounds[i].figure, 0, &error);
            cr_assert(figures[i] != NULL, "%s: %s", rounds[i].figure, error.text);
        }
        points[i] = (struct trend_point){
            names[i],          "v1",      (int)i + 1, true, "2026-06-01", rounds[i].subject,
            rounds[i].segment, figures[i]};
    }
    trend = trend_compute(SUBJECT_INDICATOR, "A", "all", points, count);
    list = json_incref(json_object_get(trend, "points"));
    json_decref(trend);
    for (size_t i = 0; i < count; i++)
        json_decref(figures[i]);
    return list;
}

static void expect_member(const json_t *points, size_t index, const char *name,
                          const char *expected)
{
    const json_t *value = json_object_get(json_array_get(points, index), name);
    CLEANUP(memory_freep)
    char *text = value == NULL ? memory_copy_text("-")
                               : json_dumps(value, JSON_ENCODE_ANY | JSON_COMPACT);

    expect_text(name, text, expected);
}

Test(trend, gives_each_round_its_figure_and_the_change)
{
    static const struct round rounds[] = {{"A", 0, LEVEL("35", "2.4")},
                                          {"B", 0, LEVEL("38", "2.1")}};
    json_t *points = series(rounds, COUNT_OF(rounds));
    CLEANUP(memory_freep) char *first = json_dumps(json_array_get(points, 0), JSON_COMPACT);
    CLEANUP(memory_freep) char *second = json_dumps(json_array_get(points, 1), JSON_COMPACT);

    expect_text("first", first,
                "{\"round\":\"2024\",\"edition\":\"v1\",\"release\":1,\"final\":true,"
                "\"publishedAt\":\"2026-06-01\",\"subject\":\"A\",\"status\":\"published\","
                "\"break\":false,\"n\":35,\"mean\":\"2.4\"}");
    expect_text("second", second,
                "{\"round\":\"2025\",\"edition\":\"v1\",\"release\":2,\"final\":true,"
                "\"publishedAt\":\"2026-06-01\",\"subject\":\"B\",\"status\":\"published\","
                "\"break\":false,\"n\":38,\"mean\":\"2.1\",\"change\":{\"since\":\"2024\","
                "\"n\":{\"from\":35,\"to\":38},\"mean\":\"-0.3\"}}");
    json_decref(points);
}

Test(trend, joins_nothing_over_a_break_or_a_gap)
{
    static const struct {
        const char *name;
        struct round rounds[3];
        const char *statuses[3], *breaks[3];
        const char *since; /* of the last one's change */
    } cases[] = {
        {"all joined",
         {{"A", 0, LEVEL("9", "1.0")},
          {"A", 0, LEVEL("9", "1.5")},
          {"A", 0, LEVEL("9", "2.0")}},
         {"\"published\"", "\"published\"", "\"published\""},
         {"false", "false", "false"},
         "2025"},
        {"a break",
         {{"A", 0, LEVEL("9", "1.0")},
          {"A", 0, LEVEL("9", "1.5")},
          {"A", 1, LEVEL("9", "2.0")}},
         {"\"published\"", "\"published\"", "\"published\""},
         {"false", "false", "true"},
         NULL},
        {"an earlier break",
         {{"A", -1, LEVEL("9", "1.0")},
          {"A", 0, LEVEL("9", "1.5")},
          {"A", 0, LEVEL("9", "2.0")}},
         {"\"published\"", "\"published\"", "\"published\""},
         {"false", "true", "false"},
         "2025"},
        {"a refusal between",
         {{"A", 0, LEVEL("9", "1.0")}, {"A", 0, REFUSED}, {"A", 0, LEVEL("9", "2.0")}},
         {"\"published\"", "\"too-few\"", "\"published\""},
         {"false", "false", "false"},
         "2024"},
        {"a refusal and then a break",
         {{"A", 0, LEVEL("9", "1.0")}, {"A", 1, REFUSED}, {"A", 1, LEVEL("9", "2.0")}},
         {"\"published\"", "\"too-few\"", "\"published\""},
         {"false", "true", "false"},
         NULL},
        {"no bridge",
         {{NULL, 0, NULL}, {"A", 0, NULL}, {"A", 0, LEVEL("9", "2.0")}},
         {"\"not-joined\"", "\"no-such-group\"", "\"published\""},
         {"false", "false", "false"},
         NULL},
        {"an edition without it between",
         {{"A", 0, LEVEL("9", "1.0")}, {NULL, 0, NULL}, {"A", 1, LEVEL("9", "2.0")}},
         {"\"published\"", "\"not-joined\"", "\"published\""},
         {"false", "false", "true"},
         NULL},
        {"a refusal at last",
         {{"A", 0, LEVEL("9", "1.0")}, {"A", 0, LEVEL("9", "1.5")}, {"A", 0, REFUSED}},
         {"\"published\"", "\"published\"", "\"too-few\""},
         {"false", "false", "false"},
         NULL},
    };

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        json_t *points = series(cases[i].rounds, 3);
        const char *since = json_string_value(
            json_object_get(json_object_get(json_array_get(points, 2), "change"), "since"));

        for (size_t k = 0; k < 3; k++) {
            expect_member(points, k, "status", cases[i].statuses[k]);
            expect_member(points, k, "break", cases[i].breaks[k]);
        }
        expect_text(cases[i].name, since == NULL ? "none" : since,
                    cases[i].since == NULL ? "none" : cases[i].since);
        json_decref(points);
    }
}

Test(trend, subtracts_what_was_published_to_the_last_digit)
{
    static const struct {
        const char *before, *after, *expected;
    } cases[] = {
        {"2.4", "2.4", "0.0"},
        {"9", "17", "8"},
        {"100", "0", "-100"},
        {"0.0123", "1.23", "1.2177"},
        {"1.23", "0.998", "-0.232"},
        {"12300", "9.99", "-12290.01"},
        {"0.0000000930", "0.000000186", "0.0000000930"},
    };

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        CLEANUP(memory_freep)
        char *before = memory_format("{\"status\": \"published\", \"n\": 7, \"q1\": \"%s\"}",
                                     cases[i].before);
        CLEANUP(memory_freep)
        char *after = memory_format("{\"status\": \"published\", \"n\": 8, \"q1\": \"%s\"}",
                                    cases[i].after);
        const struct round rounds[] = {{"A", 0, before}, {"A", 0, after}};
        json_t *points = series(rounds, 2);
        const char *difference = json_string_value(
            json_object_get(json_object_get(json_array_get(points, 1), "change"), "q1"));

        expect_text(cases[i].after, difference == NULL ? "none" : difference,
                    cases[i].expected);
        json_decref(points);
    }
}

Test(trend, above_the_indicators_names_how_many_they_rest_on)
{
    static const struct round rounds[] = {
        {"A", 0,
         "{\"status\": \"published\", \"indicators\": 4, \"mean\": \"58\", \"lower\": \"41\"}"},
        {"A", 0, "{\"status\": \"published\", \"indicators\": 3, \"mean\": \"61\"}"}};
    json_t *points = series(rounds, COUNT_OF(rounds));

    expect_member(points, 1, "change",
                  "{\"since\":\"2024\",\"indicators\":{\"from\":4,\"to\":3},\"mean\":\"3\"}");
    json_decref(points);
}
