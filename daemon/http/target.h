#pragma once

/*
 * The target of a request, taken apart: "/v1/rounds?group=all&group=kind" becomes a path and
 * parameters, with percent escapes decoded once, here and nowhere else.
 */

#include <stdbool.h>
#include <stddef.h>

#include "common/compiler.h"
#include "daemon/http/exchange.h"

/* One parameter of the query. */
struct target_parameter {
    const char *name;
    const char *value; /* "" when there is no '=' */
};

/* After target_read(): every string but query points into text, is UTF-8 and holds no control
 * character.
 */
struct target {
    char *text;  /* owned */
    char *query; /* owned; as it was sent, without the '?' */
    const char *path;
    size_t count;
    struct target_parameter parameters[EXCHANGE_QUERY_MAX];
};

/*
 * Reads a target in origin form (RFC 9112, 3.2.1). Refused, so that no two readers of a path
 * can mean different things by it: characters that have to be escaped, broken escapes, escaped
 * control characters, empty and dot segments, and in the path escaped dots and slashes.
 */
bool target_read(const char *text, struct target *out) MUST_CHECK;

/* In place of a target that was refused: the path is "", and there are no parameters. */
struct target target_of_nothing(void) MUST_CHECK;

void target_done(struct target *target);
DEFINE_CLEANUP_INSIDE(struct target, target_done)
