/*
 * The rules over several releases, each with a small example and with what would happen without
 * it.
 */

#include "common/figures/cells.h"

#include "tests/support/history.h"

static const struct invented yes_no[] = {{"AAA.1.01", "yes-no", "higher", 0}};
#define FIGURE "AAA.1.01@all"

/* Of the n participants, the first have answered with these digits. */
static void answer(struct programme *programme, const char *values)
{
    for (size_t i = 0; values[i] != '\0'; i++)
        programme_answer(programme, i, 0, values[i] - '0');
}

/* What the participants do from release to release: '.' has not handed in, '-' did not answer.
 */
struct story {
    const char *name;
    size_t participants;
    const char *releases[4];
    const char *statuses[4];
    const char *without[4]; /* the statuses without the rule */
};

static void tell(struct history *history, const char *values)
{
    struct programme *programme = history->programme;

    for (size_t i = 0; i < programme->count; i++) {
        const char value = i < strlen(values) ? values[i] : '.';

        history->has_handed_in[i] = value != '.';
        programme->states[i] = STATE_SKIPPED;
        if (value >= '0')
            programme_answer(programme, i, 0, value - '0');
    }
}

static void expect_story(const struct story *story, const struct disclosure_rules *rules,
                         const char *const *statuses)
{
    CLEANUP(programme_freep)
    struct programme *programme = programme_new(yes_no, 1, story->participants);
    CLEANUP(history_donep) struct history history = history_of(programme);

    programme->rules = *rules;
    for (size_t i = 0; i < COUNT_OF(story->releases) && story->releases[i] != NULL; i++) {
        tell(&history, story->releases[i]);
        expect_figure_status(story->name, history_release(&history), FIGURE, statuses[i]);
    }
}

/* Twenty take part, so many have yet to hand in. */
Test(cells, do_not_let_releases_be_subtracted)
{
    static const struct story stories[] = {
        {"a newcomer",
         20,
         {"01010101", "010101010"},
         {"published", "too-few"},
         {"published", "published"}},
        {"four newcomers",
         20,
         {"01010101", "010101010101"},
         {"published", "too-few"},
         {"published", "published"}},
        {"a corrector",
         20,
         {"01010101", "11010101"},
         {"published", "too-few"},
         {"published", "published"}},
        {"a corrector elsewhere",
         20,
         {"01010101", "01010101"},
         {"published", "published"},
         {"published", "published"}},
        {"a leaver",
         20,
         {"01010101", "0101010."},
         {"published", "too-few"},
         {"published", "published"}},
        {"one who does not answer any more",
         20,
         {"01010101", "0101010-"},
         {"published", "too-few"},
         {"published", "published"}},
        {"five newcomers",
         20,
         {"01010101", "0101010101010"},
         {"published", "published"},
         {"published", "published"}},
        {"five newcomers of whom one says no",
         20,
         {"00110011", "0011001111110"},
         {"published", "withheld"},
         {"published", "published"}},
        {"four newcomers, then one",
         20,
         {"01010101", "010101010101", "0101010101010"},
         {"published", "too-few", "published"},
         {"published", "published", "published"}},
        {"a leaver who comes back is another unit",
         20,
         {"01010101", "0101010.", "01010101"},
         {"published", "too-few", "too-few"},
         {"published", "published", "published"}},
        {"a corrector who takes it back",
         20,
         {"01010101", "11010101", "01010101"},
         {"published", "too-few", "too-few"},
         {"published", "published", "published"}},
        {"five towns, four say yes, and a sixth joins",
         20,
         {"11110", "111100"},
         {"withheld", "too-few"},
         {"withheld", "published"}},
    };

    for (size_t i = 0; i < COUNT_OF(stories); i++) {
        struct disclosure_rules rules = disclosure_rules_full();

        rules.withholds_at_random = false;
        expect_story(&stories[i], &rules, stories[i].statuses);
        rules.uses_older_releases = false;
        expect_story(&stories[i], &rules, stories[i].without);
    }
}

