#pragma once

/*
 * A reply as bytes (RFC 9112).
 */

#include <stdbool.h>
#include <stddef.h>
#include <time.h>

#include <event2/buffer.h>

#include "daemon/http/fault.h"

#define RESPONSE_PROBLEM_MAX 512

/* Everything is borrowed. */
struct response {
    int status;
    const char *request_id;
    const char *media_type; /* NULL when size is 0 */
    const char *fields;     /* more fields, each with its CR LF; or NULL */
    const void *bytes;
    size_t size;
    bool is_secure;   /* the client is to come by https from now on (RFC 6797) */
    bool is_bodiless; /* the request was HEAD: the fields of the body without the body */
    bool keeps_alive; /* the connection goes on afterwards */
};

/* Appends the reply; `now` becomes its Date. Returns how many bytes of body it has. */
size_t response_write(const struct response *response, time_t now, struct evbuffer *out);

/* The reason phrase, e.g. "Not Found"; "" for a status nobody here gives. */
const char *response_reason(int status);

/*
 * The problem document (RFC 9457) of a fault for a sender of whom nothing is known, so in both
 * languages; sent as RESPONSE_PROBLEM_MEDIA_TYPE. Returns its length.
 */
size_t response_problem(enum fault fault, char out[RESPONSE_PROBLEM_MAX]);
#define RESPONSE_PROBLEM_MEDIA_TYPE "application/problem+json"

/*
 * What keeps every reply safe in a browser, also those that nobody but this folder knows of.
 * An exchange begins with them, so a handler has to say if it wants another value.
 */
#define RESPONSE_GUARDS                                                       \
    "X-Content-Type-Options: nosniff\r\n"                                     \
    "Referrer-Policy: no-referrer\r\n"                                        \
    "Cross-Origin-Resource-Policy: same-origin\r\n"                           \
    "Content-Security-Policy: default-src 'none'; frame-ancestors 'none'\r\n" \
    "Cache-Control: private, no-store\r\n"

/* The fields that belong to the status of a fault, and the guards. */
const char *response_problem_fields(int status);
