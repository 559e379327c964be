#include "daemon/dry_run.h"

#include <stdlib.h>

#include "common/memory.h"
#include "daemon/db.h"
#include "daemon/dispatch.h"
#include "daemon/own_position.h"

/* One that is being made. */
struct comparison {
    const char *municipality;       /* borrowed */
    const struct self_check *draft; /* borrowed */
    dry_run_fn *done;
    void *context;
};

static json_t *compare(const struct comparison *self, const struct own_position *own)
{
    const struct position_input before = own_position_input(own, self->draft->edition);
    struct position_input after = before;

    if (own->release == NULL)
        return json_null();
    after.values = self->draft->values;
    after.states = self->draft->states;
    after.planned = self->draft->planned;
    return json_pack("{s:O, s:o}", "release", json_object_get(own->release, "release"),
                     "subjects", position_changes(&before, &after));
}

static void on_rows(const struct db_outcome *outcome, void *context)
{
    CLEANUP(memory_freep) struct comparison *self = context;
    CLEANUP(own_position_donep) struct own_position own = {0};
    const struct error *why = outcome->error;
    struct error error;

    if (why == NULL && PQntuples(outcome->results[0]) == 0) {
        error_set(&error, ERROR_UNAVAILABLE, "the municipality has left the round");
        why = &error;
    } else if (why == NULL &&
               !own_position_init(&own, outcome->results[0], outcome->results[1],
                                  self->municipality, self->draft->edition, &error)) {
        why = &error;
    }
    self->done(why == NULL ? compare(self, &own) : NULL, why, self->context);
}

void dry_run_position(struct server *server, const struct exchange *exchange,
                      const struct self_check *draft, dry_run_fn *done, void *context)
{
    struct comparison *self = memory_new(1, sizeof *self);
    struct db_unit *unit = request_unit(exchange, on_rows, self);
    const char *round = request_capture(exchange, "round");

    self->municipality = request_capture(exchange, "key");
    self->draft = draft;
    self->done = done;
    self->context = context;
    db_unit_add(unit, STATEMENT_POSITION, round, self->municipality);
    db_unit_add(unit, STATEMENT_GROUP_MEMBERS, round);
    db_submit(server->db, unit);
}