/* Dachau with towns of its own: the Kreis knows what they answered. */
Test(cells, are_safe_from_a_kreis_that_knows_its_towns)
{
    static const struct {
        const char *name;
        size_t in_kreis; /* the Kreis itself is the first of them */
        bool takes_part;
        const char *values;
        const char *status, *without;
    } cases[] = {
        {"with three towns among seven", 4, true, "0101010", "too-few", "published"},
        {"with three towns among eight", 4, true, "01010101", "published", "published"},
        {"the two who say no are in it", 4, true, "00111111", "withheld", "published"},
        {"one of the two is in it, and would know the rest", 4, true, "01111101", "withheld",
         "published"},
        {"one of three is in it", 4, true, "01111100", "published", "published"},
        {"its towns without it", 4, false, "0101010", "published", "published"},
    };

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        CLEANUP(programme_freep)
        struct programme *programme = programme_new(yes_no, 1, strlen(cases[i].values));
        json_t *release;

        for (size_t k = 0; k < cases[i].in_kreis; k++)
            programme->participants[k].parent = "09174";
        if (cases[i].takes_part) {
            programme->participants[0].kind = MUNICIPALITY_KREIS;
            programme->participants[0].key = programme->contributions[0].municipality = "09174";
        }
        answer(programme, cases[i].values);
        release = programme_release(programme);
        expect_figure_status(cases[i].name, release, FIGURE, cases[i].status);
        json_decref(release);
        programme->rules.knows_coalitions = false;
        release = programme_release(programme);
        expect_figure_status(cases[i].name, release, FIGURE, cases[i].without);
        json_decref(release);
    }
}

Test(cells, wait_for_members_who_would_be_too_few_later)
{
    static const struct {
        size_t handed_in; /* of 20 */
        const char *provisional;
    } cases[] = {
        {5, "published"}, {15, "published"}, {16, "too-few"},
        {19, "too-few"},  {20, "published"},
    };

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        CLEANUP(programme_freep) struct programme *programme = programme_new(yes_no, 1, 20);
        CLEANUP(history_donep) struct history history = history_of(programme);
        CLEANUP(history_donep) struct history final = history_of(programme);

        answer(programme, "01010101010101010101");
        history_hand_in(&history, cases[i].handed_in);
        expect_figure_status("provisional", history_release(&history), FIGURE,
                             cases[i].provisional);
        history_hand_in(&final, cases[i].handed_in);
        final.is_final = true;
        expect_figure_status("final", history_release(&final), FIGURE, "published");
    }
}

/* It is the group's members that count: all others have handed in, and band 2 as a whole has.
 */
Test(cells, wait_for_members_of_their_own_group_only)
{
    CLEANUP(programme_freep) struct programme *programme = programme_new(yes_no, 1, 20);
    CLEANUP(history_donep) struct history history = history_of(programme);
    const json_t *release;

    answer(programme, "01010101010101010101");
    for (size_t i = 0; i < 10; i++)
        programme->participants[i].inhabitants = 30000;
    history_hand_in(&history, 18);
    release = history_release(&history);
    expect_figure_status("all", release, FIGURE, "too-few");
    expect_figure_status("band 1", release, "AAA.1.01@band-1", "too-few");
    expect_figure_status("band 2", release, "AAA.1.01@band-2", "published");
}

