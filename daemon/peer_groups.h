#pragma once

/*
 * The groups that an operator has made for a round, out of the database
 * (sql/statements/group_members.sql, one row per member).
 */

#include <stddef.h>

#include <libpq-fe.h>

#include "common/compiler.h"
#include "common/figures/groups.h"

struct own_groups {
    struct own_group *items; /* owned; texts are those of the rows */
    size_t count;
    const char **members; /* owned; the keys of all groups, one group after the other */
};

/* Borrows the rows of STATEMENT_GROUP_MEMBERS, which have to outlive it. */
void own_groups_init(struct own_groups *self, const PGresult *rows);
void own_groups_done(struct own_groups *self);
DEFINE_CLEANUP_INSIDE(struct own_groups, own_groups_done)
