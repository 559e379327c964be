#include "daemon/pages/participation_view.h"

#include "common/memory.h"
#include "daemon/pages/page.h"
#include "tests/support/expect.h"
#include "tests/support/picture.h"

#define OPENS  1767222000 /* 2025-12-31T23:00:00Z */
#define CLOSES 1780264800 /* 2026-05-31T22:00:00Z */

static json_t *round_invented(void)
{
    return json_pack("{s:s, s:s}", "opensAt", "2025-12-31T23:00:00Z", "closesAt",
                     "2026-05-31T22:00:00Z");
}

static json_t *participation_with(json_t *progress /* taken */)
{
    return json_pack("{s:i, s:i, s:o, s:[{s:s, s:s, s:b}, {s:s, s:s, s:b}]}", "members", 12000,
                     "handedIn", 30, "progress", progress, "municipalities", "key", "05554004",
                     "name", "Ahaus", "handedIn", 1, "key", "04011000", "name", "Bremen",
                     "handedIn", 0);
}

static json_t *progress_invented(void)
{
    return json_pack("[{s:s, s:i}, {s:s, s:i}]", "day", "2026-05-11", "handedIn", 3, "day",
                     "2026-06-02", "handedIn", 30);
}

static json_t *view_at(time_t now, json_t *progress /* taken */)
{
    json_t *round = round_invented();
    json_t *participation = participation_with(progress);
    json_t *view = participation_view(participation, round, now, LANGUAGE_DE);

    json_decref(participation);
    json_decref(round);
    return view;
}

static struct picture picture_in(const json_t *view)
{
    const json_t *chart = json_object_get(json_object_get(view, "progress"), "chart");
    const char *html = json_string_value(json_object_get(chart, "html"));

    cr_assert_not_null(html);
    return picture_read(memory_copy_text(html));
}

Test(participation_view, tells_the_days_in_words_and_their_counts)
{
    json_t *view = view_at(CLOSES, progress_invented());
    const json_t *days = json_object_get(json_object_get(view, "progress"), "days");
    const json_t *first = json_array_get(days, 0);

    cr_assert_str_eq(json_string_value(json_object_get(view, "members")), "12\xe2\x80\xaf"
                                                                          "000");
    cr_assert_eq(json_array_size(days), 2);
    cr_assert_str_eq(json_string_value(json_object_get(first, "day")), "11.\u00a0Mai 2026");
    cr_assert_str_eq(json_string_value(json_object_get(first, "handed_in")), "3");
    json_decref(view);
}

Test(participation_view, draws_the_line_between_two_days_without_hours)
{
    json_t *view = view_at(CLOSES - 86400, progress_invented());
    struct picture picture = picture_in(view);

    cr_expect(picture.is_hidden, "a table stands beside it");
    expect_number("line", picture_count(&picture, "chart-own-line"), 1);
    cr_expect(picture_text(&picture, "1.\u00a0Januar 2026") != NULL);
    cr_expect(picture_text(&picture, "31.\u00a0Mai 2026") != NULL,
              "midnight is the end of a day");
    picture_done(&picture);
    json_decref(view);
}

/* The chart asserts that its steps lie between opening, now and deadline, and never fall. */
Test(participation_view, draws_whatever_the_time_is)
{
    static const time_t times[] = {OPENS - 1,  OPENS,         OPENS + 1,
                                   CLOSES - 1, CLOSES + 3600, CLOSES + 1000000};

    for (size_t i = 0; i < COUNT_OF(times); i++) {
        json_t *view = view_at(times[i], progress_invented());
        struct picture picture = picture_in(view);

        expect_number("line", picture_count(&picture, "chart-own-line"), 1);
        picture_done(&picture);
        json_decref(view);
    }
}

Test(participation_view, has_no_progress_as_long_as_nobody_has_handed_in)
{
    json_t *view = view_at(CLOSES, json_array());
    json_t *nobodys = participation_view(NULL, NULL, CLOSES, LANGUAGE_DE);

    cr_assert(json_is_null(json_object_get(view, "progress")));
    cr_assert(json_is_null(nobodys));
    json_decref(nobodys);
    json_decref(view);
}

Test(participation_view, counts_in_each_group)
{
    json_t *participation =
        json_pack("{s:[{s:{s:s, s:s}, s:i, s:i}]}", "groups", "label", "de", "Alle Kommunen",
                  "en", "All municipalities", "members", 40, "handedIn", 34);
    json_t *groups = participation_groups_view(participation, LANGUAGE_EN);
    const json_t *all = json_array_get(groups, 0);

    cr_assert_str_eq(json_string_value(json_object_get(all, "label")), "All municipalities");
    cr_assert_eq(json_integer_value(json_object_get(all, "count")), 34);
    cr_assert_eq(json_integer_value(json_object_get(all, "all")), 40);
    json_decref(groups);
    json_decref(participation);
}

Test(participation_view, has_no_share_of_a_group_with_nobody)
{
    for (int members = 0; members <= 1; members++) {
        json_t *participation =
            json_pack("{s:[{s:{s:s, s:s}, s:i, s:i}]}", "groups", "label", "de", "Alle", "en",
                      "All", "members", members, "handedIn", 0);
        json_t *groups = participation_groups_view(participation, LANGUAGE_EN);

        cr_assert_eq(json_is_true(json_object_get(json_array_get(groups, 0), "has_members")),
                     members > 0);
        json_decref(groups);
        json_decref(participation);
    }
}

Test(participation_view, names_those_who_are_missing)
{
    json_t *participation = participation_with(json_array());
    json_t *asked = json_pack("{s:s, s:s}", "path", "/ergebnisse/2026", "page", "1");
    const struct config config = {0};
    json_t *absent, *nobodys;
    const json_t *rows;

    page_start(&config); /* the texts */
    absent = participation_absent_view(participation, asked, LANGUAGE_DE);
    nobodys = participation_absent_view(NULL, asked, LANGUAGE_DE);
    rows = json_object_get(absent, "rows");
    cr_assert_eq(json_array_size(rows), 1);
    cr_assert_str_eq(json_string_value(json_object_get(json_array_get(rows, 0), "name")),
                     "Bremen");
    cr_assert(json_is_null(nobodys));
    json_decref(nobodys);
    json_decref(absent);
    json_decref(asked);
    json_decref(participation);
}
