#pragma once

/*
 * Brings a request to its handler. Everything that can be judged from the head is judged before
 * a byte of the body is read:
 *
 *     path --> method --> token --> right to it --> parameters --> media type --> body -->
 * handler 404      405        401        403             400            415          413
 */

#include "common/compiler.h"
#include "common/token.h"
#include "daemon/http/exchange.h"
#include "daemon/server.h"

/* The service behind the public listener; it borrows the server. */
struct http_service dispatch_service(struct server *server);

/* For handlers: what the path captured, and who asks. Borrowed from the exchange. */
const char *request_capture(const struct exchange *exchange, const char *name);
enum role request_role(const struct exchange *exchange);

/* "operator token 17": who asks, for records. */
char *request_who(const struct exchange *exchange) MUST_CHECK;
