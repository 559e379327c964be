#include "daemon/pages/chart_view.h"

#include "common/figures/trend.h"
#include "common/memory.h"
#include "tests/support/picture.h"
#include "tests/support/release.h"

static struct picture picture_of(json_t *view /* taken */)
{
    const char *html = json_string_value(json_object_get(view, "html"));
    struct picture picture;

    cr_assert(html != NULL);
    picture = picture_read(memory_copy_text(html));
    json_decref(view);
    return picture;
}

static const json_t *figure_with(const json_t *release, const char *member, const char *text)
{
    const json_t *figures = json_object_get(release, "figures");

    for (size_t i = 0; i < json_array_size(figures); i++) {
        const json_t *figure = json_array_get(figures, i);

        if (strcmp(json_string_value(json_object_get(figure, member)), text) == 0)
            return figure;
    }
    cr_assert_fail("no figure with %s %s", member, text);
    return NULL;
}

Test(chart_view, shows_a_published_level_with_an_own_value)
{
    CLEANUP(catalogue_freep) struct catalogue *edition = edition_from(EDITION_INVENTED);
    json_t *release = release_invented();
    const json_t *figure = figure_with(release, "id", "STR.1.01@all");
    json_t *own =
        json_pack("{s:s, s:s, s:s}", "state", "answered", "value", "3", "rounded", "3.0");
    struct picture picture = picture_of(
        chart_view_strip(figure, own, catalogue_find(edition, "STR.1.01"), LANGUAGE_DE));

    cr_expect(picture.is_hidden);
    expect_number("median", picture_count(&picture, "chart-median"), 1);
    expect_number("band", picture_count(&picture, "chart-band"), 1);
    cr_expect(picture_text(&picture, "3") != NULL && picture_text(&picture, "4") != NULL);
    picture_done(&picture);

    picture = picture_of(chart_view_shares(figure));
    expect_number("a level nobody has", picture_count(&picture, "chart-level chart-level-1"),
                  0);
    picture_done(&picture);
    json_decref(own);
    json_decref(release);
}

Test(chart_view, says_of_every_figure_without_numbers_why)
{
    json_t *release = release_invented();
    struct picture picture = picture_of(
        chart_view_strip(figure_with(release, "status", "too-few"), NULL, NULL, LANGUAGE_DE));

    cr_expect(picture_text(&picture, "zu wenige Kommunen") != NULL);
    picture_done(&picture);
    picture = picture_of(
        chart_view_strip(figure_with(release, "status", "withheld"), NULL, NULL, LANGUAGE_EN));
    cr_expect(picture_text(&picture, "withheld") != NULL);
    picture_done(&picture);
    json_decref(release);
}

Test(chart_view, draws_every_figure_of_a_release)
{
    CLEANUP(catalogue_freep) struct catalogue *edition = edition_from(EDITION_INVENTED);
    json_t *release = release_invented();
    const json_t *figures = json_object_get(release, "figures");
    static const char *const groups[] = {"all", "band-1", "own"};

    for (size_t i = 0; i < json_array_size(figures); i++) {
        const json_t *figure = json_array_get(figures, i);
        const char *subject = json_string_value(json_object_get(figure, "subject"));
        struct picture picture = picture_of(
            chart_view_strip(figure, NULL, catalogue_find(edition, subject), LANGUAGE_DE));

        expect_number(subject,
                      picture_count(&picture, "chart-median") +
                          picture_count(&picture, "chart-mean") +
                          picture_count(&picture, "chart-refused"),
                      1);
        picture_done(&picture);
    }
    for (size_t count = 1; count <= COUNT_OF(groups); count++) {
        struct picture picture =
            picture_of(chart_view_radar(edition, release, groups, count, LANGUAGE_DE));

        expect_number("fields with a mean for all",
                      picture_count(&picture, "chart-mark chart-mark-1"), 2);
        picture_done(&picture);
    }
    json_decref(release);
}

Test(chart_view, shows_a_series_with_its_gaps_and_breaks)
{
    json_t *release = release_invented();
    const json_t *figure = figure_with(release, "id", "STR.1.01@all");
    const struct trend_point points[] = {
        {.round = "2024",
         .edition = "t1",
         .release = 1,
         .is_final = true,
         .published_at = "2024-06-01T04:00:00Z",
         .subject = "STR.1.01",
         .figure = figure},
        {.round = "2025",
         .edition = "t1",
         .release = 1,
         .is_final = true,
         .published_at = "2025-06-01T04:00:00Z"},
        {.round = "2026",
         .edition = "t2",
         .release = 1,
         .is_final = true,
         .segment = 1,
         .published_at = "2026-06-01T04:00:00Z",
         .subject = "STR.1.01",
         .figure = figure},
    };
    json_t *trend =
        trend_compute(SUBJECT_INDICATOR, "STR.1.01", "all", points, COUNT_OF(points));
    CLEANUP(catalogue_freep) struct catalogue *edition = edition_from(EDITION_INVENTED);
    struct picture picture =
        picture_of(chart_view_trend(trend, catalogue_find(edition, "STR.1.01"), LANGUAGE_DE));

    expect_number("breaks", picture_count(&picture, "chart-break"), 1);
    expect_number("points", picture_count(&picture, "chart-mark chart-mark-1"), 2);
    cr_expect(picture_text(&picture, "n = 12") != NULL);
    cr_expect(picture_text(&picture, "nicht verbunden") != NULL);
    picture_done(&picture);
    json_decref(trend);
    json_decref(release);
}
