#pragma once

/*
 * One release as a document, for what is made of it.
 */

#include <jansson.h>

#include "daemon/http/exchange.h"

struct catalogue;
struct server;

/* A release that is there and that the one who asks may see. All is borrowed. */
struct found_release {
    const json_t *document;
    const struct catalogue *edition; /* it was made with */
    long long run;                   /* that made it */
};

/* Comes from the loop or at once; the release lives until it returns. */
typedef void release_found_fn(struct exchange *exchange /* taken */,
                              const struct found_release *release, const void *context);

/*
 * Looks for the release that the path names by {round} and {number}. If there is none, the
 * exchange is answered and found is not called. The context has to live until then.
 */
void release_find(struct server *server, struct exchange *exchange /* taken */,
                  release_found_fn *found, const void *context);
