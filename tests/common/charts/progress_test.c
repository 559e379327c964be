#include "common/charts/progress.h"

#include "tests/support/picture.h"

Test(progress, climbs_in_steps_until_now)
{
    static const struct progress_step steps[] = {{1000, 3}, {1000, 4}, {5000, 20}};
    const struct progress progress = {
        .title = "Teilnahme",
        .steps = steps,
        .step_count = COUNT_OF(steps),
        .now = 5000,
        .members = 40,
        .members_label = "40",
        .count_label = "20",
        .opens_label = "1. März",
        .deadline_label = "30. Juni",
    };
    struct picture picture = picture_read(progress_draw_steps(&progress));
    const struct picture_element *line = picture_find(&picture, "chart-own-line", 0);
    const struct picture_element *axis = picture_find(&picture, "chart-axis", 0);
    const struct picture_element *top = picture_find(&picture, "chart-tick", 0);

    expect_number("half of the time", line->x2 - line->x, (axis->x2 - axis->x) / 2);
    expect_number("half of them", (line->y2 - line->y) * 2, axis->y - top->y);
    expect_number("says how many", picture_count(&picture, "chart-value"), 1);
    cr_expect(picture_text(&picture, "20") != NULL);
    expect_number("apart", picture_collisions(&picture), 0);
    picture_done(&picture);
}
