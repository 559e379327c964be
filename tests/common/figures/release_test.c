#include "common/figures/release.h"

#include "tests/support/history.h"

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
        "\"quartiles\":\"from-12-units\",\"shares\":\"from-12-units\",\"scoring\":\"level-25-yes-100-share\","
        "\"aggregation\":\"mean-of-published-indicators\",\"disclosure\":\"atoms-5-histories-coalitions-mixed-withheld-1-in-20\"},"
        "\"inputs\":{\"versions\":6,\"sha256\":\"%s\"},"
        "\"groups\":["
        "{\"id\":\"all\",\"label\":{\"de\":\"Alle Kommunen\",\"en\":\"All municipalities\"},"
        "\"family\":\"all\",\"members\":7,\"tooSmall\":false},"
        "{\"id\":\"band-1\",\"label\":{\"de\":\"Einwohnerzahl unter 20.000\","
        "\"en\":\"Population under 20,000\"},"
        "\"family\":\"band\",\"members\":6,\"tooSmall\":false},"
        "{\"id\":\"band-2\",\"label\":{\"de\":\"Einwohnerzahl 20.000 bis unter 100.000\","
        "\"en\":\"Population 20,000 to under 100,000\"},"
        "\"family\":\"band\",\"members\":1,\"tooSmall\":true,\"use\":\"all\"},"
        "{\"id\":\"band-3\",\"label\":{\"de\":\"Einwohnerzahl ab 100.000\","
        "\"en\":\"Population 100,000 and more\"},"
        "\"family\":\"band\",\"members\":0,\"tooSmall\":true,\"use\":\"all\"},"
        "{\"id\":\"kind-gemeinde\",\"label\":{\"de\":\"Städte und Gemeinden\","
        "\"en\":\"Towns and municipalities\"},"
        "\"family\":\"kind\",\"members\":6,\"tooSmall\":false},"
        "{\"id\":\"kind-kreis\",\"label\":{\"de\":\"Kreise\",\"en\":\"Districts\"},"
        "\"family\":\"kind\",\"members\":1,\"tooSmall\":true,\"use\":\"all\"},"
        "{\"id\":\"land-01\",\"label\":{\"de\":\"Schleswig-Holstein\","
        "\"en\":\"Schleswig-Holstein\"},"
        "\"family\":\"land\",\"members\":7,\"tooSmall\":false}],"
        "\"figures\":35}",
        sha256);
    expect_text("document", text, expected);
}