Test(cells, repeat_in_the_end_what_the_latecomers_were_too_few_for)
{
    static const struct {
        const char *name;
        const char *releases[3]; /* the last one is final */
        const char *figure;
    } cases[] = {
        {"three newcomers",
         {"01010101", "01010101011"},
         "\"published\",\"n\":8,\"missing\":12,\"notIncluded\":3,\"share\":\"50\""},
        {"one of them, and one corrects",
         {"01010101", "110101011"},
         "\"published\",\"n\":8,\"missing\":12,\"notIncluded\":2,\"share\":\"50\""},
        {"a leaver",
         {"01010101", "0101010."},
         "\"published\",\"n\":8,\"missing\":12,\"notIncluded\":0,\"share\":\"50\""},
        {"enough of them",
         {"01010101", "0101010101010"},
         "\"published\",\"n\":13,\"missing\":7,\"share\":\"46\""},
        {"the release between was not published",
         {"01010101", "010101011", "0101010111"},
         "\"published\",\"n\":8,\"missing\":12,\"notIncluded\":2,\"share\":\"50\""},
        {"the newest of two",
         {"01010101", "010101011111100", "0101010111111000"},
         "\"published\",\"n\":15,\"missing\":5,\"notIncluded\":1,\"share\":\"60\""},
        {"it was never published",
         {"0101", "01010"},
         "\"published\",\"n\":5,\"missing\":15,\"share\":\"40\""},
        {"and is too few", {"010", "0101"}, "\"too-few\",\"use\":null,\"lastPublished\":null"},
    };

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        CLEANUP(programme_freep) struct programme *programme = programme_new(yes_no, 1, 20);
        CLEANUP(history_donep) struct history history = history_of(programme);
        const json_t *release = NULL;

        for (size_t k = 0; k < COUNT_OF(cases[i].releases) && cases[i].releases[k] != NULL;
             k++) {
            history.is_final =
                k + 1 == COUNT_OF(cases[i].releases) || cases[i].releases[k + 1] == NULL;
            tell(&history, cases[i].releases[k]);
            release = history_release(&history);
        }
        expect_figure(release, FIGURE, cases[i].figure);
    }
}

/* An extension brings another final release after the first. */
Test(cells, repeat_what_was_repeated_before)
{
    CLEANUP(programme_freep) struct programme *programme = programme_new(yes_no, 1, 20);
    CLEANUP(history_donep) struct history history = history_of(programme);

    tell(&history, "01010101");
    (void)history_release(&history);
    history.is_final = true;
    tell(&history, "010101011");
    (void)history_release(&history);
    tell(&history, "0101010111");
    expect_figure(history_release(&history), FIGURE,
                  "\"published\",\"n\":8,\"missing\":12,\"notIncluded\":2,\"share\":\"50\"");
    tell(&history, "0101010111100");
    expect_figure(history_release(&history), FIGURE,
                  "\"published\",\"n\":13,\"missing\":7,\"share\":\"54\"");
}

/* How many of 400 releases have withheld the figure, whose answers are mixed. */
static int count_withheld(bool withholds_at_random)
{
    CLEANUP(programme_freep) struct programme *programme = programme_new(yes_no, 1, 20);
    int withheld = 0;

    answer(programme, "01010101010101010101");
    programme->rules.withholds_at_random = withholds_at_random;
    for (int number = 1; number <= 400; number++) {
        struct release_input input = programme_input(programme);
        json_t *release;

        input.number = number;
        release = release_compute(&input);
        withheld += strcmp(json_string_value(
                               json_object_get(programme_figure(release, FIGURE), "status")),
                           "withheld") == 0;
        json_decref(release);
    }
    return withheld;
}

Test(cells, are_withheld_at_random_so_that_a_refusal_does_not_speak)
{
    const int withheld = count_withheld(true);

    cr_expect(withheld >= 8 && withheld <= 36, "%d of 400, but 20 were expected", withheld);
    expect_number("without the rule", count_withheld(false), 0);
}

/* Other units of the same municipalities, and other indicators, have nothing to do with it. */
Test(cells, of_one_indicator_do_not_depend_on_another)
{
    static const struct invented two[] = {{"AAA.1.01", "yes-no", "higher", 0},
                                          {"AAA.1.02", "yes-no", "higher", 0}};
    CLEANUP(programme_freep) struct programme *programme = programme_new(two, 2, 20);
    CLEANUP(history_donep) struct history history = history_of(programme);
    const json_t *release;

    for (size_t i = 0; i < 20; i++) {
        programme_answer(programme, i, 0, (int64_t)(i % 2));
        programme_answer(programme, i, 1, (int64_t)(i % 2));
    }
    history_hand_in(&history, 20);
    (void)history_release(&history);
    programme_answer(programme, 7, 1, 0);
    release = history_release(&history);
    expect_figure_status("as it was", release, "AAA.1.01@all", "published");
    expect_figure_status("corrected", release, "AAA.1.02@all", "too-few");
}
