#pragma once

/*
 * A release on its way from its inputs into the database: computed, rendered in every form and
 * stored. Publishing stores it, verifying (weltoffenctl verify) compares it with what is
 * stored; both make it here.
 */

#include <stdbool.h>

#include <jansson.h>
#include <libpq-fe.h>

#include "common/compiler.h"
#include "common/digest.h"
#include "common/error.h"
#include "common/export/forms.h"
#include "daemon/disclosure_key.h"
#include "daemon/publish_read.h"

struct publication {
    const struct publish_input *input; /* borrowed */
    json_t *document;                  /* owned */
    struct digest inputs;              /* over the versions */
    struct digest values;              /* over what figures are computed from */
    struct digest merkle_root;         /* over their receipts */
    struct digest merkle_salt; /* from the key, round, number and inputs: never published */
};

/* Computes the release. */
void publication_init(struct publication *self, const struct publish_input *input,
                      const struct disclosure_key *key);
void publication_done(struct publication *self);
DEFINE_CLEANUP_INSIDE(struct publication, publication_done)

/* Renders it in a form; bytes are empty. */
bool publication_render(const struct publication *self, const struct form *form,
                        struct bytes *out, struct digest *digest, struct error *error)
    MUST_CHECK;

/* Renders and stores it, with all that is needed to compute it again; in a transaction. */
bool publication_store(const struct publication *self, PGconn *connection, const char *run,
                       struct error *error) MUST_CHECK;
