#pragma once

/*
 * A self-check on its way, and what its request and the database say about it. Belongs to
 * intake.c, which tells the story; this part answers single questions.
 */

#include <stdbool.h>
#include <stdint.h>

#include <jansson.h>
#include <libpq-fe.h>

#include "common/answers.h"
#include "common/catalogue.h"
#include "common/digest.h"
#include "common/error.h"
#include "common/finding.h"
#include "common/self_check.h"
#include "daemon/http/exchange.h"
#include "daemon/server.h"

#define ETAG_SIZE 40 /* with the NUL */

/* The round and the current version, as the database has them. */
struct situation {
    char *edition; /* owned; of the round */
    int64_t opens_at,
        closes_at; /* microseconds since 1970; with this municipality's extension */
    char *opens_berlin, *closes_berlin; /* owned; the same for people */
    int64_t inhabitants;
    int number;    /* of the current version, 0 for none */
    char *sha256;  /* owned; of its bytes; NULL for none, as the following */
    char *content; /* owned; its canonical form, NULL also when it was erased */
    char *receipt; /* owned */
    struct digest receipt_sha256;
};

struct intake {
    struct server *server;            /* borrowed */
    struct exchange *exchange;        /* owned, until a reply takes it */
    const char *round, *municipality; /* borrowed from the exchange */
    bool is_dry_run, is_repeat;
    int tries;
    struct digest sha256; /* of the bytes as received */
    struct findings findings;
    struct answers *answers; /* owned */
    struct situation situation;
    const struct catalogue *edition; /* borrowed */
    struct self_check *self_check;   /* owned; NULL until it is judged to be in order */
    char *content;                   /* owned; its canonical form */
    json_t *receipt;                 /* owned; of the version that is being stored */
};

/* False with ERROR_MISSING when there is no such round or the municipality takes no part in it.
 */
bool intake_situation_read(struct situation *self, PGresult *row, struct error *error)
    MUST_CHECK;
void intake_situation_done(struct situation *self);

/* The entity tag of a version: "NUMBER-first 16 digits of its SHA-256", in quotes. */
void intake_etag(int version, const char *sha256, char out[ETAG_SIZE]);

/* RFC 9110, 13.1: If-Match and If-None-Match of the request against the current version. */
enum precondition { PRECONDITION_MET, PRECONDITION_MISSING, PRECONDITION_STALE };
enum precondition intake_precondition(const struct exchange *exchange,
                                      const struct situation *situation);

/* The questions below answer the exchange themselves when the answer is no. */

/* Whether ?dry-run is true or false, if it is there. */
bool intake_read_query(struct intake *self) MUST_CHECK;

/* Whether Content-Digest (RFC 9530), if sent, is that of the bytes. */
bool intake_digest_matches(struct intake *self) MUST_CHECK;

/* Whether the last byte arrived within [opening, closing) or the municipality's extension. */
bool intake_is_in_time(struct intake *self) MUST_CHECK;
