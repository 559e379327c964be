#pragma once

/*
 * Which cells may be published. A pure function from the units of an indicator, and the cells
 * that were published before, to a verdict (the words are those of DISCLOSURE.md).
 *
 * So far: every atom that the published cells of one indicator make must hold at least
 * `minimum` units, so neither a cell nor the difference of cells is smaller. Coalitions, the
 * test "mixed", random withholding and the ledger of earlier releases have their own issue and
 * come in behind this header.
 */

#include <stdbool.h>
#include <stddef.h>

#include "common/compiler.h"

enum figure_status { FIGURE_PUBLISHED, FIGURE_TOO_FEW, FIGURE_WITHHELD };

/* "published", "too-few", "withheld". */
const char *figure_status_name(enum figure_status status);

/* The atoms of one indicator: units that lie in the same cells. */
struct disclosure;

/* All units of the indicator start in one atom that lies in no cell. */
struct disclosure *disclosure_new(size_t units, size_t minimum) MUST_CHECK;
void disclosure_free(struct disclosure *self);
DEFINE_CLEANUP(struct disclosure *, disclosure_free)

/*
 * Tries a candidate: inside[i] says whether unit i is in the cell. On FIGURE_PUBLISHED the
 * atoms are split by it; otherwise nothing changes. Units in no published cell are no atom.
 */
enum figure_status disclosure_try(struct disclosure *self, const bool *inside) MUST_CHECK;
