#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/secret.h"
#include "daemon/config.h"
#include "daemon/ctl/ctl.h"
#include "daemon/random.h"
#include "daemon/routes.h"
#include "daemon/session.h"

#define DAYS_MAX   90
#define DAYS_USUAL "14d"

/* "14d" as "14". */
static bool days_read(struct ctl *ctl, const char *text, char out[4], struct error *error)
{
    char *end = NULL;
    const long days = strtol(text, &end, 10);

    if (text[0] < '0' || text[0] > '9' || strcmp(end, "d") != 0 || days < 1 || days > DAYS_MAX)
        return misuse(ctl, error, "--expires is a number of days from 1d to %dd, not '%s'",
                      DAYS_MAX, text);
    (void)snprintf(out, 4, "%ld", days);
    return true;
}

/* In a transaction, which the caller's closing of the connection rolls back on failure. */
static bool invite(PGconn *connection, const char *key, const char *name, const char *days,
                   const char *url, struct error *error)
{
    char code[SECRET_TEXT_SIZE], hash[DIGEST_HEX_SIZE];
    CLEANUP(result_clearp) PGresult *made = NULL;

    if (!session_command(connection, "BEGIN", error))
        return false;
    random_secret(code);
    secret_hash(code, hash);
    made = session_run(connection, error, STATEMENT_INVITATION_MAKE, key, name, hash, days);
    if (made == NULL)
        return error->kind == ERROR_CONFLICT
                   ? error_set(error, ERROR_MISSING,
                               "there is no municipality %s: roster import makes them known",
                               key)
                   : error_wrap(error, "no invitation is made");
    if (!ctl_note(connection,
                  &(struct audit_line){.action = AUDIT_INVITATION_ISSUED,
                                       .municipality = key,
                                       .subject = PQgetvalue(made, 0, 0)},
                  NULL, error) ||
        !session_command(connection, "COMMIT", error))
        return error_wrap(error, "no invitation is made");
    (void)printf("%s" ROUTE_SECRET "%s\n", url, code);
    (void)fprintf(stderr,
                  "This link shows the access key of %s to whoever opens it first, until %s "
                  "(Europe/Berlin).\n"
                  "It is printed this once; only a hash is kept.%s\n",
                  key, PQgetvalue(made, 0, 1),
                  strcmp(PQgetvalue(made, 0, 2), "t") == 0
                      ? " The earlier link, which nobody has opened, no longer works."
                      : "");
    return true;
}

bool ctl_invite(struct ctl *ctl, struct error *error)
{
    const char *key = NULL, *name = NULL, *expires = DAYS_USUAL;
    const struct argument arguments[] = {{"KEY", &key, .is_needed = true},
                                         {"--name", &name, .is_needed = true},
                                         {"--expires", &expires, NULL, false}};
    struct config config;
    char days[4];
    CLEANUP(session_closep) PGconn *connection = NULL;

    if (!arguments_read(ctl, arguments, COUNT_OF(arguments), error) ||
        !line_check(ctl, "--name", name, error) || !days_read(ctl, expires, days, error) ||
        !key_check(ctl, key, error) || !ctl_config(ctl, &config, error))
        return false;
    connection = ctl_connect(ctl, error);
    return connection != NULL && invite(connection, key, name, days, config.site_url, error);
}
