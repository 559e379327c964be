#pragma once

/*
 * Which cells may be published: the gate of DISCLOSURE.md, whose words these are.
 *
 *   unit   one municipality with one value of one indicator, unchanged over releases of a round
 *   cell   the units that the figures of one indicator for one group in one release rest on
 *   atom   a largest set of municipalities whose units of one indicator lie in exactly the same
 *          cells, one after the other; those with units in no cell are in no atom
 *   pool   those who know each other's answers. A Kreis that takes part, with its towns that
 *          take part, is one; everybody else is alone. Whoever is in a pool is in no other, and
 *          without the whole pool less is left than without any of it, so pools are all the
 *          coalitions that have to be looked at.
 *
 * A candidate is published if, together with every cell before it,
 *   a. enough: every atom has at least 5 units, 4 without any one pool, and 2 without any two.
 *      An atom of corrected units has no two of one pool. Withheld cells count like published
 *      ones here. Failing this: too-few.
 *   b. mixed: in every atom of the published cells, without any one pool, the values that are
 *      left differ by at least `spread`; if a pool has several units in the atom, also without
 *      any two units. Failing this: withheld.
 *   c. and it is not among the one in twenty that are withheld at random. Else: withheld, so
 *      that a refusal does not speak.
 * Only atoms that have units in the candidate are judged: all others stay as they were.
 *
 * That something is published tells that b. holds, and b. looks at who gave which answer. So
 * it has to hold in other ways, too, that look the same from outside; this is what three parts
 * of the rules are for, each found by the attack (tests/attack):
 *   - Any two units. Six municipalities, two of them a Kreis and its town; two say yes, one of
 *     them the town. Published, so it is mixed without the pool: the other yes is not the
 *     Kreis's. From three on it could be.
 *   - Any two pools. A Kreis with two towns, who all say no, another one with two towns, and a
 *     seventh. Published, so it is mixed without the other Kreis: the seventh says yes.
 *   - Corrected units. Of seven who answered the first time, all correct it: two stay, and five
 *     leave before the third release. What the five say is told before and after; so what the
 *     two said at first is the difference. Hence atoms of whole histories.
 * With them, whatever a coalition knows, every unit outside it can exchange its value with one
 * of another value in its atom, and all that was published stays as it is, a., b. and c.
 * included.
 *
 * In a release this method has the name DISCLOSURE_METHOD.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/compiler.h"

#define DISCLOSURE_METHOD "atoms-5-histories-coalitions-mixed-withheld-1-in-20"

#define DISCLOSURE_MINIMUM         5 /* units of an atom */
#define DISCLOSURE_MINIMUM_LEFT    4 /* of them, without any one pool */
#define DISCLOSURE_MINIMUM_BETWEEN 2 /* of them, without any two pools */
#define DISCLOSURE_OTHERS          3 /* units that are not nearly alike, where a pool has several */
#define DISCLOSURE_ONE_IN          20 /* candidates that are withheld at random */
#define DISCLOSURE_KEY_SIZE        32 /* bytes of the key, at least */

enum figure_status { FIGURE_PUBLISHED, FIGURE_TOO_FEW, FIGURE_WITHHELD };

/* "published", "too-few", "withheld". */
const char *figure_status_name(enum figure_status status);

/*
 * The rules one by one. All are on in the product. Each is there because without it the attack
 * (tests/attack) finds out what somebody answered, which its tests show by turning one off.
 */
struct disclosure_rules {
    bool uses_older_releases; /* cells of earlier releases count */
    bool knows_coalitions;    /* off: everybody is alone */
    bool tests_mixed;
    bool withholds_at_random;
};

struct disclosure_rules disclosure_rules_full(void);

struct unit {
    size_t pool; /* units are sorted by it */
    int64_t value;
    bool is_correction; /* of the unit before it, which is the same municipality's */
};

/* A set of units, by their numbers. */
struct cell {
    const size_t *units; /* distinct */
    size_t count;
};

/* The atoms of one indicator so far. */
struct disclosure;

/* spread > 0. Borrows the units. No unit lies in any cell at first. */
struct disclosure *disclosure_new(const struct unit *units, size_t count, int64_t spread,
                                  const struct disclosure_rules *rules) MUST_CHECK;
void disclosure_free(struct disclosure *self);
DEFINE_CLEANUP(struct disclosure *, disclosure_free)

/* Takes over a cell of the ledger with the status it had. One of too few leaves no trace. */
void disclosure_note(struct disclosure *self, struct cell cell, enum figure_status status);

/*
 * Judges a candidate and takes it over with its status. is_drawn: it is withheld if nothing
 * else speaks against it (withholding.h).
 */
enum figure_status disclosure_try(struct disclosure *self, struct cell cell, bool is_drawn)
    MUST_CHECK;
