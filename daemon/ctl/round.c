#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "daemon/ctl/ctl.h"
#include "daemon/routes.h"
#include "daemon/session.h"

#define ID_MAX 32

PGresult *round_find(PGconn *connection, const char *id, struct error *error)
{
    CLEANUP(result_clearp)
    PGresult *row = session_run(connection, error, STATEMENT_ROUND_SCHEDULE, id);

    if (row == NULL)
        return NULL;
    if (PQntuples(row) == 0) {
        error_set(error, ERROR_MISSING, "there is no round %s", id);
        return NULL;
    }
    return TAKE(row);
}

static const char *state_of(const PGresult *round)
{
    return PQgetvalue(round, 0, ROUND_STATE);
}

struct round_form {
    const char *id, *edition, *opens, *closes, *reference_date;
};

static bool id_check(struct ctl *ctl, const char *id, struct error *error)
{
    static const char characters[] = "abcdefghijklmnopqrstuvwxyz0123456789-";

    if (id[0] == '-' || id[0] == '\0' || strlen(id) > ID_MAX ||
        id[strspn(id, characters)] != '\0')
        return misuse(ctl, error,
                      "a round's id has 1 to %d small letters, digits and hyphens, not '%s'",
                      ID_MAX, id);
    if (!routes_have_room_for(id))
        return misuse(ctl, error,
                      "a round cannot have the id '%s': its page would have the address of "
                      "another page",
                      id);
    return true;
}

/* The names in it are free and known, as far as can be told before. */
static bool names_check(PGconn *connection, const struct round_form *form, struct error *error)
{
    CLEANUP(result_clearp)
    PGresult *rounds = session_run(connection, error, STATEMENT_ROUND_SCHEDULE, form->id);
    CLEANUP(result_clearp) PGresult *editions = NULL;

    if (rounds == NULL)
        return false;
    if (PQntuples(rounds) > 0)
        return error_set(error, ERROR_CONFLICT, "there is a round %s already", form->id);
    editions = session_run(connection, error, STATEMENT_EDITION_FIND, form->edition);
    if (editions == NULL)
        return false;
    if (PQntuples(editions) == 0)
        return error_set(error, ERROR_MISSING, "there is no published edition %s",
                         form->edition);
    return true;
}

static bool create(PGconn *connection, const struct round_form *form, struct error *error)
{
    CLEANUP(result_clearp) PGresult *made = NULL;
    CLEANUP(result_clearp) PGresult *round = NULL;

    if (!names_check(connection, form, error) || !session_command(connection, "BEGIN", error))
        return false;
    made = session_run(connection, error, STATEMENT_ROUND_CREATE, form->id, form->edition,
                       form->opens, form->closes, form->reference_date);
    if (made == NULL)
        return time_explain("the round is not made", error);
    if (PQgetisnull(made, 0, 0) != 0)
        return error_set(error, ERROR_INVALID,
                         "the round is not made: it has to open before it closes");
    if (!ctl_note(connection,
                  &(struct audit_line){.action = AUDIT_ROUND_CREATED, .round = form->id},
                  json_pack("{s:s, s:s}", "edition", form->edition, "participants",
                            PQgetvalue(made, 0, 0)),
                  error) ||
        !session_command(connection, "COMMIT", error))
        return error_wrap(error, "the round is not made");
    round = round_find(connection, form->id, error);
    if (round == NULL)
        return false;
    (void)printf("round %s is %s: from %s until %s (Europe/Berlin), %s participants\n",
                 form->id, state_of(round), PQgetvalue(round, 0, ROUND_OPENS),
                 PQgetvalue(round, 0, ROUND_CLOSES), PQgetvalue(made, 0, 0));
    return true;
}

bool ctl_round_create(struct ctl *ctl, struct error *error)
{
    struct round_form form = {0};
    const struct argument arguments[] = {
        {"ID", &form.id, .is_needed = true},
        {"--edition", &form.edition, .is_needed = true},
        {"--opens", &form.opens, .is_needed = true},
        {"--closes", &form.closes, .is_needed = true},
        {"--reference-date", &form.reference_date, .is_needed = true},
    };
    CLEANUP(session_closep) PGconn *connection = NULL;

    if (!arguments_read(ctl, arguments, COUNT_OF(arguments), error) ||
        !id_check(ctl, form.id, error) || !time_check(ctl, "--opens", form.opens, error) ||
        !time_check(ctl, "--closes", form.closes, error) ||
        !day_check(ctl, "--reference-date", form.reference_date, error))
        return false;
    connection = ctl_connect(ctl, error);
    return connection != NULL && create(connection, &form, error);
}

/* Reads the one operand of a command and finds the round it names. */
static PGresult *read_round(struct ctl *ctl, PGconn **connection, const char **id,
                            struct error *error)
{
    const struct argument arguments[] = {{"ID", id, .is_needed = true}};

    if (!arguments_read(ctl, arguments, COUNT_OF(arguments), error))
        return NULL;
    *connection = ctl_connect(ctl, error);
    return *connection == NULL ? NULL : round_find(*connection, *id, error);
}

/*
 * Opens or closes a round now; how many rows it changed: none if it was so already, -1 on
 * failure.
 */
