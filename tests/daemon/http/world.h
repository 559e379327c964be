#pragma once

/*
 * A server with a small service, and clients that speak to it over raw sockets, all in one
 * thread: whoever waits for something turns the loop until it is there.
 *
 * The service tells what it saw: "PUT /path 5" for a body of five bytes. Some paths are
 * special: /early is answered with 404 from the head alone, /held is kept for the test to
 * answer, and /long gets a long reply. A request for /hidden is one that must not be seen as a
 * request.
 */

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#include <event2/event.h>

#include "common/memory.h"
#include "daemon/http/server.h"
#include "daemon/log.h"
#include "tests/support/expect.h"

#define WORLD_LIMIT       1000 /* of a body, in bytes */
#define WORLD_LONG        (8 << 20)
#define WORLD_PATIENCE_MS 60000 /* until a test gives up waiting */

struct world {
    struct event_base *base;
    struct http_settings settings;
    struct http_service service;
    struct http_server *server;
    struct exchange *held;
    size_t heads, bodies, hidden, replied, too_large;
    int last_status;
    size_t last_bytes;
    char last_peer[64];
};

struct client {
    int fd;
    char *text; /* what the server sent */
    size_t size;
    bool has_ended; /* the server has ended its side, */
    bool is_reset;  /* or broken the connection */
};

