#pragma once

/*
 * The configuration in the audit: a line when the daemon has started and one when it took over
 * other settings, with the SHA-256 of what config_print() writes and the names of the options
 * that differ (from the defaults, then from before), never their values.
 */

#include "daemon/config.h"

struct db;
struct config_note;

/* Both are borrowed. */
struct config_note *config_note_new(struct db *db, const struct config *config);
void config_note_free(struct config_note *self);

/*
 * Writes a line if the configuration is not the one that was written last. To be called when it
 * may have changed, and when the database becomes ready: what failed is made up for then.
 */
void config_note_write(struct config_note *self);
