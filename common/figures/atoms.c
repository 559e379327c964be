#include "common/figures/atoms.h"

#include <stdlib.h>

#include "common/memory.h"

/* Of an atom, while it is parted. */
struct part {
    size_t inside; /* its histories in the cell */
    size_t target; /* the atom they become */
};

void atoms_init(struct atoms *self, const struct unit *items, size_t units)
{
    *self = (struct atoms){.items = items, .units = units, .count = 1};
    self->history_of = memory_new(units, sizeof *self->history_of);
    self->step_of = memory_new(units, sizeof *self->step_of);
    for (size_t i = 0; i < units; i++) {
        if (!items[i].is_correction)
            self->histories++;
        else
            self->step_of[i] = self->step_of[i - 1] + 1;
        self->history_of[i] = self->histories - 1;
    }
    self->of = memory_new(self->histories, sizeof *self->of);
    self->sizes = memory_new(self->histories + 1, sizeof *self->sizes);
    self->sizes[ATOM_NONE] = self->histories;
    self->first = memory_new(self->histories, sizeof *self->first);
    self->is_told = memory_new(units, sizeof *self->is_told);
}

void atoms_done(struct atoms *self)
{
    free(TAKE(self->history_of));
    free(TAKE(self->step_of));
    free(TAKE(self->of));
    free(TAKE(self->sizes));
    free(TAKE(self->first));
    free(TAKE(self->is_told));
}

static void atoms_copy(struct atoms *self, const struct atoms *from)
{
    *self = *from;
    self->history_of = memory_copy(from->history_of, from->units * sizeof *self->history_of);
    self->step_of = memory_copy(from->step_of, from->units * sizeof *self->step_of);
    self->of = memory_copy(from->of, from->histories * sizeof *self->of);
    self->sizes = memory_copy(from->sizes, (from->histories + 1) * sizeof *self->sizes);
    self->first = memory_copy(from->first, from->histories * sizeof *self->first);
    self->is_told = memory_copy(from->is_told, from->units * sizeof *self->is_told);
}

/* Whether some histories of the atom move out of it: not if all of it lies in the cell. */
static bool is_parted(const struct atoms *self, const struct part *parts, size_t atom)
{
    return parts[atom].inside > 0 &&
           (atom == ATOM_NONE || parts[atom].inside < self->sizes[atom]);
}

/* Parts the atoms into these histories and all others. */
static void part_in_two(struct atoms *self, const size_t *histories, size_t count)
{
    const size_t before = self->count;
    CLEANUP(memory_freep) struct part *parts = memory_new(before, sizeof *parts);

    for (size_t i = 0; i < count; i++)
        parts[self->of[histories[i]]].inside++;
    for (size_t atom = 0; atom < before; atom++) {
        parts[atom].target = atom;
        if (!is_parted(self, parts, atom))
            continue;
        parts[atom].target = self->count;
        self->sizes[self->count++] = parts[atom].inside;
        self->sizes[atom] -= parts[atom].inside;
    }
    for (size_t i = 0; i < count; i++)
        self->of[histories[i]] = parts[self->of[histories[i]]].target;
}

/*
 * How many corrections lie between a unit and the first of its history that lies in a cell.
 * What came before that one may be anything, so it binds nobody.
 */
static size_t distance(const struct atoms *self, size_t unit)
{
    const size_t history = self->history_of[unit];

    return self->of[history] == ATOM_NONE ? 0 : self->step_of[unit] - self->first[history];
}

void atoms_part(struct atoms *self, struct cell cell)
{
    CLEANUP(memory_freep) size_t *distances = memory_new(cell.count, sizeof *distances);
    CLEANUP(memory_freep) size_t *histories = memory_new(cell.count, sizeof *histories);
    size_t farthest = 0;

    for (size_t i = 0; i < cell.count; i++) {
        const size_t history = self->history_of[cell.units[i]];

        distances[i] = distance(self, cell.units[i]);
        farthest = distances[i] > farthest ? distances[i] : farthest;
        self->is_told[cell.units[i]] = true;
        if (self->of[history] == ATOM_NONE)
            self->first[history] = self->step_of[cell.units[i]];
    }
    for (size_t far = 0; far <= farthest; far++) {
        size_t count = 0;

        for (size_t i = 0; i < cell.count; i++) {
            if (distances[i] == far)
                histories[count++] = self->history_of[cell.units[i]];
        }
        part_in_two(self, histories, count);
    }
}

/* Marks the atoms that the cell has made or made smaller. */
static void mark_touched(const struct atoms *before, const struct atoms *after,
                         struct cell cell, bool *is_touched)
{
    for (size_t i = 0; i < cell.count; i++) {
        const size_t history = before->history_of[cell.units[i]];

        is_touched[before->of[history]] = true;
        is_touched[after->of[history]] = true;
    }
    is_touched[ATOM_NONE] = false;
}

/* Counts the units of a history that lie in a cell, the last of which is unit. */
static size_t count_told(const struct atoms *self, size_t unit)
{
    size_t told = 0;

    for (size_t i = unit - self->step_of[unit]; i <= unit; i++)
        told += self->is_told[i] ? 1 : 0;
    return told;
}

void pieces_init(struct pieces *self, const struct atoms *atoms, struct cell cell)
{
    CLEANUP(atoms_donep) struct atoms after;
    CLEANUP(memory_freep) size_t *starts = memory_new(atoms->histories + 1, sizeof *starts);
    CLEANUP(memory_freep)
    bool *is_touched = memory_new(atoms->histories + 1, sizeof *is_touched);

    atoms_copy(&after, atoms);
    atoms_part(&after, cell);
    mark_touched(atoms, &after, cell, is_touched);
    *self = (struct pieces){.of = memory_new(atoms->units, sizeof *self->of)};
    self->items = memory_new(atoms->units + 1, sizeof *self->items);
    for (size_t i = 0; i < atoms->units; i++) {
        const size_t atom = after.of[after.history_of[i]];
        const bool is_last = i + 1 == atoms->units || !atoms->items[i + 1].is_correction;
        const size_t told = is_last ? count_told(&after, i) : 0;

        if (!is_last || !is_touched[atom])
            continue;
        if (starts[atom] == 0) {
            starts[atom] = self->count + 1;
            self->count += told;
        }
        for (size_t k = i - after.step_of[i], next = starts[atom]; k <= i; k++) {
            if (!after.is_told[k])
                continue;
            self->items[next].is_corrected = told > 1;
            self->of[k] = next++;
        }
    }
}

void pieces_done(struct pieces *self)
{
    free(TAKE(self->of));
    free(TAKE(self->items));
}
