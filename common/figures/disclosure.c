/*
 * Two partitions of the units: by all cells, for the test "enough", and by the published ones,
 * for the test "mixed". Both tests are one walk over the units, which stand pool by pool.
 */

#include "common/figures/disclosure.h"

#include <assert.h>
#include <stdlib.h>

#include "common/figures/atoms.h"
#include "common/memory.h"

struct disclosure {
    const struct unit *units; /* borrowed */
    size_t count;
    int64_t spread;
    struct disclosure_rules rules;
    struct atoms tried;     /* by published and withheld cells */
    struct atoms published; /* by published cells only */
};

/* How many units a piece has, and the most of them that are of one pool and of another. */
struct crowd {
    size_t count;
    size_t largest, second;
    size_t pool; /* of the unit that came last */
    size_t run;  /* how many of that pool came so far */
};

/* The value at one end of a piece, and the one nearest to it that is of another pool. */
struct end {
    bool is_there, has_other;
    size_t pool;
    int64_t value, other;
    int64_t outermost[DISCLOSURE_OTHERS]; /* from the end inwards */
    size_t count;                         /* of these */
};

struct range {
    struct end top, bottom;
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

struct disclosure_rules disclosure_rules_full(void)
{
    return (struct disclosure_rules){
        .uses_older_releases = true,
        .knows_coalitions = true,
        .tests_mixed = true,
        .withholds_at_random = true,
    };
}

struct disclosure *disclosure_new(const struct unit *units, size_t count, int64_t spread,
                                  const struct disclosure_rules *rules)
{
    struct disclosure *self = memory_new(1, sizeof *self);

    assert(spread > 0);
    self->units = units;
    self->count = count;
    self->spread = spread;
    self->rules = *rules;
    atoms_init(&self->tried, units, count);
    atoms_init(&self->published, units, count);
    return self;
}

void disclosure_free(struct disclosure *self)
{
    if (self == NULL)
        return;
    atoms_done(&self->tried);
    atoms_done(&self->published);
    free(self);
}

/* --- enough --- */

static void crowd_close_run(struct crowd *crowd)
{
    if (crowd->run > crowd->largest) {
        crowd->second = crowd->largest;
        crowd->largest = crowd->run;
    } else if (crowd->run > crowd->second) {
        crowd->second = crowd->run;
    }
    crowd->run = 0;
}

static void crowd_add(struct crowd *crowd, size_t pool)
{
    if (crowd->pool != pool)
        crowd_close_run(crowd);
    crowd->pool = pool;
    crowd->count++;
    crowd->run++;
}

static bool is_enough(const struct crowd *crowd, bool is_corrected)
{
    return crowd->count >= DISCLOSURE_MINIMUM &&
           crowd->count - crowd->largest >= DISCLOSURE_MINIMUM_LEFT &&
           crowd->count - crowd->largest - crowd->second >= DISCLOSURE_MINIMUM_BETWEEN &&
           !(is_corrected && crowd->largest > 1);
}

/* Of each piece, and of what is in none at 0. For the caller to free. */
static struct crowd *count_crowds(const struct disclosure *self, const struct pieces *pieces)
{
    struct crowd *crowds = memory_new(pieces->count + 1, sizeof *crowds);

