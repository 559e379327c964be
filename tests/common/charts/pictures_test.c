/*
 * Pictures of invented inputs: whatever is valid gives XML that is well formed, with nothing
 * outside the view box. The seed is fixed, so a failure comes again.
 */

#include "common/charts/progress.h"
#include "common/charts/radar.h"
#include "common/charts/shares.h"
#include "common/charts/strip.h"
#include "common/charts/trend.h"
#include "tests/support/picture.h"

#define ROUNDS 3000

static uint64_t state = 20261122;

static int64_t random_below(int64_t end)
{
    state = state * 6364136223846793005U + 1442695040888963407U;
    return (int64_t)((state >> 20U) % (uint64_t)end);
}

static const char *random_text(void)
{
    static const char *const texts[] = {
        "",
        "0",
        "2,4",
        "1.234,5",
        "n = 34",
        "Wirkung & <Nachhaltigkeit>",
        "\"'\t\x01",
        "Öffentliche Kommunikation und Umgang mit Konflikten",
        "Donaudampfschifffahrtsgesellschaftskapitänspatent",
        "– €",
        "\xf0\x9f\x8f\xa0 Haus",
        "W W W",
    };

    return texts[random_below((int64_t)COUNT_OF(texts))];
}

static const char *random_number_text(void)
{
    static const char *const texts[] = {"0", "2,4", "100", "12.300"};

    return texts[random_below((int64_t)COUNT_OF(texts))];
}

/* Up to half above the maximum. */
static struct chart_value random_value(int64_t maximum)
{
    return (struct chart_value){random_below(4) > 0, random_below(maximum / 2 * 3)};
}

static void random_band(int64_t maximum, struct chart_value *lower, struct chart_value *upper)
{
    *lower = random_value(maximum);
    *upper = random_value(maximum);
    upper->is_there = lower->is_there;
    if (lower->millionths > upper->millionths) {
        const struct chart_value other = *lower;

        *lower = *upper;
        *upper = other;
    }
}

static int64_t random_maximum(void)
{
    static const int64_t maxima[] = {2, 1000, 4 * (int64_t)CHART_ONE, 100 * (int64_t)CHART_ONE,
                                     CHART_NUMBER_MAX / 2};

    return maxima[random_below((int64_t)COUNT_OF(maxima))];
}

static void look(char *text)
{
    struct picture picture = picture_read(text);

    picture_done(&picture);
}

Test(pictures, of_any_strip_are_sound)
{
    for (int i = 0; i < ROUNDS; i++) {
        const int64_t maximum = random_maximum();
        const bool has_labels = random_below(2) == 0;
        struct strip strip = {
            .title = random_below(2) == 0 ? random_text() : NULL,
            .maximum = maximum,
            .tick_count = (int)random_below(STRIP_TICKS_MAX - 1) + 2,
            .from_label = has_labels ? "0" : NULL,
            .to_label = has_labels ? random_number_text() : NULL,
            .median = random_value(maximum),
            .mean = random_value(maximum),
            .own = random_value(maximum),
            .own_label = random_below(2) == 0 ? random_number_text() : NULL,
            .refusal = random_below(4) == 0 ? "zu wenige <Kommunen>" : NULL,
        };

        random_band(maximum, &strip.lower, &strip.upper);
        look(strip_draw(&strip));
    }
}

Test(pictures, of_any_radar_are_sound)
{
    for (int i = 0; i < ROUNDS; i++) {
        struct radar_field fields[RADAR_FIELDS_MAX];
        const int64_t maximum = random_maximum();
        const struct radar radar = {
            .title = random_below(2) == 0 ? random_text() : NULL,
            .fields = fields,
            .field_count = (size_t)random_below(RADAR_FIELDS_MAX) + 1,
            .group_count = (size_t)random_below(GROUP_LINES_MAX + 1),
            .maximum = maximum,
            .half_label = "50",
            .full_label = "100",
        };

        for (size_t k = 0; k < radar.field_count; k++) {
            fields[k] =
                (struct radar_field){.label = random_text(), .own = random_value(maximum)};
            for (size_t group = 0; group < GROUP_LINES_MAX; group++)
                fields[k].groups[group] = random_value(maximum);
            random_band(maximum, &fields[k].lower, &fields[k].upper);
        }
        look(radar_draw(&radar));
    }
}

Test(pictures, of_any_trend_are_sound)
{
    static const char *const ticks[TREND_TICKS_MAX] = {"0", "1", "2", "3",      "4", "5",
                                                       "6", "7", "8", "12.300", "10"};

    for (int i = 0; i < ROUNDS; i++) {
        struct trend_round rounds[TREND_ROUNDS_MAX];
        const int64_t maximum = random_maximum();
        const struct trend trend = {
            .rounds = rounds,
            .round_count = (size_t)random_below(TREND_ROUNDS_MAX) + 1,
            .maximum = maximum,
            .tick_labels = ticks,
            .tick_count = (size_t)random_below(TREND_TICKS_MAX - 1) + 2,
        };

        for (size_t k = 0; k < trend.round_count; k++) {
            rounds[k] = (struct trend_round){
                .label = random_text(),
                .note = random_text(),
                .is_break = random_below(5) == 0,
                .group = random_value(maximum),
            };
            random_band(maximum, &rounds[k].lower, &rounds[k].upper);
        }
        look(trend_draw(&trend));
    }
}

Test(pictures, of_any_shares_are_sound)
{
    for (int i = 0; i < ROUNDS; i++) {
        struct shares shares = {0};

        for (size_t level = 0; level < SHARES_LEVELS; level++)
            shares.levels[level] =
                (struct chart_value){true, random_below(101) * (int64_t)CHART_ONE};
        shares.levels[random_below(SHARES_LEVELS)].millionths = CHART_ONE;
        look(shares_draw(&shares));
    }
}

Test(pictures, of_any_progress_are_sound)
{
    for (int i = 0; i < ROUNDS; i++) {
        struct progress_step steps[8];
        struct progress progress = {
            .title = random_text(),
            .steps = steps,
            .step_count = (size_t)random_below(COUNT_OF(steps) + 1),
            .members = (int)random_below(12000) + 1,
            .members_label = random_number_text(),
            .opens_label = "28. September 2026",
            .deadline_label = "30. November 2026",
        };
        int at = 0, handed_in = 0;

        for (size_t k = 0; k < progress.step_count; k++) {
            at += (int)random_below(PROGRESS_SPAN - at + 1);
            handed_in += (int)random_below(progress.members - handed_in + 1);
            steps[k] = (struct progress_step){.at = at, .handed_in = handed_in};
        }
        progress.now = at + (int)random_below(PROGRESS_SPAN - at + 1);
        look(progress_draw_steps(&progress));
    }
}
