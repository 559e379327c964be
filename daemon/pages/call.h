#pragma once

/*
 * How a page asks the API, of which it is a client like any other: in the name of the person
 * who is signed in (or, without a session, of nobody), by the API's own routes and handlers,
 * and so under the same rule of who may see what. Nothing leaves the process; neither the log
 * nor the metrics count these requests, which belong to the page's.
 */

#include <stddef.h>

#include <jansson.h>

#include "common/compiler.h"
#include "daemon/http/exchange.h"
#include "daemon/server.h"

/* A request. What may be NULL is left out. */
struct call {
    enum method method;
    const char *target; /* "/v1/rounds?..."; what comes from outside has to be escaped in it */
    const char *accept;
    const char *if_match, *if_none_match;
    const char *content_type;
    const void *body; /* copied */
    size_t size;
    /* Of a PUT of a self-check: reasons that were given beside the file, in the form of its own
     * "acceptances"; they count as if they stood in it. */
    json_t *acceptances;
};

/* The reply; it lives until the callback returns. Texts are NULL where there is no such field.
 */
struct call_reply {
    int status;
    const char *media_type;
    const char *etag;
    const char *location;
    const char *content_disposition;
    const void *bytes;
    size_t size;
    json_t *json; /* parsed, when the media type is JSON, else NULL */
};

/* Called exactly once: from inside call_api(), or later from the loop. */
typedef void call_done_fn(const struct call_reply *reply, void *context);

/*
 * Asks in the name of the exchange's client, whose language it answers in. The exchange is only
 * looked at before this returns. A target that is none is answered with 404.
 */
void call_api(struct server *server, const struct exchange *exchange, const struct call *call,
              call_done_fn *done, void *context);

/* Answers a page's exchange with the problem that the API replied, as a page. */
void call_pass_on(struct exchange *exchange /* taken */, const struct call_reply *reply);

/*
 * Several GETs whose answers a page shows together.
 *
 *     struct gather *gather = gather_new(server, exchange, on_gathered, self, self_free);
 *     gather_add(gather, "rounds", "/v1/rounds");
 *     gather_add(gather, "releases", releases);
 *     gather_start(gather);
 *
 * When all are there, done gets the exchange and {"rounds": document, "releases": document},
 * where null stands for 404. Any other answer than 200 and 404 ends it: the exchange is
 * answered with that problem, and done is not called. Afterwards the context is released (NULL:
 * it is not).
 */
struct gather;
typedef void gather_done_fn(struct server *server, struct exchange *exchange /* taken */,
                            json_t *documents /* borrowed */, void *context);

struct gather *gather_new(struct server *server, struct exchange *exchange /* taken */,
                          gather_done_fn *done, void *context, void (*release)(void *context));
void gather_add(struct gather *gather, const char *name, const char *target);
void gather_start(struct gather *gather /* taken */);
