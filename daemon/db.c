/*
 * The queues, and how units get from them to the connections.
 *
 * Nothing happens inside db_submit() or inside a connection's callbacks but moving units
 * between queues. on_flush(), once in a turn of the loop, does everything else: it tells the
 * finished, tells of readiness, and sends the waiting. So callbacks can submit as they like,
 * and all that was submitted in one turn is sent together.
 *
 * How commits are shared: a single unit goes to the ready connection with the least under way.
 * A shared group does too, but a connection has at most one of them under way. When every ready
 * connection has one, the units that arrive gather and go together with the next that is free:
 * nothing ever waits for company, and the more there is to do the more is done by one commit.
 *
 * Units are independent of each other; no order between them is promised.
 */

#include "daemon/db.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "common/memory.h"
#include "daemon/db_connection.h"
#include "daemon/db_group.h"
#include "daemon/db_unit.h"
#include "daemon/log.h"
#include "daemon/metrics.h"

/* A unit is in exactly one place: single, shared, under way in a connection, or finished. */
struct db {
    struct db_settings settings;
    char *conninfo;                     /* owned; settings.conninfo points here */
    char *chain;                        /* owned; settings.chain points here; or NULL */
    struct db *reading;                 /* owned; units that only read go there; or NULL */
    struct db_connection **connections; /* owned, settings.connections of them */
    struct event *flush;
    struct event *expiry; /* pending while units wait */
    struct db_queue single;
    struct db_queue shared;
    struct db_queue finished; /* their fate is known and not told yet */
    size_t waiting;           /* in single and shared */
    size_t open;              /* everywhere */
    db_ready_fn *changed;     /* or NULL */
    void *changed_context;
    bool is_told_ready, is_told_writable; /* what `changed` was told last */
    bool is_telling;                      /* a callback runs */
    bool is_stopping;
    struct error reason; /* why no connection is ready; kind is ERROR_NONE if one is */
};

static void finish(struct db *db, struct db_unit *unit /* taken */)
{
    STAILQ_INSERT_TAIL(&db->finished, unit, link);
    event_active(db->flush, EV_TIMEOUT, 0);
}

static void fail(struct db *db, struct db_unit *unit /* taken */, const struct error *error)
{
    db_unit_fail(unit, error, "");
    finish(db, unit);
}

static void start_expiry(struct db *db, int64_t ms)
{
    const struct timeval pause = {.tv_sec = ms / 1000, .tv_usec = ms % 1000 * 1000};

    (void)event_add(db->expiry, &pause);
}

static void wait_for_room(struct db *db, struct db_unit *unit /* taken */)
{
    struct db_queue *queue =
        unit->is_shared && db->settings.is_commit_shared ? &db->shared : &db->single;

    unit->deadline = db_clock() + db->settings.wait_ms;
    STAILQ_INSERT_TAIL(queue, unit, link);
    db->waiting++;
    if (evtimer_pending(db->expiry, NULL) == 0)
        start_expiry(db, db->settings.wait_ms);
    event_active(db->flush, EV_TIMEOUT, 0);
}

/* Puts the group's units in front of all that wait, each to be sent on its own. */
static void send_again(struct db *db, struct db_group *group)
{
    struct db_queue again = STAILQ_HEAD_INITIALIZER(again);
    struct db_unit *unit;

    while ((unit = db_group_remove(group)) != NULL) {
        db_unit_reset(unit);
        unit->deadline = db_clock() + db->settings.wait_ms;
        unit->is_shared = false;
        STAILQ_INSERT_TAIL(&again, unit, link);
        db->waiting++;
    }
    STAILQ_CONCAT(&again, &db->single);
    STAILQ_CONCAT(&db->single, &again);
    if (evtimer_pending(db->expiry, NULL) == 0)
        start_expiry(db, db->settings.wait_ms);
    event_active(db->flush, EV_TIMEOUT, 0);
}

/* Every session is as old as the one that turned out to be, so none may get the unit again. */
static void renew_all(struct db *db, const struct error *reason)
{
    for (size_t i = 0; i < db->settings.connections; i++)
        db_connection_renew(db->connections[i], reason);
}

static void on_answered(struct db_connection *connection, struct db_group *group, void *context)
{
    struct db *db = context;
    const bool is_heard = group->error.kind == ERROR_NONE || group->is_rolled_back;

    if (group->error.kind == ERROR_NONE)
        metrics.database_commits++;
    if (strcmp(group->sqlstate, DB_STATE_READ_ONLY) == 0)
        db_connection_renew(connection, &group->error);

    if (group->is_rolled_back && group->count > 1) {
        metrics.database_retries += group->count;
        send_again(db, group);
    } else if (group->is_stale && !STAILQ_FIRST(&group->units)->is_repeated) {
        STAILQ_FIRST(&group->units)->is_repeated = true;
        renew_all(db, &group->error);
        send_again(db, group);
    } else {
        if (is_heard)
            metrics.database_units += group->count;
        db_group_move(group, &db->finished);
    }
    db_group_free(group);
    event_active(db->flush, EV_TIMEOUT, 0);
}

