#include "common/figures/units.h"

#include <assert.h>
#include <stdbool.h>
#include <stdlib.h>

#include "common/decimal.h"
#include "common/memory.h"
#include "common/self_check.h"

#define NO_UNIT      SIZE_MAX
#define SHARE_SPREAD 10 /* points */
#define RATE_PARTS   10 /* of the plausible range */

/* What a version says about the subject; false if nothing. */
static bool read_value(const struct contribution *contribution, const struct subject *subject,
                       int64_t *out)
{
    if (contribution == NULL)
        return false;
    if (subject->level == SUBJECT_MEASURES) {
        *out = contribution->planned[subject->goal->position] != 0 ? 1 : 0;
        return true;
    }
    *out = contribution->values[subject->indicator->position];
    return contribution->states[subject->indicator->position] == STATE_ANSWERED;
}

static size_t add(struct units *self, size_t participant, int64_t value, bool is_correction)
{
    self->items = memory_resize(self->items, (self->count + 1) * sizeof *self->items);
    self->items[self->count] = (struct unit){.pool = self->rollcall->pools[participant],
                                             .value = value,
                                             .is_correction = is_correction};
    return self->count++;
}

static void add_participant(struct units *self, const struct subject *subject,
                            size_t participant)
{
    const size_t participants = self->rollcall->count;
    size_t before = NO_UNIT;

    for (size_t release = 0; release < self->rollcall->releases; release++) {
        int64_t value = 0;

        if (!read_value(rollcall_contribution(self->rollcall, release, participant), subject,
                        &value))
            before = NO_UNIT;
        else if (before == NO_UNIT || self->items[before].value != value)
            before = add(self, participant, value, before != NO_UNIT);
        self->at[release * participants + participant] = before;
    }
}

void units_init(struct units *self, const struct rollcall *rollcall,
                const struct subject *subject)
{
    *self = (struct units){.rollcall = rollcall};
    self->at = memory_new(rollcall->releases * rollcall->count, sizeof *self->at);
    for (size_t i = 0; i < rollcall->count; i++)
        add_participant(self, subject, i);
}

void units_done(struct units *self)
{
    free(TAKE(self->items));
    free(TAKE(self->at));
}

struct cell units_cell(const struct units *self, size_t release, size_t group, size_t *units)
{
    const struct rollcall *rollcall = self->rollcall;
    const size_t members = rollcall->member_counts[group];
    size_t count = 0;

    assert(release < rollcall->releases);
    for (size_t i = 0; i < members; i++) {
        const size_t unit = self->at[release * rollcall->count + rollcall->members[group][i]];

        if (unit != NO_UNIT)
            units[count++] = unit;
    }
    return (struct cell){.units = units, .count = count};
}

static int64_t rate_spread(const struct indicator *indicator)
{
    int64_t range = 0;

    if (indicator->has_plausible)
        range = indicator->plausible_to - indicator->plausible_from;
    return range <= RATE_PARTS ? 1 : (range + RATE_PARTS - 1) / RATE_PARTS;
}

int64_t units_spread(const struct subject *subject)
{
    if (subject->level == SUBJECT_MEASURES)
        return 1;
    switch (subject->indicator->kind) {
    case INDICATOR_LEVEL:
    case INDICATOR_YES_NO:
        return 1;
    case INDICATOR_SHARE:
        return SHARE_SPREAD * decimal_power(subject->indicator->decimals);
    case INDICATOR_RATE:
        break;
    }
    return rate_spread(subject->indicator);
}
