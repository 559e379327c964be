#include "daemon/audit.h"

#include <stdio.h>
#include <unistd.h>

#include "common/memory.h"
#include "daemon/session.h"

#define LINE_PARAMETERS 7 /* of audit_insert.sql */

static const struct {
    const char *name;
    struct wording meaning;
} actions[] = {
#define ACTION(constant, name, meaning, german) [AUDIT_##constant] = {name, {german, meaning}},
#include "daemon/audit.def"
#undef ACTION
};
_Static_assert(COUNT_OF(actions) == AUDIT_ACTIONS, "every action has a name");

const char *audit_action_name(enum audit_action action)
{
    return actions[action].name;
}

const struct wording *audit_action_meaning(enum audit_action action)
{
    return &actions[action].meaning;
}

/* The parameters of audit_insert.sql; they are the line's. */
static void parameters_of(const struct audit_line *line, const char *out[LINE_PARAMETERS])
{
    out[0] = line->actor;
    out[1] = actions[line->action].name;
    out[2] = line->round;
    out[3] = line->municipality;
    out[4] = line->subject;
    out[5] = line->details == NULL ? "{}" : line->details;
    out[6] = line->is_dependent ? "true" : "false";
}

void audit_add(struct db_unit *unit, const struct audit_line *line)
{
    const char *parameters[LINE_PARAMETERS];

    parameters_of(line, parameters);
    db_unit_add_values(unit, STATEMENT_AUDIT_INSERT, LINE_PARAMETERS, parameters);
}

bool audit_write(PGconn *connection, const struct audit_line *line, struct error *error)
{
    const char *parameters[LINE_PARAMETERS];
    CLEANUP(result_clearp) PGresult *result = NULL;

    parameters_of(line, parameters);
    result = session_run_values(connection, error, STATEMENT_AUDIT_INSERT, LINE_PARAMETERS,
                                parameters);
    return result != NULL || error_wrap(error, "the audit");
}

bool audit_open(PGconn *connection, const char *instance, const char *part, struct error *error)
{
    char name[AUDIT_INSTANCE_SIZE];
    CLEANUP(memory_freep) char *chain = NULL;
    CLEANUP(result_clearp) PGresult *result = NULL;

    audit_instance(instance, name);
    chain = memory_format("%s/%s", name, part);
    result = session_run(connection, error, STATEMENT_AUDIT_OPEN, chain);
    return result != NULL || error_wrap(error, "the audit");
}

void audit_instance(const char *setting, char out[AUDIT_INSTANCE_SIZE])
{
    (void)snprintf(out, AUDIT_INSTANCE_SIZE, "%s", setting);
    if (out[0] == '\0' && (gethostname(out, AUDIT_INSTANCE_SIZE) != 0 || out[0] == '\0'))
        (void)snprintf(out, AUDIT_INSTANCE_SIZE, "weltoffend");
    out[AUDIT_INSTANCE_SIZE - 1] = '\0';
    for (char *at = out; *at != '\0'; at++) {
        const unsigned char letter = (unsigned char)*at;

        if (letter >= 'A' && letter <= 'Z')
            *at = "abcdefghijklmnopqrstuvwxyz"[letter - 'A'];
        else if (letter != '.' && (letter < '0' || letter > '9') &&
                 (letter < 'a' || letter > 'z'))
            *at = '-';
    }
}

void audit_operator(char out[AUDIT_ACTOR_SIZE])
{
    (void)snprintf(out, AUDIT_ACTOR_SIZE, "weltoffenctl %u", (unsigned)getuid());
}
