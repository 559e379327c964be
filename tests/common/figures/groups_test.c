#include "common/figures/groups.h"

#include <string.h>

#include "common/compiler.h"
#include "tests/support/expect.h"

static const char *const coast[] = {"01003000", "03404000", "13003000"};
static const char *const alone[] = {"07312000"};
static const struct own_group own[] = {
    {"seaside", "Invented Foundation", {"An der See", "At the sea"}, coast, COUNT_OF(coast)},
    {"alone", "Invented Foundation", {"Allein", "Alone"}, alone, COUNT_OF(alone)},
};

Test(groups, include_a_municipality_by_what_it_is)
{
    static const struct {
        const char *key;
        enum municipality_kind kind;
        int64_t inhabitants;
        const char *groups;
    } cases[] = {
        {"01003000", MUNICIPALITY_GEMEINDE, 1, "all band-1 kind-gemeinde land-01 seaside "},
        {"03404000", MUNICIPALITY_GEMEINDE, 19999, "all band-1 kind-gemeinde land-03 seaside "},
        {"03404001", MUNICIPALITY_GEMEINDE, 20000, "all band-2 kind-gemeinde land-03 "},
        {"16053000", MUNICIPALITY_GEMEINDE, 99999, "all band-2 kind-gemeinde land-16 "},
        {"07312000", MUNICIPALITY_GEMEINDE, 100000, "all band-3 kind-gemeinde land-07 alone "},
        {"09174", MUNICIPALITY_KREIS, 150000, "all band-3 kind-kreis land-09 "},
        {"12072", MUNICIPALITY_KREIS, 50000, "all band-2 kind-kreis land-12 "},
    };
    struct participant participants[COUNT_OF(cases)] = {0};
    CLEANUP(groups_freep) struct groups *groups = NULL;

    for (size_t i = 0; i < COUNT_OF(cases); i++)
        participants[i] = (struct participant){
            .key = cases[i].key, .kind = cases[i].kind, .inhabitants = cases[i].inhabitants};
    groups = groups_new(participants, COUNT_OF(cases), own, COUNT_OF(own));
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        char found[200] = "";

        for (size_t group = 0; group < groups_count(groups); group++) {
            if (!group_includes(groups_at(groups, group), &participants[i]))
                continue;
            strcat(found, groups_at(groups, group)->id);
            strcat(found, " ");
        }
        expect_text(cases[i].key, found, cases[i].groups);
    }
}

/* Only Laender that somebody lies in, and own groups by id. */
Test(groups, stand_in_a_fixed_order)
{
    static const struct participant participants[] = {
        {.key = "12072", .kind = MUNICIPALITY_KREIS, .inhabitants = 1},
        {.key = "07312000", .kind = MUNICIPALITY_GEMEINDE, .inhabitants = 1},
        {.key = "12054000", .kind = MUNICIPALITY_GEMEINDE, .inhabitants = 1},
    };
    static const char *const ids[] = {"all",           "band-1",     "band-2",  "band-3",
                                      "kind-gemeinde", "kind-kreis", "land-07", "land-12",
                                      "alone",         "seaside"};
    static const char *const families[] = {"all",  "band", "band", "band", "kind",
                                           "kind", "land", "land", "own",  "own"};
    CLEANUP(groups_freep)
    struct groups *groups =
        groups_new(participants, COUNT_OF(participants), own, COUNT_OF(own));

    cr_assert(groups_count(groups) == COUNT_OF(ids));
    for (size_t i = 0; i < COUNT_OF(ids); i++) {
        expect_text("id", groups_at(groups, i)->id, ids[i]);
        expect_text(ids[i], group_family_name(groups_at(groups, i)->family), families[i]);
        expect_number(ids[i], groups_at(groups, i)->within, 0);
    }
    expect_text("owner", groups_at(groups, 9)->own->owner, "Invented Foundation");
}

Test(groups, know_all_sixteen_laender)
{
    static const char *const keys[] = {"01001", "02000", "03101", "04011", "05111", "06411",
                                       "07111", "08111", "09161", "10041", "11000", "12051",
                                       "13003", "14511", "15001", "16051"};
    struct participant participants[COUNT_OF(keys)] = {0};
    CLEANUP(groups_freep) struct groups *groups = NULL;

    for (size_t i = 0; i < COUNT_OF(keys); i++)
        participants[i] =
            (struct participant){.key = keys[i], .kind = MUNICIPALITY_KREIS, .inhabitants = 1};
    groups = groups_new(participants, COUNT_OF(keys), NULL, 0);
    cr_assert(groups_count(groups) == 6 + COUNT_OF(keys));
    expect_text("first", groups_at(groups, 6)->label.de, "Schleswig-Holstein");
    expect_text("twelfth", groups_at(groups, 17)->label.en, "Brandenburg");
    expect_text("last", groups_at(groups, 21)->label.de, "Thüringen");
    for (size_t i = 0; i < COUNT_OF(keys); i++)
        cr_expect(group_includes(groups_at(groups, 6 + i), &participants[i]), "%s", keys[i]);
}

Test(groups, are_tried_by_family_and_in_it_by_members)
{
    static const struct participant participants[] = {
        {.key = "12072", .kind = MUNICIPALITY_KREIS, .inhabitants = 1},
        {.key = "07312000", .kind = MUNICIPALITY_GEMEINDE, .inhabitants = 1},
    };
    static const struct {
        const char *name;
        size_t members[10];
        size_t order[10];
    } cases[] = {
        {"equals keep the fixed order", {0}, {0, 1, 2, 3, 4, 5, 6, 7, 8, 9}},
        {"descending keeps it",
         {40, 20, 15, 5, 30, 10, 9, 8, 7, 6},
         {0, 1, 2, 3, 4, 5, 6, 7, 8, 9}},
        {"the largest first",
         {40, 5, 15, 20, 10, 30, 8, 9, 6, 7},
         {0, 3, 2, 1, 5, 4, 7, 6, 9, 8}},
        {"equals behind a larger one",
         {40, 10, 20, 10, 20, 20, 3, 3, 2, 2},
         {0, 2, 1, 3, 4, 5, 6, 7, 8, 9}},
        {"none overtakes another family",
         {40, 1, 2, 37, 40, 0, 1, 39, 0, 40},
         {0, 3, 2, 1, 4, 5, 7, 6, 9, 8}},
    };
    CLEANUP(groups_freep)
    struct groups *groups =
        groups_new(participants, COUNT_OF(participants), own, COUNT_OF(own));

    cr_assert(groups_count(groups) == COUNT_OF(cases[0].members));
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        size_t order[COUNT_OF(cases[0].order)];

        groups_order(groups, cases[i].members, order);
        for (size_t place = 0; place < COUNT_OF(order); place++)
            expect_number(cases[i].name, order[place], cases[i].order[place]);
    }
}
