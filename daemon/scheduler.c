/*
 *     IDLE --a run waits--> ASKING --id--> RUNNING --child ended--> IDLE
 *       ^                     |
 *       +------- none --------+
 *
 * While the child is at work its parent gives the run's signs of life. A child whose parent
 * dies is ended by the kernel, so a run without signs of life has no runner.
 */

#include "daemon/scheduler.h"

#include <assert.h>
#include <errno.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "common/memory.h"
#include "daemon/audit.h"
#include "daemon/config.h"
#include "daemon/db.h"
#include "daemon/log.h"
#include "daemon/metrics.h"
#include "daemon/publish.h"
#include "daemon/remark.h"

#define TICKS_BETWEEN_DUE 5 /* a tick is a second */

enum scheduler_state { SCHEDULER_IDLE, SCHEDULER_ASKING, SCHEDULER_RUNNING };

struct scheduler {
    struct server *server; /* borrowed */
    const char *program, *config_path;
    enum scheduler_state state;
    bool is_draining;
    unsigned ticks;
    struct event *tick;
    struct event *child_ended; /* SIGCHLD */
    pid_t child;               /* 0 unless RUNNING */
    time_t child_deadline;     /* monotonic seconds */
    char run[24];              /* the id of the child's run */
};

static void scheduler_enter(struct scheduler *self, enum scheduler_state state)
{
    static const bool allowed[3][3] = {
        [SCHEDULER_IDLE] = {[SCHEDULER_ASKING] = true},
        [SCHEDULER_ASKING] = {[SCHEDULER_IDLE] = true, [SCHEDULER_RUNNING] = true},
        [SCHEDULER_RUNNING] = {[SCHEDULER_IDLE] = true},
    };

    assert(allowed[self->state][state]);
    self->state = state;
}

static time_t now_s(void)
{
    struct timespec now;

    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec;
}

static void on_noted(const struct db_outcome *outcome, void *context)
{
    (void)context;
    if (outcome->error != NULL)
        log_line(LOG_LEVEL_WARNING, "scheduler could not write to the database reason=%s",
                 log_value(outcome->error->text));
}

/* --- the child --- */

static bool spawn(struct scheduler *self)
{
    char *const arguments[] = {
        memory_copy_text(self->program),
        memory_copy_text("--config"),
        memory_copy_text(self->config_path == NULL ? "" : self->config_path),
        memory_copy_text("--publish"),
        memory_copy_text(self->run),
        NULL,
    };
    posix_spawnattr_t attributes;
    sigset_t none;
    int failure;

    (void)sigemptyset(&none);
    (void)posix_spawnattr_init(&attributes);
    (void)posix_spawnattr_setsigmask(&attributes, &none);
    (void)posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK);
    failure =
        posix_spawn(&self->child, "/proc/self/exe", NULL, &attributes, arguments, environ);
    (void)posix_spawnattr_destroy(&attributes);
    for (size_t i = 0; arguments[i] != NULL; i++)
        free(arguments[i]);
    if (failure == 0)
        return true;
    self->child = 0;
    log_line(LOG_LEVEL_ERROR, "runner cannot be started run=%s reason=%s", self->run,
             log_value(strerror(failure)));
    return false;
}

/* The line about the run that the statement before it has given up, if it has. */
static void add_line(struct db_unit *unit)
{
    audit_add(unit, &(struct audit_line){
                        .action = AUDIT_RUN_FAILED, .actor = "daemon", .is_dependent = true});
}

static void abandon(struct scheduler *self, enum remark why)
{
    CLEANUP(memory_freep) char *message = remark_text(why);
    struct db_unit *unit = db_unit_new(on_noted, NULL);

    db_unit_add(unit, STATEMENT_RUN_ABANDON, self->run, message);
    add_line(unit);
    db_submit(self->server->db, unit);
    metrics.runs_failed++;
}

static void judge_exit(struct scheduler *self, int status)
{
    if (WIFEXITED(status)) {
        switch (WEXITSTATUS(status)) {
        case PUBLISH_PUBLISHED:
            metrics.runs_published++;
            metrics.last_release_timestamp_seconds = (uint64_t)time(NULL);
            return;
        case PUBLISH_HELD_BACK:
            metrics.runs_held_back++;
            return;
        case PUBLISH_NOT_OURS:
            return;
        default: /* it failed; if it could not write that down itself, this does */
            abandon(self, REMARK_RUN_FAILED);
            return;
        }
    }
    log_line(LOG_LEVEL_ERROR, "runner died run=%s signal=%d", self->run, WTERMSIG(status));
    abandon(self, REMARK_RUN_DIED);
}

