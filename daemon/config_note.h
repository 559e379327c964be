#pragma once

/*
 * The configuration in the audit: a line when the daemon has started and one when it took over
 * other settings or files, with the SHA-256 of what config_print() writes, the names of the
 * options that differ (from the defaults, then from before), never their values, and the
 * fingerprints of the files in force. What could not be taken over is named as such, and its
 * options count as what they were.
 */

#include <stdbool.h>

#include "common/digest.h"
#include "common/jws.h"
#include "daemon/config.h"

struct db;
struct config_note;

/* What is in force of the files that the configuration names; "" for none. Nothing secret. */
struct config_files {
    char certificate[DIGEST_HEX_SIZE];         /* SHA-256 of TLS's */
    char chain[DIGEST_HEX_SIZE];               /* of those behind it: tls_chain_sha256() */
    char client_ca[DIGEST_HEX_SIZE];           /* SHA-256 of the file */
    char receipt_key[JWS_KID_SIZE];            /* its id */
    bool is_tls_failed, is_receipt_key_failed; /* the last reload of it: the old one goes on */
};

/* Both are borrowed. */
struct config_note *config_note_new(struct db *db, const struct config *config);
void config_note_free(struct config_note *self);

/*
 * Writes a line if the configuration is not the one that was written last. To be called when it
 * or its files may have changed, and when the database can be written to again: what failed is
 * made up for then.
 */
void config_note_write(struct config_note *self, const struct config_files *files);
