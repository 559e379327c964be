#pragma once

/*
 * Bytes in, requests out. No socket, no clock: whoever feeds the same bytes, in whatever
 * pieces, gets the same events, which is what the tests and the fuzzer hold it to.
 *
 *     feed --> PARSER_HEAD --parser_receive()--> feed --> PARSER_BODY --parser_next()--> feed
 * ...
 *
 * Feeding stops at every event but PARSER_HUNGRY until the call behind it was made. After
 * PARSER_TOO_LARGE and PARSER_REFUSED nobody knows where the next request would begin: the
 * connection has to be closed.
 */

#include <stdbool.h>
#include <stddef.h>

#include "common/compiler.h"
#include "daemon/http/body.h"
#include "daemon/http/fault.h"
#include "daemon/http/head.h"

struct parser;

enum parser_event {
    PARSER_HUNGRY,    /* all bytes are used, more are needed */
    PARSER_HEAD,      /* a head is complete and keeps to the rules */
    PARSER_BODY,      /* the body behind it is complete, maybe empty */
    PARSER_TOO_LARGE, /* the body is longer than the limit */
    PARSER_REFUSED,   /* the bytes break a rule; parser_fault() says which */
};

struct parser *parser_new(void);
void parser_free(struct parser *parser);
DEFINE_CLEANUP(struct parser *, parser_free)

enum parser_event parser_feed(struct parser *parser, const char *bytes, size_t size,
                              size_t *used) MUST_CHECK;

/* After PARSER_HEAD: the caller's own from now on. */
struct head *parser_take_head(struct parser *parser) MUST_CHECK;

/*
 * After PARSER_REFUSED: the head, the caller's own from now on, if it was read to its end
 * before it was refused; else NULL. What of it broke a rule is not to be relied on; a target
 * that cannot be read is an empty path.
 */
struct head *parser_take_refused_head(struct parser *parser) MUST_CHECK;

/* After PARSER_HEAD: reads the body, of at most `limit` bytes. */
void parser_receive(struct parser *parser, size_t limit);

/* After PARSER_BODY: the caller's own from now on. */
struct body parser_take_body(struct parser *parser) MUST_CHECK;

/* Whether the request was read to its last byte, so that the next one begins behind it. */
bool parser_is_done(const struct parser *parser);

/* Whether nothing more is read: the body is too large, or the request was refused. */
bool parser_is_spent(const struct parser *parser);

/* Gets ready for the next request; only when parser_is_done(). */
void parser_next(struct parser *parser);

enum fault parser_fault(const struct parser *parser);
