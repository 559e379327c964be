#include <stdlib.h>

#include "common/memory.h"
#include "daemon/ctl/ctl.h"

bool ctl_note(PGconn *connection, const struct audit_line *line, json_t *details,
              struct error *error)
{
    CLEANUP(memory_freep)
    char *text = details == NULL ? NULL : json_dumps(details, JSON_COMPACT);
    struct audit_line whole = *line;
    char actor[AUDIT_ACTOR_SIZE];

    json_decref(details);
    audit_operator(actor);
    whole.actor = actor;
    whole.details = text;
    return audit_write(connection, &whole, error);
}
