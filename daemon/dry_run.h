#pragma once

/*
 * The own position before and after a self-check that is only tried out. It is made of the
 * newest release that can be seen and the municipality's own values, nothing else.
 */

#include <jansson.h>

#include "common/catalogue.h"
#include "common/compiler.h"
#include "common/self_check.h"
#include "daemon/http/exchange.h"
#include "daemon/server.h"

/*
 * position is {"release": n, "subjects": [...]} (position_changes()) or null without a release,
 * for the callback to release; NULL with the reason why it could not be made.
 */
typedef void dry_run_fn(json_t *position, const struct error *error, void *context);

/* Of the round and municipality that the path names. Both have to stay until done was called,
 * from the loop. */
void dry_run_position(struct server *server, const struct exchange *exchange,
                      const struct self_check *draft, dry_run_fn *done, void *context);
