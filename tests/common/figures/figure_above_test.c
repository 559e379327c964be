#include "common/figures/figure.h"
#include "tests/support/programme.h"

#define PARTICIPANTS 14

static const struct invented some[] = {
    {"AAA.1.01", "level", "higher", 0},  {"AAA.1.02", "yes-no", "higher", 0},
    {"AAA.2.01", "share", "lower", 1},   {"AAA.2.02", "rate", "higher", 2},
    {"BBB.1.01", "share", "neutral", 0},
};

/* Levels 2.7 (2.0, 4.0), yes 69, share 17 (12, 25): 67.5 (50, 100), 69 and 83 (75, 88) points.
 */
static struct programme *small_programme(void)
{
    static const int levels[PARTICIPANTS] = {0, 1, 1, 2, 2, 3, 4, 4, 3, 3, 3, 4, 4, 4};
    static const int shares[PARTICIPANTS] = {100, 105, 110, 115, 120, 125, 130,
                                             135, 250, 250, 250, 250, 250, 250};
    struct programme *programme = programme_new(some, COUNT_OF(some), PARTICIPANTS);

    for (size_t i = 0; i < PARTICIPANTS; i++) {
        programme->participants[i].inhabitants = i < 8 ? 1000 : 30000;
        programme_answer(programme, i, 0, levels[i]);
        if (i < 13)
            programme_answer(programme, i, 1, i < 5 || (i >= 8 && i < 12) ? 1 : 0);
        programme_answer(programme, i, 2, shares[i]);
        programme_answer(programme, i, 3, 100);
        programme_answer(programme, i, 4, levels[i]);
    }
    programme->rules.tests_mixed = false; /* this is about statistics */
    return programme;
}

/* The mean of AAA's goals would be 76, the mean of unrounded shares 73.0 as well, of levels
 * not.
 */
Test(figure_above, says_what_was_computed_by_hand)
{
    static const struct {
        const char *id;
        const char *text;
    } cases[] = {
        {"AAA.1@all", "\"published\",\"indicators\":2,\"mean\":\"68\",\"lower\":\"50\","
                      "\"upper\":\"100\",\"bandIndicators\":1"},
        {"AAA.2@all", "\"published\",\"indicators\":1,\"mean\":\"83\",\"lower\":\"75\","
                      "\"upper\":\"88\",\"bandIndicators\":1"},
        {"AAA@all", "\"published\",\"indicators\":3,\"mean\":\"73\",\"lower\":\"63\","
                    "\"upper\":\"94\",\"bandIndicators\":2"},
        {"whole@all", "\"published\",\"indicators\":3,\"mean\":\"73\",\"lower\":\"63\","
                      "\"upper\":\"94\",\"bandIndicators\":2"},
        {"AAA.1@band-1", "\"published\",\"indicators\":2,\"mean\":\"58\""},
        {"AAA@band-2", "\"published\",\"indicators\":3,\"mean\":\"81\""},
        {"AAA@band-3", "\"too-few\",\"use\":\"all\",\"lastPublished\":null"},
        {"BBB.1@all", "\"too-few\",\"use\":null,\"lastPublished\":null"},
        {"BBB@band-1", "\"too-few\",\"use\":null,\"lastPublished\":null"},
    };
    CLEANUP(programme_freep) struct programme *programme = small_programme();
    json_t *release = programme_release(programme);

    for (size_t i = 0; i < COUNT_OF(cases); i++)
        expect_figure(release, cases[i].id, cases[i].text);
    json_decref(release);
}

/* One of five says yes, or all five have the value; the points follow from what is published.
 */
Test(figure_above, turns_a_score_where_less_is_better)
{
    static const struct {
        struct invented indicator;
        int64_t value;
        const char *mean;
    } cases[] = {
        {{"AAA.1.01", "yes-no", "higher", 0}, 1, "100"},
        {{"AAA.1.01", "yes-no", "lower", 0}, 1, "0"},
        {{"AAA.1.01", "yes-no", "lower", 0}, 0, "100"},
        {{"AAA.1.01", "level", "higher", 0}, 1, "25"},
        {{"AAA.1.01", "level", "lower", 0}, 1, "75"},
        {{"AAA.1.01", "share", "higher", 3}, 12499, "12"},
        {{"AAA.1.01", "share", "higher", 3}, 12500, "13"},
        {{"AAA.1.01", "share", "lower", 3}, 12500, "87"},
        {{"AAA.1.01", "share", "lower", 0}, 100, "0"},
    };

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        CLEANUP(programme_freep)
        struct programme *programme = programme_new(&cases[i].indicator, 1, 5);
        json_t *release;

        programme->rules.tests_mixed = false;
        for (size_t k = 0; k < 5; k++)
            programme_answer(programme, k, 0, cases[i].value);
        release = programme_release(programme);
        expect_text(
            cases[i].indicator.polarity,
            json_string_value(json_object_get(programme_figure(release, "whole@all"), "mean")),
            cases[i].mean);
        json_decref(release);
    }
}

