#include "common/figures/groups.h"

#include <string.h>

#include "common/compiler.h"
#include "tests/support/expect.h"

Test(groups, include_a_municipality_by_what_it_is)
{
    static const struct {
        const char *name;
        struct participant participant;
        const char *groups;
    } cases[] = {
        {"one inhabitant", {"01", MUNICIPALITY_GEMEINDE, 1}, "all band-1 kind-gemeinde "},
        {"below band 2", {"01", MUNICIPALITY_GEMEINDE, 19999}, "all band-1 kind-gemeinde "},
        {"first of band 2", {"01", MUNICIPALITY_GEMEINDE, 20000}, "all band-2 kind-gemeinde "},
        {"last of band 2", {"01", MUNICIPALITY_GEMEINDE, 99999}, "all band-2 kind-gemeinde "},
        {"first of band 3", {"01", MUNICIPALITY_GEMEINDE, 100000}, "all band-3 kind-gemeinde "},
        {"a district has a band too",
         {"01", MUNICIPALITY_KREIS, 50000},
         "all band-2 kind-kreis "},
    };

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        char found[100] = "";

        for (size_t group = 0; group < group_count(); group++) {
            if (!group_at(group)->includes(&cases[i].participant))
                continue;
            strcat(found, group_at(group)->id);
            strcat(found, " ");
        }
        expect_text(cases[i].name, found, cases[i].groups);
    }
}

Test(groups, are_tried_by_family_and_in_it_by_members)
{
    static const struct {
        const char *name;
        size_t members[6];
        size_t order[6];
    } cases[] = {
        {"equals keep the fixed order", {0, 0, 0, 0, 0, 0}, {0, 1, 2, 3, 4, 5}},
        {"descending keeps it", {40, 20, 15, 5, 30, 10}, {0, 1, 2, 3, 4, 5}},
        {"the largest band first", {40, 5, 15, 20, 10, 30}, {0, 3, 2, 1, 5, 4}},
        {"equal bands behind a larger one", {40, 10, 20, 10, 20, 20}, {0, 2, 1, 3, 4, 5}},
        {"a kind never overtakes a band", {40, 1, 2, 37, 40, 0}, {0, 3, 2, 1, 4, 5}},
    };

    cr_assert(group_count() == COUNT_OF(cases[0].members));
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        size_t order[COUNT_OF(cases[0].order)];

        group_order(cases[i].members, order);
        for (size_t place = 0; place < COUNT_OF(order); place++)
            expect_number(cases[i].name, order[place], cases[i].order[place]);
    }
}

Test(groups, lie_within_a_group_that_includes_all_they_include)
{
    static const int64_t inhabitants[] = {1, 19999, 20000, 99999, 100000, 2000000};

    for (size_t i = 0; i < 2 * COUNT_OF(inhabitants); i++) {
        struct participant participant = {
            .key = "01",
            .kind = i % 2 == 0 ? MUNICIPALITY_GEMEINDE : MUNICIPALITY_KREIS,
            .inhabitants = inhabitants[i / 2],
        };

        for (size_t group = 0; group < group_count(); group++) {
            const struct group *inner = group_at(group);

            cr_expect(!inner->includes(&participant) ||
                          group_at(inner->within)->includes(&participant),
                      "%s", inner->id);
        }
    }
}
