#include "common/figures/units.h"

#include "tests/support/history.h"

static const struct invented some[] = {
    {"AAA.1.01", "level", "higher", 0},
    {"AAA.1.02", "yes-no", "higher", 0},
    {"AAA.2.01", "share", "lower", 2},
    {"AAA.2.02", "rate", "higher", 1},
};

/* What one participant does from release to release, and which unit it is each time. */
Test(units, last_as_long_as_a_value_stays)
{
    static const struct {
        const char *name;
        const char *answers; /* '.': not handed in, '-': not answered */
        const char *units;   /* '.': none */
    } cases[] = {
        {"unchanged", "3333", "0000"},
        {"corrected", "3344", "0011"},
        {"corrected and taken back", "3433", "0122"},
        {"joins late", "..33", "..00"},
        {"leaves and comes back", "3.33", "0.11"},
        {"does not answer for a while", "3-33", "0.11"},
        {"answers nothing ever", "----", "...."},
        {"zero is an answer", "0-00", "0.11"},
    };

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        CLEANUP(programme_freep) struct programme *programme = programme_new(some, 4, 1);
        CLEANUP(history_donep) struct history history = history_of(programme);
        struct release_input input = programme_input(programme);
        CLEANUP(rollcall_freep) struct rollcall *rollcall = NULL;
        CLEANUP(units_donep) struct units units = {0};
        const struct subject subject = subject_at(programme->edition, 0);

        for (size_t release = 0; release < 4; release++) {
            const char answer = cases[i].answers[release];

            history.has_handed_in[0] = answer != '.';
            programme->states[0] = STATE_UNKNOWN;
            if (answer >= '0')
                programme_answer(programme, 0, 0, answer - '0');
            (void)history_release(&history);
        }
        input.contributions = history.releases[3].contributions;
        input.contribution_count = history.releases[3].contribution_count;
        input.earlier = history.releases;
        input.earlier_count = 3;
        rollcall = rollcall_new(&input);
        units_init(&units, rollcall, &subject);
        for (size_t release = 0; release < 4; release++) {
            size_t room[1];
            const struct cell cell = units_cell(&units, release, 0, room);
            const char unit = cases[i].units[release];

            expect_number(cases[i].name, cell.count, unit == '.' ? 0 : 1);
            if (cell.count == 1)
                expect_number(cases[i].name, room[0], unit - '0');
        }
    }
}

Test(units, of_measures_are_all_who_handed_in)
{
    CLEANUP(programme_freep) struct programme *programme = programme_new(some, 4, 9);
    struct release_input input = programme_input(programme);
    CLEANUP(rollcall_freep) struct rollcall *rollcall = NULL;
    CLEANUP(units_donep) struct units units = {0};
    const struct subject subject =
        subject_find(programme->edition, "measures", "AAA.2#measures");

    for (size_t i = 0; i < 9; i += 2)
        programme_plan(programme, i, 1);
    input.contribution_count = 7;
    rollcall = rollcall_new(&input);
    units_init(&units, rollcall, &subject);
    expect_number("units", units.count, 7);
    for (size_t i = 0; i < units.count; i++)
        expect_number("planned", units.items[i].value, i % 2 == 0 ? 1 : 0);
}

Test(units, differ_by_what_the_kind_of_indicator_says)
{
    struct indicator indicator = {0};
    const struct goal goal = {0};
    static const struct {
        const char *name;
        enum indicator_kind kind;
        int decimals;
        bool has_plausible;
        int64_t from, to;
        int64_t spread;
    } cases[] = {
        {"levels", INDICATOR_LEVEL, 0, false, 0, 0, 1},
        {"yes and no", INDICATOR_YES_NO, 0, false, 0, 0, 1},
        {"whole per cent", INDICATOR_SHARE, 0, false, 0, 0, 10},
        {"tenths of a per cent", INDICATOR_SHARE, 1, true, 0, 200, 100},
        {"a rate without a range", INDICATOR_RATE, 2, false, 0, 0, 1},
        {"a rate from 0.5 to 6.5", INDICATOR_RATE, 1, true, 5, 65, 6},
        {"a tenth is no whole number", INDICATOR_RATE, 0, true, 0, 61, 7},
        {"a tiny range", INDICATOR_RATE, 0, true, 4, 6, 1},
        {"no range at all", INDICATOR_RATE, 0, true, 4, 4, 1},
    };

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        const struct subject subject = {.level = SUBJECT_INDICATOR, .indicator = &indicator};

        indicator.kind = cases[i].kind;
        indicator.decimals = cases[i].decimals;
        indicator.has_plausible = cases[i].has_plausible;
        indicator.plausible_from = cases[i].from;
        indicator.plausible_to = cases[i].to;
        expect_number(cases[i].name, units_spread(&subject), cases[i].spread);
    }
    expect_number("measures",
                  units_spread(&(struct subject){.level = SUBJECT_MEASURES, .goal = &goal}), 1);
}
