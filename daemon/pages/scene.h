#pragma once

/*
 * A page that is made of documents of the API, and of the words of an edition: it asks for all
 * of them, waits, and renders what its builder makes of them.
 *
 *     struct gather *gather = scene_begin(server, exchange, &plan);
 *     gather_add(gather, "round", path);
 *     gather_start(gather);
 */

#include <jansson.h>

#include "common/catalogue.h"
#include "common/language.h"
#include "daemon/http/exchange.h"
#include "daemon/pages/call.h"
#include "daemon/server.h"

/* All of it is borrowed. */
struct scene {
    const struct exchange *exchange;
    const json_t *documents;         /* by the names they were asked for with */
    const struct catalogue *edition; /* NULL if the plan wants none */
    enum language language;
};

struct scene_plan {
    const char *template;
    /* The documents without which there is no such page, separated by blanks. */
    const char *needed;
    /* The name of the edition to read, or NULL: none. May be NULL itself. */
    const char *(*edition)(const json_t *documents);
    /* The page's view, or NULL: there is no such page. */
    json_t *(*build)(const struct scene *scene);
};

/* The plan is borrowed until the page is answered. */
struct gather *scene_begin(struct server *server, struct exchange *exchange /* taken */,
                           const struct scene_plan *plan);

/* Asks for a document at a path of the API, made like with printf from escaped words. */
void scene_ask(struct gather *gather, const char *name, const char *format, ...)
    PRINTF_LIKE(3, 4);
