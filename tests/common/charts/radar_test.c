#include "common/charts/radar.h"

#include "tests/support/picture.h"

#define FULL (100 * (int64_t)CHART_ONE)

static const char *const labels[RADAR_FIELDS_MAX] = {
    "Strategie und Steuerung",
    "Offene Verwaltung ohne Diskriminierung",
    "Gerechter Zugang zu Leistungen",
    "Arbeit, Ausbildung und lokale Wirtschaft",
    "Mitwirkung und Ehrenamt",
    "Nachbarschaft und Begegnung",
    "Öffentliche Kommunikation und Umgang mit Konflikten",
    "Wirkung und Nachhaltigkeit",
    "Infrastruktur und Mobilität",
    "Daten und Digitalisierung",
};

static struct radar radar_of(struct radar_field *fields, size_t count)
{
    for (size_t i = 0; i < count; i++)
        fields[i] = (struct radar_field){
            .label = labels[i],
            .own = chart_value_read("100"),
            .groups = {chart_value_read("50"), chart_value_read("60"), chart_value_read("0")},
            .lower = chart_value_read("40"),
            .upper = chart_value_read("70"),
        };
    return (struct radar){.fields = fields,
                          .field_count = count,
                          .group_count = 1,
                          .maximum = FULL,
                          .half_label = "50",
                          .full_label = "100"};
}

static size_t count_of(const char *text, char letter)
{
    size_t count = 0;

    for (; *text != '\0'; text++)
        count += *text == letter;
    return count;
}

Test(radar, reaches_the_rim_with_full_points_and_half_way_with_half)
{
    struct radar_field fields[RADAR_FIELDS_MAX];
    struct radar radar = radar_of(fields, 4);
    struct picture picture = picture_read(radar_draw(&radar));
    const struct picture_element *rim = picture_find(&picture, "chart-rim", 0);
    const struct picture_element *own = picture_find(&picture, "chart-own-line", 0);
    const struct picture_element *group =
        picture_find(&picture, "chart-group chart-group-1", 0);

    expect_text("own", own->path, rim->path);
    expect_number("width", (group->x2 - group->x) * 2, rim->x2 - rim->x);
    expect_number("height", (group->y2 - group->y) * 2, rim->y2 - rim->y);
    expect_number("marks", picture_count(&picture, "chart-own"), 4);
    picture_done(&picture);
}

Test(radar, leaves_a_gap_for_a_field_without_a_number)
{
    struct radar_field fields[RADAR_FIELDS_MAX];
    struct radar radar = radar_of(fields, 6);
    struct picture picture;
    const struct picture_element *own, *group;

    fields[2].own.is_there = false;
    fields[0].groups[0].is_there = false;
    fields[3].lower.is_there = fields[3].upper.is_there = false;
    picture = picture_read(radar_draw(&radar));
    own = picture_find(&picture, "chart-own-line", 0);
    group = picture_find(&picture, "chart-group chart-group-1", 0);
    expect_number("closed", count_of(own->path, 'Z') + count_of(group->path, 'Z'), 0);
    expect_number("stretches", count_of(own->path, 'M'), 2);
    expect_number("points, the first twice",
                  count_of(own->path, 'M') + count_of(own->path, 'L'), 6);
    expect_number("not back to a first that is not there",
                  count_of(group->path, 'M') + count_of(group->path, 'L'), 5);
    expect_number("own marks", picture_count(&picture, "chart-own"), 5);
    expect_number("quarters of the band",
                  count_of(picture_find(&picture, "chart-area", 0)->path, 'Z'), 4);
    picture_done(&picture);
}

Test(radar, shows_three_groups_with_marks_that_differ)
{
    struct radar_field fields[RADAR_FIELDS_MAX];
    struct radar radar = radar_of(fields, 7);
    struct picture picture;

    radar.group_count = 3;
    picture = picture_read(radar_draw(&radar));
    expect_text("first", picture_find(&picture, "chart-mark chart-mark-1", 6)->name, "circle");
    expect_text("second", picture_find(&picture, "chart-mark chart-mark-2", 6)->name,
                "polygon");
    expect_text("third", picture_find(&picture, "chart-mark chart-mark-3", 6)->name, "polygon");
    expect_number("lines", picture_count(&picture, "chart-group chart-group-3"), 1);
    picture_done(&picture);
}

Test(radar, keeps_its_labels_whole_and_apart)
{
    for (size_t count = RADAR_ROUND_FROM; count <= RADAR_FIELDS_MAX; count++) {
        struct radar_field fields[RADAR_FIELDS_MAX];
        struct radar radar = radar_of(fields, count);
        struct picture picture = picture_read(radar_draw(&radar));

        cr_expect(picture_collisions(&picture) == 0, "%zu fields: %zu collisions", count,
                  picture_collisions(&picture));
        expect_number("a number for each", picture_count(&picture, "chart-key"), count);
        cr_expect(picture_text(&picture, "Steuerung") != NULL ||
                  picture_text(&picture, "Strategie und Steuerung") != NULL);
        picture_done(&picture);
    }
}

Test(radar, becomes_bars_with_fewer_than_three_fields)
{
    for (size_t count = 1; count < RADAR_ROUND_FROM; count++) {
        struct radar_field fields[RADAR_FIELDS_MAX];
        struct radar radar = radar_of(fields, count);
        struct picture picture = picture_read(radar_draw(&radar));

        expect_number("rim", picture_count(&picture, "chart-rim"), 0);
        expect_number("bands", picture_count(&picture, "chart-band"), count);
        expect_number("own", picture_count(&picture, "chart-own"), count);
        cr_expect(picture_text(&picture, labels[0]) != NULL);
        picture_done(&picture);
    }
}
