/*
 * One connection goes round this circle; connection_enter() alone changes the state.
 *
 *     WAITING --timer--> CONNECTING --polled--> CHECKING --sync--> PREPARING --sync--> READY
 *        ^                   |                      |                  |                 |
 *        +-------------------+-------- lost --------+------------------+-----------------+
 *
 * There is one timer, and the state says what for: in WAITING the pause until the next attempt,
 * in READY the answer to the oldest group, in between the attempt to connect. (libpq's own
 * connect_timeout has no effect on PQconnectPoll(), and keepalives do not see a server that
 * hangs.)
 */

#include "daemon/db_connection.h"

#include <assert.h>
#include <stdlib.h>

#include <libpq-fe.h>

#include "common/memory.h"
#include "daemon/db_flight.h"
#include "daemon/db_session.h"
#include "daemon/db_wire.h"
#include "daemon/log.h"
#include "daemon/metrics.h"

#define PAUSE_FIRST_MS 100
#define PAUSE_LAST_MS  5000

enum db_state { DB_WAITING, DB_CONNECTING, DB_CHECKING, DB_PREPARING, DB_READY };

static const char *const state_names[] = {"waiting", "connecting", "checking", "preparing",
                                          "ready"};
_Static_assert(COUNT_OF(state_names) == DB_READY + 1, "every state has a name");

/* The wire is started in every state but WAITING. Groups fly only in READY. */
struct db_connection {
    const struct db_settings *settings;
    struct db_connection_owner owner;
    size_t number; /* for the log */
    enum db_state state;
    struct db_wire wire;
    struct event *timer;
    long pause_ms;   /* before the next attempt, without jitter */
    size_t answered; /* of the questions in CHECKING, of the statements in PREPARING */
    struct db_flight flight;
    bool is_ending;      /* takes no more groups; lost when nothing flies any more */
    struct error reason; /* why it is not ready; with is_ending: why it will not be */
};

static void connection_enter(struct db_connection *self, enum db_state state)
{
    static const unsigned allowed[] = {
        [DB_WAITING] = 1U << DB_CONNECTING,
        [DB_CONNECTING] = 1U << DB_CHECKING | 1U << DB_WAITING,
        [DB_CHECKING] = 1U << DB_PREPARING | 1U << DB_WAITING,
        [DB_PREPARING] = 1U << DB_READY | 1U << DB_WAITING,
        [DB_READY] = 1U << DB_WAITING,
    };

    assert((allowed[self->state] & 1U << state) != 0);
    log_line(LOG_LEVEL_DEBUG, "database connection changes option=%s number=%zu from=%s to=%s",
             self->settings->option, self->number, state_names[self->state],
             state_names[state]);
    self->state = state;
    self->answered = 0;
}

static void start_timer(struct db_connection *self, long ms)
{
    const struct timeval pause = {.tv_sec = ms / 1000, .tv_usec = ms % 1000 * 1000};

    (void)event_add(self->timer, &pause);
}

/* Half the pause and a random part of the other half, so that instances do not come in step. */
static long pause_next(struct db_connection *self)
{
    const long half = self->pause_ms / 2;
    const long pause = half + (long)arc4random_uniform((unsigned)half + 1);

    self->pause_ms = self->pause_ms * 2 < PAUSE_LAST_MS ? self->pause_ms * 2 : PAUSE_LAST_MS;
    return pause;
}

static void lose_groups(struct db_connection *self, const struct error *reason)
{
    struct db_group *group;

    while ((group = db_flight_lose(&self->flight, reason)) != NULL)
        self->owner.answered(self, group, self->owner.context);
}

static void lose(struct db_connection *self, const struct error *reason)
{
    if (self->state == DB_READY) {
        metrics.database_ready--;
        metrics.database_losses++;
    }
    self->reason = *reason;
    self->is_ending = false;
    db_wire_stop(&self->wire);
    connection_enter(self, DB_WAITING);
    start_timer(self, pause_next(self));
    lose_groups(self, &self->reason);
    self->owner.changed(self, self->owner.context);
}

