#include "common/figures/figure.h"
#include "tests/support/programme.h"

#define GEMEINDEN 12 /* of the small programme; the others are districts */
#define IN_BAND_1 8

static const struct invented one_of_each[] = {
    {"AAA.1.01", "level", "higher", 0}, {"AAA.1.02", "yes-no", "higher", 0},
    {"AAA.2.01", "share", "lower", 1},  {"AAA.2.02", "rate", "higher", 2},
    {"BBB.1.01", "level", "higher", 0},
};

/*
 * Fourteen participants: the first eight in band 1, the others in band 2; the last two are
 * districts. The last one does not know AAA.1.02; only four answered BBB.1.01. Every third
 * plans a measure for AAA.2.
 */
static struct programme *small_programme(void)
{
    static const int levels[] = {0, 1, 1, 2, 2, 3, 4, 4, 3, 3, 3, 4, 4, 4};
    static const int yes[] = {1, 1, 1, 1, 1, 0, 0, 0, 1, 1, 1, 1, 0};
    static const int shares[] = {100, 105, 110, 115, 120, 125, 130,
                                 135, 250, 250, 250, 250, 250, 250};
    struct programme *programme =
        programme_new(one_of_each, COUNT_OF(one_of_each), COUNT_OF(levels));

    for (size_t i = 0; i < COUNT_OF(levels); i++) {
        if (i >= IN_BAND_1)
            programme->participants[i].inhabitants = 30000;
        if (i >= GEMEINDEN)
            programme->participants[i].kind = MUNICIPALITY_KREIS;
        programme_answer(programme, i, 0, levels[i]);
        if (i < COUNT_OF(yes))
            programme_answer(programme, i, 1, yes[i]);
        programme_answer(programme, i, 2, shares[i]);
        programme_answer(programme, i, 3, i == GEMEINDEN ? 150 : 123);
        if (i < 4)
            programme_answer(programme, i, 4, 4);
        if (i % 3 == 0)
            programme_plan(programme, i, 1);
    }
    programme->rules.tests_mixed = false; /* this is about statistics */
    return programme;
}

/* Computed by hand; the shares are in tenths of a per cent, the rates in hundredths. */
Test(figure_cells, says_what_was_computed_by_hand)
{
    static const struct {
        const char *id;
        const char *text;
    } cases[] = {
        {"AAA.1.01@all",
         "\"published\",\"n\":14,\"missing\":0,\"mean\":\"2.7\",\"q1\":\"2.0\","
         "\"median\":\"3.0\",\"q3\":\"4.0\",\"shares\":{\"0\":\"7\",\"1\":\"14\",\"2\":\"14\","
         "\"3\":\"29\",\"4\":\"36\"}"},
        {"AAA.1.01@band-1", "\"published\",\"n\":8,\"missing\":0,\"mean\":\"2.1\","
                            "\"without\":[\"quartiles\",\"shares\"]"},
        {"AAA.1.01@band-2", "\"published\",\"n\":6,\"missing\":0,\"mean\":\"3.5\","
                            "\"without\":[\"quartiles\",\"shares\"]"},
        {"AAA.1.02@all", "\"published\",\"n\":13,\"missing\":1,\"share\":\"69\""},
        {"AAA.1.02@band-1", "\"published\",\"n\":8,\"missing\":0,\"share\":\"63\""},
        {"AAA.1.02@band-2", "\"published\",\"n\":5,\"missing\":1,\"share\":\"80\""},
        {"AAA.2.01@all", "\"published\",\"n\":14,\"missing\":0,\"mean\":\"17\",\"q1\":\"12\","
                         "\"median\":\"13\",\"q3\":\"25\""},
        {"AAA.2.01@band-1", "\"published\",\"n\":8,\"missing\":0,\"mean\":\"12\","
                            "\"without\":[\"quartiles\"]"},
        {"AAA.2.02@all",
         "\"published\",\"n\":14,\"missing\":0,\"mean\":\"1.25\",\"q1\":\"1.23\","
         "\"median\":\"1.23\",\"q3\":\"1.23\""},
        {"AAA.2.02@band-2", "\"published\",\"n\":6,\"missing\":0,\"mean\":\"1.28\","
                            "\"without\":[\"quartiles\"]"},
        {"AAA.2#measures@all",
         "\"published\",\"n\":14,\"missing\":0,\"count\":5,\"share\":\"36\""},
        {"AAA.2#measures@band-1",
         "\"published\",\"n\":8,\"missing\":0,\"count\":3,\"share\":\"38\""},
        {"BBB.1#measures@all",
         "\"published\",\"n\":14,\"missing\":0,\"count\":0,\"share\":\"0\""},
        {"AAA.2#measures@kind-kreis", "\"too-few\",\"use\":\"all\",\"lastPublished\":null"},
    };
    CLEANUP(programme_freep) struct programme *programme = small_programme();
    json_t *release = programme_release(programme);

    for (size_t i = 0; i < COUNT_OF(cases); i++)
        expect_figure(release, cases[i].id, cases[i].text);
    json_decref(release);
}