/* One line for a new reason, however many connections and attempts meet with it. */
static void on_changed(const struct db_connection *connection, void *context)
{
    struct db *db = context;
    const struct error *reason = db_connection_error(connection);

    if (db_connection_is_ready(connection)) {
        if (db->reason.kind != ERROR_NONE)
            log_line(LOG_LEVEL_INFO, "database ready option=%s", db->settings.option);
        db->reason.kind = ERROR_NONE;
    } else if (db->reason.kind == ERROR_NONE || strcmp(db->reason.text, reason->text) != 0) {
        log_line(LOG_LEVEL_WARNING, "database connection failed option=%s reason=%s",
                 db->settings.option, log_value(reason->text));
        db->reason = *reason;
    }
    event_active(db->flush, EV_TIMEOUT, 0);
}

/* Callbacks may submit, so the queue can grow meanwhile. */
static void tell_finished(struct db *db)
{
    struct db_unit *unit;

    db->is_telling = true;
    while ((unit = STAILQ_FIRST(&db->finished)) != NULL) {
        STAILQ_REMOVE_HEAD(&db->finished, link);
        db->open--;
        metrics.database_units_open--;
        db_unit_finish(unit);
    }
    db->is_telling = false;
}

static bool pool_is_ready(const struct db *db, struct error *error)
{
    for (size_t i = 0; i < db->settings.connections; i++)
        if (db_connection_is_ready(db->connections[i]))
            return true;
    if (error != NULL)
        *error = db->reason;
    return false;
}

static void tell_ready(struct db *db)
{
    const bool is_ready = db_is_ready(db, NULL), is_writable = db_can_write(db);

    if (db->changed == NULL ||
        (is_ready == db->is_told_ready && is_writable == db->is_told_writable))
        return;
    db->is_told_ready = is_ready;
    db->is_told_writable = is_writable;
    db->is_telling = true;
    db->changed(is_ready, db->changed_context);
    db->is_telling = false;
}

/* The ready connection with the least under way that takes such a group, or NULL. */
static struct db_connection *find_room(const struct db *db, bool is_shared)
{
    struct db_connection *best = NULL;

    for (size_t i = 0; i < db->settings.connections; i++) {
        struct db_connection *connection = db->connections[i];

        if (db_connection_has_room(connection, is_shared) &&
            (best == NULL || db_connection_load(connection) < db_connection_load(best)))
            best = connection;
    }
    return best;
}

/* Sends the first units of the queue as one group while a connection takes it. */
static void send_waiting(struct db *db, struct db_queue *queue, bool is_shared)
{
    const size_t units_max = is_shared ? DB_GROUP_UNITS_MAX : 1;
    struct db_connection *connection;

    while (!STAILQ_EMPTY(queue) && (connection = find_room(db, is_shared)) != NULL) {
        struct db_group *group = db_group_new(is_shared);

        while (group->count < units_max && !STAILQ_EMPTY(queue)) {
            struct db_unit *unit = STAILQ_FIRST(queue);

            STAILQ_REMOVE_HEAD(queue, link);
            db->waiting--;
            db_group_add(group, unit);
        }
        db_connection_send(connection, group);
    }
}

static void on_flush(evutil_socket_t fd, short events, void *context)
{
    struct db *db = context;

    (void)fd;
    (void)events;
    tell_finished(db);
    tell_ready(db);
    send_waiting(db, &db->single, false);
    send_waiting(db, &db->shared, true);
}

/* Takes out of the queue what has waited until `now`; returns when the next one is due. */
static int64_t expire(struct db *db, struct db_queue *queue, int64_t now,
                      const struct error *error)
{
    struct db_queue rest = STAILQ_HEAD_INITIALIZER(rest);
    int64_t next = INT64_MAX;
    struct db_unit *unit;

    while ((unit = STAILQ_FIRST(queue)) != NULL) {
        STAILQ_REMOVE_HEAD(queue, link);
        if (unit->deadline <= now) {
            db->waiting--;
            fail(db, unit, error);
            continue;
        }
        next = unit->deadline < next ? unit->deadline : next;
        STAILQ_INSERT_TAIL(&rest, unit, link);
    }
    STAILQ_CONCAT(queue, &rest);
    return next;
}

