#include "common/export/explain.h"

#include "common/memory.h"
#include "tests/support/release.h"

/* The explanation of a figure, or NULL. */
static json_t *explained(const char *id)
{
    CLEANUP(catalogue_freep) struct catalogue *edition = edition_from(EDITION_INVENTED);
    json_t *release = release_invented();
    json_t *document = figure_explain(release, edition, id);

    json_decref(release);
    return document;
}

/* The members of this name of all elements of a list, one behind the other. */
static char *joined(const json_t *list, const char *member)
{
    char *text = memory_copy_text("");

    for (size_t i = 0; i < json_array_size(list); i++) {
        CLEANUP(memory_freep) char *before = text;

        text =
            memory_format("%s%s%s", before, i == 0 ? "" : " ",
                          json_string_value(json_object_get(json_array_get(list, i), member)));
    }
    return text;
}

static void expect_names(const char *id, const json_t *document, const char *list,
                         const char *expected)
{
    CLEANUP(memory_freep) char *label = memory_format("%s, %s", id, list);
    CLEANUP(memory_freep) char *names = joined(json_object_get(document, list), "name");

    expect_text(label, names, expected);
}

Test(explain, tells_which_statistics_there_are_and_which_are_left_out)
{
    static const struct {
        const char *id, *statistics, *left_out;
    } cases[] = {
        {"STR.1.01@all", "n missing mean q1 median q3 share_0 share_1 share_2 share_3 share_4",
         ""},
        {"STR.1.01@band-1", "n missing mean",
         "q1 median q3 share_0 share_1 share_2 share_3 share_4"},
        {"STR.1.01@own", "",
         "n missing mean q1 median q3 share_0 share_1 share_2 share_3 share_4"},
        {"STR.1.02@band-1", "", "n missing share"},
        {"COM.1.01@all", "n missing mean q1 median q3 not_included", ""},
        {"STR.1@band-1", "mean indicators", "lower upper band_indicators"},
        {"STR.1#measures@all", "n missing share count", ""},
    };

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        json_t *document = explained(cases[i].id);

        cr_assert(document != NULL, "%s", cases[i].id);
        expect_names(cases[i].id, document, "statistics", cases[i].statistics);
        expect_names(cases[i].id, document, "leftOut", cases[i].left_out);
        json_decref(document);
    }
}

Test(explain, tells_what_the_figure_is_about_and_how_it_was_made)
{
    static const char expected[] =
        "{\"id\":\"STR.1.02@all\",\"round\":\"2026\",\"release\":3,"
        "\"publishedAt\":\"2026-06-01T04:00:00.123456Z\",\"final\":false,\"edition\":\"t1\","
        "\"subject\":{\"id\":\"STR.1.02\",\"level\":\"indicator\","
        "\"label\":{\"de\":\"Beschlossen\",\"en\":\"Adopted\"},"
        "\"unit\":{\"de\":\"Prozent\",\"en\":\"Per cent\"},"
        "\"kind\":{\"de\":\"ja/nein\",\"en\":\"yes/no\"},"
        "\"polarity\":{\"de\":\"mehr ist besser\",\"en\":\"more is better\"}},"
        "\"group\":{\"id\":\"all\",\"label\":{\"de\":\"Alle, erfunden\","
        "\"en\":\"All, invented\"},\"members\":13},"
        "\"status\":{\"name\":\"published\",\"label\":{\"de\":\"veröffentlicht\","
        "\"en\":\"published\"},\"meaning\":{\"de\":\"Die Kennzahl ist veröffentlicht.\","
        "\"en\":\"The figure is published.\"}},"
        "\"n\":11,\"missing\":2,\"members\":13,";
    json_t *document = explained("STR.1.02@all");
    CLEANUP(memory_freep) char *text = json_dumps(document, JSON_COMPACT);

    text[strlen(expected)] = '\0';
    expect_text("document", text, expected);
    expect_names("method", document, "method",
                 "hyndman-fan-7 half-away-from-zero unknown-to-everybody");
    cr_expect(json_is_null(
        json_object_get(json_array_get(json_object_get(document, "method"), 2), "meaning")));
    cr_expect(json_object_get(document, "use") == NULL);
    cr_expect(json_object_get(document, "basedOn") == NULL);
    expect_number(
        "versions",
        json_integer_value(json_object_get(json_object_get(document, "inputs"), "versions")),
        12);
    json_decref(document);
}

Test(explain, leads_to_what_is_published_instead)
{
    json_t *document = explained("STR.1.02@band-1");
    const json_t *use = json_object_get(document, "use");
    const json_t *last = json_object_get(document, "lastPublished");

    expect_text("use", json_string_value(json_object_get(use, "id")), "STR.1.02@all");
    expect_text("use", json_string_value(json_object_get(use, "href")),
                "/v1/rounds/2026/releases/3/figures/STR.1.02%40all");
    expect_number("last", json_integer_value(json_object_get(last, "release")), 1);
    expect_text("last", json_string_value(json_object_get(last, "href")),
                "/v1/rounds/2026/releases/1/figures/STR.1.02%40band-1");
    cr_expect(json_is_null(json_object_get(document, "n")));
    json_decref(document);
}

Test(explain, names_the_figures_that_one_above_the_indicators_was_computed_from)
{
    static const struct {
        const char *id, *ids;
        int in_band;
    } cases[] = {
        {"STR.1@all", "STR.1.01@all STR.1.02@all", 1},
        {"STR.1@band-1", "STR.1.01@band-1", 0},
        {"STR@all", "STR.1.01@all STR.1.02@all", 1}, /* a rate is not scored */
        {"COM@all", "COM.1.01@all", 1},
        {"whole@all", "STR.1.01@all STR.1.02@all COM.1.01@all", 2},
        {"STR.1#measures@all", "", 0},
    };

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        json_t *document = explained(cases[i].id);
        const json_t *list = json_object_get(document, "basedOn");
        CLEANUP(memory_freep) char *ids = joined(list, "id");
        int in_band = 0;

        for (size_t k = 0; k < json_array_size(list); k++)
            in_band += json_is_true(json_object_get(json_array_get(list, k), "inBand"));
        expect_text(cases[i].id, ids, cases[i].ids);
        expect_number(cases[i].id, in_band, cases[i].in_band);
        json_decref(document);
    }
}

Test(explain, knows_no_figure_that_the_release_does_not_have)
{
    static const char *const ids[] = {"", "STR.1.01", "STR.1.01@nobody", "str.1.01@all"};

    for (size_t i = 0; i < COUNT_OF(ids); i++)
        cr_expect(explained(ids[i]) == NULL, "%s", ids[i]);
}
