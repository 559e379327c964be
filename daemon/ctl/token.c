#include "common/token.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "common/digest.h"
#include "common/municipality.h"
#include "daemon/ctl/ctl.h"
#include "daemon/random.h"
#include "daemon/session.h"

#define ID_DIGITS_MAX 18
#define OVERLAP_SIZE  32

struct token_form {
    const char *role, *municipality, *name, *expires;
};

static bool municipality_check(struct ctl *ctl, const char *key, enum role role,
                               struct error *error)
{
    enum municipality_kind kind;

    if (role != ROLE_MUNICIPALITY)
        return key == NULL || misuse(ctl, error, "--municipality is only for that role");
    if (key == NULL)
        return misuse(ctl, error, "a municipality's token needs --municipality");
    return municipality_key_read(key, &kind) ||
           misuse(ctl, error, "--municipality has 8 digits, or 5 for a Kreis, not '%s'", key);
}

static bool form_check(struct ctl *ctl, const struct token_form *form, enum role *role,
                       struct error *error)
{
    if (!role_read(form->role, role))
        return misuse(ctl, error, "--role is municipality, director or operator, not '%s'",
                      form->role);
    if (!municipality_check(ctl, form->municipality, *role, error))
        return false;
    return line_check(ctl, "--name", form->name, error) &&
           (form->expires == NULL || time_check(ctl, "--expires", form->expires, error));
}

/* PostgreSQL's own words for what can be wrong here would not help an operator. */
static bool explain(const struct token_form *form, struct error *error)
{
    if (error->kind == ERROR_CONFLICT && form->municipality != NULL)
        return error_set(error, ERROR_MISSING,
                         "there is no municipality %s: roster import makes them known",
                         form->municipality);
    return time_explain("no token is issued", error);
}

static void token_make(enum role role, char out[TOKEN_TEXT_MAX])
{
    uint8_t random[TOKEN_RANDOM_SIZE];

    random_bytes(random, sizeof random);
    token_print(role, random, out);
    explicit_bzero(random, sizeof random);
}

/* In a transaction, which the caller's closing of the connection rolls back on failure. */
static bool issue(PGconn *connection, const struct token_form *form, const char *token,
                  struct error *error)
{
    const struct digest digest = token_digest(token);
    char hash[DIGEST_HEX_SIZE];
    CLEANUP(result_clearp) PGresult *issued = NULL;

    digest_print(&digest, hash);
    if (!session_command(connection, "BEGIN", error))
        return false;
    issued = session_run(connection, error, STATEMENT_TOKEN_ISSUE, form->role,
                         form->municipality, form->name, hash, form->expires);
    if (issued == NULL)
        return explain(form, error);
    if (strcmp(PQgetvalue(issued, 0, 1), "t") == 0)
        return error_set(error, ERROR_INVALID,
                         "no token is issued: it would have expired already, on %s",
                         form->expires);
    if (!ctl_note(connection,
                  &(struct audit_line){.action = AUDIT_TOKEN_ISSUED,
                                       .municipality = form->municipality,
                                       .subject = PQgetvalue(issued, 0, 0)},
                  json_pack("{s:s}", "role", form->role), error) ||
        !session_command(connection, "COMMIT", error))
        return error_wrap(error, "no token is issued");
    (void)printf("%s\n", token);
    (void)fprintf(stderr,
                  "This is token %s for %s. It is shown this once; only a hash is kept.\n",
                  PQgetvalue(issued, 0, 0), form->name);
    return true;
}

bool ctl_token_issue(struct ctl *ctl, struct error *error)
{
    struct token_form form = {0};
    const struct argument arguments[] = {
        {"--role", &form.role, .is_needed = true},
        {"--municipality", &form.municipality, NULL, false},
        {"--name", &form.name, .is_needed = true},
        {"--expires", &form.expires, NULL, false},
    };
    enum role role = ROLE_NONE;
    char token[TOKEN_TEXT_MAX];
    CLEANUP(session_closep) PGconn *connection = NULL;

    if (!arguments_read(ctl, arguments, COUNT_OF(arguments), error) ||
        !form_check(ctl, &form, &role, error))
        return false;
    token_make(role, token);
    connection = ctl_connect(ctl, error);
    return connection != NULL && issue(connection, &form, token, error);
}

bool ctl_token_list(struct ctl *ctl, struct error *error)
{
    CLEANUP(session_closep) PGconn *connection = NULL;
    CLEANUP(result_clearp) PGresult *rows = NULL;

    if (!arguments_read(ctl, NULL, 0, error))
        return false;
    connection = ctl_connect(ctl, error);
    if (connection == NULL)
        return false;
    rows = session_run_values(connection, error, STATEMENT_TOKEN_LIST, 0, NULL);
    if (rows == NULL)
        return false;
    listing_print(rows);
    return true;
}

static bool id_check(struct ctl *ctl, const char *id, struct error *error)
{
    if (id[0] != '\0' && strlen(id) <= ID_DIGITS_MAX && id[strspn(id, "0123456789")] == '\0')
        return true;
    return misuse(ctl, error, "ID is a token's number in token list, not '%s'", id);
}

