#include "common/figures/rollcall.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "common/figures/coalition.h"
#include "common/memory.h"

/* Where a participant stands in the roll call. */
struct place {
    const char *key;
    size_t participant;
};

static int compare_contributions(const void *left, const void *right)
{
    const struct contribution *a = left;
    const struct contribution *b = right;

    return strcmp(a->municipality, b->municipality);
}

static int compare_places(const void *left, const void *right)
{
    const struct place *a = left;
    const struct place *b = right;

    return strcmp(a->key, b->key);
}

struct contribution *contributions_sorted(const struct contribution *contributions,
                                          size_t count)
{
    struct contribution *sorted = memory_copy(contributions, count * sizeof *sorted);

    qsort(sorted, count, sizeof *sorted, compare_contributions);
    return sorted;
}

static void place_participants(struct rollcall *self, const struct release_input *input)
{
    const bool knows_coalitions = input->rules == NULL || input->rules->knows_coalitions;

    self->count = input->participant_count;
    self->participants =
        memory_copy(input->participants, self->count * sizeof *self->participants);
    self->pools = memory_new(self->count, sizeof *self->pools);
    coalition_sort(self->participants, self->count, knows_coalitions, self->pools);
}

static void collect_members(struct rollcall *self, size_t group)
{
    size_t *members = memory_new(self->count, sizeof *members);
    size_t count = 0;

    for (size_t i = 0; i < self->count; i++) {
        if (group_includes(groups_at(self->groups, group), &self->participants[i]))
            members[count++] = i;
    }
    self->members[group] = members;
    self->member_counts[group] = count;
}

static void make_groups(struct rollcall *self, const struct release_input *input)
{
    self->groups =
        groups_new(self->participants, self->count, input->own_groups, input->own_group_count);
    self->group_count = groups_count(self->groups);
    self->order = memory_new(self->group_count, sizeof *self->order);
    self->members = memory_new(self->group_count, sizeof *self->members);
    self->member_counts = memory_new(self->group_count, sizeof *self->member_counts);
    self->waiting = memory_new(self->group_count, sizeof *self->waiting);
    for (size_t group = 0; group < self->group_count; group++)
        collect_members(self, group);
    groups_order(self->groups, self->member_counts, self->order);
}

static struct place *places_by_key(const struct rollcall *self)
{
    struct place *places = memory_new(self->count, sizeof *places);

    for (size_t i = 0; i < self->count; i++)
        places[i] = (struct place){self->participants[i].key, i};
    qsort(places, self->count, sizeof *places, compare_places);
    return places;
}

static void place_contributions(struct rollcall *self, const struct place *places,
                                size_t release, const struct contribution *contributions,
                                size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const struct place wanted = {.key = contributions[i].municipality};
        const struct place *place =
            bsearch(&wanted, places, self->count, sizeof *places, compare_places);

        assert(place != NULL); /* only participants hand in */
        self->present[release * self->count + place->participant] = &contributions[i];
    }
}

static void place_releases(struct rollcall *self, const struct release_input *input)
{
    CLEANUP(memory_freep) struct place *places = places_by_key(self);

    self->releases = input->earlier_count + 1;
    self->present = memory_new(self->releases * self->count, sizeof(struct contribution *));
    for (size_t i = 0; i < input->earlier_count; i++)
        place_contributions(self, places, i, input->earlier[i].contributions,
                            input->earlier[i].contribution_count);
    place_contributions(self, places, input->earlier_count, input->contributions,
                        input->contribution_count);
}

static void count_waiting(struct rollcall *self, size_t group)
{
    for (size_t i = 0; i < self->member_counts[group]; i++) {
        if (rollcall_contribution(self, self->releases - 1, self->members[group][i]) == NULL)
            self->waiting[group]++;
    }
}

struct rollcall *rollcall_new(const struct release_input *input)
{
    struct rollcall *self = memory_new(1, sizeof *self);

    place_participants(self, input);
    make_groups(self, input);
    place_releases(self, input);
    for (size_t group = 0; group < self->group_count; group++)
        count_waiting(self, group);
    return self;
}

void rollcall_free(struct rollcall *self)
{
    if (self == NULL)
        return;
    for (size_t group = 0; group < self->group_count; group++)
        free(self->members[group]);
    groups_free(self->groups);
    free(self->participants);
    free(self->pools);
    free(self->order);
    free(self->members);
    free(self->member_counts);
    free(self->waiting);
    free(self->present);
    free(self);
}

const struct contribution *rollcall_contribution(const struct rollcall *self, size_t release,
                                                 size_t participant)
{
    assert(release < self->releases && participant < self->count);
    return self->present[release * self->count + participant];
}
