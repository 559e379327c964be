#pragma once

/*
 * What would happen if a file were handed in: the API's dry run, and for those values that have
 * to be confirmed on the page a second one as if they were, so that the changes can be shown.
 */

#include <jansson.h>

#include "common/catalogue.h"
#include "common/compiler.h"
#include "common/read/form_data.h"
#include "daemon/http/exchange.h"
#include "daemon/pages/pending_upload.h"
#include "daemon/server.h"
#include "daemon/situation.h"

#define REASON_FIELD "grund." /* a form's field: "grund.CODE+CODE.INDICATOR" */

struct check;
typedef void check_done_fn(struct check *check);

struct check {
    struct server *server;     /* borrowed */
    struct exchange *exchange; /* owned, until a reply takes it */
    struct pending_upload file;
    const char
        *notice; /* borrowed; the key of a text that is shown above everything, or NULL */
    int status;  /* of the page that shows the check; 200 unless said otherwise */
    check_done_fn *done; /* has the check then, until check_free() */

    /* What came of it. */
    json_t *documents;               /* owned; see hand_in_gather() */
    const struct catalogue *edition; /* borrowed */
    char etag[ETAG_SIZE];            /* of the version that would be replaced; "" for none */
    json_t *wanted;  /* owned; the findings that a reason on the page settles; a list */
    json_t *answer;  /* owned; of the dry run, or NULL: */
    json_t *refusal; /* owned; why it cannot be handed in: a problem, or NULL */
    int refusal_status;
};

/* Takes the exchange and what is in the file; done is not called when it is answered already.
 */
void check_start(struct server *server, struct exchange *exchange /* taken */,
                 struct pending_upload *file /* emptied */, const char *notice, int status,
                 check_done_fn *done);
void check_free(struct check *check);
DEFINE_CLEANUP(struct check *, check_free)

/* Answers: what would happen and the button that does it, or what is wrong. */
void check_reply(struct check *check);

/* The part of it that says what is wrong. */
void check_reply_refusal(struct check *check);

/* Whether every error is one that a reason given on the page settles. */
bool check_is_only_unconfirmed(const json_t *problem) MUST_CHECK;

/* The reasons in a form as "acceptances"; an empty or too long one is left out. */
json_t *check_acceptances(const struct form_data *form) MUST_CHECK;

/*
 * Checks what comes in from a page: the file that was chosen, or the draft that was filled in.
 * Unless the round does not take it, it is kept and the answer leads to the page that shows the
 * check. In hand_in_upload.c.
 */
void hand_in_bytes(struct server *server, struct exchange *exchange /* taken */,
                   struct pending_upload *file /* emptied */);
