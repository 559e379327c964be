#pragma once

/*
 * Which handler answers which request, and who may ask. The table in routes.c is the whole API
 * of the daemon: the dispatcher, 404 and 405, the Allow header, who is let in and which
 * parameters and bodies are taken all come from it.
 */

#include <stdbool.h>
#include <stddef.h>

#include "common/compiler.h"
#include "common/token.h"
#include "daemon/http/exchange.h"
#include "daemon/server.h"

#define ROUTE_CAPTURES_MAX 4
#define ROUTE_CAPTURE_SIZE 64 /* with the NUL; a longer segment matches no capture */

enum access {
    ACCESS_OPEN,     /* anybody, also without a token */
    ACCESS_ANY_ROLE, /* any valid token */
    ACCESS_OWN,      /* a municipality's token, and the path names this municipality as {key} */
    ACCESS_OVERSIGHT, /* a director or an operator */
    ACCESS_OPERATOR,
};

enum body_rule {
    BODY_NONE,
    BODY_SELF_CHECK, /* judged by its media type before it is read; up to self_check_limit */
    BODY_SMALL,      /* up to ROUTE_SMALL_BODY_MAX bytes */
};
#define ROUTE_SMALL_BODY_MAX 4096

/* Answers the exchange now or later, and exactly once. */
typedef void route_handler_fn(struct server *server, struct exchange *exchange);

struct route {
    enum method method;
    const char *path; /* a segment in braces matches one segment of the request */
    enum access access;
    enum body_rule body;
    const char *query; /* the parameters it takes, separated by blanks */
    route_handler_fn *handler;
};

struct route_match {
    const struct route *route;
    char captures[ROUTE_CAPTURES_MAX][ROUTE_CAPTURE_SIZE];
    bool is_path_known;    /* some route has this path */
    bool allowed[METHODS]; /* which methods it has there */
};

void route_find(enum method method, const char *path, struct route_match *out);

/* The text that matched {name} of the route. */
const char *route_capture(const struct route_match *match, const char *name);

/* Whether the route takes a query parameter of this name. */
bool route_takes(const struct route *route, const char *name);

/* Whether a token of this role and municipality (or NULL) may use what was matched. */
bool route_admits(const struct route_match *match, enum role role, const char *municipality);

/* All routes, for tests and descriptions. */
size_t route_count(void);
const struct route *route_at(size_t index);
