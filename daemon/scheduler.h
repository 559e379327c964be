#pragma once

/*
 * When runs happen. Once a second it looks for a run that waits and starts its runner: a child
 * process of the same program (publish.h), one at a time over all instances. Every few seconds
 * it queues what is due (sql/statements/run_due.sql).
 */

#include <stdbool.h>

#include "daemon/server.h"

struct scheduler;

/*
 * program and config_path are what the child is started with; both borrowed. config_path may be
 * NULL.
 */
struct scheduler *scheduler_new(struct server *server, const char *program,
                                const char *config_path);

/* Starts nothing any more. */
void scheduler_drain(struct scheduler *self);

/* Whether a runner of ours is at work. */
bool scheduler_is_busy(const struct scheduler *self);

/* Ends a runner that is still at work: its transaction is rolled back, its run made again
 * later. */
void scheduler_free(struct scheduler *self);
