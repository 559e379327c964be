#pragma once

/*
 * Making the figures of a release, one subject after the other: what release.c is made of.
 *
 * What lies above the indicators is computed from what is published of them and from nothing
 * else (DISCLOSURE.md, rule 6). So each published indicator leaves a score behind: the rounded
 * numbers that stand in its figure, as exact integers.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <jansson.h>

#include "common/compiler.h"
#include "common/figures/cells.h"
#include "common/figures/ledger.h"
#include "common/figures/rollcall.h"
#include "common/figures/statistics.h"
#include "common/figures/subject.h"

#define SCORE_MAX 1000 /* tenths of a point; more is better */

/* What the figure of an indicator for a group says on the scale of points. */
struct score {
    bool is_there; /* published, and the indicator is scored */
    bool has_band;
    int64_t mean;
    int64_t lower, upper; /* the quartiles; lower <= upper */
};

/* The figures made so far. */
struct figures {
    const struct rollcall *rollcall; /* borrowed */
    struct ledger ledger;
    struct gate_rules rules;
    struct score *scores; /* owned; of each indicator, one per group */
    json_t *list;         /* owned; the figures */
};

void figures_init(struct figures *self, const struct rollcall *rollcall,
                  const struct release_input *input);
void figures_done(struct figures *self);
DEFINE_CLEANUP_INSIDE(struct figures, figures_done)

struct score *figures_score(struct figures *self, size_t position, size_t group);

/* Adds the figures of a subject for all groups: of an indicator or measures, or above them. */
void figures_add_cells(struct figures *self, const struct subject *subject);
void figures_add_above(struct figures *self, const struct subject *subject);

/*
 * Sets the statistics of an indicator or of measures, and returns the score they make. values
 * are sorted; there are at least DISCLOSURE_MINIMUM.
 */
struct score figure_set_statistics(json_t *figure, const struct subject *subject,
                                   const int64_t *values, size_t count);

/* For those that add figures: adds a figure that has nothing but its head, and returns it
 * borrowed. */
json_t *figures_add_published(struct figures *self, const struct subject *subject,
                              size_t group);

/* Likewise: adds a figure that is refused. statuses are the subject's, one per group. */
void figures_add_refused(struct figures *self, const struct subject *subject, size_t group,
                         const enum figure_status *statuses);

/* Sets a member to a decimal, as text, and to a count. */
void figure_set_decimal(json_t *figure, const char *member, int64_t value, int places);
void figure_set_count(json_t *figure, const char *member, size_t count);