Test(release, has_one_figure_for_each_subject_and_group_in_a_fixed_order)
{
    static const char *const subjects[] = {
        "AAA.1.01",
        "AAA.1.02",
        "AAA.2.01",
        "BBB.1.01",
        "BBB.1.02",
        "AAA.1",
        "AAA.2",
        "BBB.1",
        "AAA",
        "BBB",
        "whole",
        "AAA.1#measures",
        "AAA.2#measures",
        "BBB.1#measures",
    };
    static const char *const levels[] = {
        "indicator", "indicator", "indicator", "indicator", "indicator", "goal",     "goal",
        "goal",      "field",     "field",     "whole",     "measures",  "measures", "measures",
    };
    static const char *const groups[] = {"all",    "band-1",        "band-2",
                                         "band-3", "kind-gemeinde", "kind-kreis"};
    CLEANUP(programme_freep)
    struct programme *programme = programme_new(several, COUNT_OF(several), 0);
    json_t *release = programme_release(programme);
    const json_t *figures = json_object_get(release, "figures");

    cr_assert(json_array_size(figures) == COUNT_OF(subjects) * COUNT_OF(groups));
    for (size_t i = 0; i < json_array_size(figures); i++) {
        const json_t *figure = json_array_get(figures, i);
        const char *group = groups[i % COUNT_OF(groups)];
        const char *subject = subjects[i / COUNT_OF(groups)];
        CLEANUP(memory_freep) char *id = memory_format("%s@%s", subject, group);

        expect_text("id", json_string_value(json_object_get(figure, "id")), id);
        expect_text(id, json_string_value(json_object_get(figure, "subject")), subject);
        expect_text(id, json_string_value(json_object_get(figure, "group")), group);
        expect_text(id, json_string_value(json_object_get(figure, "level")),
                    levels[i / COUNT_OF(groups)]);
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

static void reverse(const struct contribution *list, size_t count)
{
    struct contribution *contributions;

    memcpy(&contributions, &list, sizeof contributions);
    for (size_t i = 0; i < count / 2; i++) {
        const struct contribution first = contributions[i];

        contributions[i] = contributions[count - 1 - i];
        contributions[count - 1 - i] = first;
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

/* Everybody has several versions over four releases, in lists of another order each time. */
Test(release, does_not_depend_on_the_order_of_its_history)
{
    unsigned seed = 20260516;
    CLEANUP(programme_freep)
    struct programme *programme = programme_new(several, COUNT_OF(several), 60);
    CLEANUP(history_donep) struct history history = history_of(programme);
    CLEANUP(memory_freep) char *text = NULL;

    programme->rules.withholds_at_random = true;
    programme_fill(programme, &seed);
    for (size_t i = 0; i < 4; i++) {
        history_hand_in(&history, 20 + 13 * i);
        programme_answer(programme, 3 * i, 0, (int64_t)i);
        (void)history_release(&history);
    }
    text = json_dumps(history.releases[3].document, 0);
    for (int i = 0; i < 5; i++) {
        struct release_input input = programme_input(programme);
        CLEANUP(memory_freep) char *again = NULL;
        json_t *release;

        for (size_t k = 0; k < 4; k++)
            reverse(history.releases[k].contributions, history.releases[k].contribution_count);
        shuffle(programme, &seed);
        input.number = 4;
        input.contributions = history.releases[3].contributions;
        input.contribution_count = history.releases[3].contribution_count;
        input.participants = programme->participants;
        input.earlier = history.releases;
        input.earlier_count = 3;
        release = release_compute(&input);
        again = json_dumps(release, 0);
        json_decref(release);
        cr_assert(strcmp(again, text) == 0, "order %d", i);
    }
}

/* Eleven of them can be published: twelve take part, and who is missing may hand in later. */
Test(release, remembers_in_which_release_a_figure_was_last_published)
{
    static const struct {
        size_t contributions;
        const char *status;
        int last; /* 0: never */
    } releases[] = {
        {4, "too-few", 0}, {6, "published", 0},  {3, "too-few", 2},
        {0, "too-few", 2}, {12, "published", 0}, {11, "too-few", 5},
    };
    static const char *const ids[] = {"AAA.1.01@all", "AAA.1@band-1", "whole@kind-gemeinde",
                                      "AAA.1#measures@land-01"};
    CLEANUP(programme_freep) struct programme *programme = programme_new(one_level, 1, 12);
    CLEANUP(history_donep) struct history history = history_of(programme);

    programme->rules.uses_older_releases = false; /* they would make most of it too few */
    for (size_t i = 0; i < 12; i++) {
        programme_answer(programme, i, 0, (int64_t)(i % 3));
        if (i % 2 == 0)
            programme_plan(programme, i, 0);
    }
    for (size_t i = 0; i < COUNT_OF(releases); i++) {
        const json_t *release;

        history_hand_in(&history, releases[i].contributions);
        release = history_release(&history);
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
}

Test(release, counts_participants_without_a_self_check_as_missing)
{
    CLEANUP(programme_freep) struct programme *programme = programme_new(one_level, 1, 14);
    CLEANUP(history_donep) struct history history = history_of(programme);

    for (size_t i = 0; i < 7; i++)
        programme_answer(programme, i, 0, 2 + (int64_t)(i % 2));
    history_hand_in(&history, 9);
    expect_figure(history_release(&history), "AAA.1.01@all",
                  "\"published\",\"n\":7,\"missing\":7,\"mean\":\"2.4\","
                  "\"without\":[\"quartiles\",\"shares\"]");
}

Test(release, counts_answered_values_only)
{
    CLEANUP(programme_freep) struct programme *programme = programme_new(one_level, 1, 12);
    json_t *release;

    for (size_t i = 0; i < 12; i++)
        programme_answer(programme, i, 0, i < 3 ? 4 : i < 6 ? 3 : 0);
    for (size_t i = 6; i < 12; i++)
        programme->states[i] = (uint8_t)(i % 3 == 0   ? STATE_SKIPPED
                                         : i % 3 == 1 ? STATE_UNKNOWN
                                                      : STATE_NOT_APPLICABLE);
    release = programme_release(programme);
    expect_figure(release, "AAA.1.01@all",
                  "\"published\",\"n\":6,\"missing\":6,\"mean\":\"3.5\","
                  "\"without\":[\"quartiles\",\"shares\"]");
    json_decref(release);
}

Test(release, has_the_groups_that_an_operator_made)
{
    static const char *const members[] = {"01000002", "01000003", "01000005",
                                          "01000007", "01000008", "01000011"};
    static const struct own_group own[] = {
        {"seaside", "Invented Foundation", {"An der See", "At the sea"}, members, 6},
        {"pair", "Invented Foundation", {"Zwei", "Two"}, members, 2},
    };
    CLEANUP(programme_freep) struct programme *programme = programme_new(one_level, 1, 12);
    CLEANUP(history_donep) struct history history = history_of(programme);
    CLEANUP(memory_freep) char *text = NULL;
    const json_t *release, *groups;

    history.own_groups = own;
    history.own_group_count = COUNT_OF(own);
    for (size_t i = 0; i < 12; i++)
        programme_answer(programme, i, 0, (int64_t)(i % 4));
    history_hand_in(&history, 12);
    release = history_release(&history);
    expect_figure(release, "AAA.1.01@seaside",
                  "\"published\",\"n\":6,\"missing\":0,\"mean\":\"2.0\","
                  "\"without\":[\"quartiles\",\"shares\"]");
    expect_figure(release, "AAA.1.01@pair",
                  "\"too-few\",\"use\":\"all\",\"lastPublished\":null");
    groups = json_object_get(release, "groups");
    text = json_dumps(json_array_get(groups, json_array_size(groups) - 2), JSON_COMPACT);
    expect_text("group", text,
                "{\"id\":\"pair\",\"label\":{\"de\":\"Zwei\",\"en\":\"Two\"},"
                "\"family\":\"own\",\"members\":2,\"tooSmall\":true,\"use\":\"all\","
                "\"owner\":\"Invented Foundation\"}");
}

Test(release, names_the_merkle_root_it_is_given)
{
    CLEANUP(programme_freep) struct programme *programme = programme_new(one_level, 1, 1);
    struct release_input input = programme_input(programme);
    const struct digest root = digest_of("root", 4);
    char text[DIGEST_HEX_SIZE];
    json_t *release;

    digest_print(&root, text);
    input.merkle_root = &root;
    release = release_compute(&input);
    expect_text(
        "root",
        json_string_value(json_object_get(json_object_get(release, "inputs"), "merkleRoot")),
        text);
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
