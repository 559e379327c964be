#pragma once

/*
 * Refused access in the audit, without handing an attacker a way to fill the disk: refusals of
 * one kind, role and route are counted, and once a minute a line says how many there were. At
 * most REFUSALS_MAX lines a minute come of it for each instance, whatever arrives. What was
 * counted since the last minute is lost with a kill -9, and is counted twice if the database
 * went away between the commit and its answer; else each refusal is counted once.
 */

#include <stdbool.h>

#include <event2/event.h>

#include "common/token.h"

#define REFUSALS_MAX      128 /* kinds that are told apart; the last one is for all others */
#define REFUSALS_PERIOD_S 60

struct db;
struct refusals;

/* Both are borrowed. */
struct refusals *refusals_new(struct event_base *base, struct db *db);
void refusals_free(struct refusals *self);

struct refusal {
    int status;
    enum role role;     /* of whoever was refused */
    const char *method; /* both live for ever */
    const char *route;  /* as the route table has it */
    const char *token;  /* its id, "" without one; copied */
};

void refusals_note(struct refusals *self, const struct refusal *refusal);

/*
 * Before the end: writes what was counted, and says whether all of it is written. To be called
 * again until it is; what cannot be written now goes to the log.
 */
bool refusals_end(struct refusals *self);
