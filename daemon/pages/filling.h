#pragma once

/*
 * A self-check that is being filled in on pages: the draft as the API has it, what is wrong
 * with it so far, and how it is saved.
 *
 *     draft? --yes--> what is wrong with it? --> done
 *        +-----no---> the current version, or nothing ----> done
 */

#include <jansson.h>

#include "common/catalogue.h"
#include "common/compiler.h"
#include "common/digest.h"
#include "daemon/http/exchange.h"
#include "daemon/pages/call.h"
#include "daemon/server.h"
#include "daemon/situation.h"

struct filling;

/* Called exactly once, unless the exchange has been answered; the draft is the callback's. */
typedef void filling_fn(struct filling *filling);
typedef void filling_saved_fn(struct filling *filling /* taken */,
                              const struct call_reply *reply);

struct filling {
    struct server *server;           /* borrowed */
    struct exchange *exchange;       /* owned, until a reply takes it */
    const struct catalogue *edition; /* borrowed */
    json_t *round;                   /* owned; as /v1/rounds/{round} says */
    char *bytes;                     /* owned; of the draft as it was read; NULL without one */
    json_t *document;                /* owned; edition, answers and measures are there */
    json_t *findings;                /* owned; a list, as the API says; empty without a draft */
    json_t *earlier;                 /* owned; NULL until looked up: fill_in_earlier.h */
    char etag[ETAG_SIZE];            /* of the draft; "" as long as none is saved */
    filling_fn *done;
    filling_saved_fn *saved;
    int tries;
};

void filling_open(struct server *server, struct exchange *exchange /* taken */,
                  filling_fn *done);
void filling_free(struct filling *self);
DEFINE_CLEANUP(struct filling *, filling_free)

/*
 * Saves the document over the draft that was read. The reply's status is 200 or 201 if it is
 * saved, and the findings are the new ones then; 412 or 428 if somebody else saved meanwhile.
 */
void filling_save(struct filling *self /* taken */, filling_saved_fn *saved);

/* Reads it again, after somebody else has saved. */
void filling_reopen(struct filling *self /* taken */, filling_fn *done);

/* The bytes that are saved, for the caller to free. */
char *filling_print(const struct filling *self) MUST_CHECK;

/*
 * Deletes the draft if it is the one with this SHA-256: it has been handed in. The caller looks
 * at no reply: a draft that somebody went on with has to stay.
 */
void filling_end(struct server *server, const struct exchange *exchange, const char *sha256,
                 call_done_fn *done, void *context);

/* "/v1/rounds/{round}/drafts/{key}" of the person who asks, for the caller to free. */
char *filling_target(const struct exchange *exchange) MUST_CHECK;

/* "/abgabe/{round}" and what follows, for the caller to free. */
char *filling_page(const struct exchange *exchange, const char *rest) MUST_CHECK;

/* The answers, and the measures, of the document. */
json_t *filling_answers(const struct filling *self);
json_t *filling_measures(const struct filling *self);

/* What was confirmed about an answer holds no longer when the answer changes. */
void filling_forget_acceptances(struct filling *self, const char *indicator);

/*
 * By what a form recognises that what it showed has been changed since by somebody else: of the
 * answers of one field, or (NULL) of the measures. So two people can work at two fields.
 */
void filling_seen(const struct filling *self, const struct field *field,
                  char out[DIGEST_HEX_SIZE]);