    for (size_t i = 0; i < self->count; i++)
        crowd_add(&crowds[pieces->of[i]], self->units[i].pool);
    for (size_t piece = 0; piece <= pieces->count; piece++)
        crowd_close_run(&crowds[piece]);
    return crowds;
}

static bool are_enough(const struct disclosure *self, struct cell cell)
{
    CLEANUP(pieces_donep) struct pieces pieces = {0};
    CLEANUP(memory_freep) struct crowd *crowds = NULL;

    pieces_init(&pieces, &self->tried, cell);
    crowds = count_crowds(self, &pieces);
    for (size_t piece = 1; piece <= pieces.count; piece++) {
        if (!is_enough(&crowds[piece], pieces.items[piece].is_corrected))
            return false;
    }
    return pieces.count > 0;
}

/* --- mixed --- */

static void end_add_outermost(struct end *end, int64_t value)
{
    size_t place = end->count;

    if (end->count < DISCLOSURE_OTHERS)
        end->count++;
    for (; place > 0 && value > end->outermost[place - 1]; place--) {
        if (place < DISCLOSURE_OTHERS)
            end->outermost[place] = end->outermost[place - 1];
    }
    if (place < DISCLOSURE_OTHERS)
        end->outermost[place] = value;
}

/* sign is 1 for the top and -1 for the bottom, whose values are kept negative. */
static void end_add(struct end *end, const struct unit *unit, int sign)
{
    const int64_t value = sign * unit->value;
    const bool is_beyond = !end->is_there || value > end->value;

    end_add_outermost(end, value);
    if (end->is_there && unit->pool != end->pool) {
        if (is_beyond)
            end->other = end->value;
        else if (!end->has_other || value > end->other)
            end->other = value;
        end->has_other = true;
    }
    if (!is_beyond)
        return;
    end->is_there = true;
    end->pool = unit->pool;
    end->value = value;
}

/* What is left of an end without a pool. */
static int64_t end_without(const struct end *end, size_t pool)
{
    return end->pool == pool ? end->other : end->value;
}

/* Whether values without this pool still differ enough; all other values are left in place. */
static bool differ_without(const struct range *range, size_t pool, int64_t spread)
{
    return range->top.has_other &&
           (wide)end_without(&range->top, pool) + end_without(&range->bottom, pool) >= spread;
}

/* Whether values differ enough without any DISCLOSURE_OTHERS - 1 of the units. */
static bool differ_without_some(const struct range *range, int64_t spread)
{
    for (size_t i = 0; i < DISCLOSURE_OTHERS; i++) {
        if ((wide)range->top.outermost[i] + range->bottom.outermost[DISCLOSURE_OTHERS - 1 - i] <
            spread)
            return false;
    }
    return range->top.count == DISCLOSURE_OTHERS;
}

/* Only pools at the ends can make the range smaller. */
static bool is_mixed(const struct range *range, bool has_pool, int64_t spread)
{
    return differ_without(range, range->top.pool, spread) &&
           differ_without(range, range->bottom.pool, spread) &&
           (!has_pool || differ_without_some(range, spread));
}

static bool are_mixed(const struct disclosure *self, struct cell cell)
{
    CLEANUP(pieces_donep) struct pieces pieces = {0};
    CLEANUP(memory_freep) struct crowd *crowds = NULL;
    CLEANUP(memory_freep) struct range *ranges = NULL;

    pieces_init(&pieces, &self->published, cell);
    crowds = count_crowds(self, &pieces);
    ranges = memory_new(pieces.count + 1, sizeof *ranges);
    for (size_t i = 0; i < self->count; i++) {
        end_add(&ranges[pieces.of[i]].top, &self->units[i], 1);
        end_add(&ranges[pieces.of[i]].bottom, &self->units[i], -1);
    }
    for (size_t piece = 1; piece <= pieces.count; piece++) {
        if (!is_mixed(&ranges[piece], crowds[piece].largest > 1, self->spread))
            return false;
    }
    return true;
}

/* --- the gate --- */

static enum figure_status judge(struct disclosure *self, struct cell cell, bool is_drawn)
{
    if (!are_enough(self, cell))
        return FIGURE_TOO_FEW;
    if (self->rules.tests_mixed && !are_mixed(self, cell))
        return FIGURE_WITHHELD;
    return self->rules.withholds_at_random && is_drawn ? FIGURE_WITHHELD : FIGURE_PUBLISHED;
}

void disclosure_note(struct disclosure *self, struct cell cell, enum figure_status status)
{
    if (status == FIGURE_TOO_FEW)
        return;
    atoms_part(&self->tried, cell);
    if (status == FIGURE_PUBLISHED)
        atoms_part(&self->published, cell);
}

enum figure_status disclosure_try(struct disclosure *self, struct cell cell, bool is_drawn)
{
    const enum figure_status status = judge(self, cell, is_drawn);

    disclosure_note(self, cell, status);
    return status;
}