Test(figure_cells, refuses_what_would_tell_of_fewer_than_five)
{
    static const struct {
        const char *id;
        const char *use;
    } cases[] = {
        {"AAA.1.01@band-3", "\"all\""},        /* nobody is in it */
        {"AAA.1.01@kind-kreis", "\"all\""},    /* two are */
        {"AAA.1.01@kind-gemeinde", "\"all\""}, /* all but two are */
        {"BBB.1.01@all", "null"},              /* four answered */
        {"BBB.1.01@band-1", "null"},
    };
    CLEANUP(programme_freep) struct programme *programme = small_programme();
    json_t *release = programme_release(programme);

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        CLEANUP(memory_freep)
        char *text =
            memory_format("\"too-few\",\"use\":%s,\"lastPublished\":null", cases[i].use);

        expect_figure(release, cases[i].id, text);
    }
    json_decref(release);
}

/* Bands of 30, 3 and 7 with 40 in all: 30 goes first, which leaves 10; 7 would leave 3 of them.
 */
Test(figure_cells, tries_the_largest_group_first)
{
    static const struct invented level[] = {{"AAA.1.01", "level", "higher", 0}};
    CLEANUP(programme_freep) struct programme *programme = programme_new(level, 1, 40);
    json_t *release;

    for (size_t i = 0; i < 40; i++) {
        programme->participants[i].inhabitants = i < 3 ? 1000 : i < 10 ? 30000 : 200000;
        programme_answer(programme, i, 0, (int64_t)(i % 5));
    }
    release = programme_release(programme);
    expect_figure(release, "AAA.1.01@band-1",
                  "\"too-few\",\"use\":\"all\",\"lastPublished\":null");
    expect_figure(release, "AAA.1.01@band-2",
                  "\"too-few\",\"use\":\"all\",\"lastPublished\":null");
    cr_expect(json_object_get(programme_figure(release, "AAA.1.01@band-3"), "mean") != NULL);
    json_decref(release);
}

Test(figure_cells, has_quartiles_from_twelve_units_on)
{
    static const struct invented share[] = {{"AAA.1.01", "share", "higher", 0}};

    for (size_t count = DISCLOSURE_MINIMUM; count < 20; count++) {
        CLEANUP(programme_freep) struct programme *programme = programme_new(share, 1, count);
        json_t *release;
        const json_t *figure;

        for (size_t i = 0; i < count; i++)
            programme_answer(programme, i, 0, i % 2 == 0 ? 50 : 90);
        release = programme_release(programme);
        figure = programme_figure(release, "AAA.1.01@all");
        cr_expect((json_object_get(figure, "q1") != NULL) == (count >= 12), "%zu", count);
        cr_expect((json_object_get(figure, "without") == NULL) == (count >= 12), "%zu", count);
        json_decref(release);
    }
}

/* The values of one cell, found by going through everything. */
struct naive_cell {
    size_t count, members;
    int64_t values[200];
};

static void collect(const struct programme *programme, size_t position,
                    const struct group *group, struct naive_cell *cell)
{
    *cell = (struct naive_cell){0};
    for (size_t i = 0; i < programme->count; i++) {
        size_t place = i * programme->indicators + position;

        if (!group_includes(group, &programme->participants[i]))
            continue;
        cell->members++;
        if (programme->states[place] == STATE_ANSWERED)
            cell->values[cell->count++] = programme->values[place];
    }
    statistics_sort(cell->values, cell->count);
}

static long double distance(long double a, long double b)
{
    return a > b ? a - b : b - a;
}

/* What k quarters through the values lies: each counts by how near its place is. */
static long double naive_quartile(const struct naive_cell *cell, int k)
{
    long double sum = 0;

    for (size_t i = 0; i < cell->count; i++) {
        long double away = distance((long double)(cell->count - 1) * k / 4, (long double)i);

        if (away < 1)
            sum += (1 - away) * (long double)cell->values[i];
    }
    return sum;
}

