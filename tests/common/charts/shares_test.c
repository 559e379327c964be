#include "common/charts/shares.h"

#include "common/charts/swatch.h"
#include "tests/support/picture.h"

Test(shares, fill_the_bar_even_if_they_do_not_make_a_hundred)
{
    struct shares shares = {
        .levels = {chart_value_read("33"), chart_value_read("33"), chart_value_read("33"),
                   chart_value_read("0"), chart_value_read("0")},
    };
    struct picture picture = picture_read(shares_draw(&shares));
    const struct picture_element *first =
        picture_find(&picture, "chart-level chart-level-0", 0);
    const struct picture_element *last = picture_find(&picture, "chart-level chart-level-2", 0);

    expect_number("symmetric", first->x, picture.width - last->x2);
    expect_number("side by side", first->x2,
                  picture_find(&picture, "chart-level chart-level-1", 0)->x);
    expect_number("an empty level has no part",
                  picture_count(&picture, "chart-level chart-level-3"), 0);
    cr_expect(picture_text(&picture, "2") != NULL);
    picture_done(&picture);
}

Test(swatch, draws_each_of_them)
{
    for (int i = 0; i < SWATCH_COUNT; i++) {
        struct picture picture = picture_read(swatch_draw((enum swatch)i));

        cr_expect(picture.is_hidden && picture.count > 0, "%d", i);
        picture_done(&picture);
    }
}
