#include "common/figures/release.h"

#include "tests/support/programme.h"

static const struct invented one_level[] = {{"AAA.1.01", "level", "higher", 0}};

static const struct invented several[] = {
    {"AAA.1.01", "level", "higher", 0}, {"AAA.1.02", "yes-no", "lower", 0},
    {"AAA.2.01", "share", "lower", 1},  {"BBB.1.01", "rate", "neutral", 2},
    {"BBB.1.02", "share", "higher", 3},
};

Test(release, names_what_it_is_and_how_it_was_made)
{
    CLEANUP(programme_freep) struct programme *programme = programme_new(one_level, 1, 7);
    struct release_input input = programme_input(programme);
    CLEANUP(memory_freep) char *text = NULL;
    CLEANUP(memory_freep) char *expected = NULL;
    char sha256[DIGEST_HEX_SIZE];
    struct digest digest = release_inputs_digest(programme->contributions, 6);
    json_t *release;

    programme->participants[5].inhabitants = 20000;
    programme->participants[6].kind = MUNICIPALITY_KREIS;
    input.number = 3;
    input.is_final = true;
    input.contribution_count = 6;
    release = release_compute(&input);
    json_object_set_new(
        release, "figures",
        json_integer((json_int_t)json_array_size(json_object_get(release, "figures"))));
    text = json_dumps(release, JSON_COMPACT);
    json_decref(release);

    digest_print(&digest, sha256);
    expected = memory_format(
        "{\"round\":\"2026\",\"release\":3,\"publishedAt\":\"2026-06-01T04:00:00Z\","
        "\"final\":true,\"edition\":\"v1\","
        "\"method\":{\"quantile\":\"hyndman-fan-7\",\"rounding\":\"half-away-from-zero\","
        "\"quartiles\":\"from-12-units\",\"scoring\":\"level-25-yes-100-share\","
        "\"aggregation\":\"mean-of-published-indicators\",\"disclosure\":\"atoms-5\"},"
        "\"inputs\":{\"versions\":6,\"sha256\":\"%s\"},"
        "\"groups\":["
        "{\"id\":\"all\",\"label\":{\"de\":\"Alle Kommunen\",\"en\":\"All municipalities\"},"
        "\"members\":7},"
        "{\"id\":\"band-1\",\"label\":{\"de\":\"Einwohnerzahl unter 20.000\","
        "\"en\":\"Population under 20,000\"},\"members\":6},"
        "{\"id\":\"band-2\",\"label\":{\"de\":\"Einwohnerzahl 20.000 bis unter 100.000\","
        "\"en\":\"Population 20,000 to under 100,000\"},\"members\":1},"
        "{\"id\":\"band-3\",\"label\":{\"de\":\"Einwohnerzahl ab 100.000\","
        "\"en\":\"Population 100,000 and more\"},\"members\":0},"
        "{\"id\":\"kind-gemeinde\",\"label\":{\"de\":\"Städte und Gemeinden\","
        "\"en\":\"Towns and municipalities\"},\"members\":6},"
        "{\"id\":\"kind-kreis\",\"label\":{\"de\":\"Kreise\",\"en\":\"Districts\"},"
        "\"members\":1}],"
        "\"figures\":24}",
        sha256);
    expect_text("document", text, expected);
}

Test(release, has_one_figure_for_each_subject_and_group_in_a_fixed_order)
{
    static const char *const subjects[] = {
        "AAA.1.01", "AAA.1.02", "AAA.2.01", "BBB.1.01", "BBB.1.02", "AAA.1",
        "AAA.2",    "BBB.1",    "AAA",      "BBB",      "whole",
    };
    CLEANUP(programme_freep)
    struct programme *programme = programme_new(several, COUNT_OF(several), 0);
    json_t *release = programme_release(programme);
    const json_t *figures = json_object_get(release, "figures");

    cr_assert(json_array_size(figures) == COUNT_OF(subjects) * group_count());
    for (size_t i = 0; i < json_array_size(figures); i++) {
        const json_t *figure = json_array_get(figures, i);
        const char *group = group_at(i % group_count())->id;
        const char *subject = subjects[i / group_count()];
        CLEANUP(memory_freep) char *id = memory_format("%s@%s", subject, group);

        expect_text("id", json_string_value(json_object_get(figure, "id")), id);
        expect_text(id, json_string_value(json_object_get(figure, "subject")), subject);
        expect_text(id, json_string_value(json_object_get(figure, "group")), group);
        expect_text(id, json_string_value(json_object_get(figure, "level")),
                    i < 30   ? "indicator"
                    : i < 48 ? "goal"
                    : i < 60 ? "field"
                             : "whole");
        expect_text(id, json_string_value(json_object_get(figure, "status")), "too-few");
    }
    json_decref(release);
}

/* Swaps elements at random; both lists are shuffled apart from each other. */
static void shuffle(struct programme *programme, unsigned *seed)
{
    for (size_t i = programme->count; i > 1; i--) {
        size_t a = (size_t)rand_r(seed) % i;
        size_t b = (size_t)rand_r(seed) % i;
        struct participant participant = programme->participants[i - 1];
        struct contribution contribution = programme->contributions[i - 1];

        programme->participants[i - 1] = programme->participants[a];
        programme->participants[a] = participant;
        programme->contributions[i - 1] = programme->contributions[b];
        programme->contributions[b] = contribution;
    }
}

