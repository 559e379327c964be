#pragma once

/*
 * The editions of the catalogue that this process has read. An edition never changes once it is
 * published, so each is read from the database once and kept.
 */

#include "common/catalogue.h"
#include "common/error.h"
#include "daemon/db.h"

#define EDITIONS_MAX 64 /* kept; a programme has a handful */

struct editions;

struct editions *editions_new(struct db *db /* borrowed */);
void editions_free(struct editions *self);

/*
 * Calls back with the edition, at once if it is known, else when it was read; or with NULL and
 * the reason: ERROR_MISSING for no such edition. The catalogue lives as long as self.
 */
typedef void editions_fn(const struct catalogue *edition, const struct error *error,
                         void *context);
void editions_get(struct editions *self, const char *name, editions_fn *done, void *context);
