/*
 *     WAITING --a helper is free--> WORKING --all written, all read, or no more time--> gone
 *        |                             |
 *        +---- the queue is full, no process to be had, reader_free() ----> gone (error)
 */

#include "daemon/reader.h"

#include <assert.h>
#include <errno.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/queue.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <event2/buffer.h>
#include <event2/bufferevent.h>

#include "common/memory.h"
#include "daemon/log.h"
#include "daemon/metrics.h"
#include "daemon/read_workbook.h"

/* The cells' texts and for each what stands beside it; see xlsx_pack.c. */
#define REPLY_MAX (XLSX_TEXTS_MAX + ((size_t)2 << 20))

enum reading_state { READING_WAITING, READING_WORKING };

/* One workbook. */
struct reading {
    TAILQ_ENTRY(reading) link;
    struct reader *reader;
    enum reading_state state;
    const char *bytes; /* borrowed */
    size_t size;
    reader_done_fn *done;
    void *context;
    struct event *deadline;      /* also brings bad news that has to come from the loop */
    struct bufferevent *channel; /* to and from the helper; NULL unless WORKING */
    pid_t helper;
    struct error error; /* why it cannot be tried; ERROR_NONE as long as it can */
};
TAILQ_HEAD(readings, reading);

struct reader {
    struct event_base *base;
    const struct reader_settings *settings;
    struct readings waiting, working;
    size_t waiting_count, working_count;
};

static void start_waiting(struct reader *self);

/* --- the end of one --- */

/* Ends the helper, which may have ended by itself. Returns how it ended. */
static int end_helper(struct reading *self)
{
    int status = 0;

    if (self->channel != NULL)
        bufferevent_free(self->channel);
    self->channel = NULL;
    if (self->helper == 0)
        return 0;
    (void)kill(self->helper, SIGKILL);
    while (waitpid(self->helper, &status, 0) < 0 && errno == EINTR)
        continue;
    self->helper = 0;
    return status;
}

/* Takes it out of the reader, so that the next one can start, and tells. */
static void finish(struct reading *self /* taken */, const struct reader_outcome *outcome)
{
    struct reader *reader = self->reader;

    (void)end_helper(self);
    switch (self->state) {
    case READING_WAITING:
        TAILQ_REMOVE(&reader->waiting, self, link);
        reader->waiting_count--;
        break;
    case READING_WORKING:
        TAILQ_REMOVE(&reader->working, self, link);
        reader->working_count--;
        break;
    }
    event_free(self->deadline);
    self->done(outcome, self->context);
    free(self);
}

static void fail(struct reading *self /* taken */)
{
    finish(self, &(struct reader_outcome){.error = &self->error});
}

/* The helper was lost: the workbook was too much for it. */
static void give_up(struct reading *self /* taken */, const char *why)
{
    metrics.workbook_helpers_lost++;
    log_line(LOG_LEVEL_WARNING, "workbook helper lost reason=%s bytes=%zu", log_value(why),
             self->size);
    finish(self, &(struct reader_outcome){.fault = XLSX_TOO_EXPENSIVE});
}

/* Everything the helper has to say is there. */
static void judge_reply(struct reading *self /* taken */)
{
    struct evbuffer *input = bufferevent_get_input(self->channel);
    const size_t size = evbuffer_get_length(input);
    const char *reply = (const char *)evbuffer_pullup(input, -1);
    const unsigned first = size == 0 ? XLSX_FAULTS : (unsigned char)reply[0];
    CLEANUP(xlsx_book_donep) struct xlsx_book book = {0};

    if (size == 1 && first == READ_WORKBOOK_REFUSED) {
        error_set(&self->error, ERROR_SYSTEM, "workbooks cannot be read: no sandbox");
        fail(self);
    } else if (size == 1 && first > XLSX_FINE && first < XLSX_FAULTS) {
        metrics.workbooks_read++;
        finish(self, &(struct reader_outcome){.fault = (enum xlsx_fault)first});
    } else if (first == XLSX_FINE && xlsx_book_unpack(reply + 1, size - 1, &book)) {
        metrics.workbooks_read++;
        finish(self, &(struct reader_outcome){.book = &book});
    } else {
        give_up(self, "it ended without a whole reply");
    }
}

/* --- one at work --- */

static void on_readable(struct bufferevent *channel, void *context)
{
    struct reading *self = context;
    struct reader *reader = self->reader;

    if (evbuffer_get_length(bufferevent_get_input(channel)) <= REPLY_MAX)
        return;
    give_up(self, "its reply is too long");
    start_waiting(reader);
}

static void on_written(struct bufferevent *channel, void *context)
{
    (void)context;
    (void)shutdown(bufferevent_getfd(channel), SHUT_WR); /* the end of its standard input */
}

static void on_channel(struct bufferevent *channel, short what, void *context)
{
    struct reading *self = context;
    struct reader *reader = self->reader;

    (void)channel;
    if ((what & BEV_EVENT_READING) == 0)
        return; /* it does not want the rest, and says why */
    judge_reply(self);
    start_waiting(reader);
}

