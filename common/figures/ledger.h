#pragma once

/*
 * The ledger: what the earlier releases of the round published and withheld. It is read from
 * their documents, so it is as unchangeable as they are, and nothing else has to be kept.
 */

#include <stdbool.h>
#include <stddef.h>

#include <jansson.h>

#include "common/compiler.h"
#include "common/figures/disclosure.h"
#include "common/figures/release.h"

struct ledger {
    size_t count;
    int *numbers;     /* owned; of the releases, oldest first */
    json_t **figures; /* owned; of each release, an object of figures by id */
};

/* A figure as an earlier release has it. */
struct ledger_entry {
    bool is_there;
    enum figure_status status;
    bool is_repeated; /* it rests on the units of the release that published it before */
};

void ledger_init(struct ledger *self, const struct earlier_release *earlier, size_t count);
void ledger_done(struct ledger *self);
DEFINE_CLEANUP_INSIDE(struct ledger, ledger_done)

/* A figure in the release at index. */
struct ledger_entry ledger_find(const struct ledger *self, size_t release, const char *id);

/* The number of the newest release in which the figure was published, or 0. */
int ledger_last_published(const struct ledger *self, const char *id);
