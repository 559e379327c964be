#pragma once

/*
 * What a reverse proxy says of the client it speaks for.
 *
 * Only the field that the operator named is looked at: a proxy sets one of the two and hands
 * the other on as the client wrote it.
 */

#include <stdbool.h>

#include "common/compiler.h"
#include "daemon/http/address.h"

struct head;

enum forwarded_field {
    FORWARDED_X,        /* X-Forwarded-For and X-Forwarded-Proto */
    FORWARDED_RFC_7239, /* Forwarded */
};

/* From a request of a proxy that is believed. */
struct forwarded {
    bool has_address; /* the field names somebody */
    struct address address;
    bool is_secure; /* the client came by https */
};

/*
 * The address that counts is the last one that is not a trusted proxy: what stands before it
 * was written by the client. False when an element on the way there is no address, or the
 * protocol is neither http nor https: then the proxy is set up wrongly, and guessing would let
 * somebody pass for somebody else.
 */
bool forwarded_read(const struct head *head, enum forwarded_field field,
                    const struct networks *trusted, struct forwarded *out) MUST_CHECK;
