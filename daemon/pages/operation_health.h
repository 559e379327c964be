#pragma once

/*
 * How the daemon is: what the operator's pages say of it.
 */

#include <stdint.h>

#include <jansson.h>

#include "common/compiler.h"
#include "common/language.h"
#include "daemon/server.h"

/* A list of {label, value, badge or null}: database, receipts, certificate if there is one,
 * version. Whoever sees it sees that the database answers. */
json_t *operation_facts(struct server *server, enum language language) MUST_CHECK;

/* What is said of a certificate that ends in so many seconds, for the caller to free; *state is
 * "good", "soon" or "bad". */
char *operation_certificate(int64_t seconds, const char **state, enum language language)
    MUST_CHECK;
