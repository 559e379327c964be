#pragma once

/*
 * The audit: a line for everything that is done, written in the same transaction as what it
 * tells of, so that it is committed with that or not at all; a download whose line cannot be
 * written fails.
 *
 *     db_unit_add(unit, STATEMENT_SELF_CHECK_WITHDRAW, round, key, number, reason);
 *     audit_add(unit, &(struct audit_line){.action = AUDIT_SELF_CHECK_WITHDRAWN,
 *                                          .actor = who, .round = round, .municipality = key,
 *                                          .is_dependent = true});
 *
 * The database numbers the lines and chains them by hashes (sql/migrations/0011_audit.sql);
 * each session has a chain of its own, INSTANCE/PART, so none waits for another.
 *
 * Pseudonyms only: ids of tokens, sessions and runs, keys of municipalities. Never a name, an
 * address, a token, or text that somebody wrote; constraints refuse what does not look like it.
 */

#include <stdbool.h>

#include <libpq-fe.h>

#include "common/compiler.h"
#include "common/error.h"
#include "common/language.h"
#include "daemon/db.h"

enum audit_action {
#define ACTION(constant, name, meaning, german) AUDIT_##constant,
#include "daemon/audit.def"
#undef ACTION
    AUDIT_ACTIONS
};

/* As it stands in the line, and what it means. */
const char *audit_action_name(enum audit_action action);
const struct wording *audit_action_meaning(enum audit_action action);

struct audit_line {
    enum audit_action action;
    const char *actor; /* "token 17", "daemon", "nobody" or "several"; of a run "run 3"; of
                          weltoffenctl "weltoffenctl 0" (the user's number); the database
                          refuses anybody else's (sql/migrations/0029_stolen_role.sql) */
    const char *round, *municipality; /* or NULL */
    const char *subject; /* what it was done to: letters, digits and ._:@/- without blanks;
                            NULL: what audit_effect() was called with, if it was */
    const char *details; /* a JSON object, or NULL for an empty one */

    /* Left out unless a statement before it in the unit called audit_effect(), which a
     * statement does in RETURNING or in its select list: no line for what was not there or not
     * done. The line uses the call up, so every such statement needs its line behind it. */
    bool is_dependent;
};

/* Adds the line to the unit, as one statement more, behind those it tells of. */
void audit_add(struct db_unit *unit, const struct audit_line *line);

/* For blocking sessions, inside the caller's transaction: writes the line. */
bool audit_write(PGconn *connection, const struct audit_line *line, struct error *error)
    MUST_CHECK;

/*
 * Opens a chain for a blocking session, before its first line; part is "ctl" or "run". Instance
 * is the setting of this name.
 */
bool audit_open(PGconn *connection, const char *instance, const char *part, struct error *error)
    MUST_CHECK;

#define AUDIT_INSTANCE_SIZE 65
#define AUDIT_ACTOR_SIZE    40

/*
 * What chains are named after: the setting, or the host's name if it is empty; in lower case,
 * with '-' for all that is neither letter, digit nor '.'.
 */
void audit_instance(const char *setting, char out[AUDIT_INSTANCE_SIZE]);

/* Who runs this program at the console: "weltoffenctl UID". */
void audit_operator(char out[AUDIT_ACTOR_SIZE]);
