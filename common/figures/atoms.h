#pragma once

/*
 * The units of one subject, parted into atoms by the cells they lie in (disclosure.h has the
 * words). Each cell parts atoms; one costs a few walks over the units, however many came
 * before.
 *
 * What is parted are histories: a unit and those that corrected it, one after the other. A
 * corrected value is known to differ from the one before it, so two units can be taken for each
 * other only together with their corrections.
 */

#include <stdbool.h>
#include <stddef.h>

#include "common/compiler.h"
#include "common/figures/disclosure.h"

#define ATOM_NONE 0 /* of histories of which nothing lies in a cell */

struct atoms {
    const struct unit *items; /* borrowed */
    size_t units;
    size_t histories;
    size_t *history_of; /* owned; of each unit */
    size_t *step_of;    /* owned; of each unit, its place in its history, from 0 */
    size_t count;       /* of atoms, ATOM_NONE included */
    size_t *of;         /* owned; the atom of each history */
    size_t *sizes;      /* owned; the histories of each atom; only ATOM_NONE may have none */
    size_t *first;      /* owned; of each history, the step of its first unit in a cell */
    bool *is_told;      /* owned; of each unit, whether it lies in a cell */
};

/* Borrows the units. */
void atoms_init(struct atoms *self, const struct unit *items, size_t units);
void atoms_done(struct atoms *self);
DEFINE_CLEANUP_INSIDE(struct atoms, atoms_done)

/* Parts the atoms by a cell, in which a history has at most one unit. */
void atoms_part(struct atoms *self, struct cell cell);

/* The units of an atom that are at the same step of their histories. */
struct piece {
    bool is_corrected; /* the atom has others at another step */
};

struct pieces {
    size_t *of;          /* owned; of each unit its piece, counted from 1, or 0 */
    struct piece *items; /* owned; count + 1 of them, the first of which means nothing */
    size_t count;
};

/*
 * What a cell would part its atoms into, without doing so. Units have no piece if no history of
 * their atom has a unit in the cell, or if they would still lie in no cell.
 */
void pieces_init(struct pieces *self, const struct atoms *atoms, struct cell cell);
void pieces_done(struct pieces *self);
DEFINE_CLEANUP_INSIDE(struct pieces, pieces_done)