static inline long world_now_ms(void)
{
    struct timespec now;

    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* --- the service --- */

static inline void world_answer(struct exchange *exchange)
{
    CLEANUP(memory_freep) char *text = NULL;
    size_t size;

    (void)exchange_body(exchange, &size);
    text = memory_format("%s %s %zu\n", method_name(exchange_method(exchange)),
                         exchange_path(exchange), size);
    exchange_reply(exchange, 200, "text/plain", text, strlen(text));
}

static inline void world_on_too_large(struct exchange *exchange, size_t limit)
{
    struct world *world = exchange_attached(exchange);

    expect_number("limit", limit, WORLD_LIMIT);
    world->too_large++;
    exchange_reply(exchange, 413, NULL, NULL, 0);
}

static inline void world_on_head(struct exchange *exchange, void *context)
{
    struct world *world = context;
    const char *path = exchange_path(exchange);

    world->heads++;
    world->hidden += strncmp(path, "/hidden", 7) == 0;
    exchange_attach(exchange, world, NULL);
    if (strcmp(path, "/early") == 0) {
        exchange_reply(exchange, 404, "text/plain", "no\n", 3);
    } else if (strcmp(path, "/held") == 0) {
        world->held = exchange;
    } else if (strcmp(path, "/long") == 0) {
        CLEANUP(memory_freep) char *bytes = memory_new(WORLD_LONG, 1);

        memset(bytes, 'x', WORLD_LONG);
        exchange_reply(exchange, 200, "text/plain", bytes, WORLD_LONG);
    } else {
        exchange_receive(exchange, WORLD_LIMIT, world_on_too_large);
    }
}

static inline void world_on_body(struct exchange *exchange, void *context)
{
    struct world *world = context;

    world->bodies++;
    if (strcmp(exchange_path(exchange), "/held") == 0)
        world->held = exchange;
    else
        world_answer(exchange);
}

static inline void world_on_replied(const struct exchange *exchange, int status, size_t bytes,
                                    void *context)
{
    struct world *world = context;

    world->replied++;
    world->last_status = status;
    world->last_bytes = bytes;
    snprintf(world->last_peer, sizeof world->last_peer, "%s", exchange_peer(exchange));
}

/* --- the server --- */

static inline struct world *world_new(void)
{
    struct world *world = memory_new(1, sizeof *world);

    log_set_level(LOG_LEVEL_ERROR);
    world->base = event_base_new();
    world->settings = (struct http_settings){
        .listen = "127.0.0.1:0",
        .connections_max = 100,
        .connections_per_client = 100,
        .head_ms = 5000,
        .body_ms = 5000,
        .idle_ms = 5000,
        .write_ms = 5000,
        .linger_bytes = 4 << 20,
        .linger_ms = 1000,
    };
    world->service = (struct http_service){
        .on_head = world_on_head,
        .on_body = world_on_body,
        .on_replied = world_on_replied,
        .context = world,
    };
    return world;
}

static inline void world_start(struct world *world)
{
    struct error error;

    cr_assert(
        http_server_new(world->base, &world->settings, &world->service, &world->server, &error),
        "%s", error.text);
}

static inline void world_free(struct world *world)
{
    http_server_free(world->server);
    event_base_free(world->base);
    free(world);
}

static inline void world_freep(struct world **world)
{
    world_free(*world);
}

static inline void world_turn(struct world *world)
{
    event_base_loop(world->base, EVLOOP_NONBLOCK);
}

static inline void world_run(struct world *world, long ms)
{
    const long end = world_now_ms() + ms;

    while (world_now_ms() < end) {
        world_turn(world);
        usleep(500);
    }
}

/* Turns the loop until the condition holds; a test that waits for ever fails here. */
#define world_wait(world, condition)                                          \
    for (long until_ = world_now_ms() + WORLD_PATIENCE_MS; !(condition);) {   \
        cr_assert(world_now_ms() < until_, "waited in vain for " #condition); \
        world_turn(world);                                                    \
        usleep(100);                                                          \
    }

/* --- clients --- */

static inline struct client client_of(int fd)
{
    return (struct client){.fd = fd, .text = memory_new(1, 1)};
}

static inline struct client client_connect(struct world *world)
{
    struct sockaddr_in address = {
        .sin_family = AF_INET,
        .sin_port = htons((uint16_t)http_server_port(world->server)),
        .sin_addr.s_addr = htonl(INADDR_LOOPBACK),
    };
    const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

    cr_assert(connect(fd, (struct sockaddr *)&address, sizeof address) == 0, "connect: %s",
              strerror(errno));
    fcntl(fd, F_SETFL, O_NONBLOCK);
    return client_of(fd);
}

static inline void client_close(struct client *client)
{
    if (client->fd >= 0)
        close(client->fd);
    client->fd = -1;
    free(client->text);
    client->text = NULL;
}

/* Takes what is there. */
static inline void client_read(struct client *client)
{
    char piece[65536];
    ssize_t size;

    while ((size = recv(client->fd, piece, sizeof piece, 0)) > 0) {
        client->text = memory_resize(client->text, client->size + (size_t)size + 1);
        memcpy(client->text + client->size, piece, (size_t)size);
        client->size += (size_t)size;
        client->text[client->size] = '\0';
    }
    if (size == 0)
        client->has_ended = true;
    else if (errno != EAGAIN)
        client->is_reset = true;
}

static inline bool client_is_over(struct client *client)
{
    client_read(client);
    return client->has_ended || client->is_reset;
}

/* Sends all of it while the loop turns; stops when the server does not want it any more. */
static inline void client_send(struct world *world, struct client *client, const char *bytes,
                               size_t size)
{
    const long end = world_now_ms() + WORLD_PATIENCE_MS;

    while (size > 0 && world_now_ms() < end) {
        const ssize_t sent = send(client->fd, bytes, size, MSG_NOSIGNAL);

        if (sent < 0 && errno != EAGAIN) {
            client->is_reset = true;
            return;
        }
        if (sent > 0) {
            bytes += sent;
            size -= (size_t)sent;
        }
        world_turn(world);
    }
}

static inline void client_say(struct world *world, struct client *client, const char *text)
{
    client_send(world, client, text, strlen(text));
}

/* The statuses of the replies so far, e.g. "100 200 400". */
static inline const char *client_statuses(const struct client *client)
{
    static char statuses[200];
    size_t length = 0;

    statuses[0] = '\0';
    for (const char *at = client->text; (at = strstr(at, "HTTP/1.1 ")) != NULL; at += 9) {
        cr_assert(length + 5 < sizeof statuses);
        length += (size_t)snprintf(statuses + length, sizeof statuses - length, "%s%.3s",
                                   length > 0 ? " " : "", at + 9);
    }
    return statuses;
}

static inline bool client_has(struct client *client, const char *text)
{
    client_read(client);
    return strstr(client->text, text) != NULL;
}
