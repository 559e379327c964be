/*
 * Every unit carries the number of its atom; a published cell splits atoms in two. One
 * candidate costs two passes over the units and one over the atoms, however many cells came
 * before.
 */

#include "common/figures/disclosure.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "common/memory.h"

#define OUTSIDE \
    0 /* the units that lie in no published cell: of any size, as nothing tells of them */

/*
 * Of the atoms, only OUTSIDE may be empty; all others have at least `minimum` units. So there
 * are never more than units + 1.
 */
struct disclosure {
    size_t units;
    size_t minimum;
    size_t atom_count;
    size_t *atoms;   /* owned; the atom of each unit */
    size_t *sizes;   /* owned; units of each atom */
    size_t *inside;  /* owned; of each atom, the units in the candidate */
    size_t *targets; /* owned; of each atom, where its units in the candidate go */
};

const char *figure_status_name(enum figure_status status)
{
    switch (status) {
    case FIGURE_PUBLISHED:
        return "published";
    case FIGURE_TOO_FEW:
        return "too-few";
    case FIGURE_WITHHELD:
        return "withheld";
    }
    return "unknown";
}

struct disclosure *disclosure_new(size_t units, size_t minimum)
{
    struct disclosure *self = memory_new(1, sizeof *self);

    assert(minimum > 0);
    self->units = units;
    self->minimum = minimum;
    self->atom_count = 1;
    self->atoms = memory_new(units, sizeof *self->atoms);
    self->sizes = memory_new(units + 1, sizeof *self->sizes);
    self->inside = memory_new(units + 1, sizeof *self->inside);
    self->targets = memory_new(units + 1, sizeof *self->targets);
    self->sizes[OUTSIDE] = units;
    return self;
}

void disclosure_free(struct disclosure *self)
{
    if (self == NULL)
        return;
    free(self->atoms);
    free(self->sizes);
    free(self->inside);
    free(self->targets);
    free(self);
}

static void count_inside(struct disclosure *self, const bool *inside)
{
    memset(self->inside, 0, self->atom_count * sizeof *self->inside);
    for (size_t i = 0; i < self->units; i++)
        self->inside[self->atoms[i]] += inside[i] ? 1 : 0;
}

/* An empty side is no atom. */
static bool is_too_small(const struct disclosure *self, size_t units)
{
    return units > 0 && units < self->minimum;
}

/* Whether each atom that the candidate would make is large enough, and it makes one at all. */
static bool keeps_atoms_large(const struct disclosure *self)
{
    size_t units = 0;

    for (size_t atom = 0; atom < self->atom_count; atom++) {
        if (is_too_small(self, self->inside[atom]))
            return false;
        if (atom != OUTSIDE && is_too_small(self, self->sizes[atom] - self->inside[atom]))
            return false;
        units += self->inside[atom];
    }
    return units > 0;
}

static void split(struct disclosure *self, const bool *inside)
{
    size_t before = self->atom_count;

    for (size_t atom = 0; atom < before; atom++) {
        size_t moving = self->inside[atom];

        self->targets[atom] = atom;
        if (moving == 0 || (atom != OUTSIDE && moving == self->sizes[atom]))
            continue;
        self->targets[atom] = self->atom_count;
        self->sizes[self->atom_count++] = moving;
        self->sizes[atom] -= moving;
    }
    for (size_t i = 0; i < self->units; i++) {
        if (inside[i])
            self->atoms[i] = self->targets[self->atoms[i]];
    }
}

enum figure_status disclosure_try(struct disclosure *self, const bool *inside)
{
    count_inside(self, inside);
    if (!keeps_atoms_large(self))
        return FIGURE_TOO_FEW;
    split(self, inside);
    return FIGURE_PUBLISHED;
}
