#pragma once

/*
 * What others hold of the audit: lines that were the last of their chains once, with their
 * hashes, as releases print them.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <libpq-fe.h>

#include "common/compiler.h"
#include "common/error.h"

struct audit_head {
    char *chain; /* owned */
    int64_t number;
    char *hash;   /* owned */
    char *source; /* owned; who says so */
};

struct audit_heads {
    struct audit_head *items; /* owned */
    size_t count;
};

void audit_heads_done(struct audit_heads *self);
DEFINE_CLEANUP_INSIDE(struct audit_heads, audit_heads_done)

/* Adds those of all releases in the database. */
bool audit_heads_of_releases(struct audit_heads *self, PGconn *connection, struct error *error)
    MUST_CHECK;

/* Adds those of a release's document in a file, or of a list of {"chain", "number", "sha256"}.
 */
bool audit_heads_of_file(struct audit_heads *self, const char *path, struct error *error)
    MUST_CHECK;

/* By chain and number, as the lines are read. */
void audit_heads_sort(struct audit_heads *self);