/* libpq knows why. */
static void lose_by_message(struct db_connection *self)
{
    struct error reason;
    char message[ERROR_CAUSE_MAX];

    db_wire_message(&self->wire, message, sizeof message);
    (void)error_set(&reason, ERROR_UNAVAILABLE, "%s: %s",
                    self->state == DB_READY ? "database connection lost"
                                            : "no database connection",
                    message);
    lose(self, &reason);
}

static void flush(struct db_connection *self)
{
    if (!db_wire_flush(&self->wire))
        lose_by_message(self);
}

static void on_notice(void *context, const PGresult *notice)
{
    struct db_connection *self = context;

    db_flight_warn(&self->flight, notice);
}

static void become_ready(struct db_connection *self)
{
    connection_enter(self, DB_READY);
    (void)event_del(self->timer);
    self->pause_ms = PAUSE_FIRST_MS;
    metrics.database_ready++;
    metrics.database_connects++;
    self->owner.changed(self, self->owner.context);
}

static void take_checked(struct db_connection *self, const PGresult *result)
{
    struct error reason;

    if (PQresultStatus(result) == PGRES_PIPELINE_SYNC) {
        connection_enter(self, DB_PREPARING);
        if (db_session_prepare(self->wire.connection, self->settings))
            flush(self);
        else
            lose_by_message(self);
        return;
    }
    if (!db_session_judge(self->answered++, result, &reason))
        lose(self, &reason);
}

static void take_prepared(struct db_connection *self, const PGresult *result)
{
    struct error reason;

    if (PQresultStatus(result) != PGRES_PIPELINE_SYNC) {
        if (!db_session_is_prepared(self->answered++, result, self->settings, &reason))
            lose(self, &reason);
    } else if (db_session_is_ready(self->answered, self->settings)) {
        become_ready(self);
    }
}

static void take_answered(struct db_connection *self, PGresult *result /* taken */)
{
    struct db_group *group = db_flight_take(&self->flight, result);

    if (group == NULL)
        return;
    self->owner.answered(self, group, self->owner.context);
    if (self->is_ending && db_flight_first(&self->flight) == NULL) {
        const struct error reason = self->reason;

        lose(self, &reason);
    }
}

static void take_result(struct db_connection *self, PGresult *result /* taken */)
{
    switch (self->state) {
    case DB_WAITING:
    case DB_CONNECTING:
        assert(false); /* nothing has been asked */
        return;
    case DB_CHECKING:
        take_checked(self, result);
        PQclear(result);
        return;
    case DB_PREPARING:
        take_prepared(self, result);
        PQclear(result);
        return;
    case DB_READY:
        take_answered(self, result);
        return;
    }
}

static bool is_owed_results(const struct db_connection *self)
{
    return self->state == DB_CHECKING || self->state == DB_PREPARING ||
           (self->state == DB_READY && db_flight_first(&self->flight) != NULL);
}

static void receive(struct db_connection *self)
{
    if (PQconsumeInput(self->wire.connection) == 0) {
        lose_by_message(self);
        return;
    }
    while (is_owed_results(self) && PQisBusy(self->wire.connection) == 0) {
        PGresult *result = PQgetResult(self->wire.connection);

        if (result != NULL)
            take_result(self, result);
        else if (PQstatus(self->wire.connection) == CONNECTION_BAD)
            lose_by_message(self);
        /* Otherwise it was the gap between two statements. */
    }
}

static void begin_session(struct db_connection *self)
{
    connection_enter(self, DB_CHECKING);
    if (db_wire_open(&self->wire) &&
        db_session_ask(self->wire.connection, self->settings, self->number))
        flush(self);
    else
        lose_by_message(self);
}

static void poll_wire(struct db_connection *self)
{
    switch (db_wire_poll(&self->wire)) {
    case PGRES_POLLING_OK:
        begin_session(self);
        break;
    case PGRES_POLLING_READING:
    case PGRES_POLLING_WRITING:
        break;
    case PGRES_POLLING_FAILED:
    case PGRES_POLLING_ACTIVE:
        lose_by_message(self);
        break;
    }
}