static void on_expiry(evutil_socket_t fd, short events, void *context)
{
    struct db *db = context;
    const int64_t now = db_clock();
    struct error error, reason;
    int64_t single, shared;

    (void)fd;
    (void)events;
    if (pool_is_ready(db, &reason))
        (void)error_set(&error, ERROR_UNAVAILABLE, "the database is too busy");
    else
        error = reason;
    single = expire(db, &db->single, now, &error);
    shared = expire(db, &db->shared, now, &error);
    if (db->waiting > 0)
        start_expiry(db, (single < shared ? single : shared) - now);
}

struct db *db_new(struct event_base *base, const struct db_settings *settings)
{
    struct db *db = memory_new(1, sizeof *db);
    const struct db_connection_owner owner = {
        .changed = on_changed, .answered = on_answered, .context = db};

    assert(settings->connections >= 1 && settings->connections <= 64);
    db->settings = *settings;
    db->conninfo = memory_copy_text(settings->conninfo);
    db->settings.conninfo = db->conninfo;
    db->chain = settings->chain == NULL ? NULL : memory_copy_text(settings->chain);
    db->settings.chain = db->chain;
    if (settings->statements == NULL) {
        db->settings.statements = statement_texts;
        db->settings.statement_count = STATEMENT_COUNT;
    }
    STAILQ_INIT(&db->single);
    STAILQ_INIT(&db->shared);
    STAILQ_INIT(&db->finished);
    (void)error_set(&db->reason, ERROR_UNAVAILABLE, "not connected to the database yet");
    db->flush = event_new(base, -1, 0, on_flush, db);
    db->expiry = evtimer_new(base, on_expiry, db);
    db->connections = memory_new(settings->connections, sizeof(struct db_connection *));
    for (size_t i = 0; i < settings->connections; i++)
        db->connections[i] = db_connection_new(base, i + 1, &db->settings, &owner);
    return db;
}

/* The fate of all its units is known from here on; whoever is told may still submit. */
static void stop(struct db *db)
{
    struct error error;

    assert(!db->is_telling);
    db->is_stopping = true;
    for (size_t i = 0; i < db->settings.connections; i++)
        db_connection_free(db->connections[i]);
    (void)error_set(&error, ERROR_UNAVAILABLE, "stopping");
    (void)expire(db, &db->single, INT64_MAX, &error);
    (void)expire(db, &db->shared, INT64_MAX, &error);
}

static void release(struct db *db)
{
    assert(db->open == 0);
    event_free(db->flush);
    event_free(db->expiry);
    free(db->connections);
    free(db->conninfo);
    free(db->chain);
    free(db);
}

void db_free(struct db *db)
{
    if (db == NULL)
        return;
    stop(db);
    if (db->reading != NULL)
        stop(db->reading);
    /* What one pool answers can lead to work for the other, so neither goes before both are
     * empty. */
    while (db_open_units(db) > 0) {
        tell_finished(db);
        if (db->reading != NULL)
            tell_finished(db->reading);
    }
    if (db->reading != NULL)
        release(db->reading);
    release(db);
}

static void on_reading_changed(bool is_ready, void *context)
{
    (void)is_ready;
    tell_ready(context);
}

void db_read_through(struct db *db, struct db *reading)
{
    assert(db->reading == NULL && db->open == 0 && reading->reading == NULL);
    db->reading = reading;
    db_on_ready(reading, on_reading_changed, db);
}

bool db_is_ready(const struct db *db, struct error *error)
{
    return pool_is_ready(db, error) &&
           (db->reading == NULL || pool_is_ready(db->reading, error));
}

bool db_can_write(const struct db *db)
{
    return pool_is_ready(db, NULL);
}

void db_on_ready(struct db *db, db_ready_fn *changed, void *context)
{
    db->changed = changed;
    db->changed_context = context;
    event_active(db->flush, EV_TIMEOUT, 0);
}

size_t db_open_units(const struct db *db)
{
    return db->open + (db->reading == NULL ? 0 : db->reading->open);
}

void db_submit(struct db *db, struct db_unit *unit)
{
    struct error error;

    if (unit->only_reads && db->reading != NULL)
        db = db->reading;
    db_unit_check(unit, db->settings.statements, db->settings.statement_count);
    db->open++;
    metrics.database_units_open++;
    if (db->is_stopping) {
        (void)error_set(&error, ERROR_UNAVAILABLE, "stopping");
        fail(db, unit, &error);
    } else if (db->waiting >= db->settings.queue_max) {
        (void)error_set(&error, ERROR_UNAVAILABLE, "too much work waits for the database");
        fail(db, unit, &error);
    } else {
        wait_for_room(db, unit);
    }
}
