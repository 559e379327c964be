#pragma once

/*
 * What may be published of one subject: the ledger's cells first, then the candidates of this
 * release, in the order in which groups are tried.
 */

#include <stdbool.h>
#include <stddef.h>

#include "common/compiler.h"
#include "common/figures/ledger.h"
#include "common/figures/units.h"
#include "common/figures/withholding.h"

/* How a release judges. */
struct gate_rules {
    struct disclosure_rules rules;
    struct withholding withholding;
    bool is_final;
};

struct cells {
    enum figure_status *statuses; /* owned; of each group */
    size_t
        *releases; /* owned; of each group that is published: the release whose units it has */
    size_t *left_out; /* owned; of each group: its units by now that are not in these */
};

void cells_init(struct cells *self, const struct units *units, const struct subject *subject,
                const struct ledger *ledger, const struct gate_rules *rules);
void cells_done(struct cells *self);
DEFINE_CLEANUP_INSIDE(struct cells, cells_done)

/* Whether the figure repeats what an earlier release published, leaving out what came late. */
bool cells_is_repeated(const struct cells *self, const struct units *units, size_t group);