static void on_child_ended(evutil_socket_t signal, short events, void *context)
{
    struct scheduler *self = context;
    int status;

    (void)signal;
    (void)events;
    if (self->child == 0 || waitpid(self->child, &status, WNOHANG) != self->child)
        return;
    self->child = 0;
    judge_exit(self, status);
    scheduler_enter(self, SCHEDULER_IDLE);
}

/* Also without a database: a child that waits for it waits no longer than it may. */
static void watch_child(struct scheduler *self)
{
    struct db_unit *unit;

    if (now_s() > self->child_deadline) {
        log_line(LOG_LEVEL_ERROR, "runner is beyond its deadline and ended run=%s", self->run);
        (void)kill(self->child, SIGKILL);
        return;
    }
    if (!db_can_write(self->server->db))
        return;
    unit = db_unit_new(on_noted, NULL);
    db_unit_add(unit, STATEMENT_RUN_HEARTBEAT, self->run);
    db_submit(self->server->db, unit);
}

/* --- the schedule --- */

static void on_next(const struct db_outcome *outcome, void *context)
{
    struct scheduler *self = context;
    const PGresult *next;

    if (outcome->error != NULL) {
        scheduler_enter(self, SCHEDULER_IDLE);
        return;
    }
    next = outcome->results[2]; /* behind the expired run and its line */
    if (PQntuples(next) == 0 || self->is_draining) {
        scheduler_enter(self, SCHEDULER_IDLE);
        return;
    }
    (void)snprintf(self->run, sizeof self->run, "%s", PQgetvalue(next, 0, 0));
    if (!spawn(self)) {
        scheduler_enter(self, SCHEDULER_IDLE);
        return;
    }
    self->child_deadline = now_s() + self->server->config->run_deadline;
    scheduler_enter(self, SCHEDULER_RUNNING);
    log_line(LOG_LEVEL_INFO, "runner started run=%s pid=%d", self->run, (int)self->child);
}

static void ask_for_next(struct scheduler *self)
{
    CLEANUP(memory_freep) char *died = remark_text(REMARK_RUN_DIED);
    char heartbeat[24];
    struct db_unit *unit = db_unit_new(on_next, self);

    (void)snprintf(heartbeat, sizeof heartbeat, "%ld", self->server->config->run_heartbeat);
    db_unit_add(unit, STATEMENT_RUN_EXPIRE, heartbeat, died);
    add_line(unit);
    db_unit_add_values(unit, STATEMENT_RUN_NEXT, 0, NULL);
    scheduler_enter(self, SCHEDULER_ASKING);
    db_submit(self->server->db, unit);
}

static void queue_what_is_due(struct scheduler *self)
{
    const struct config *config = self->server->config;
    char interval[24];
    struct db_unit *unit = db_unit_new(on_noted, NULL);

    (void)snprintf(interval, sizeof interval, "%ld", config->run_interval);
    db_unit_add(unit, STATEMENT_RUN_DUE, interval, config->run_daily,
                audit_action_name(AUDIT_RUN_SCHEDULED));
    db_submit(self->server->db, unit);
}

static void on_tick(evutil_socket_t fd, short events, void *context)
{
    struct scheduler *self = context;

    (void)fd;
    (void)events;
    switch (self->state) {
    case SCHEDULER_IDLE:
        if (self->is_draining || !db_can_write(self->server->db))
            return;
        if (self->ticks++ % TICKS_BETWEEN_DUE == 0)
            queue_what_is_due(self);
        ask_for_next(self);
        return;
    case SCHEDULER_ASKING:
        return;
    case SCHEDULER_RUNNING:
        watch_child(self);
        return;
    }
}

struct scheduler *scheduler_new(struct server *server, const char *program,
                                const char *config_path)
{
    const struct timeval period = {.tv_sec = 1};
    struct scheduler *self = memory_new(1, sizeof *self);

    self->server = server;
    self->program = program;
    self->config_path = config_path;
    self->tick = event_new(server->base, -1, EV_PERSIST, on_tick, self);
    self->child_ended = evsignal_new(server->base, SIGCHLD, on_child_ended, self);
    (void)event_add(self->tick, &period);
    (void)event_add(self->child_ended, NULL);
    return self;
}

void scheduler_drain(struct scheduler *self)
{
    self->is_draining = true;
}

bool scheduler_is_busy(const struct scheduler *self)
{
    return self->state == SCHEDULER_RUNNING;
}

void scheduler_free(struct scheduler *self)
{
    if (self == NULL)
        return;
    if (self->child != 0) {
        (void)kill(self->child, SIGKILL);
        (void)waitpid(self->child, NULL, 0);
    }
    event_free(self->tick);
    event_free(self->child_ended);
    free(self);
}
