#pragma once

/*
 * What the parts of `weltoffenctl import` share: an input, what became of it, and where the one
 * comes from and the other goes to.
 */

#include <stdbool.h>
#include <stddef.h>

#include <jansson.h>

#include "common/compiler.h"
#include "common/digest.h"
#include "common/error.h"
#include "common/read/ndjson.h"

#define IMPORT_FILE_MAX 16777216 /* bytes; the service has limits of its own */

/* --- import_source.c --- */

/* One self-check that is to be handed in. Its texts live until the next one is read. */
struct import_input {
    const char *name;                   /* of the file, or "line 17" */
    char municipality[NDJSON_KEY_SIZE]; /* "" if it is not known */
    const char *media_type;
    const char *bytes;
    size_t size;
    char sha256[DIGEST_HEX_SIZE];
    const char *fault; /* why it cannot be handed in; NULL if it can */
};

struct import_source;

/* Opens a folder or a file with one self-check a line, and counts what is in it. */
bool import_source_open(const char *path, struct import_source **out, struct error *error)
    MUST_CHECK;
void import_source_free(struct import_source *self);
DEFINE_CLEANUP(struct import_source *, import_source_free)
size_t import_source_count(const struct import_source *self);

/* False behind the last one. */
bool import_source_next(struct import_source *self, struct import_input *out) MUST_CHECK;

/* --- import_send.c --- */

enum import_outcome {
    IMPORT_STORED,
    IMPORT_UNCHANGED, /* it was there already */
    IMPORT_DIFFERS,   /* something else is there, and stays */
    IMPORT_REFUSED,   /* it has errors, or the round does not take it */
    IMPORT_FAILED,
    IMPORT_DONE_BEFORE, /* by the report that is gone on with */
    IMPORT_NOT_TRIED,   /* the service could not be reached any more */
};
#define IMPORT_OUTCOMES 7

struct import_result {
    enum import_outcome outcome;
    bool is_unreachable;       /* the service: others would fail alike */
    long status;               /* of HTTP, 0 without an answer */
    json_t *answer;            /* owned; the document, NULL without one */
    char text[ERROR_TEXT_MAX]; /* why, in one line; "" where there is nothing to say */
};

void import_result_done(struct import_result *self);
DEFINE_CLEANUP_INSIDE(struct import_result, import_result_done)

struct sender;

/* url is the service's, as the operator wrote it. */
bool sender_new(const char *url, const char *round, struct sender **out, struct error *error)
    MUST_CHECK;
void sender_free(struct sender *self);
DEFINE_CLEANUP(struct sender *, sender_free)

/*
 * Hands one in, without If-Match, so that nothing is ever overwritten. Asked to come back later
 * (429, 503), or without an answer, it tries again for a while.
 */
void sender_send(struct sender *self, const struct import_input *input, const char *token,
                 struct import_result *out);

/* --- import_report.c --- */

struct report;

/*
 * path may be NULL: then nothing is written. A report that is there is gone on with if
 * is_resumed, and otherwise left alone with ERROR_CONFLICT.
 */
bool report_open(const char *path, const char *round, bool is_resumed, struct report **out,
                 struct error *error) MUST_CHECK;
void report_free(struct report *self);
DEFINE_CLEANUP(struct report *, report_free)

/* Whether it says that these bytes of this municipality were handed in. */
bool report_has(const struct report *self, const struct import_input *input);

/* Writes a line that is complete when this returns. */
bool report_add(struct report *self, const struct import_input *input,
                const struct import_result *result, struct error *error) MUST_CHECK;

/* "stored", "not-tried": as reports spell it. */
const char *import_outcome_name(enum import_outcome outcome);
