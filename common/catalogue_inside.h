#pragma once

/*
 * What a catalogue is made of, for catalogue.c, which hands it out, and for catalogue_read.c
 * and catalogue_indicator.c, which fill it. Nobody else looks in here.
 */

#include "common/catalogue.h"
#include "common/node.h"

/* The position of an indicator under its id. */
struct catalogue_entry {
    const char *id;
    size_t position;
};

/*
 * Once catalogue_read() has handed a catalogue out:
 *   - every string points into document, which nobody changes, or into texts;
 *   - fields, goals and indicators stand in the edition's order, the runs they name lie inside;
 *   - by_id has every indicator once, sorted by id, and no two ids are equal.
 */
struct catalogue {
    json_t *document; /* owned */
    const char *edition;
    struct scale *scales; /* owned */
    size_t scale_count;
    struct field *fields; /* owned */
    size_t field_count;
    struct goal *goals; /* owned */
    size_t goal_count;
    struct indicator *indicators; /* owned */
    size_t count;
    struct catalogue_entry *by_id; /* owned */
    char **texts; /* owned, and what is in it; the names that the goals' measures have */
};

/*
 * Reads all of an indicator but its id and its place in the edition. The catalogue has its
 * scales already; reasons are all of the edition.
 */
void indicator_read(const struct node *node, const struct catalogue *catalogue,
                    const json_t *reasons, struct indicator *out);
