#pragma once

/*
 * How the daemon is: what the operator's pages say of it.
 */

#include <jansson.h>

#include "common/compiler.h"
#include "common/language.h"
#include "daemon/server.h"

/* A list of {label, value, badge or null}: database, receipts, certificate if there is one,
 * version. Whoever sees it sees that the database answers. */
json_t *operation_facts(struct server *server, enum language language) MUST_CHECK;