static long double naive_mean(const struct naive_cell *cell)
{
    long double sum = 0;

    for (size_t i = 0; i < cell->count; i++)
        sum += (long double)cell->values[i];
    return sum / (long double)cell->count;
}

/* Half of the last place that is shown. */
static long double tolerance(const struct indicator *indicator, long double value)
{
    long double half = 0.5L;

    switch (indicator->kind) {
    case INDICATOR_LEVEL:
        return 0.05L;
    case INDICATOR_YES_NO:
    case INDICATOR_SHARE:
        return 0.5L;
    case INDICATOR_RATE:
        break;
    }
    for (; value >= 1000; value /= 10)
        half *= 10;
    for (; value > 0 && value < 100; value *= 10)
        half /= 10;
    return half;
}

static void expect_decimal(const json_t *figure, const char *member,
                           const struct indicator *indicator, long double value)
{
    const char *text = json_string_value(json_object_get(figure, member));

    if (indicator->kind == INDICATOR_YES_NO)
        value *= 100;
    value /= (long double)decimal_power(indicator->decimals);
    cr_assert(text != NULL, "%s: no %s", indicator->id, member);
    cr_expect(distance(strtold(text, NULL), value) <= tolerance(indicator, value) * (1 + 1e-9L),
              "%s: %s is %s and should be %Lf", indicator->id, member, text, value);
}

static void compare_cell(const json_t *figure, const struct indicator *indicator,
                         const struct naive_cell *cell)
{
    static const char *const quartiles[] = {"q1", "median", "q3"};
    bool is_yes_no = indicator->kind == INDICATOR_YES_NO;

    expect_number("n", json_integer_value(json_object_get(figure, "n")), cell->count);
    expect_number("missing", json_integer_value(json_object_get(figure, "missing")),
                  cell->members - cell->count);
    expect_decimal(figure, is_yes_no ? "share" : "mean", indicator, naive_mean(cell));
    for (int k = 1; k <= 3 && !is_yes_no && cell->count >= 12; k++)
        expect_decimal(figure, quartiles[k - 1], indicator, naive_quartile(cell, k));
}

/* Whether each set of units of one indicator that lie in the same published cells is large. */
static void expect_large_atoms(const struct programme *programme, size_t position,
                               const struct groups *groups, unsigned published)
{
    size_t atoms[128] = {0};

    for (size_t i = 0; i < programme->count; i++) {
        unsigned cells = 0;

        if (programme->states[i * programme->indicators + position] != STATE_ANSWERED)
            continue;
        for (size_t group = 0; group < groups_count(groups); group++) {
            if (group_includes(groups_at(groups, group), &programme->participants[i]))
                cells |= published & (1U << group);
        }
        atoms[cells]++;
    }
    for (size_t cells = 1; cells < COUNT_OF(atoms); cells++)
        cr_expect(atoms[cells] == 0 || atoms[cells] >= 5, "indicator %zu: an atom of %zu",
                  position, atoms[cells]);
}

/* Returns how many figures are published. */
static size_t compare_programme(const struct programme *programme, const json_t *release)
{
    size_t count = 0;
    CLEANUP(groups_freep)
    struct groups *groups = groups_new(programme->participants, programme->count, NULL, 0);

    for (size_t position = 0; position < programme->indicators; position++) {
        const struct indicator *indicator = catalogue_at(programme->edition, position);
        unsigned published = 0;

        for (size_t group = 0; group < groups_count(groups); group++) {
            CLEANUP(memory_freep)
            char *id = memory_format("%s@%s", indicator->id, groups_at(groups, group)->id);
            const json_t *figure = programme_figure(release, id);
            struct naive_cell cell;

            if (json_object_get(figure, "n") == NULL)
                continue;
            published |= 1U << group;
            count++;
            collect(programme, position, groups_at(groups, group), &cell);
            compare_cell(figure, indicator, &cell);
        }
        expect_large_atoms(programme, position, groups, published);
    }
    return count;
}

Test(figure_cells, agrees_with_a_naive_computation)
{
    unsigned seed = 20260513;
    size_t published = 0;

    for (size_t participants = 0; participants < 200; participants += 7) {
        CLEANUP(programme_freep)
        struct programme *programme =
            programme_new(one_of_each, COUNT_OF(one_of_each), participants);
        json_t *release;

        programme_fill(programme, &seed);
        release = programme_release(programme);
        published += compare_programme(programme, release);
        json_decref(release);
    }
    cr_expect(published > 500, "only %zu figures", published);
}
