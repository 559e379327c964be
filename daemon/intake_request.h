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
#include "daemon/intake_format.h"
#include "daemon/server.h"
#include "daemon/situation.h"

struct intake {
    struct server *server;            /* borrowed */
    struct exchange *exchange;        /* owned, until a reply takes it */
    const char *round, *municipality; /* borrowed from the exchange */
    bool is_dry_run, is_repeat;
    int tries;
    struct intake_type type;
    const char *bytes;    /* the file, unpacked; NULL until then; borrowed from the next or */
    char *unpacked;       /* from the exchange; owned; NULL unless it came packed */
    size_t size;          /* of the file */
    struct digest sha256; /* of the file */
    struct findings findings;
    struct answers *answers; /* owned */
    struct situation situation;
    PGresult *earlier_row; /* owned; a copy of what was answered last, see earlier.h */
    const struct catalogue *edition; /* borrowed */
    struct self_check *self_check;   /* owned; NULL until it is judged to be in order */
    char *content;                   /* owned; its canonical form */
    json_t *receipt;                 /* owned; of the version that is being stored */
    json_t *position;                /* owned; before and after, of a dry run */
    char *jws;                       /* owned; the receipt signed, or NULL */
};

/* The questions below answer the exchange themselves when the answer is no. */

/* Whether ?dry-run is true or false, if it is there. */
bool intake_read_query(struct intake *self) MUST_CHECK;

/*
 * Whether Content-Digest (RFC 9530), if sent, is that of the content as it was sent, packed if
 * it came packed.
 */
bool intake_digest_matches(struct intake *self) MUST_CHECK;
/* The same of any exchange, which is NULL if it is answered. */
bool exchange_digest_matches(struct exchange **exchange) MUST_CHECK;

/*
 * Unpacks the body and sets the file and its hash. How it was packed is a matter of the way it
 * came: what is stored, signed for and given back is the file.
 */
bool intake_unpack(struct intake *self) MUST_CHECK;

/* Whether the last byte arrived within [opening, closing) or the municipality's extension. */
bool intake_is_in_time(struct intake *self) MUST_CHECK;
