#include "daemon/http/exchange.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>

#include "common/memory.h"
#include "daemon/http/accept.h"
#include "daemon/http/check.h"
#include "daemon/http/connection.h"
#include "daemon/http/exchange_inside.h"
#include "daemon/http/response.h"
#include "daemon/http/server_inside.h"
#include "daemon/metrics.h"

#define STATUS_ABANDONED 400 /* told to on_replied when nobody is left to tell */

static long now_ms(void)
{
    struct timespec now;

    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* --- its life --- */

struct exchange *exchange_new(struct http_server *server, struct connection *connection,
                              const char *peer, struct head *head)
{
    struct exchange *self = memory_new(1, sizeof *self);

    assert(strlen(peer) < sizeof self->peer);
    memcpy(self->peer, peer, strlen(peer) + 1);
    request_id_make(self->id);
    self->server = server;
    self->connection = connection;
    self->head = head;
    self->head_at = now_ms();
    self->fields = memory_copy_text(RESPONSE_GUARDS);
    LIST_INSERT_HEAD(&server->exchanges, self, link);
    server->exchange_count++;
    metrics.exchanges_open++;
    return self;
}

static void release_attached(struct exchange *self)
{
    if (self->release != NULL)
        self->release(self->attached);
}

/* The one end of every exchange. */
static void finish(struct exchange *self, int status, size_t bytes)
{
    struct http_server *server = self->server;

    if (server != NULL) {
        LIST_REMOVE(self, link);
        server->exchange_count--;
        if (self->is_counted)
            clients_remove(&server->forwarded, &self->client);
        server->service->on_replied(self, status, bytes, server->service->context);
    }
    metrics.exchanges_open -= self->asks == NULL;
    release_attached(self);
    head_free(self->head);
    body_done(&self->body);
    free(self->fields);
    free(self);
}

void exchange_abandon(struct exchange *exchange)
{
    finish(exchange, STATUS_ABANDONED, 0);
}

/* --- the request --- */

enum method exchange_method(const struct exchange *exchange)
{
    return exchange->head->method;
}

const char *exchange_path(const struct exchange *exchange)
{
    return exchange->head->target.path;
}

const char *exchange_target(const struct exchange *exchange)
{
    return head_target(exchange->head);
}

const char *exchange_request_id(const struct exchange *exchange)
{
    return exchange->id;
}

const char *exchange_peer(const struct exchange *exchange)
{
    return exchange->peer;
}

const struct client_key *exchange_client(const struct exchange *exchange)
{
    return &exchange->client;
}

bool exchange_is_secure(const struct exchange *exchange)
{
    return exchange->is_secure;
}

bool exchange_is_crowded(const struct exchange *exchange)
{
    return exchange->is_crowded;
}

const char *exchange_header(const struct exchange *exchange, const char *name)
{
    return head_find(exchange->head, name);
}

const char *exchange_query(const struct exchange *exchange, const char *name, size_t n)
{
    const struct target *target = &exchange->head->target;

    for (size_t i = 0; i < target->count; i++)
        if (strcmp(target->parameters[i].name, name) == 0 && n-- == 0)
            return target->parameters[i].value;
    return NULL;
}

const char *exchange_raw_query(const struct exchange *exchange)
{
    return exchange->head->target.query;
}

const char *exchange_query_name(const struct exchange *exchange, size_t n)
{
    const struct target *target = &exchange->head->target;

    return n < target->count ? target->parameters[n].name : NULL;
}

enum language exchange_language(const struct exchange *exchange)
{
    return exchange->has_language
               ? exchange->language
               : accept_language(exchange_header(exchange, "Accept-Language"));
}

void exchange_set_language(struct exchange *exchange, enum language language)
{
    exchange->has_language = true;
    exchange->language = language;
}

bool exchange_has_body(const struct exchange *exchange)
{
    return head_has_body(exchange->head);
}

const char *exchange_body(const struct exchange *exchange, size_t *size)
{
    *size = exchange->body.size;
    return exchange->body.size > 0 ? exchange->body.bytes : "";
}

int64_t exchange_arrived_at(const struct exchange *exchange)
{
    return exchange->arrived_at;
}

long exchange_age_ms(const struct exchange *exchange)
{
    return now_ms() - exchange->head_at;
}

void exchange_attach(struct exchange *exchange, void *data, void (*release)(void *))
{
    release_attached(exchange);
    exchange->attached = data;
    exchange->release = release;
}

void *exchange_attached(const struct exchange *exchange)
{
    return exchange->attached;
}

/* --- answering --- */

void exchange_receive(struct exchange *exchange, size_t limit,
                      void (*on_too_large)(struct exchange *exchange, size_t limit))
{
    assert(!exchange->is_received);
    exchange->is_received = true;
    exchange->limit = limit;
    exchange->on_too_large = on_too_large;
    if (exchange->asks != NULL)
        inner_receive(exchange);
    else if (exchange->connection == NULL)
        exchange_abandon(exchange);
    else
        connection_receive(exchange->connection, limit);
}

/* Removes the line of this name, if there is one. */
static void remove_field(char *fields, const char *name)
{
    const size_t length = strlen(name);

    for (char *line = fields; *line != '\0';) {
        char *next = strstr(line, "\r\n") + 2;

        if (strncasecmp(line, name, length) == 0 && line[length] == ':')
            memmove(line, next, strlen(next) + 1);
        else
            line = next;
    }
}

void exchange_set_header(struct exchange *exchange, const char *name, const char *value)
{
    CLEANUP(memory_freep) char *before = TAKE(exchange->fields);

    assert(check_is_token(name) && strpbrk(value, "\r\n") == NULL);
    if (before != NULL && strcasecmp(name, "Set-Cookie") != 0)
        remove_field(before, name);
    exchange->fields = memory_format("%s%s: %s\r\n", before == NULL ? "" : before, name, value);
}

void exchange_reply(struct exchange *exchange, int status, const char *media_type,
                    const void *bytes, size_t size)
{
    struct response response = {
        .status = status,
        .request_id = exchange->id,
        .media_type = media_type,
        .fields = exchange->fields,
        .bytes = bytes,
        .size = size,
        .is_bodiless = exchange->head->is_head,
    };
    size_t sent = 0;

    if (exchange->asks != NULL)
        inner_reply(exchange, &response);
    else if (exchange->connection != NULL)
        sent = connection_reply(exchange->connection, &response);
    finish(exchange, status, sent);
}

void exchange_reply_json(struct exchange *exchange, int status, const char *media_type,
                         json_t *document)
{
    CLEANUP(memory_freep) char *text = json_dumps(document, JSON_COMPACT);
    CLEANUP(memory_freep) char *line = NULL;

    assert(text != NULL);
    line = memory_format("%s\n", text);
    json_decref(document);
    exchange_reply(exchange, status, media_type, line, strlen(line));
}

static void refuse_plainly(struct exchange *exchange, enum fault fault)
{
    char document[RESPONSE_PROBLEM_MAX];
    const size_t size = response_problem(fault, document);

    exchange_reply(exchange, fault_status(fault), RESPONSE_PROBLEM_MEDIA_TYPE, document, size);
}

void exchange_refuse(struct exchange *exchange, enum fault fault)
{
    const struct http_service *service =
        exchange->asks != NULL ? exchange->asks : exchange->server->service;

    if (service->on_refused != NULL)
        service->on_refused(exchange, fault, service->context);
    else
        refuse_plainly(exchange, fault);
}
