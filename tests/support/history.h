#pragma once

/*
 * The releases of a round, one after the other: an invented programme whose answers a test
 * changes in between.
 */

#include <stdlib.h>
#include <string.h>

#include "tests/support/programme.h"

#define HISTORY_MAX 12

struct history {
    struct programme *programme; /* borrowed */
    bool is_final;
    bool *has_handed_in; /* owned; of each participant; nobody at first */
    const struct own_group *own_groups;
    size_t own_group_count;
    struct earlier_release releases[HISTORY_MAX]; /* owned, and what is in it */
    size_t count;
};

static inline struct history history_of(struct programme *programme)
{
    return (struct history){
        .programme = programme,
        .has_handed_in = memory_new(programme->count, sizeof(bool)),
    };
}

static inline void *history_forget(const void *bytes)
{
    void *forgotten;

    memcpy(&forgotten, &bytes, sizeof forgotten);
    free(forgotten);
    return NULL;
}

static inline void history_done(struct history *self)
{
    for (size_t i = 0; i < self->count; i++) {
        const struct earlier_release *release = &self->releases[i];
        json_t *document;

        for (size_t k = 0; k < release->contribution_count; k++) {
            history_forget(release->contributions[k].values);
            history_forget(release->contributions[k].states);
            history_forget(release->contributions[k].planned);
        }
        history_forget(release->contributions);
        memcpy(&document, &release->document, sizeof document);
        json_decref(document);
    }
    free(self->has_handed_in);
}
DEFINE_CLEANUP_INSIDE(struct history, history_done)

/* The first count participants have handed in, all others have not. */
static inline void history_hand_in(struct history *self, size_t count)
{
    for (size_t i = 0; i < self->programme->count; i++)
        self->has_handed_in[i] = i < count;
}

/* The versions of those who have handed in, as they are now, whatever is changed later. */
static inline struct contribution *history_snapshot(const struct history *self, size_t *count)
{
    const struct programme *programme = self->programme;
    const size_t goals = catalogue_goal_count(programme->edition);
    struct contribution *contributions = memory_new(programme->count, sizeof *contributions);

    *count = 0;
    for (size_t i = 0; i < programme->count; i++) {
        struct contribution *contribution = &contributions[*count];

        if (!self->has_handed_in[i])
            continue;
        *contribution = programme->contributions[i];
        contribution->values =
            memory_copy(contribution->values, programme->indicators * sizeof(int64_t));
        contribution->states = memory_copy(contribution->states, programme->indicators);
        contribution->planned = memory_copy(contribution->planned, goals);
        (*count)++;
    }
    return contributions;
}

/* Makes the next release and returns it, borrowed. */
static inline const json_t *history_release(struct history *self)
{
    struct release_input input = programme_input(self->programme);
    size_t count;
    struct contribution *contributions = history_snapshot(self, &count);

    cr_assert(self->count < HISTORY_MAX);
    input.number = (int)self->count + 1;
    input.is_final = self->is_final;
    input.own_groups = self->own_groups;
    input.own_group_count = self->own_group_count;
    input.contributions = contributions;
    input.contribution_count = count;
    input.earlier = self->releases;
    input.earlier_count = self->count;
    self->releases[self->count] =
        (struct earlier_release){release_compute(&input), contributions, count};
    return self->releases[self->count++].document;
}

static inline void expect_figure_status(const char *name, const json_t *release, const char *id,
                                        const char *expected)
{
    const json_t *figure = programme_figure(release, id);

    expect_text(name, json_string_value(json_object_get(figure, "status")), expected);
}
