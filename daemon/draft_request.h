#pragma once

/*
 * A request that changes a draft, and what the database says about it. Belongs to drafts.c and
 * draft_put.c.
 */

#include <stdbool.h>

#include <jansson.h>

#include "common/compiler.h"
#include "common/digest.h"
#include "daemon/db.h"
#include "daemon/http/exchange.h"
#include "daemon/server.h"
#include "daemon/situation.h"

struct draft_request {
    struct server *server;            /* borrowed */
    struct exchange *exchange;        /* owned, until a reply takes it */
    const char *round, *municipality; /* borrowed from the exchange */
    struct situation situation;       /* the round; never a version */
    char saved[DIGEST_HEX_SIZE];      /* SHA-256 of the draft that is there, "" for none */
    char sha256[DIGEST_HEX_SIZE];     /* of the one that is sent */
    json_t *findings;                 /* owned */
    int tries;
};

struct draft_request *draft_request_new(struct server *server,
                                        struct exchange *exchange /* taken */);
void draft_request_free(struct draft_request *self);
DEFINE_CLEANUP(struct draft_request *, draft_request_free)

/* Asks the database; `done` gets the request as its context. Gives up after some tries. */
void draft_request_look_up(struct draft_request *self /* taken */, db_done_fn *done);

/* Reads the answer. Replies with 404, 503 or 500 if there is no such round or participant. */
bool draft_request_read(struct draft_request *self, const struct db_outcome *outcome)
    MUST_CHECK;

/* Whether If-Match and If-None-Match allow the change. Replies with 412 or 428 if not. */
bool draft_request_is_allowed(struct draft_request *self) MUST_CHECK;

/* The strong entity tag of a draft with this SHA-256: a draft is its bytes. */
void draft_etag(const char *sha256, char out[ETAG_SIZE]);
