#pragma once

/*
 * The bridge between two editions of the catalogue: what continues what, so that a series over
 * rounds joins nothing silently. It names every indicator, goal and field of both editions
 * exactly once:
 *
 *   {"from": "STR.1.01", "to": "STR.1.01", "change": "same"}     the series goes on
 *   {"from": "STR.1.02", "to": "STR.1.07", "change": "changed"}  it goes on with a break
 *   {"from": "COM.1.03", "change": "ended"}                      it ends
 *   {"to": "COM.1.04", "change": "new"}                          it begins
 *
 * in the lists "indicators", "goals" and "fields" of a file with the editions' names as "from"
 * and "to". What continues an indicator is of the same kind; what is the same has the same
 * polarity, too; and a goal or field is only the same if all scored indicators in it are.
 */

#include <stddef.h>

#include <jansson.h>

#include "common/catalogue.h"
#include "common/compiler.h"
#include "common/figures/subject.h"
#include "common/mistake.h"

enum bridge_change { BRIDGE_SAME, BRIDGE_CHANGED, BRIDGE_ENDED, BRIDGE_NEW };

/* "same", "changed", "ended", "new". */
const char *bridge_change_name(enum bridge_change change);

/* Its texts are the document's. */
struct bridge_entry {
    enum subject_level level;
    const char *from; /* NULL for what is new */
    const char *to;   /* NULL for what ended */
    enum bridge_change change;
};

struct bridge {
    json_t *document;             /* owned */
    const char *from, *to;        /* the editions' names */
    struct bridge_entry *entries; /* owned */
    size_t count;
};

/*
 * Reads a bridge from its document, which has to be between these two editions, and takes the
 * document over, also on failure. Every mistake is added to `mistakes` with an RFC 6901 pointer
 * as its place; returns NULL if there is one.
 */
struct bridge *bridge_read(json_t *document, const struct catalogue *from,
                           const struct catalogue *to, struct mistakes *mistakes) MUST_CHECK;

/* NULL is fine. */
void bridge_free(struct bridge *self);
DEFINE_CLEANUP(struct bridge *, bridge_free)
