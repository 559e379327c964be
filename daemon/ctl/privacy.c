/*
 * Erasing what can name a person: by a municipality's wish, or because it is old enough. What
 * exactly goes is in sql/migrations/0014_privacy.sql and 0018_pending_privacy.sql; what remains
 * is what releases rest on.
 */

#include <stdio.h>

#include "daemon/config.h"
#include "daemon/ctl/ctl.h"
#include "daemon/session.h"

/* The row's numbers under their columns' names. */
static json_t *counts_of(const PGresult *row)
{
    json_t *counts = json_object();

    for (int i = 0; i < PQnfields(row); i++)
        (void)json_object_set_new(counts, PQfname(row, i), json_string(PQgetvalue(row, 0, i)));
    return counts;
}

static bool erase(PGconn *connection, const char *key, const char *reason, struct error *error)
{
    CLEANUP(result_clearp) PGresult *erased = NULL;

    if (!session_command(connection, "BEGIN", error))
        return false;
    erased = session_run(connection, error, STATEMENT_MUNICIPALITY_ERASE, key, reason);
    if (erased == NULL)
        return error_wrap(error, "nothing is erased");
    if (PQntuples(erased) == 0)
        return error_set(error, ERROR_MISSING, "there is no municipality %s", key);
    if (!ctl_note(connection,
                  &(struct audit_line){.action = AUDIT_DATA_ERASED, .municipality = key},
                  counts_of(erased), error) ||
        !session_command(connection, "COMMIT", error))
        return error_wrap(error, "nothing is erased");
    listing_print(erased);
    return true;
}

bool ctl_erase(struct ctl *ctl, struct error *error)
{
    const char *key = NULL, *reason = NULL;
    const struct argument arguments[] = {{"KEY", &key, .is_needed = true},
                                         {"--reason", &reason, .is_needed = true}};
    CLEANUP(session_closep) PGconn *connection = NULL;

    if (!arguments_read(ctl, arguments, COUNT_OF(arguments), error) ||
        !key_check(ctl, key, error) || !line_check(ctl, "--reason", reason, error))
        return false;
    connection = ctl_connect(ctl, error);
    return connection != NULL && erase(connection, key, reason, error);
}

/* The number of days as a parameter; NULL for 0, which keeps. */
static const char *days_print(int64_t days, char out[24])
{
    (void)snprintf(out, 24, "%lld", (long long)days);
    return days == 0 ? NULL : out;
}

static bool apply(PGconn *connection, const struct config *config, bool is_rehearsal,
                  struct error *error)
{
    char words[24], tokens[24];
    CLEANUP(result_clearp) PGresult *erased = NULL;

    if (!session_command(connection, "BEGIN", error))
        return false;
    erased = session_run(connection, error, STATEMENT_RETENTION_APPLY,
                         days_print(config->retention_days, words),
                         days_print(config->retention_token_days, tokens));
    if (erased == NULL)
        return error_wrap(error, "nothing is erased");
    if (!ctl_note(connection, &(struct audit_line){.action = AUDIT_RETENTION_APPLIED},
                  counts_of(erased), error) ||
        !session_command(connection, is_rehearsal ? "ROLLBACK" : "COMMIT", error))
        return error_wrap(error, "nothing is erased");
    listing_print(erased);
    if (is_rehearsal)
        (void)fprintf(stderr, "This is what would be erased; nothing was.\n");
    return true;
}

bool ctl_retention_run(struct ctl *ctl, struct error *error)
{
    bool is_rehearsal = false;
    const struct argument arguments[] = {{"--dry-run", NULL, &is_rehearsal, false}};
    CLEANUP(session_closep) PGconn *connection = NULL;
    struct config config;

    if (!arguments_read(ctl, arguments, COUNT_OF(arguments), error) ||
        !ctl_config(ctl, &config, error))
        return false;
    connection = ctl_connect(ctl, error);
    return connection != NULL && apply(connection, &config, is_rehearsal, error);
}
