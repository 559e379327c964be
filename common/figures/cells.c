#include "common/figures/cells.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "common/memory.h"

#define NO_RELEASE SIZE_MAX

/* The judging of one subject. */
struct gate {
    const struct units *units;
    const struct rollcall *rollcall;
    const struct subject *subject;
    const struct ledger *ledger;
    const struct gate_rules *rules;
    struct disclosure *disclosure; /* owned */
    size_t *last;                  /* owned; of each group, the release of its last published
                                      units */
    size_t *room;                  /* owned; for a cell */
};

static void gate_init(struct gate *self, const struct units *units,
                      const struct subject *subject)
{
    const struct rollcall *rollcall = units->rollcall;

    self->units = units;
    self->rollcall = rollcall;
    self->subject = subject;
    self->disclosure =
        disclosure_new(units->items, units->count, units_spread(subject), &self->rules->rules);
    self->room = memory_new(rollcall->count, sizeof *self->room);
    self->last = memory_new(rollcall->group_count, sizeof *self->last);
    for (size_t group = 0; group < rollcall->group_count; group++)
        self->last[group] = NO_RELEASE;
}

static void gate_done(struct gate *self)
{
    disclosure_free(self->disclosure);
    free(self->last);
    free(self->room);
}
DEFINE_CLEANUP_INSIDE(struct gate, gate_done)

static struct cell cell_of(struct gate *self, size_t release, size_t group)
{
    return units_cell(self->units, release, group, self->room);
}

static const char *group_id(const struct gate *self, size_t group)
{
    return groups_at(self->rollcall->groups, group)->id;
}

/* --- the ledger --- */

static void note(struct gate *self, size_t release, size_t group)
{
    CLEANUP(memory_freep)
    char *id = memory_format("%s@%s", self->subject->id, group_id(self, group));
    const struct ledger_entry entry = ledger_find(self->ledger, release, id);

    if (!entry.is_there || entry.is_repeated)
        return; /* repeated: the units of a cell that was noted before */
    if (entry.status == FIGURE_PUBLISHED)
        self->last[group] = release;
    if (self->rules->rules.uses_older_releases)
        disclosure_note(self->disclosure, cell_of(self, release, group), entry.status);
}

static void note_all(struct gate *self)
{
    for (size_t release = 0; release < self->ledger->count; release++) {
        for (size_t group = 0; group < self->rollcall->group_count; group++)
            note(self, release, group);
    }
}

/* --- candidates --- */

/* The members who have yet to hand in must not become too few for the cell after this one. */
static bool starves_the_final(const struct gate *self, size_t group)
{
    const size_t waiting = self->rollcall->waiting[group];

    return !self->rules->is_final && waiting > 0 && waiting < RELEASE_WAITING_MINIMUM;
}

static enum figure_status try(struct gate *self, size_t group)
{
    const bool is_drawn =
        withholding_draws(&self->rules->withholding, self->subject->id, group_id(self, group));

    if (starves_the_final(self, group))
        return FIGURE_TOO_FEW;
    return disclosure_try(self->disclosure, cell_of(self, self->ledger->count, group),
                          is_drawn);
}

/* How many units of the group by now are not among those it was published with last. */
static size_t count_left_out(struct gate *self, size_t group)
{
    CLEANUP(memory_freep)
    bool *is_in = memory_new(self->units->count, sizeof *is_in);
    struct cell cell = cell_of(self, self->last[group], group);
    size_t count = 0;

    for (size_t i = 0; i < cell.count; i++)
        is_in[cell.units[i]] = true;
    cell = cell_of(self, self->ledger->count, group);
    for (size_t i = 0; i < cell.count; i++)
        count += is_in[cell.units[i]] ? 0 : 1;
    return count;
}

static void settle(struct gate *self, struct cells *cells, size_t group)
{
    cells->statuses[group] = try(self, group);
    cells->releases[group] = self->ledger->count;
    if (cells->statuses[group] != FIGURE_TOO_FEW || !self->rules->is_final ||
        self->last[group] == NO_RELEASE)
        return;
    cells->statuses[group] = FIGURE_PUBLISHED;
    cells->releases[group] = self->last[group];
    cells->left_out[group] = count_left_out(self, group);
}

void cells_init(struct cells *self, const struct units *units, const struct subject *subject,
                const struct ledger *ledger, const struct gate_rules *rules)
{
    const struct rollcall *rollcall = units->rollcall;
    CLEANUP(gate_donep) struct gate gate = {.ledger = ledger, .rules = rules};

    assert(ledger->count + 1 == rollcall->releases);
    gate_init(&gate, units, subject);
    self->statuses = memory_new(rollcall->group_count, sizeof *self->statuses);
    self->releases = memory_new(rollcall->group_count, sizeof *self->releases);
    self->left_out = memory_new(rollcall->group_count, sizeof *self->left_out);
    note_all(&gate);
    for (size_t i = 0; i < rollcall->group_count; i++)
        settle(&gate, self, rollcall->order[i]);
}

void cells_done(struct cells *self)
{
    free(TAKE(self->statuses));
    free(TAKE(self->releases));
    free(TAKE(self->left_out));
}

bool cells_is_repeated(const struct cells *self, const struct units *units, size_t group)
{
    return self->releases[group] + 1 < units->rollcall->releases;
}
