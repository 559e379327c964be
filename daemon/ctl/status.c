#include <stdio.h>
#include <string.h>

#include "daemon/ctl/ctl.h"
#include "daemon/session.h"
#include "migrations.h"

/* The columns of STATEMENT_STATUS. */
enum { STATUS_ROUND = 0, STATUS_LAST_RUN = 6 };

static bool runs_check(const PGresult *rounds, struct error *error)
{
    static const char failed[] = "failed";

    for (int i = 0; i < PQntuples(rounds); i++)
        if (strncmp(PQgetvalue(rounds, i, STATUS_LAST_RUN), failed, strlen(failed)) == 0)
            return error_set(error, ERROR_SYSTEM, "the last run of round %s failed",
                             PQgetvalue(rounds, i, STATUS_ROUND));
    return true;
}

bool ctl_status(struct ctl *ctl, struct error *error)
{
    CLEANUP(session_closep) PGconn *connection = NULL;
    CLEANUP(result_clearp) PGresult *rounds = NULL;

    if (!arguments_read(ctl, NULL, 0, error))
        return false;
    (void)printf("program:  weltoffenctl %s\n", WELTOFFEND_VERSION);
    connection = ctl_connect_anyway(ctl, error);
    if (connection == NULL) {
        (void)printf("database: cannot be used\n");
        return false;
    }
    (void)printf("database: %s as %s, PostgreSQL %s\n", PQdb(connection), PQuser(connection),
                 PQparameterStatus(connection, "server_version"));
    if (!session_schema_is_right(connection, error)) {
        (void)printf("schema:   not the one of this program\n");
        return false;
    }
    (void)printf("schema:   %s, as it has to be\n\n", migrations[MIGRATION_COUNT - 1].name);
    rounds = session_run_values(connection, error, STATEMENT_STATUS, 0, NULL);
    if (rounds == NULL)
        return false;
    listing_print(rounds);
    return runs_check(rounds, error);
}