static void on_socket(evutil_socket_t fd, short events, void *context)
{
    struct db_connection *self = context;

    (void)fd;
    if (self->state == DB_CONNECTING) {
        poll_wire(self);
        return;
    }
    if ((events & EV_WRITE) != 0)
        flush(self);
    if (self->state != DB_WAITING)
        receive(self);
}

static void start(struct db_connection *self)
{
    connection_enter(self, DB_CONNECTING);
    if (db_wire_start(&self->wire, self->settings->conninfo))
        start_timer(self, self->settings->connect_ms);
    else
        lose_by_message(self);
}

/* The host may be one that hangs, which libpq would wait for again and again. */
static void give_up_attempt(struct db_connection *self)
{
    struct error reason;

    (void)error_set(&reason, ERROR_UNAVAILABLE, "no database connection within %ld ms",
                    self->settings->connect_ms);
    self->wire.first_host++;
    lose(self, &reason);
}

static void check_answer(struct db_connection *self)
{
    const struct db_group *oldest = db_flight_first(&self->flight);
    struct error reason;
    int64_t left;

    if (oldest == NULL)
        return;
    left = oldest->deadline - db_clock();
    if (left > 0) {
        start_timer(self, (long)left);
        return;
    }
    (void)error_set(&reason, ERROR_UNAVAILABLE,
                    "no answer from the database within %ld ms: outcome unknown",
                    self->settings->answer_ms);
    lose(self, &reason);
}

static void on_timer(evutil_socket_t fd, short events, void *context)
{
    struct db_connection *self = context;

    (void)fd;
    (void)events;
    switch (self->state) {
    case DB_WAITING:
        start(self);
        return;
    case DB_CONNECTING:
    case DB_CHECKING:
    case DB_PREPARING:
        give_up_attempt(self);
        return;
    case DB_READY:
        check_answer(self);
        return;
    }
}

struct db_connection *db_connection_new(struct event_base *base, size_t number,
                                        const struct db_settings *settings,
                                        const struct db_connection_owner *owner)
{
    struct db_connection *self = memory_new(1, sizeof *self);

    self->wire = (struct db_wire){
        .base = base, .on_socket = on_socket, .on_notice = on_notice, .context = self};
    self->number = number;
    self->settings = settings;
    self->owner = *owner;
    self->state = DB_WAITING;
    self->pause_ms = PAUSE_FIRST_MS;
    db_flight_init(&self->flight);
    (void)error_set(&self->reason, ERROR_UNAVAILABLE, "not connected to the database yet");
    self->timer = evtimer_new(base, on_timer, self);
    start_timer(self, 0);
    return self;
}

void db_connection_free(struct db_connection *self)
{
    struct error reason;

    if (self == NULL)
        return;
    if (self->state == DB_READY)
        metrics.database_ready--;
    (void)error_set(&reason, ERROR_UNAVAILABLE, "stopping: outcome unknown");
    lose_groups(self, &reason);
    db_wire_stop(&self->wire);
    event_free(self->timer);
    free(self);
}

bool db_connection_is_ready(const struct db_connection *self)
{
    return self->state == DB_READY && !self->is_ending;
}

const struct error *db_connection_error(const struct db_connection *self)
{
    return &self->reason;
}

bool db_connection_has_room(const struct db_connection *self, bool is_shared)
{
    return db_connection_is_ready(self) && db_flight_has_room(&self->flight, is_shared);
}

size_t db_connection_load(const struct db_connection *self)
{
    return self->flight.load;
}

void db_connection_send(struct db_connection *self, struct db_group *group)
{
    assert(db_connection_has_room(self, group->is_shared));
    group->deadline = db_clock() + self->settings->answer_ms;
    db_flight_add(&self->flight, group);
    if (evtimer_pending(self->timer, NULL) == 0)
        start_timer(self, self->settings->answer_ms);
    if (db_group_send(group, self->wire.connection, self->settings->statements))
        flush(self);
    else
        lose_by_message(self);
}

void db_connection_renew(struct db_connection *self, const struct error *reason)
{
    if (!db_connection_is_ready(self))
        return;
    self->is_ending = true;
    self->reason = *reason;
    if (db_flight_first(&self->flight) == NULL)
        lose(self, reason);
}
