#include "daemon/editions.h"

#include <stdlib.h>
#include <string.h>

#include "common/memory.h"

struct editions {
    struct db *db;
    struct catalogue *items[EDITIONS_MAX]; /* owned */
    size_t count;
};

/* Somebody who waits for an edition to be read. */
struct waiting {
    struct editions *editions;
    char *name; /* owned */
    editions_fn *done;
    void *context;
};

static const struct catalogue *find(const struct editions *self, const char *name)
{
    for (size_t i = 0; i < self->count; i++)
        if (strcmp(catalogue_edition(self->items[i]), name) == 0)
            return self->items[i];
    return NULL;
}

/* Reads and keeps an edition. */
static const struct catalogue *add(struct editions *self, const char *name, const char *text,
                                   struct error *error)
{
    CLEANUP(mistakes_donep) struct mistakes mistakes = {0};
    struct catalogue *catalogue;

    if (self->count == EDITIONS_MAX) {
        error_set(error, ERROR_SYSTEM, "more than %d editions", EDITIONS_MAX);
        return NULL;
    }
    catalogue = catalogue_read(json_loads(text, JSON_REJECT_DUPLICATES, NULL), &mistakes);
    if (catalogue == NULL) {
        error_set(error, ERROR_SYSTEM, "edition %s: %s: %s", name,
                  mistakes.count > 0 ? mistakes.items[0].place : "",
                  mistakes.count > 0 ? mistakes.items[0].text : "not readable");
        return NULL;
    }
    self->items[self->count++] = catalogue;
    return catalogue;
}

static void on_read(const struct db_outcome *outcome, void *context)
{
    struct waiting *waiting = context;
    const struct error *why = outcome->error;
    const struct catalogue *edition = NULL;
    struct error error;

    if (why == NULL) {
        edition = find(waiting->editions, waiting->name); /* another request may have read it */
        if (edition == NULL && PQntuples(outcome->results[0]) > 0)
            edition = add(waiting->editions, waiting->name,
                          PQgetvalue(outcome->results[0], 0, 0), &error);
        else if (edition == NULL)
            error_set(&error, ERROR_MISSING, "there is no edition %s", waiting->name);
        why = edition == NULL ? &error : NULL;
    }
    waiting->done(edition, why, waiting->context);
    free(waiting->name);
    free(waiting);
}

void editions_get(struct editions *self, const char *name, editions_fn *done, void *context)
{
    const struct catalogue *edition = find(self, name);
    struct waiting *waiting;
    struct db_unit *unit;

    if (edition != NULL) {
        done(edition, NULL, context);
        return;
    }
    waiting = memory_new(1, sizeof *waiting);
    waiting->editions = self;
    waiting->name = memory_copy_text(name);
    waiting->done = done;
    waiting->context = context;
    unit = db_unit_new(on_read, waiting);
    db_unit_add(unit, STATEMENT_EDITION_FIND, name);
    db_submit(self->db, unit);
}

struct editions *editions_new(struct db *db)
{
    struct editions *self = memory_new(1, sizeof *self);

    self->db = db;
    return self;
}

void editions_free(struct editions *self)
{
    if (self == NULL)
        return;
    for (size_t i = 0; i < self->count; i++)
        catalogue_free(self->items[i]);
    free(self);
}
