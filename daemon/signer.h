#pragma once

/*
 * The key that receipts are signed with, from the file that the option receipt_key names.
 *
 * A receipt is worth what others can verify, so a key signs only once its public half is in the
 * database, from where GET /v1/keys serves it for ever. Until the first key has been found
 * there no self-check is taken in; a new key that cannot be used leaves the old one in force.
 */

#include <stdbool.h>

#include <event2/event.h>

#include "common/compiler.h"
#include "common/error.h"
#include "common/jws.h"
#include "daemon/db.h"

struct signer;

/* Signs nothing until it is told to. Outlives the db, whose last callbacks it gets. */
struct signer *signer_new(struct event_base *base, struct db *db /* borrowed */);
void signer_free(struct signer *self);

/*
 * Takes the key of this file into use as soon as the database is found to know it; "" ends
 * signing. False when the file holds no key: then everything stays as it was.
 */
bool signer_load(struct signer *self, const char *path, struct error *error) MUST_CHECK;

/* Whether receipts can be made: signed, or not signed because nobody asked for it. */
bool signer_is_ready(const struct signer *self, struct error *error);

/*
 * Whether the key that was asked for last is not in force, for good: it could not be read, or
 * the database does not know it.
 */
bool signer_has_failed(const struct signer *self);

/* Whether the fate of the key that was asked for last is known; `settled` is called when it
 * becomes known, unless it is before signer_load() returns. */
bool signer_is_settled(const struct signer *self);
void signer_on_settled(struct signer *self, void (*settled)(void *context), void *context);

/* The key in force, or NULL if receipts are not signed. */
const struct signing_key *signer_key(const struct signer *self);
