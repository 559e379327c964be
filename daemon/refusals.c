#include "daemon/refusals.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/memory.h"
#include "daemon/audit.h"
#include "daemon/db.h"
#include "daemon/log.h"

/* What is told apart, and how often it happened. */
struct entry {
    struct refusals *owner; /* once it is under way */
    int status;
    enum role role;
    const char *method, *route;
    char actor[AUDIT_ACTOR_SIZE]; /* one token's, or "several" */
    unsigned long count;
};

struct refusals {
    struct db *db;
    struct event *timer;
    struct entry entries[REFUSALS_MAX];
    size_t count;
    size_t open; /* lines under way */
    bool is_ending;
};

static bool is_same_kind(const struct entry *a, const struct entry *b)
{
    return a->status == b->status && a->role == b->role && strcmp(a->method, b->method) == 0 &&
           strcmp(a->route, b->route) == 0;
}

/* The one of this kind, new if there is room, else the last, which is for everything. */
static struct entry *find(struct refusals *self, const struct entry *wanted)
{
    for (size_t i = 0; i < self->count; i++)
        if (is_same_kind(&self->entries[i], wanted))
            return &self->entries[i];
    if (self->count == REFUSALS_MAX)
        return &self->entries[REFUSALS_MAX - 1];
    self->entries[self->count] = *wanted;
    self->entries[self->count].count = 0;
    if (self->count == REFUSALS_MAX - 1) {
        self->entries[self->count].method = "";
        self->entries[self->count].route = "others";
    }
    return &self->entries[self->count++];
}

static void add(struct refusals *self, const struct entry *more)
{
    struct entry *entry = find(self, more);

    if (strcmp(entry->actor, more->actor) != 0)
        (void)snprintf(entry->actor, sizeof entry->actor, "several");
    entry->count += more->count;
}

void refusals_note(struct refusals *self, const struct refusal *refusal)
{
    struct entry entry = {
        .status = refusal->status,
        .role = refusal->role,
        .method = refusal->method,
        .route = refusal->route,
        .actor = "nobody",
        .count = 1,
    };

    if (refusal->token[0] != '\0')
        (void)snprintf(entry.actor, sizeof entry.actor, "token %s", refusal->token);
    add(self, &entry);
}

static void on_written(const struct db_outcome *outcome, void *context)
{
    struct entry *entry = context;
    struct refusals *self = entry->owner;

    self->open--;
    if (outcome->error != NULL && self->is_ending)
        log_line(LOG_LEVEL_ERROR,
                 "refusals are not in the audit status=%d role=%s method=%s route=%s count=%lu "
                 "reason=%s",
                 entry->status, role_name(entry->role), entry->method, log_value(entry->route),
                 entry->count, log_value(outcome->error->text));
    else if (outcome->error != NULL)
        add(self, entry);
    free(entry);
}

static void submit(struct refusals *self, const struct entry *entry)
{
    struct entry *flying = memory_new(1, sizeof *flying);
    struct db_unit *unit;
    CLEANUP(memory_freep) char *details = NULL;

    *flying = *entry;
    flying->owner = self;
    details =
        memory_format("{\"status\":%d,\"role\":\"%s\",\"route\":\"%s%s%s\",\"count\":%lu}",
                      entry->status, role_name(entry->role), entry->method,
                      entry->method[0] == '\0' ? "" : " ", entry->route, entry->count);
    unit = db_unit_new(on_written, flying);
    audit_add(unit, &(struct audit_line){.action = AUDIT_ACCESS_REFUSED,
                                         .actor = entry->actor,
                                         .details = details});
    db_unit_share_commit(unit);
    self->open++;
    db_submit(self->db, unit);
}

static void submit_all(struct refusals *self)
{
    for (size_t i = 0; i < self->count; i++)
        submit(self, &self->entries[i]);
    self->count = 0;
}

static void on_timer(evutil_socket_t fd, short events, void *context)
{
    struct refusals *self = context;

    (void)fd;
    (void)events;
    if (self->open == 0)
        submit_all(self);
}

bool refusals_end(struct refusals *self)
{
    self->is_ending = true;
    submit_all(self);
    return self->open == 0;
}

struct refusals *refusals_new(struct event_base *base, struct db *db)
{
    const struct timeval period = {.tv_sec = REFUSALS_PERIOD_S};
    struct refusals *self = memory_new(1, sizeof *self);

    self->db = db;
    self->timer = event_new(base, -1, EV_PERSIST, on_timer, self);
    (void)event_add(self->timer, &period);
    return self;
}

/* The db is gone by now, and has told every line's fate. */
void refusals_free(struct refusals *self)
{
    if (self == NULL)
        return;
    assert(self->open == 0);
    event_free(self->timer);
    free(self);
}