/* Of a number that is not negative; half goes up. */
static long double rounded(long double value)
{
    return (long double)(int64_t)(value + 0.5L);
}

/* A member of a figure in tenths; -1 when it is not there. */
static long double tenths(const json_t *figure, const char *member)
{
    const char *text = json_string_value(json_object_get(figure, member));

    return text == NULL ? -1 : rounded(strtold(text, NULL) * 10);
}

/* Points of a published text, in tenths. */
static long double points(const struct indicator *indicator, const json_t *figure,
                          const char *member)
{
    long double score = tenths(figure, member);

    if (indicator->kind == INDICATOR_LEVEL)
        score *= 25;
    return indicator->polarity == POLARITY_LOWER ? 1000 - score : score;
}

struct naive {
    long double indicators, bands, mean, lower, upper;
};

/* From the texts that are published of the indicators whose id begins with the subject's. */
static struct naive naive_figure(const struct programme *programme, const json_t *release,
                                 const char *subject, const char *group)
{
    struct naive naive = {0};

    for (size_t i = 0; i < programme->indicators; i++) {
        const struct indicator *indicator = catalogue_at(programme->edition, i);
        bool is_lower = indicator->polarity == POLARITY_LOWER;
        CLEANUP(memory_freep)
        char *id = memory_format("%s@%s", indicator->id, group);
        const json_t *figure = programme_figure(release, id);

        if (strcmp(subject, "whole") != 0 &&
            strncmp(subject, indicator->id, strlen(subject)) != 0)
            continue;
        if (indicator->kind == INDICATOR_RATE || indicator->polarity == POLARITY_NEUTRAL ||
            json_object_get(figure, "n") == NULL)
            continue;
        naive.indicators++;
        naive.mean +=
            points(indicator, figure, indicator->kind == INDICATOR_YES_NO ? "share" : "mean");
        if (json_object_get(figure, "q1") == NULL)
            continue;
        naive.bands++;
        naive.lower += points(indicator, figure, is_lower ? "q3" : "q1");
        naive.upper += points(indicator, figure, is_lower ? "q1" : "q3");
    }
    return naive;
}

static void expect_points(const json_t *figure, const char *member, long double sum,
                          long double count)
{
    long double expected = count == 0 ? -1 : 10 * rounded(sum / (10 * count));

    cr_expect(tenths(figure, member) == expected, "%s %s is %Lf and should be %Lf",
              json_string_value(json_object_get(figure, "id")), member, tenths(figure, member),
              expected);
}

static void compare_above(const struct programme *programme, const json_t *release,
                          const char *subject, const char *group)
{
    CLEANUP(memory_freep) char *id = memory_format("%s@%s", subject, group);
    const json_t *figure = programme_figure(release, id);
    struct naive naive = naive_figure(programme, release, subject, group);

    expect_text(id, json_string_value(json_object_get(figure, "status")),
                naive.indicators > 0 ? "published" : "too-few");
    expect_number(id, json_integer_value(json_object_get(figure, "indicators")),
                  naive.indicators);
    expect_number(id, json_integer_value(json_object_get(figure, "bandIndicators")),
                  naive.bands);
    expect_points(figure, "mean", naive.mean, naive.indicators);
    expect_points(figure, "lower", naive.lower, naive.bands);
    expect_points(figure, "upper", naive.upper, naive.bands);
}

Test(figure_above, follows_from_the_published_texts)
{
    static const struct invented more[] = {
        {"AAA.1.01", "level", "higher", 0},  {"AAA.1.02", "yes-no", "lower", 0},
        {"AAA.1.03", "level", "lower", 0},   {"AAA.2.01", "share", "lower", 1},
        {"AAA.2.02", "rate", "higher", 2},   {"BBB.1.01", "share", "neutral", 0},
        {"BBB.2.01", "share", "higher", 3},  {"BBB.2.02", "share", "lower", 3},
        {"BBB.2.03", "yes-no", "higher", 0}, {"CCC.1.01", "rate", "lower", 0},
    };
    static const char *const subjects[] = {"AAA.1", "AAA.2", "BBB.1", "BBB.2", "CCC.1",
                                           "AAA",   "BBB",   "CCC",   "whole"};
    unsigned seed = 20260514;

    for (size_t participants = 0; participants < 200; participants += 9) {
        CLEANUP(programme_freep)
        struct programme *programme = programme_new(more, COUNT_OF(more), participants);
        CLEANUP(groups_freep) struct groups *groups = NULL;
        json_t *release;

        programme_fill(programme, &seed);
        release = programme_release(programme);
        groups = groups_new(programme->participants, programme->count, NULL, 0);
        for (size_t i = 0; i < COUNT_OF(subjects); i++) {
            for (size_t group = 0; group < groups_count(groups); group++)
                compare_above(programme, release, subjects[i], groups_at(groups, group)->id);
        }
        json_decref(release);
    }
}
