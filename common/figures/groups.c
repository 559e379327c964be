#include "common/figures/groups.h"

#include <assert.h>

#include "common/compiler.h"

#define BAND_2_FROM 20000
#define BAND_3_FROM 100000

static bool is_any(const struct participant *participant)
{
    (void)participant;
    return true;
}

static bool is_in_band_1(const struct participant *participant)
{
    return participant->inhabitants < BAND_2_FROM;
}

static bool is_in_band_2(const struct participant *participant)
{
    return participant->inhabitants >= BAND_2_FROM && participant->inhabitants < BAND_3_FROM;
}

static bool is_in_band_3(const struct participant *participant)
{
    return participant->inhabitants >= BAND_3_FROM;
}

static bool is_gemeinde(const struct participant *participant)
{
    return participant->kind == MUNICIPALITY_GEMEINDE;
}

static bool is_kreis(const struct participant *participant)
{
    return participant->kind == MUNICIPALITY_KREIS;
}

/* clang-format off */
static const struct group groups[] = {
    {"all",           {"Alle Kommunen", "All municipalities"},
     GROUP_ALL, 0, is_any},
    {"band-1",        {"Einwohnerzahl unter 20.000", "Population under 20,000"},
     GROUP_BAND, 0, is_in_band_1},
    {"band-2",        {"Einwohnerzahl 20.000 bis unter 100.000", "Population 20,000 to under 100,000"},
     GROUP_BAND, 0, is_in_band_2},
    {"band-3",        {"Einwohnerzahl ab 100.000", "Population 100,000 and more"},
     GROUP_BAND, 0, is_in_band_3},
    {"kind-gemeinde", {"Städte und Gemeinden", "Towns and municipalities"},
     GROUP_KIND, 0, is_gemeinde},
    {"kind-kreis",    {"Kreise", "Districts"},
     GROUP_KIND, 0, is_kreis},
};
/* clang-format on */

size_t group_count(void)
{
    return COUNT_OF(groups);
}

const struct group *group_at(size_t index)
{
    assert(index < COUNT_OF(groups));
    return &groups[index];
}

/* Whether group a is tried before group b, where a stands in front of b in the fixed order. */
static bool keeps_its_place(size_t a, size_t b, const size_t *members)
{
    return groups[a].family != groups[b].family || members[a] >= members[b];
}

void group_order(const size_t *members, size_t *out)
{
    for (size_t i = 0; i < COUNT_OF(groups); i++) {
        size_t place = i;

        while (place > 0 && !keeps_its_place(out[place - 1], i, members)) {
            out[place] = out[place - 1];
            place--;
        }
        out[place] = i;
    }
}
