#pragma once

/*
 * The daemon from start to end: it listens, it tells systemd, it listens to signals.
 *
 *     SIGTERM  drains: accepts nothing new, answers what is open, then ends
 *     SIGINT   ends at once; so does a second SIGTERM
 *     SIGHUP   reads the configuration again and takes over what may change, or says why not
 */

#include "daemon/config.h"

/*
 * Runs the daemon until it is told to end; returns the exit status. config may be changed by
 * SIGHUP; config_path may be NULL (then SIGHUP has nothing to read).
 */
int lifecycle_run(struct config *config, const char *program, const char *config_path);
