#include "daemon/dispatch.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "common/memory.h"
#include "daemon/config.h"
#include "daemon/db.h"
#include "daemon/intake.h"
#include "daemon/log.h"
#include "daemon/metrics.h"
#include "daemon/problem.h"
#include "daemon/routes.h"

/* What the daemon knows of a request beside the request; attached to the exchange. */
struct request {
    struct server *server; /* borrowed */
    struct route_match match;
    enum role role;
    char municipality[ROUTE_CAPTURE_SIZE]; /* of the token; "" for other roles */
    char token[24];                        /* its id, "" without one */
};

static struct request *request_of(const struct exchange *exchange)
{
    return exchange_attached(exchange);
}

const char *request_capture(const struct exchange *exchange, const char *name)
{
    return route_capture(&request_of(exchange)->match, name);
}

enum role request_role(const struct exchange *exchange)
{
    return request_of(exchange)->role;
}

char *request_who(const struct exchange *exchange)
{
    const struct request *request = request_of(exchange);

    return memory_format("%s token %s", role_name(request->role), request->token);
}

static void refuse_method(struct exchange *exchange, const struct route_match *match)
{
    char allow[64] = "";
    size_t used = 0;

    for (int i = 0; i < METHODS; i++)
        if (match->allowed[i])
            used += (size_t)snprintf(allow + used, sizeof allow - used, "%s%s%s",
                                     used == 0 ? "" : ", ", method_name((enum method)i),
                                     i == METHOD_GET ? ", HEAD" : "");
    exchange_set_header(exchange, "Allow", allow);
    problem_reply(exchange, PROBLEM_METHOD_NOT_ALLOWED, NULL, NULL);
}

static void receive(struct exchange *exchange, const struct request *request)
{
    size_t limit;

    switch (request->match.route->body) {
    case BODY_NONE:
        exchange_receive(exchange, 0, problem_reply_too_large);
        return;
    case BODY_SMALL:
        exchange_receive(exchange, ROUTE_SMALL_BODY_MAX, problem_reply_too_large);
        return;
    case BODY_SELF_CHECK:
        if (intake_takes_media_type(exchange, request->server->config, &limit))
            exchange_receive(exchange, limit, problem_reply_too_large);
        return;
    }
}

/* The token is known (or none is needed): the last checks before the body. */
static void admit(struct exchange *exchange)
{
    const struct request *request = request_of(exchange);
    const char *name;

    if (!route_admits(&request->match, request->role, request->municipality)) {
        problem_reply(exchange, PROBLEM_FORBIDDEN, NULL, NULL);
        return;
    }
    for (size_t i = 0; (name = exchange_query_name(exchange, i)) != NULL; i++)
        if (!route_takes(request->match.route, name)) {
            problem_reply(exchange, PROBLEM_UNKNOWN_PARAMETER, NULL,
                          json_pack("{s:s}", "parameter", name));
            return;
        }
    receive(exchange, request);
}

static void on_token(const struct db_outcome *outcome, void *context)
{
    struct exchange *exchange = context;
    struct request *request = request_of(exchange);
    PGresult *row;

    if (outcome->error != NULL) {
        problem_reply_failure(exchange, outcome->error);
        return;
    }
    row = outcome->results[0];
    if (PQntuples(row) == 0 || !role_read(PQgetvalue(row, 0, 1), &request->role)) {
        metrics.sign_ins_refused++;
        problem_reply(exchange, PROBLEM_UNAUTHENTICATED, NULL, NULL);
        return;
    }
    (void)snprintf(request->token, sizeof request->token, "%s", PQgetvalue(row, 0, 0));
    (void)snprintf(request->municipality, sizeof request->municipality, "%s",
                   PQgetvalue(row, 0, 2));
    admit(exchange);
}

static void authenticate(struct exchange *exchange, struct server *server)
{
    const char *field = exchange_header(exchange, "Authorization");
    char hash[DIGEST_HEX_SIZE];
    struct digest digest;
    struct db_unit *unit;

    if (field == NULL || strncasecmp(field, "Bearer ", 7) != 0 ||
        !token_is_well_formed(field + 7)) {
        metrics.sign_ins_refused += field != NULL;
        problem_reply(exchange, PROBLEM_UNAUTHENTICATED, NULL, NULL);
        return;
    }
    digest = token_digest(field + 7);
    digest_print(&digest, hash);
    unit = db_unit_new(on_token, exchange);
    db_unit_add(unit, STATEMENT_TOKEN_FIND, hash);
    db_submit(server->db, unit);
}

static void on_head(struct exchange *exchange, void *context)
{
    struct server *server = context;
    struct request *request = memory_new(1, sizeof *request);

    request->server = server;
    exchange_attach(exchange, request, free);
    route_find(exchange_method(exchange), exchange_path(exchange), &request->match);
    if (!request->match.is_path_known) {
        problem_reply(exchange, PROBLEM_NOT_FOUND, NULL, NULL);
        return;
    }
    if (request->match.route == NULL) {
        refuse_method(exchange, &request->match);
        return;
    }
    if (request->match.route->access == ACCESS_OPEN)
        admit(exchange);
    else
        authenticate(exchange, server);
}

static void on_body(struct exchange *exchange, void *context)
{
    request_of(exchange)->match.route->handler(context, exchange);
}

static void count_status(int status)
{
    if (status < 300)
        metrics.replies_2xx++;
    else if (status < 400)
        metrics.replies_3xx++;
    else if (status < 500)
        metrics.replies_4xx++;
    else
        metrics.replies_5xx++;
}

static void on_replied(const struct exchange *exchange, int status, size_t bytes, void *context)
{
    const struct server *server = context;
    const struct request *request = request_of(exchange);
    const long age_ms = exchange_age_ms(exchange);

    count_status(status);
    histogram_add(&metrics.request_duration, (double)age_ms / 1000);
    if (!server->config->log_requests)
        return;
    log_line(
        LOG_LEVEL_INFO,
        "request answered method=%s path=%s status=%d bytes=%zu ms=%ld token=%s request=%s",
        method_name(exchange_method(exchange)), log_value(exchange_path(exchange)), status,
        bytes, age_ms, request == NULL || request->token[0] == '\0' ? "-" : request->token,
        exchange_request_id(exchange));
}

struct http_service dispatch_service(struct server *server)
{
    return (struct http_service){
        .on_head = on_head, .on_body = on_body, .on_replied = on_replied, .context = server};
}
