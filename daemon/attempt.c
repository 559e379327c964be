#include "daemon/attempt.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/queue.h>
#include <time.h>

#include <event2/event.h>

#include "common/memory.h"
#include "daemon/dispatch.h"
#include "daemon/limits.h"
#include "daemon/metrics.h"
#include "daemon/problem.h"

/* An answer that waits. */
struct delay {
    LIST_ENTRY(delay) link;
    struct attempts *attempts;
    struct exchange *exchange; /* owned, until it is answered */
    struct event *timer;       /* owned */
    struct client_key address;
    void (*answer)(struct exchange *exchange);
};

struct attempts {
    struct event_base *base; /* borrowed */
    struct limits *limits;   /* borrowed */
    LIST_HEAD(, delay) delays;
};

int64_t attempt_now(void)
{
    struct timespec now;

    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000 + 1;
}

static void end(struct delay *self)
{
    LIST_REMOVE(self, link);
    limits_end(self->attempts->limits, &self->address, attempt_now());
    self->answer(TAKE(self->exchange));
    event_free(self->timer);
    free(self);
}

static void on_time(evutil_socket_t fd, short events, void *context)
{
    (void)fd;
    (void)events;
    end(context);
}

struct attempts *attempts_new(struct event_base *base, struct limits *limits)
{
    struct attempts *self = memory_new(1, sizeof *self);

    self->base = base;
    self->limits = limits;
    LIST_INIT(&self->delays);
    return self;
}

void attempts_free(struct attempts *attempts)
{
    struct delay *delay;

    if (attempts == NULL)
        return;
    while ((delay = LIST_FIRST(&attempts->delays)) != NULL)
        end(delay);
    free(attempts);
}

void attempt_refuse(struct exchange *exchange, long seconds)
{
    char text[24];

    (void)snprintf(text, sizeof text, "%ld", seconds);
    exchange_set_header(exchange, "Retry-After", text);
    problem_reply(exchange, PROBLEM_TOO_MANY_REQUESTS, NULL, NULL);
}

/* By then those that wait now have their answers. */
static void refuse_for_now(struct exchange *exchange)
{
    metrics.sign_ins_slowed++;
    request_note_refusal(exchange);
    attempt_refuse(exchange, LIMITS_DELAY_MAX_MS / 1000);
}

bool attempt_begin(struct server *server, struct exchange *exchange)
{
    if (limits_try(server->limits, exchange_client(exchange), attempt_now()))
        return true;
    refuse_for_now(exchange);
    return false;
}

void attempt_succeeded(struct server *server, const struct exchange *exchange)
{
    limits_succeeded(server->limits, exchange_client(exchange), attempt_now());
}

void attempt_undecided(struct server *server, const struct exchange *exchange)
{
    limits_undecided(server->limits, exchange_client(exchange), attempt_now());
}

void attempt_failed(struct server *server, struct exchange *exchange,
                    void (*answer)(struct exchange *exchange))
{
    const struct client_key address = *exchange_client(exchange);
    const long ms = limits_failed(server->limits, &address, attempt_now());
    const struct timeval wait = {.tv_sec = ms / 1000, .tv_usec = ms % 1000 * 1000};
    struct delay *self;

    metrics.sign_ins_refused++;
    if (ms == 0) {
        answer(exchange);
        return;
    }
    if (ms == LIMITS_NO_ROOM) {
        refuse_for_now(exchange);
        return;
    }
    metrics.sign_ins_slowed++;
    self = memory_new(1, sizeof *self);
    *self = (struct delay){.attempts = server->attempts,
                           .exchange = exchange,
                           .address = address,
                           .answer = answer};
    LIST_INSERT_HEAD(&server->attempts->delays, self, link);
    self->timer = event_new(server->base, -1, 0, on_time, self);
    assert(self->timer != NULL);
    (void)event_add(self->timer, &wait);
}
