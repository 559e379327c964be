#include "daemon/dispatch.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "common/memory.h"
#include "daemon/access.h"
#include "daemon/attempt.h"
#include "daemon/config.h"
#include "daemon/db.h"
#include "daemon/drafts.h"
#include "daemon/intake.h"
#include "daemon/limits.h"
#include "daemon/log.h"
#include "daemon/metrics.h"
#include "daemon/pages/door.h"
#include "daemon/pages/hand_in.h"
#include "daemon/problem.h"
#include "daemon/refusals.h"
#include "daemon/request.h"
#include "daemon/routes.h"

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

static size_t form_limit(enum body_rule body, const struct config *config)
{
    const long file = config->workbook_limit > config->self_check_limit
                          ? config->workbook_limit
                          : config->self_check_limit;

    if (body == BODY_UPLOAD)
        return (size_t)file + ROUTE_FORM_BODY_MAX;
    return body == BODY_FORM ? ROUTE_FORM_BODY_MAX : ROUTE_LONG_FORM_BODY_MAX;
}

static void receive(struct exchange *exchange, const struct request *request)
{
    const struct config *config = request->server->config;
    size_t limit = 0;

    switch (request->match.route->body) {
    case BODY_NONE:
        break;
    case BODY_SMALL:
        limit = ROUTE_SMALL_BODY_MAX;
        break;
    case BODY_SELF_CHECK:
        if (!intake_takes_media_type(exchange, config, &limit))
            return;
        break;
    case BODY_DRAFT:
        if (!drafts_take_media_type(exchange, config, &limit))
            return;
        break;
    case BODY_FORM:
    case BODY_LONG_FORM:
    case BODY_UPLOAD:
        if (!door_takes_media_type(exchange))
            return;
        limit = form_limit(request->match.route->body, config);
        break;
    }
    exchange_receive(exchange, limit,
                     request->match.route->body == BODY_UPLOAD ? hand_in_too_large
                                                               : problem_reply_too_large);
}

static void refuse(struct exchange *exchange, const struct request *request)
{
    request_note_refusal(exchange); /* whatever status leads to the sign-in */
    if (request->holder.role != ROLE_NONE)
        problem_reply(exchange, PROBLEM_FORBIDDEN, NULL, NULL);
    else if (request->is_page)
        door_lead_to_sign_in(exchange);
    else
        problem_reply(exchange, PROBLEM_UNAUTHENTICATED, NULL, NULL);
}

