#include "common/figures/groups.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "common/memory.h"

#define BAND_2_FROM 20000
#define BAND_3_FROM 100000
#define LAND_DIGITS 2

/* clang-format off */
static const struct group fixed[] = {
    {.id = "all", .label = {"Alle Kommunen", "All municipalities"}, .family = GROUP_ALL},
    {.id = "band-1", .label = {"Einwohnerzahl unter 20.000", "Population under 20,000"},
     .family = GROUP_BAND, .from = 0, .below = BAND_2_FROM},
    {.id = "band-2",
     .label = {"Einwohnerzahl 20.000 bis unter 100.000", "Population 20,000 to under 100,000"},
     .family = GROUP_BAND, .from = BAND_2_FROM, .below = BAND_3_FROM},
    {.id = "band-3", .label = {"Einwohnerzahl ab 100.000", "Population 100,000 and more"},
     .family = GROUP_BAND, .from = BAND_3_FROM, .below = INT64_MAX},
    {.id = "kind-gemeinde", .label = {"Städte und Gemeinden", "Towns and municipalities"},
     .family = GROUP_KIND, .kind = MUNICIPALITY_GEMEINDE},
    {.id = "kind-kreis", .label = {"Kreise", "Districts"},
     .family = GROUP_KIND, .kind = MUNICIPALITY_KREIS},
};

#define LAND(number, name) \
    {.id = "land-" number, .label = {name, name}, .family = GROUP_LAND, .land = number}
static const struct group laender[] = {
    LAND("01", "Schleswig-Holstein"), LAND("02", "Hamburg"), LAND("03", "Niedersachsen"),
    LAND("04", "Bremen"), LAND("05", "Nordrhein-Westfalen"), LAND("06", "Hessen"),
    LAND("07", "Rheinland-Pfalz"), LAND("08", "Baden-Württemberg"), LAND("09", "Bayern"),
    LAND("10", "Saarland"), LAND("11", "Berlin"), LAND("12", "Brandenburg"),
    LAND("13", "Mecklenburg-Vorpommern"), LAND("14", "Sachsen"), LAND("15", "Sachsen-Anhalt"),
    LAND("16", "Thüringen"),
};
/* clang-format on */

struct groups {
    struct group *items; /* owned */
    size_t count;
};

const char *group_family_name(enum group_family family)
{
    switch (family) {
    case GROUP_ALL:
        return "all";
    case GROUP_BAND:
        return "band";
    case GROUP_KIND:
        return "kind";
    case GROUP_LAND:
        return "land";
    case GROUP_OWN:
        return "own";
    }
    return "unknown";
}

static int compare_key(const void *key, const void *member)
{
    return strcmp(key, *(const char *const *)member);
}

bool group_includes(const struct group *group, const struct participant *participant)
{
    switch (group->family) {
    case GROUP_ALL:
        return true;
    case GROUP_BAND:
        return participant->inhabitants >= group->from &&
               participant->inhabitants < group->below;
    case GROUP_KIND:
        return participant->kind == group->kind;
    case GROUP_LAND:
        return strncmp(participant->key, group->land, LAND_DIGITS) == 0;
    case GROUP_OWN:
        break;
    }
    return bsearch(participant->key, group->own->members, group->own->member_count,
                   sizeof *group->own->members, compare_key) != NULL;
}

static void add(struct groups *self, const struct group *group)
{
    self->items = memory_resize(self->items, (self->count + 1) * sizeof *self->items);
    self->items[self->count++] = *group;
}

static void add_laender(struct groups *self, const struct participant *participants,
                        size_t count)
{
    for (size_t land = 0; land < COUNT_OF(laender); land++) {
        size_t i = 0;

        while (i < count && !group_includes(&laender[land], &participants[i]))
            i++;
        if (i < count)
            add(self, &laender[land]);
    }
}

static void add_own(struct groups *self, const struct own_group *own)
{
    const struct group group = {
        .id = own->id, .label = own->label, .family = GROUP_OWN, .own = own};

    add(self, &group);
}

static int compare_ids(const void *left, const void *right)
{
    const struct group *a = left;
    const struct group *b = right;

    return strcmp(a->id, b->id);
}

struct groups *groups_new(const struct participant *participants, size_t participant_count,
                          const struct own_group *own, size_t own_count)
{
    struct groups *self = memory_new(1, sizeof *self);

    for (size_t i = 0; i < COUNT_OF(fixed); i++)
        add(self, &fixed[i]);
    add_laender(self, participants, participant_count);
    for (size_t i = 0; i < own_count; i++)
        add_own(self, &own[i]);
    qsort(self->items + self->count - own_count, own_count, sizeof *self->items, compare_ids);
    return self;
}

void groups_free(struct groups *self)
{
    if (self == NULL)
        return;
    free(self->items);
    free(self);
}

size_t groups_count(const struct groups *self)
{
    return self->count;
}

const struct group *groups_at(const struct groups *self, size_t index)
{
    assert(index < self->count);
    return &self->items[index];
}

void groups_order(const struct groups *self, const size_t *members, size_t *out)
{
    for (size_t i = 0; i < self->count; i++) {
        size_t place = i;

        while (place > 0 && self->items[out[place - 1]].family == self->items[i].family &&
               members[out[place - 1]] < members[i]) {
            out[place] = out[place - 1];
            place--;
        }
        out[place] = i;
    }
}