static int change_round(PGconn *connection, const char *id, enum statement statement,
                        enum audit_action action, struct error *error)
{
    CLEANUP(result_clearp) PGresult *changed = NULL;

    if (!session_command(connection, "BEGIN", error))
        return -1;
    changed = session_run(connection, error, statement, id);
    if (changed == NULL)
        return -1;
    if (PQntuples(changed) > 0 &&
        !ctl_note(connection, &(struct audit_line){.action = action, .round = id}, NULL, error))
        return -1;
    return session_command(connection, "COMMIT", error) ? PQntuples(changed) : -1;
}

bool ctl_round_open(struct ctl *ctl, struct error *error)
{
    const char *id = NULL;
    CLEANUP(session_closep) PGconn *connection = NULL;
    CLEANUP(result_clearp) PGresult *round = read_round(ctl, &connection, &id, error);
    int changed;

    if (round == NULL)
        return false;
    if (strcmp(state_of(round), "closed") == 0)
        return error_set(error, ERROR_CONFLICT,
                         "round %s closed on %s; round extend gives one municipality more time",
                         id, PQgetvalue(round, 0, ROUND_CLOSES));
    changed = change_round(connection, id, STATEMENT_ROUND_OPEN, AUDIT_ROUND_OPENED, error);
    if (changed < 0)
        return error_wrap(error, "round %s is not opened", id);
    (void)printf("round %s is open%s, until %s (Europe/Berlin)\n", id,
                 changed == 0 ? " already" : " now", PQgetvalue(round, 0, ROUND_CLOSES));
    return true;
}

bool ctl_round_close(struct ctl *ctl, struct error *error)
{
    const char *id = NULL;
    CLEANUP(session_closep) PGconn *connection = NULL;
    CLEANUP(result_clearp) PGresult *round = read_round(ctl, &connection, &id, error);
    int changed;

    if (round == NULL)
        return false;
    if (strcmp(state_of(round), "planned") == 0)
        return error_set(error, ERROR_CONFLICT, "round %s has not opened yet, it will on %s",
                         id, PQgetvalue(round, 0, ROUND_OPENS));
    changed = change_round(connection, id, STATEMENT_ROUND_CLOSE, AUDIT_ROUND_CLOSED, error);
    if (changed < 0)
        return error_wrap(error, "round %s is not closed", id);
    (void)printf("round %s is closed%s\n", id, changed == 0 ? " already" : " now");
    return true;
}

/* In a transaction, which the caller's closing of the connection rolls back on failure. */
static bool extend(PGconn *connection, const char *id, const char *key, const char *until,
                   struct error *error)
{
    CLEANUP(result_clearp) PGresult *round = round_find(connection, id, error);
    CLEANUP(result_clearp) PGresult *granted = NULL;

    if (round == NULL || !session_command(connection, "BEGIN", error))
        return false;
    granted = session_run(connection, error, STATEMENT_EXTENSION_GRANT, id, key, until);
    if (granted == NULL)
        return time_explain("nothing is extended", error);
    if (PQntuples(granted) == 0)
        return error_set(error, ERROR_MISSING, "municipality %s does not take part in round %s",
                         key, id);
    if (strcmp(PQgetvalue(granted, 0, 1), "t") != 0)
        return error_set(error, ERROR_INVALID,
                         "nothing is extended: round %s closes on %s anyway, after %s", id,
                         PQgetvalue(round, 0, ROUND_CLOSES), PQgetvalue(granted, 0, 0));
    if (!ctl_note(connection,
                  &(struct audit_line){
                      .action = AUDIT_EXTENSION_GRANTED, .round = id, .municipality = key},
                  json_pack("{s:s}", "until", PQgetvalue(granted, 0, 0)), error) ||
        !session_command(connection, "COMMIT", error))
        return false;
    (void)printf("municipality %s may hand in for round %s until %s (Europe/Berlin)\n", key, id,
                 PQgetvalue(granted, 0, 0));
    return true;
}

bool ctl_round_extend(struct ctl *ctl, struct error *error)
{
    const char *id = NULL, *key = NULL, *until = NULL;
    const struct argument arguments[] = {
        {"ID", &id, .is_needed = true},
        {"KEY", &key, .is_needed = true},
        {"--until", &until, .is_needed = true},
    };
    CLEANUP(session_closep) PGconn *connection = NULL;

    if (!arguments_read(ctl, arguments, COUNT_OF(arguments), error) ||
        !key_check(ctl, key, error) || !time_check(ctl, "--until", until, error))
        return false;
    connection = ctl_connect(ctl, error);
    return connection != NULL && extend(connection, id, key, until, error);
}

bool ctl_round_list(struct ctl *ctl, struct error *error)
{
    CLEANUP(session_closep) PGconn *connection = NULL;
    CLEANUP(result_clearp) PGresult *rows = NULL;

    if (!arguments_read(ctl, NULL, 0, error))
        return false;
    connection = ctl_connect(ctl, error);
    if (connection == NULL)
        return false;
    rows = session_run(connection, error, STATEMENT_ROUND_SCHEDULE, NULL);
    if (rows == NULL)
        return false;
    listing_print(rows);
    return true;
}