Test(release, does_not_depend_on_the_order_of_its_input)
{
    unsigned seed = 20260515;
    CLEANUP(programme_freep)
    struct programme *programme = programme_new(several, COUNT_OF(several), 120);
    CLEANUP(memory_freep) char *text = NULL;
    json_t *release;

    programme_fill(programme, &seed);
    release = programme_release(programme);
    text = json_dumps(release, 0);
    json_decref(release);
    for (int i = 0; i < 20; i++) {
        CLEANUP(memory_freep) char *again = NULL;

        shuffle(programme, &seed);
        release = programme_release(programme);
        again = json_dumps(release, 0);
        json_decref(release);
        cr_assert(strcmp(again, text) == 0, "shuffle %d", i);
    }
}

/* The release of the first `count` of twelve participants, after the one before, which it
 * takes. */
static json_t *next_release(struct programme *programme, size_t count, json_t *previous)
{
    struct release_input input = programme_input(programme);
    json_t *release;

    input.contribution_count = count;
    input.previous = previous;
    input.number = 1 + (int)json_integer_value(json_object_get(previous, "release"));
    release = release_compute(&input);
    json_decref(previous);
    return release;
}

Test(release, remembers_in_which_release_a_figure_was_last_published)
{
    static const struct {
        size_t contributions;
        const char *status;
        int last; /* 0: never */
    } releases[] = {
        {4, "too-few", 0},   {6, "published", 0}, {3, "too-few", 2}, {0, "too-few", 2},
        {5, "published", 0}, {5, "published", 0}, {4, "too-few", 6},
    };
    static const char *const ids[] = {"AAA.1.01@all", "AAA.1@band-1", "whole@kind-gemeinde"};
    CLEANUP(programme_freep) struct programme *programme = programme_new(one_level, 1, 12);
    json_t *release = NULL;

    for (size_t i = 0; i < 12; i++)
        programme_answer(programme, i, 0, 3);
    for (size_t i = 0; i < COUNT_OF(releases); i++) {
        release = next_release(programme, releases[i].contributions, release);
        for (size_t k = 0; k < COUNT_OF(ids); k++) {
            const json_t *figure = programme_figure(release, ids[k]);

            expect_text(ids[k], json_string_value(json_object_get(figure, "status")),
                        releases[i].status);
            expect_number(ids[k], json_integer_value(json_object_get(figure, "lastPublished")),
                          releases[i].last);
        }
        cr_expect(json_is_null(
            json_object_get(programme_figure(release, "AAA@band-3"), "lastPublished")));
    }
    json_decref(release);
}

Test(release, counts_participants_without_a_self_check_as_missing)
{
    CLEANUP(programme_freep) struct programme *programme = programme_new(one_level, 1, 12);
    json_t *release;

    for (size_t i = 0; i < 7; i++)
        programme_answer(programme, i, 0, 2);
    release = next_release(programme, 9, NULL);
    expect_figure(release, "AAA.1.01@all",
                  "\"published\",\"n\":7,\"missing\":5,\"mean\":\"2.0\","
                  "\"without\":[\"quartiles\"]");
    json_decref(release);
}

Test(release, counts_answered_values_only)
{
    CLEANUP(programme_freep) struct programme *programme = programme_new(one_level, 1, 12);
    json_t *release;

    for (size_t i = 0; i < 12; i++)
        programme_answer(programme, i, 0, i < 6 ? 4 : 0);
    for (size_t i = 6; i < 12; i++)
        programme->states[i] = (uint8_t)(i % 3 == 0   ? STATE_SKIPPED
                                         : i % 3 == 1 ? STATE_UNKNOWN
                                                      : STATE_NOT_APPLICABLE);
    release = next_release(programme, 12, NULL);
    expect_figure(release, "AAA.1.01@all",
                  "\"published\",\"n\":6,\"missing\":6,\"mean\":\"4.0\","
                  "\"without\":[\"quartiles\"]");
    json_decref(release);
}

Test(release, hashes_its_inputs_as_lines_sorted_by_key)
{
    struct contribution contributions[] = {
        {.municipality = "12054000", .version = 12},
        {.municipality = "05315000", .version = 2},
        {.municipality = "05315", .version = 1},
    };
    static const char lines[] =
        "05315 1 ff00000000000000000000000000000000000000000000000000000000000000\n"
        "05315000 2 0000000000000000000000000000000000000000000000000000000000000000\n"
        "12054000 12 00000000000000000000000000000000000000000000000000000000000000a1\n";
    struct digest expected = digest_of(lines, strlen(lines));
    struct digest nothing = digest_of("", 0);
    struct digest digest;

    contributions[0].content.bytes[DIGEST_SIZE - 1] = 0xa1;
    contributions[2].content.bytes[0] = 0xff;
    digest = release_inputs_digest(contributions, COUNT_OF(contributions));
    cr_expect(memcmp(&digest, &expected, sizeof digest) == 0);
    digest = release_inputs_digest(NULL, 0);
    cr_expect(memcmp(&digest, &nothing, sizeof digest) == 0);
}
