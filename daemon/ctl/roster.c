#include "common/roster.h"

#include <stdio.h>
#include <string.h>

#include "common/digest.h"
#include "common/memory.h"
#include "daemon/ctl/ctl.h"
#include "daemon/session.h"

/* The lines as STATEMENT_ROSTER_IMPORT wants them, for the caller to free; NULL on mistakes. */
static char *read_lines(const char *path, struct error *error)
{
    CLEANUP(mistakes_donep) struct mistakes mistakes = {0};
    size_t size = 0;
    CLEANUP(memory_freep) char *bytes = file_read(path, ROSTER_BYTES_MAX, &size, error);
    json_t *lines;
    char *text;

    if (bytes == NULL)
        return NULL;
    lines = roster_read(bytes, size, &mistakes);
    if (lines == NULL) {
        mistakes_print(path, &mistakes);
        error_set(error, ERROR_INVALID, "%s has %zu mistake%s, nothing was imported", path,
                  mistakes.count, mistakes.count == 1 ? "" : "s");
        return NULL;
    }
    text = json_dumps(lines, JSON_COMPACT);
    json_decref(lines);
    return text;
}

/* The names in the file stay out of the audit; their hash says which file it was. */
static bool note(PGconn *connection, const char *lines, const PGresult *imported,
                 struct error *error)
{
    const struct digest digest = digest_of(lines, strlen(lines));
    char sha256[DIGEST_HEX_SIZE];

    digest_print(&digest, sha256);
    return ctl_note(connection, &(struct audit_line){.action = AUDIT_ROSTER_IMPORTED},
                    json_pack("{s:s, s:s, s:s}", "listed", PQgetvalue(imported, 0, 0), "added",
                              PQgetvalue(imported, 0, 1), "sha256", sha256),
                    error);
}

/* In one transaction: a round never has fewer participants than the roster says. */
static bool import(PGconn *connection, const char *path, const char *lines, struct error *error)
{
    CLEANUP(result_clearp) PGresult *imported = NULL;
    CLEANUP(result_clearp) PGresult *joined = NULL;

    if (!session_command(connection, "BEGIN", error))
        return false;
    imported = session_run(connection, error, STATEMENT_ROSTER_IMPORT, lines);
    if (imported == NULL)
        return error_wrap(error, "%s is not imported", path);
    joined = session_run_values(connection, error, STATEMENT_PARTICIPANT_REFRESH, 0, NULL);
    if (joined == NULL)
        return error_wrap(error, "%s is not imported", path);
    if (!note(connection, lines, imported, error) ||
        !session_command(connection, "COMMIT", error))
        return error_wrap(error, "%s is not imported", path);

    (void)printf("%s: %s municipalities, %s of them new\n", path, PQgetvalue(imported, 0, 0),
                 PQgetvalue(imported, 0, 1));
    for (int i = 0; i < PQntuples(joined); i++)
        (void)printf("round %s: %s joined\n", PQgetvalue(joined, i, 0),
                     PQgetvalue(joined, i, 1));
    return true;
}

bool ctl_roster_import(struct ctl *ctl, struct error *error)
{
    const char *path = NULL;
    const struct argument arguments[] = {{"FILE", &path, .is_needed = true}};
    CLEANUP(memory_freep) char *lines = NULL;
    CLEANUP(session_closep) PGconn *connection = NULL;

    if (!arguments_read(ctl, arguments, COUNT_OF(arguments), error))
        return false;
    lines = read_lines(path, error);
    if (lines == NULL)
        return false;
    connection = ctl_connect(ctl, error);
    return connection != NULL && import(connection, path, lines, error);
}
