#pragma once

/*
 * Which handler answers which request, and who may ask. The table in routes.c is the whole API
 * of the daemon: the dispatcher, 404 and 405, the Allow header, who is let in and which
 * parameters and bodies are taken all come from it.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "common/compiler.h"
#include "common/token.h"
#include "daemon/http/exchange.h"
#include "daemon/server.h"

#define ROUTE_SECRET       "/einladung/" /* what follows it is a secret and never logged */
#define ROUTE_CAPTURES_MAX 4
#define ROUTE_CAPTURE_SIZE 64 /* with the NUL; a longer segment matches no capture */

/* Whom a route speaks with, and so how it knows who asks. */
enum door {
    DOOR_API,  /* a program: by bearer token; answers problem documents */
    DOOR_PAGE, /* a person with a browser: by the cookie of a session; answers pages */
};

enum access {
    ACCESS_OPEN,     /* anybody, also without a token */
    ACCESS_ANY_ROLE, /* any valid token */
    ACCESS_OWN,      /* a municipality's token, and the path names this municipality as {key} */
    ACCESS_MUNICIPALITY, /* a municipality, which sees what its own key leads to */
    ACCESS_OVERSIGHT,    /* a director or an operator */
    ACCESS_OPERATOR,
};

enum body_rule {
    BODY_NONE,
    BODY_SELF_CHECK, /* judged by its media type before it is read; up to self_check_limit */
    BODY_DRAFT,      /* likewise, but JSON only */
    BODY_SMALL,      /* up to ROUTE_SMALL_BODY_MAX bytes */
    BODY_FORM,       /* application/x-www-form-urlencoded, up to ROUTE_FORM_BODY_MAX bytes */
    BODY_LONG_FORM,  /* likewise, up to ROUTE_LONG_FORM_BODY_MAX: a part of a self-check */
    BODY_UPLOAD,     /* multipart/form-data: a file up to workbook_limit, and fields */
};
#define ROUTE_FORM_BODY_MAX      65536
#define ROUTE_LONG_FORM_BODY_MAX 1048576
#define ROUTE_SMALL_BODY_MAX     4096

/* Answers the exchange now or later, and exactly once. */
typedef void route_handler_fn(struct server *server, struct exchange *exchange);

struct route {
    enum door door;
    enum method method;
    const char *path; /* a segment in braces matches one segment of the request */
    enum access access;
    enum body_rule body;
    const char
        *query; /* the parameters it takes, separated by blanks; a page also takes "lang" */
    route_handler_fn *handler;
};

struct route_match {
    const struct route *route;
    char captures[ROUTE_CAPTURES_MAX][ROUTE_CAPTURE_SIZE];
    bool is_path_known; /* some route has this path, all of them this */
    enum door door;
    bool allowed[METHODS]; /* which methods it has there */
};

void route_find(enum method method, const char *path, struct route_match *out);

/* Whether the route's path has {name}. */
bool route_names(const struct route *route, const char *name);

/* The text that matched {name} of the route. */
const char *route_capture(const struct route_match *match, const char *name);

/* Whether what it is sent is a form of a page. */
bool route_has_form(const struct route *route);

/* Whether the route takes a query parameter of this name. */
bool route_takes(const struct route *route, const char *name);

/*
 * Whether what the route shows is published or about no municipality's answers, so that the
 * database is asked as a role that sees nothing else: every question of the API that is no
 * municipality's and not the operator's alone.
 */
bool route_only_reads(const struct route *route);

/* Whether a token of this role and municipality (or NULL) may use what was matched. */
bool route_admits(const struct route_match *match, enum role role, const char *municipality);

/* Whether every address of a round with this id is its own, and none a page beside the rounds.
 */
bool routes_have_room_for(const char *round);

/* All routes, for tests and descriptions. */
size_t route_count(void);
const struct route *route_at(size_t index);

/*
 * The table as a JSON list with one object a route, in its order: door ("api", "page"), method,
 * path, access ("open", "any-role", "own", "municipality", "oversight", "operator"), body
 * ("none", "self-check", "draft", "small", "form", "long-form", "upload") and query, a list. In
 * routes_print.c.
 */
void routes_print(FILE *out);