/* It is known who asks, as far as it has to be: the last checks before the body. */
static void admit(struct exchange *exchange)
{
    const struct request *request = request_of(exchange);
    const char *name;

    if (!route_admits(&request->match, request->holder.role, request->holder.municipality)) {
        refuse(exchange, request);
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

static void refuse_token(struct exchange *exchange)
{
    problem_reply(exchange, PROBLEM_UNAUTHENTICATED, NULL, NULL);
}

static void refuse_rate(struct exchange *exchange, long seconds)
{
    metrics.requests_limited++;
    attempt_refuse(exchange, seconds);
}

/* By token or by session; both take from the same bucket. */
static void admit_holder(struct exchange *exchange)
{
    const struct request *request = request_of(exchange);
    long seconds = 0;

    if (request->holder.role != ROLE_NONE)
        seconds = limits_token(request->server->limits, request->holder.token, attempt_now());
    if (seconds > 0)
        refuse_rate(exchange, seconds);
    else
        admit(exchange);
}

static void on_found(const struct error *error, const struct access_holder *holder,
                     void *context)
{
    struct exchange *exchange = context;
    struct request *request = request_of(exchange);
    struct server *server = request->server;

    if (error == NULL && holder == NULL) {
        attempt_failed(server, exchange, refuse_token);
        return;
    }
    if (error != NULL) {
        attempt_undecided(server, exchange);
        problem_reply_failure(exchange, error);
        return;
    }
    attempt_succeeded(server, exchange);
    request->holder = *holder;
    admit_holder(exchange);
}

static void authenticate(struct exchange *exchange, struct server *server)
{
    const char *field = exchange_header(exchange, "Authorization");

    if (field == NULL) {
        refuse_token(exchange);
        return;
    }
    if (!attempt_begin(server, exchange))
        return;
    if (strncasecmp(field, "Bearer ", 7) != 0 || !token_is_well_formed(field + 7)) {
        attempt_failed(server, exchange, refuse_token);
        return;
    }
    access_find(server, field + 7, on_found, exchange);
}

/* Finds out what is asked for, and so in which form the answer is wanted. */
static void look_up(struct exchange *exchange, struct request *request)
{
    struct route_match *match = &request->match;

    route_find(exchange_method(exchange), exchange_path(exchange), match);
    request->is_page =
        match->is_path_known ? match->door == DOOR_PAGE : door_is_wanted(exchange);
    door_dress(exchange, request->is_page);
}

static void refuse_without_route(struct exchange *exchange, const struct route_match *match)
{
    if (match->is_path_known)
        refuse_method(exchange, match);
    else
        problem_reply(exchange, PROBLEM_NOT_FOUND, NULL, NULL);
}

/* Finds the route; false when there is none, and the exchange is answered. */
static bool find_route(struct exchange *exchange, struct request *request)
{
    look_up(exchange, request);
    if (request->match.route != NULL)
        return true;
    refuse_without_route(exchange, &request->match);
    return false;
}

static void on_head(struct exchange *exchange, void *context)
{
    struct server *server = context;
    struct request *request = request_begin(exchange, server);
    const long seconds =
        exchange_is_crowded(exchange)
            ? 1 /* until one of those that are open has its answer */
            : limits_address(server->limits, exchange_client(exchange), attempt_now());

    if (seconds > 0) {
        request->is_page = door_is_wanted(exchange);
        door_dress(exchange, request->is_page);
        refuse_rate(exchange, seconds);
        return;
    }
    if (!find_route(exchange, request))
        return;
    if (request->is_page)
        door_enter(server, exchange, admit_holder);
    else if (request->match.route->access == ACCESS_OPEN)
        admit(exchange);
    else
        authenticate(exchange, server);
}

static bool on_handshake(const struct client_key *client, void *context)
{
    const struct server *server = context;
    const bool is_welcome = limits_address(server->limits, client, attempt_now()) == 0;

    metrics.requests_limited += !is_welcome;
    return is_welcome;
}

/* A method that nobody has is answered like one that the path does not have, if there is a
 * path. */
static void on_refused(struct exchange *exchange, enum fault fault, void *context)
{
    struct request *request = request_of(exchange);

    if (request == NULL) {
        request = request_begin(exchange, context);
        look_up(exchange, request);
    }
    if (fault == FAULT_METHOD && exchange_path(exchange)[0] != '\0')
        refuse_without_route(exchange, &request->match);
    else
        problem_reply_refused(exchange, fault);
}

void dispatch_inner(struct server *server, const struct exchange *client,
                    struct exchange *exchange, json_t *acceptances)
{
    struct request *request = request_begin(exchange, server);

    request->holder = request_of(client)->holder;
    request->acceptances = json_incref(acceptances);
    if (!find_route(exchange, request))
        return;
    assert(!request->is_page); /* pages ask the API, never each other */
    admit(exchange);
}

static void on_body(struct exchange *exchange, void *context)
{
    const struct route *route = request_of(exchange)->match.route;

    if (route_has_form(route) && !door_read_form(exchange))
        return;
    route->handler(context, exchange);
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

static void note_refusal(const struct server *server, const struct request *request, int status)
{
    const struct route *route = request->match.route;

    if (route == NULL)
        return; /* refused for what it is, not for who asks */
    refusals_note(server->refusals, &(struct refusal){.status = status,
                                                      .role = request->holder.role,
                                                      .method = method_name(route->method),
                                                      .route = route->path,
                                                      .token = request->holder.token});
}

/* A path that is a secret itself, or begins like one, is logged as its pattern. */
static const char *path_for_log(const struct exchange *exchange)
{
    const char *path = exchange_path(exchange);
    const size_t length = strlen(ROUTE_SECRET);

    return strncasecmp(path, ROUTE_SECRET, length) == 0 ? ROUTE_SECRET "{code}" : path;
}

static void on_replied(const struct exchange *exchange, int status, size_t bytes, void *context)
{
    const struct server *server = context;
    const struct request *request = request_of(exchange);
    const bool is_known = request != NULL && request->holder.token[0] != '\0';
    const long age_ms = exchange_age_ms(exchange);

    count_status(status);
    if (request != NULL && (request->is_refused || status == 401 || status == 403))
        note_refusal(server, request, status);
    histogram_add(&metrics.request_duration, (double)age_ms / 1000);
    if (!server->config->log_requests)
        return;
    log_line(
        LOG_LEVEL_INFO,
        "request answered method=%s path=%s status=%d bytes=%zu ms=%ld token=%s request=%s",
        method_name(exchange_method(exchange)), log_value(path_for_log(exchange)), status,
        bytes, age_ms, is_known ? request->holder.token : "-", exchange_request_id(exchange));
}

struct http_service dispatch_service(struct server *server)
{
    return (struct http_service){.on_handshake = on_handshake,
                                 .on_head = on_head,
                                 .on_body = on_body,
                                 .on_refused = on_refused,
                                 .on_replied = on_replied,
                                 .context = server};
}