/* "7d" as the interval "7 day": a number of days, hours or minutes, up to 90 days. */
static bool overlap_read(struct ctl *ctl, const char *text, char out[OVERLAP_SIZE],
                         struct error *error)
{
    static const struct {
        const char *letter, *name;
        long max;
    } units[] = {{"d", "day", 90}, {"h", "hour", 90L * 24}, {"m", "minute", 90L * 24 * 60}};
    char *end = NULL;
    const long number = strtol(text, &end, 10);

    for (size_t i = 0; i < COUNT_OF(units) && text[0] >= '0' && text[0] <= '9'; i++) {
        if (strcmp(end, units[i].letter) != 0 || number > units[i].max)
            continue;
        (void)snprintf(out, OVERLAP_SIZE, "%ld %s", number, units[i].name);
        return true;
    }
    return misuse(
        ctl, error,
        "--overlap is a number of days, hours or minutes up to 90d, e.g. 7d, not '%s'", text);
}

static bool rotate(PGconn *connection, const char *id, const char *overlap, struct error *error)
{
    CLEANUP(result_clearp)
    PGresult *old = session_run(connection, error, STATEMENT_TOKEN_ROLE, id);
    CLEANUP(result_clearp) PGresult *issued = NULL;
    enum role role = ROLE_NONE;
    char token[TOKEN_TEXT_MAX], hash[DIGEST_HEX_SIZE];
    struct digest digest;

    if (old == NULL || !session_command(connection, "BEGIN", error))
        return false;
    if (PQntuples(old) == 0 || !role_read(PQgetvalue(old, 0, 0), &role))
        return error_set(error, ERROR_MISSING, "there is no token %s; see token list", id);
    token_make(role, token);
    digest = token_digest(token);
    digest_print(&digest, hash);
    issued = session_run(connection, error, STATEMENT_TOKEN_ROTATE, id, hash, overlap);
    if (issued == NULL)
        return error->kind == ERROR_CONFLICT
                   ? error_set(error, ERROR_CONFLICT, "token %s has a successor already", id)
                   : false;
    if (PQntuples(issued) == 0)
        return error_set(error, ERROR_CONFLICT, "token %s is revoked or has expired", id);
    if (!ctl_note(connection,
                  &(struct audit_line){.action = AUDIT_TOKEN_ROTATED,
                                       .subject = PQgetvalue(issued, 0, 0)},
                  json_pack("{s:s}", "replaces", id), error) ||
        !session_command(connection, "COMMIT", error))
        return error_wrap(error, "no token is issued");
    (void)printf("%s\n", token);
    (void)fprintf(stderr,
                  "This is token %s for %s. It is shown this once; only a hash is kept.\n"
                  "Token %s, which it replaces, is valid until %s (Europe/Berlin).\n",
                  PQgetvalue(issued, 0, 0), PQgetvalue(issued, 0, 1), id,
                  PQgetvalue(issued, 0, 2));
    return true;
}

bool ctl_token_rotate(struct ctl *ctl, struct error *error)
{
    const char *id = NULL, *overlap = "7d";
    const struct argument arguments[] = {{"ID", &id, .is_needed = true},
                                         {"--overlap", &overlap, NULL, false}};
    char interval[OVERLAP_SIZE];
    CLEANUP(session_closep) PGconn *connection = NULL;

    if (!arguments_read(ctl, arguments, COUNT_OF(arguments), error) ||
        !id_check(ctl, id, error) || !overlap_read(ctl, overlap, interval, error))
        return false;
    connection = ctl_connect(ctl, error);
    return connection != NULL && rotate(connection, id, interval, error);
}

bool ctl_token_revoke(struct ctl *ctl, struct error *error)
{
    const char *id = NULL;
    const struct argument arguments[] = {{"ID", &id, .is_needed = true}};
    CLEANUP(session_closep) PGconn *connection = NULL;
    CLEANUP(result_clearp) PGresult *revoked = NULL;

    if (!arguments_read(ctl, arguments, COUNT_OF(arguments), error) ||
        !id_check(ctl, id, error))
        return false;
    connection = ctl_connect(ctl, error);
    if (connection == NULL || !session_command(connection, "BEGIN", error))
        return false;
    revoked = session_run(connection, error, STATEMENT_TOKEN_REVOKE, id);
    if (revoked == NULL)
        return false;
    if (PQntuples(revoked) == 0)
        return error_set(error, ERROR_MISSING,
                         "there is no token %s, or it is revoked already; see token list", id);
    if (!ctl_note(connection,
                  &(struct audit_line){.action = AUDIT_TOKEN_REVOKED,
                                       .subject = PQgetvalue(revoked, 0, 0)},
                  NULL, error) ||
        !session_command(connection, "COMMIT", error))
        return false;
    (void)printf("token %s is revoked\n", id);
    return true;
}
