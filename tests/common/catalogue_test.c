#include "common/catalogue.h"

#include "common/memory.h"
#include "tests/support/complaints.h"
#include "tests/support/expect.h"
#include "tests/support/small_catalogue.h"

static struct catalogue *read_small(void)
{
    CLEANUP(mistakes_donep) struct mistakes mistakes = {0};
    CLEANUP(memory_freep) char *complaints = NULL;
    struct catalogue *catalogue = catalogue_read(small_catalogue(), &mistakes);

    complaints = complaints_of(&mistakes);
    cr_assert(catalogue != NULL, "%s", complaints);
    return catalogue;
}

Test(catalogue, keeps_the_order_of_the_file)
{
    static const struct {
        const char *id;
        size_t goal, field;
        enum indicator_kind kind;
        enum polarity polarity;
    } expected[] = {
        {"STR.1.02", 0, 0, INDICATOR_LEVEL, POLARITY_HIGHER},
        {"STR.1.01", 0, 0, INDICATOR_YES_NO, POLARITY_LOWER},
        {"ADM.1.01", 1, 1, INDICATOR_SHARE, POLARITY_NEUTRAL},
        {"ADM.12.03", 2, 1, INDICATOR_RATE, POLARITY_HIGHER},
    };
    CLEANUP(catalogue_freep) struct catalogue *catalogue = read_small();

    expect_text("edition", catalogue_edition(catalogue), "v1");
    cr_assert(catalogue_count(catalogue) == COUNT_OF(expected));
    for (size_t i = 0; i < COUNT_OF(expected); i++) {
        const struct indicator *indicator = catalogue_at(catalogue, i);

        expect_text("id", indicator->id, expected[i].id);
        expect_number(indicator->id, indicator->position, i);
        expect_number(indicator->id, indicator->goal, expected[i].goal);
        expect_number(indicator->id, indicator->field, expected[i].field);
        expect_number(indicator->id, indicator->kind, expected[i].kind);
        expect_number(indicator->id, indicator->polarity, expected[i].polarity);
    }
}

Test(catalogue, knows_what_belongs_to_a_kind)
{
    CLEANUP(catalogue_freep) struct catalogue *catalogue = read_small();
    const struct indicator *level = catalogue_at(catalogue, 0);
    const struct indicator *share = catalogue_at(catalogue, 2);
    const struct indicator *rate = catalogue_at(catalogue, 3);

    expect_text("label", wording_in(&level->label, LANGUAGE_EN), "Status");
    expect_text("scale", level->scale->id, "plan");
    expect_text("best level", level->scale->levels[4].de, "fertig");
    expect_number("reasons", level->reason_count, 1);
    expect_text("reason", level->reasons[0], "no_concept");

    cr_expect(share->scale == NULL);
    expect_number("decimals of the share", share->decimals, 1);
    cr_expect(!share->has_plausible && !share->confirm);
    expect_text("second reason", share->reasons[1], "no_concept");

    expect_number("decimals of the rate", rate->decimals, 3);
    cr_expect(rate->has_plausible && rate->confirm);
    expect_number("from", rate->plausible_from, 0);
    expect_number("to", rate->plausible_to, 1500);
}

Test(catalogue, knows_the_runs_of_its_goals_and_fields)
{
    CLEANUP(catalogue_freep) struct catalogue *catalogue = read_small();
    const struct field *field = catalogue_field_at(catalogue, 1);
    const struct goal *goal = catalogue_goal_at(catalogue, 2);

    expect_number("fields", catalogue_field_count(catalogue), 2);
    expect_text("field", field->id, "ADM");
    expect_number("its first goal", field->first_goal, 1);
    expect_number("its goals", field->goal_count, 2);
    expect_number("its first indicator", field->first, 2);
    expect_number("its indicators", field->count, 2);

    expect_number("goals", catalogue_goal_count(catalogue), 3);
    expect_text("goal", goal->id, "ADM.12");
    expect_number("its field", goal->field, 1);
    expect_number("its first indicator", goal->first, 3);
    expect_number("its indicators", goal->count, 1);
    expect_number("indicators of the first", catalogue_goal_at(catalogue, 0)->count, 2);
}

Test(catalogue, finds_by_id)
{
    CLEANUP(catalogue_freep) struct catalogue *catalogue = read_small();

    for (size_t i = 0; i < catalogue_count(catalogue); i++) {
        const struct indicator *indicator = catalogue_at(catalogue, i);

        cr_expect(catalogue_find(catalogue, indicator->id) == indicator, "%s", indicator->id);
    }
    cr_expect(catalogue_find(catalogue, "STR.1.03") == NULL);
    cr_expect(catalogue_find(catalogue, "") == NULL);
    cr_expect(catalogue_goal_find(catalogue, "ADM.12") == catalogue_goal_at(catalogue, 2));
    cr_expect(catalogue_goal_find(catalogue, "ADM") == NULL);
}

Test(catalogue, scores_everything_but_rates_and_neutral_ones)
{
    CLEANUP(catalogue_freep) struct catalogue *catalogue = read_small();

    cr_expect(indicator_is_scored(catalogue_find(catalogue, "STR.1.02")));
    cr_expect(indicator_is_scored(catalogue_find(catalogue, "STR.1.01")));
    cr_expect(!indicator_is_scored(catalogue_find(catalogue, "ADM.1.01")));
    cr_expect(!indicator_is_scored(catalogue_find(catalogue, "ADM.12.03")));
}

Test(catalogue, reads_the_example_programme)
{
    static const struct {
        const char *path, *edition;
        size_t indicators;
    } cases[] = {
        {SOURCE_DIR "/config/example/catalogue-v1.json", "v1", 74},
        {SOURCE_DIR "/config/example/catalogue-v2.json", "v2", 78},
    };

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        CLEANUP(mistakes_donep) struct mistakes mistakes = {0};
        CLEANUP(catalogue_freep) struct catalogue *catalogue = NULL;
        CLEANUP(memory_freep) char *complaints = NULL;
        json_t *document = json_load_file(cases[i].path, JSON_REJECT_DUPLICATES, NULL);

        cr_assert(document != NULL, "%s", cases[i].path);
        catalogue = catalogue_read(document, &mistakes);
        complaints = complaints_of(&mistakes);
        cr_assert(catalogue != NULL, "%s: %s", cases[i].path, complaints);
        expect_text(cases[i].path, catalogue_edition(catalogue), cases[i].edition);
        expect_number(cases[i].path, catalogue_count(catalogue), cases[i].indicators);
        expect_number(cases[i].path, catalogue_field_count(catalogue), 7);
        cr_expect(catalogue_document(catalogue) == document);
    }
}
