#include <assert.h>
#include <inttypes.h>
#include <time.h>

#include "daemon/http/connection_inside.h"
#include "daemon/log.h"

const char *connection_state_name(enum connection_state state)
{
    static const char *const names[] = {"shaking",   "idle",     "head",    "asked",    "body",
                                        "answering", "replying", "leaving", "lingering"};

    _Static_assert(COUNT_OF(names) == CONNECTION_LINGERING + 1, "every state has a name");
    return names[state];
}

#define BIT(state) (1U << (unsigned)(state))

static bool may_follow(enum connection_state from, enum connection_state to)
{
    static const unsigned followers[] = {
        [CONNECTION_SHAKING] = BIT(CONNECTION_SHAKING) | BIT(CONNECTION_IDLE),
        [CONNECTION_IDLE] = BIT(CONNECTION_IDLE) | BIT(CONNECTION_HEAD),
        [CONNECTION_HEAD] = BIT(CONNECTION_ASKED) | BIT(CONNECTION_LEAVING),
        [CONNECTION_ASKED] =
            BIT(CONNECTION_BODY) | BIT(CONNECTION_REPLYING) | BIT(CONNECTION_LEAVING),
        [CONNECTION_BODY] =
            BIT(CONNECTION_ANSWERING) | BIT(CONNECTION_ASKED) | BIT(CONNECTION_LEAVING),
        [CONNECTION_ANSWERING] = BIT(CONNECTION_REPLYING) | BIT(CONNECTION_LEAVING),
        [CONNECTION_REPLYING] = BIT(CONNECTION_IDLE),
        [CONNECTION_LEAVING] = BIT(CONNECTION_LINGERING),
        [CONNECTION_LINGERING] = 0,
    };

    return (followers[from] & BIT(to)) != 0;
}

/*
 * Between two requests people think; before its first byte a client has no reason to wait. A
 * proxy has: it may open connections ahead, and closing one just when it is used would be an
 * error for the client behind it.
 */
static long idle_ms(const struct connection *self)
{
    const struct http_settings *settings = self->server->settings;
    const bool is_first = self->read_at == 0;

    return is_first && !self->is_proxy ? settings->head_ms : settings->idle_ms;
}

/* How long the state may last, or 0 where the holder of the exchange has deadlines of its own.
 */
static long state_ms(const struct connection *self)
{
    const struct http_settings *settings = self->server->settings;

    switch (self->state) {
    case CONNECTION_SHAKING:
        return settings->handshake_ms;
    case CONNECTION_IDLE:
        return idle_ms(self);
    case CONNECTION_HEAD:
        return settings->head_ms;
    case CONNECTION_BODY:
        return settings->body_ms;
    case CONNECTION_ASKED:
    case CONNECTION_ANSWERING:
        return 0;
    case CONNECTION_REPLYING:
    case CONNECTION_LEAVING:
        return settings->write_ms;
    case CONNECTION_LINGERING:
        return settings->linger_ms;
    }
    return 0;
}

static void arm_deadline(struct connection *self)
{
    const long ms = state_ms(self);
    const struct timeval wait = {.tv_sec = ms / 1000, .tv_usec = ms % 1000 * 1000};

    if (ms > 0)
        event_add(self->deadline, &wait);
    else
        event_del(self->deadline);
}

void connection_stop_reading(struct connection *self)
{
    self->is_full = true;
    (void)bufferevent_disable(self->stream, EV_READ);
}

static void read_again(struct connection *self)
{
    if (!self->is_full)
        return;
    self->is_full = false;
    (void)bufferevent_enable(self->stream, EV_READ);
}

static bool is_deaf(enum connection_state state)
{
    return state == CONNECTION_ASKED || state == CONNECTION_ANSWERING ||
           state == CONNECTION_REPLYING;
}

static int64_t now_ms(void)
{
    struct timespec now;

    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* Whoever begins to idle goes to the end, so the first has idled longest. */
static void list_idle(struct connection *self, enum connection_state from,
                      enum connection_state to)
{
    if (from == CONNECTION_IDLE)
        TAILQ_REMOVE(&self->server->idle, self, idle_link);
    if (to != CONNECTION_IDLE)
        return;
    self->idle_since_ms = now_ms();
    TAILQ_INSERT_TAIL(&self->server->idle, self, idle_link);
}

int64_t connection_idles_ms(const struct connection *self)
{
    assert(self->state == CONNECTION_IDLE);
    return now_ms() - self->idle_since_ms;
}

void connection_enter(struct connection *self, enum connection_state state)
{
    assert(may_follow(self->state, state));
    log_line(LOG_LEVEL_DEBUG, "connection changes connection=%" PRIu64 " from=%s to=%s",
             self->serial, connection_state_name(self->state), connection_state_name(state));
    list_idle(self, self->state, state);
    self->state = state;
    arm_deadline(self);
    if (!is_deaf(state))
        read_again(self);
}
