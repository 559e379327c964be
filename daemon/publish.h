#pragma once

/*
 * A run: reads one consistent snapshot of a round, computes the release and publishes it. Runs
 * in a process of its own, started by the scheduler as `weltoffend --publish RUN`, and waits
 * for the database; nothing of it can hold up the daemon.
 */

#include "daemon/config.h"

/* How the process ends. */
enum publish_exit {
    PUBLISH_PUBLISHED = 0,
    PUBLISH_FAILED = 1,
    PUBLISH_HELD_BACK = 3, /* nothing is new, or too little */
    PUBLISH_NOT_OURS = 4,  /* another runner is at work, or the run does not wait any more */
};

enum publish_exit publish(const struct config *config, const char *run);
