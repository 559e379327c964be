#pragma once

/*
 * A request that the daemon makes to itself: an exchange without a connection, whose reply goes
 * to a function. No byte is written or parsed for it, and neither log nor metrics count it: it
 * belongs to the request of the client for whom it is made.
 */

#include <stdbool.h>
#include <stddef.h>

#include "common/compiler.h"
#include "daemon/http/exchange.h"
#include "daemon/http/response.h"

/* One field of the request; a value of NULL leaves it out. */
struct inner_field {
    const char *name;
    const char *value;
};

struct inner_request {
    enum method method;
    const char *target; /* in origin form, escaped */
    const struct inner_field *fields;
    size_t field_count;
    const void *body; /* copied; NULL when size is 0 */
    size_t size;
};

/* Called once, with the reply; it lives until the function returns. */
typedef void inner_reply_fn(const struct response *reply, void *context);

/*
 * The exchange, whose head and body are complete, with the number, peer and language of the
 * client's. NULL when the target is not one. Hand it to whom a head is handed; after
 * exchange_receive() it goes on to service->on_body at once, from inside that call. The service
 * is borrowed until the reply.
 */
struct exchange *inner_new(const struct exchange *client, const struct inner_request *request,
                           const struct http_service *service, inner_reply_fn *replied,
                           void *context) MUST_CHECK;

/* The value of a field of the reply, for the caller to free; NULL when it has none. */
char *inner_reply_field(const struct response *reply, const char *name) MUST_CHECK;

/* For exchange.c only: the body is there already; the reply is. */
void inner_receive(struct exchange *exchange);
void inner_reply(struct exchange *exchange, const struct response *response);
