#include "daemon/pages/explanation_view.h"

#include "common/memory.h"
#include "tests/support/release.h"

#define WORDS "{\"de\": \"Wort\", \"en\": \"word\"}"
#define HEAD                                                                                 \
    "{\"id\": \"STR.1.01@band-1\", \"round\": \"2026\", \"release\": 3, \"members\": 13000," \
    " \"subject\": {\"id\": \"STR.1.01\", \"level\": \"indicator\", \"kind\": " WORDS        \
    ", \"polarity\": " WORDS "}, \"group\": {\"id\": \"band-1\", \"label\": " WORDS "},"
#define SHARE(level, value)                                                  \
    "{\"name\": \"share_" level "\", \"label\": " WORDS ", \"unit\": " WORDS \
    ", \"meaning\": " WORDS ", \"value\": \"" value "\"}"

static const char published[] = HEAD
    " \"status\": {\"name\": \"published\", \"label\": " WORDS ", \"meaning\": " WORDS "},"
    " \"statistics\": ["
    "{\"name\": \"n\", \"label\": " WORDS ", \"unit\": " WORDS ", \"meaning\": " WORDS
    ", \"value\": 12},"
    "{\"name\": \"mean\", \"label\": " WORDS ", \"unit\": " WORDS ", \"meaning\": " WORDS
    ", \"value\": \"2.4\"}," SHARE("0", "0") "," SHARE("1", "0") "," SHARE("2", "75") "," SHARE(
        "3",
        "25") "," SHARE("4",
                        "0") "],"
                             " \"leftOut\": [{\"label\": " WORDS ", \"reason\": " WORDS "}],"
                             " \"basedOn\": [{\"id\": \"STR.1.02@band-1\"}, {\"id\": \"XYZ@band-1\"}],"
                             " \"method\": [{\"member\": \"quantile\", \"name\": \"hyndman-fan-7\"},"
                             " {\"member\": \"invented\", \"name\": \"unknown\"}]}";

static const char refused[] =
    HEAD " \"status\": {\"name\": \"withheld\", \"label\": " WORDS ", \"meaning\": " WORDS "},"
         " \"statistics\": [], \"leftOut\": [], \"basedOn\": [], \"method\": [],"
         " \"use\": {\"id\": \"STR.1.01@all\"}, \"lastPublished\": {\"release\": 1}}";

static json_t *view_of(const char *text)
{
    CLEANUP(catalogue_freep) struct catalogue *edition = edition_from(EDITION_INVENTED);
    json_error_t error;
    json_t *explanation = json_loads(text, JSON_REJECT_DUPLICATES, &error);
    json_t *view;

    cr_assert(explanation != NULL, "%s at %d", error.text, error.position);
    view = explanation_view(explanation, edition, LANGUAGE_DE);
    json_decref(explanation);
    return view;
}

static const json_t *item(const json_t *view, const char *list, size_t index)
{
    const json_t *object = json_object_get(view, list);

    return json_array_get(json_is_array(object) ? object : json_object_get(object, "items"),
                          index);
}

static void expect_member(const json_t *object, const char *member, const char *text)
{
    cr_assert_str_eq(json_string_value(json_object_get(object, member)), text);
}

Test(explanation_view, gives_every_number_with_its_meaning)
{
    json_t *view = view_of(published);

    expect_member(view, "label", "Stand des Plans");
    expect_member(view, "members",
                  "13\xe2\x80\xaf"
                  "000");
    expect_member(item(view, "statistics", 0), "value", "12");
    expect_member(item(view, "statistics", 1), "value", "2,4");
    expect_member(item(view, "statistics", 1), "explained", "Wort");
    expect_member(item(view, "left_out", 0), "reason", "Wort");
    cr_assert(json_is_object(json_object_get(view, "strip")));
    cr_assert(json_is_object(json_object_get(view, "shares")), "made of the levels' shares");
    json_decref(view);
}

Test(explanation_view, leads_to_what_a_figure_was_made_of_and_to_its_series)
{
    json_t *view = view_of(published);

    expect_member(item(view, "based_on", 0), "name", "Beschlossen");
    expect_member(item(view, "based_on", 0), "href",
                  "/ergebnisse/2026/3/kennzahl/STR.1.02%40band-1");
    expect_member(item(view, "based_on", 1), "name", "XYZ");
    expect_member(view, "trend", "/ergebnisse/entwicklung?indicator=STR.1.01&group=band-1");
    cr_assert_eq(json_array_size(json_object_get(view, "methods")), 1,
                 "without words for it, a method is left out");
    json_decref(view);
}

Test(explanation_view, leads_from_what_is_held_back_to_what_is_there)
{
    json_t *view = view_of(refused);

    cr_assert(json_is_false(json_object_get(view, "is_published")));
    cr_assert(json_is_null(json_object_get(view, "strip")));
    cr_assert(json_is_null(json_object_get(view, "shares")));
    cr_assert(json_is_null(json_object_get(view, "left_out")));
    cr_assert(json_is_null(json_object_get(view, "based_on")));
    expect_member(json_object_get(view, "use"), "href",
                  "/ergebnisse/2026/3/kennzahl/STR.1.01%40all");
    expect_member(json_object_get(view, "last"), "href",
                  "/ergebnisse/2026/1/kennzahl/STR.1.01%40band-1");
    json_decref(view);
}
