#include "common/figures/rollcall.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "common/memory.h"

static int compare_contributions(const void *left, const void *right)
{
    const struct contribution *a = left;
    const struct contribution *b = right;

    return strcmp(a->municipality, b->municipality);
}

static int compare_participants(const void *left, const void *right)
{
    const struct participant *a = left;
    const struct participant *b = right;

    return strcmp(a->key, b->key);
}

struct contribution *contributions_sorted(const struct contribution *contributions,
                                          size_t count)
{
    struct contribution *sorted = memory_copy(contributions, count * sizeof *sorted);

    qsort(sorted, count, sizeof *sorted, compare_contributions);
    return sorted;
}

static struct participant *participants_sorted(const struct participant *participants,
                                               size_t count)
{
    struct participant *sorted = memory_copy(participants, count * sizeof *sorted);

    qsort(sorted, count, sizeof *sorted, compare_participants);
    return sorted;
}

static void count_members(struct rollcall *self, const struct release_input *input)
{
    for (size_t group = 0; group < self->groups; group++) {
        for (size_t i = 0; i < input->participant_count; i++) {
            if (group_at(group)->includes(&input->participants[i]))
                self->members[group]++;
        }
    }
}

/* Both lists are sorted by key, so one walk finds the participant of every contribution. */
static void place_contributions(struct rollcall *self, const struct release_input *input)
{
    size_t next = 0;
    CLEANUP(memory_freep)
    struct participant *participants =
        participants_sorted(input->participants, input->participant_count);

    for (size_t i = 0; i < self->count; i++) {
        const char *key = self->contributions[i].municipality;

        while (next < input->participant_count && strcmp(participants[next].key, key) < 0)
            next++;
        assert(next < input->participant_count && strcmp(participants[next].key, key) == 0);
        for (size_t group = 0; group < self->groups; group++)
            self->inside[group * self->count + i] =
                group_at(group)->includes(&participants[next]);
    }
}

struct rollcall *rollcall_new(const struct release_input *input)
{
    struct rollcall *self = memory_new(1, sizeof *self);

    self->contributions = contributions_sorted(input->contributions, input->contribution_count);
    self->count = input->contribution_count;
    self->groups = group_count();
    self->members = memory_new(self->groups, sizeof *self->members);
    self->order = memory_new(self->groups, sizeof *self->order);
    self->inside = memory_new(self->groups * self->count, sizeof *self->inside);
    count_members(self, input);
    group_order(self->members, self->order);
    place_contributions(self, input);
    return self;
}

void rollcall_free(struct rollcall *self)
{
    if (self == NULL)
        return;
    free(self->contributions);
    free(self->members);
    free(self->order);
    free(self->inside);
    free(self);
}

bool rollcall_is_in(const struct rollcall *self, size_t contribution, size_t group)
{
    assert(contribution < self->count && group < self->groups);
    return self->inside[group * self->count + contribution];
}
