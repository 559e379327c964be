#include "common/charts/trend.h"

#include "tests/support/picture.h"

static const char *const ticks[] = {"0", "1", "2", "3", "4"};

static struct trend trend_of(struct trend_round *rounds, size_t count)
{
    static const char *const names[] = {"2024/1", "2024/2", "2025/1", "2025/2", "2026/1"};

    for (size_t i = 0; i < count; i++)
        rounds[i] = (struct trend_round){
            .label = names[i],
            .note = "n = 34",
            .lower = chart_value_read("1.5"),
            .upper = chart_value_read("3.0"),
            .group = chart_value_read("2.0"),
        };
    return (struct trend){.rounds = rounds,
                          .round_count = count,
                          .maximum = 4 * (int64_t)CHART_ONE,
                          .tick_labels = ticks,
                          .tick_count = COUNT_OF(ticks)};
}

Test(trend, draws_higher_numbers_higher)
{
    struct trend_round rounds[5];
    struct trend trend = trend_of(rounds, 5);
    struct picture picture;
    const struct picture_element *line, *axis, *top;

    rounds[4].group = chart_value_read("4.0");
    rounds[0].group = chart_value_read("0.0");
    picture = picture_read(trend_draw(&trend));
    line = picture_find(&picture, "chart-group chart-group-1", 0);
    axis = picture_find(&picture, "chart-axis", 0);
    top = picture_find(&picture, "chart-tick", 3);
    expect_number("bottom", line->y2, axis->y);
    expect_number("top", line->y, top->y);
    expect_text("no gap", strrchr(line->path, 'M'), line->path);
    expect_number("collisions", picture_collisions(&picture), 0);
    picture_done(&picture);
}

Test(trend, interrupts_the_line_where_nothing_was_published_and_at_a_break)
{
    struct trend_round rounds[5];
    struct trend trend = trend_of(rounds, 5);
    struct picture picture;
    const char *line;

    rounds[1].group.is_there = false;
    rounds[4].is_break = true;
    picture = picture_read(trend_draw(&trend));
    expect_number("breaks", picture_count(&picture, "chart-break"), 1);
    expect_number("marks", picture_count(&picture, "chart-mark chart-mark-1"), 4);
    expect_number("bands", picture_count(&picture, "chart-band"), 2);
    line = picture_find(&picture, "chart-group chart-group-1", 0)->path;
    cr_expect(strchr(line + 1, 'M') != NULL && strchr(strchr(line + 1, 'M') + 1, 'M') != NULL,
              "two gaps: %s", line);
    picture_done(&picture);
}

Test(trend, says_under_every_round_how_many)
{
    struct trend_round rounds[1];
    struct trend trend = trend_of(rounds, 1);
    struct picture picture = picture_read(trend_draw(&trend));

    cr_expect(picture_text(&picture, "n = 34") != NULL);
    cr_expect(picture_text(&picture, "2024/1") != NULL);
    picture_done(&picture);
}
