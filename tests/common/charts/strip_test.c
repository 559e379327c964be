#include "common/charts/strip.h"

#include "tests/support/picture.h"

static const struct strip plain = {.maximum = 4 * (int64_t)CHART_ONE, .tick_count = 5};

static int64_t middle(const struct picture_element *element)
{
    cr_assert(element != NULL);
    return (element->x + element->x2) / 2;
}

Test(strip, puts_band_median_and_own_value_where_they_belong)
{
    struct strip strip = plain;
    struct picture picture;
    int64_t from, length;

    strip.lower = chart_value_read("1.0");
    strip.upper = chart_value_read("3.0");
    strip.median = chart_value_read("2.5");
    strip.mean = chart_value_read("2.1");
    strip.own = chart_value_read("4.0");
    strip.own_label = "4,0";
    picture = picture_read(strip_draw(&strip));

    from = picture_find(&picture, "chart-axis", 0)->x;
    length = picture_find(&picture, "chart-axis", 0)->x2 - from;
    expect_number("lower", picture_find(&picture, "chart-band", 0)->x, from + length / 4);
    expect_number("upper", picture_find(&picture, "chart-band", 0)->x2, from + length * 3 / 4);
    expect_number("median", middle(picture_find(&picture, "chart-median", 0)),
                  from + length * 5 / 8);
    expect_number("own", middle(picture_find(&picture, "chart-own", 0)), from + length);
    expect_number("no mean beside a median", picture_count(&picture, "chart-mean"), 0);
    expect_number("ticks", picture_count(&picture, "chart-tick"), 5);
    picture_done(&picture);
}

Test(strip, shows_a_mean_where_there_are_no_quartiles)
{
    struct strip strip = plain;
    struct picture picture;

    strip.mean = chart_value_read("2.1");
    picture = picture_read(strip_draw(&strip));
    expect_number("mean", picture_count(&picture, "chart-mean"), 1);
    expect_number("band", picture_count(&picture, "chart-band"), 0);
    expect_number("own", picture_count(&picture, "chart-own"), 0);
    picture_done(&picture);
}

Test(strip, puts_the_own_label_on_the_side_away_from_the_median)
{
    static const struct {
        const char *own;
        bool is_left;
    } cases[] = {{"0.0", true}, {"1.9", true}, {"2.0", false}, {"2.1", false}, {"4.0", false}};

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct strip strip = plain;
        struct picture picture;
        const struct picture_element *label, *median, *own;

        strip.median = chart_value_read("2.0");
        strip.own = chart_value_read(cases[i].own);
        strip.own_label = cases[i].own;
        picture = picture_read(strip_draw(&strip));
        label = picture_text(&picture, cases[i].own);
        median = picture_find(&picture, "chart-median", 0);
        own = picture_find(&picture, "chart-own", 0);
        cr_expect(cases[i].is_left ? label->x2 < own->x && label->x2 < median->x
                                   : label->x > own->x2 && label->x > median->x,
                  "%s", cases[i].own);
        picture_done(&picture);
    }
}

Test(strip, is_an_empty_hatched_track_with_a_text_where_nothing_is_published)
{
    struct strip strip = plain;
    struct picture picture;

    strip.refusal = "zu wenige <Kommunen> & Co.";
    strip.own = chart_value_read("3");
    strip.median = chart_value_read("2");
    picture = picture_read(strip_draw(&strip));
    expect_number("track", picture_count(&picture, "chart-refused"), 1);
    cr_expect(strlen(picture_find(&picture, "chart-hatch", 0)->path) > 100);
    expect_number("median", picture_count(&picture, "chart-median"), 0);
    expect_number("own", picture_count(&picture, "chart-own"), 1);
    cr_expect(picture_text(&picture, "zu wenige <Kommunen> & Co.") != NULL);
    picture_done(&picture);
}

Test(strip, is_named_or_hidden)
{
    struct strip strip = plain;
    struct picture picture = picture_read(strip_draw(&strip));

    cr_expect(picture.is_hidden);
    picture_done(&picture);
    strip.title = "Offene \"Verwaltung\"";
    picture = picture_read(strip_draw(&strip));
    cr_expect(picture.has_role && !picture.is_hidden);
    picture_done(&picture);
}