static void on_deadline(evutil_socket_t fd, short events, void *context)
{
    struct reading *self = context;
    struct reader *reader = self->reader;

    (void)fd;
    (void)events;
    if (self->error.kind != ERROR_NONE)
        fail(self);
    else
        give_up(self, "it took too long");
    start_waiting(reader);
}

/* Says soon, from the loop, that it cannot be done. */
static void fail_soon(struct reading *self, const char *why)
{
    const struct timeval now = {0};

    error_set(&self->error, ERROR_UNAVAILABLE, "%s", why);
    (void)event_add(self->deadline, &now);
}

/* Starts this program as a helper, with nothing open but the channel and stderr. */
static bool spawn(struct reading *self, int end)
{
    char name[] = "weltoffend", option[] = "--read-workbook";
    char *const arguments[] = {name, option, NULL};
    char *const environment[] = {NULL};
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    sigset_t none;
    int failure;

    (void)sigemptyset(&none);
    (void)posix_spawnattr_init(&attributes);
    (void)posix_spawnattr_setsigmask(&attributes, &none);
    (void)posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK);
    (void)posix_spawn_file_actions_init(&actions);
    (void)posix_spawn_file_actions_adddup2(&actions, end, STDIN_FILENO);
    (void)posix_spawn_file_actions_adddup2(&actions, end, STDOUT_FILENO);
    (void)posix_spawn_file_actions_addclosefrom_np(&actions, STDERR_FILENO + 1);
    failure = posix_spawn(&self->helper, "/proc/self/exe", &actions, &attributes, arguments,
                          environment);
    (void)posix_spawn_file_actions_destroy(&actions);
    (void)posix_spawnattr_destroy(&attributes);
    if (failure == 0)
        return true;
    self->helper = 0;
    log_line(LOG_LEVEL_ERROR, "workbook helper cannot be started reason=%s",
             log_value(strerror(failure)));
    return false;
}

static void work(struct reading *self)
{
    struct reader *reader = self->reader;
    const long ms = reader->settings->deadline_ms;
    const struct timeval deadline = {.tv_sec = ms / 1000, .tv_usec = ms % 1000 * 1000};
    int ends[2];
    bool is_started;

    assert(self->state == READING_WAITING);
    TAILQ_REMOVE(&reader->waiting, self, link);
    reader->waiting_count--;
    TAILQ_INSERT_TAIL(&reader->working, self, link);
    reader->working_count++;
    self->state = READING_WORKING;

    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0) {
        fail_soon(self, "no descriptors for a workbook helper");
        return;
    }
    is_started = spawn(self, ends[1]);
    (void)close(ends[1]);
    (void)evutil_make_socket_nonblocking(ends[0]);
    self->channel = bufferevent_socket_new(reader->base, ends[0], BEV_OPT_CLOSE_ON_FREE);
    if (!is_started) {
        fail_soon(self, "no process for a workbook helper");
        return;
    }
    bufferevent_setcb(self->channel, on_readable, on_written, on_channel, self);
    (void)evbuffer_add_reference(bufferevent_get_output(self->channel), self->bytes, self->size,
                                 NULL, NULL);
    (void)bufferevent_enable(self->channel, EV_READ | EV_WRITE);
    (void)event_add(self->deadline, &deadline);
    if (self->size == 0)
        on_written(self->channel, self); /* libevent calls it behind something written only */
}

/* --- all of them --- */

static void start_waiting(struct reader *self)
{
    struct reading *next = TAILQ_FIRST(&self->waiting);

    while (next != NULL && self->working_count < self->settings->readers_max) {
        struct reading *after = TAILQ_NEXT(next, link);

        if (next->error.kind == ERROR_NONE)
            work(next);
        next = after;
    }
}

struct reader *reader_new(struct event_base *base, const struct reader_settings *settings)
{
    struct reader *self = memory_new(1, sizeof *self);

    self->base = base;
    self->settings = settings;
    TAILQ_INIT(&self->waiting);
    TAILQ_INIT(&self->working);
    return self;
}

static void end_all(struct readings *list)
{
    struct reading *reading;

    while ((reading = TAILQ_FIRST(list)) != NULL) {
        error_set(&reading->error, ERROR_UNAVAILABLE, "the service is ending");
        fail(reading);
    }
}

void reader_free(struct reader *self)
{
    if (self == NULL)
        return;
    end_all(&self->waiting);
    end_all(&self->working);
    free(self);
}

void reader_read(struct reader *self, const char *bytes, size_t size, reader_done_fn *done,
                 void *context)
{
    struct reading *reading = memory_new(1, sizeof *reading);

    reading->reader = self;
    reading->bytes = bytes;
    reading->size = size;
    reading->done = done;
    reading->context = context;
    reading->deadline = evtimer_new(self->base, on_deadline, reading);
    TAILQ_INSERT_TAIL(&self->waiting, reading, link);
    if (++self->waiting_count > self->settings->queue_max &&
        self->working_count >= self->settings->readers_max)
        fail_soon(reading, "too many workbooks wait to be read");
    else
        start_waiting(self);
}
