#include "daemon/pages/session.h"

#include <assert.h>
#include <stdio.h>

#include "daemon/audit.h"
#include "daemon/config.h"

struct session_ages {
    char idle[24], age[24]; /* seconds */
};

static struct session_ages ages_of(const struct config *config)
{
    struct session_ages ages;

    (void)snprintf(ages.idle, sizeof ages.idle, "%ld", config->session_idle);
    (void)snprintf(ages.age, sizeof ages.age, "%ld", config->session_age);
    return ages;
}

void session_find(struct server *server, const char *id, db_done_fn *done, void *context)
{
    const struct session_ages ages = ages_of(server->config);
    struct db_unit *unit = db_unit_new(done, context);
    char hash[DIGEST_HEX_SIZE];

    secret_hash(id, hash);
    db_unit_add(unit, STATEMENT_SESSION_FIND, hash, ages.idle, ages.age);
    db_submit(server->db, unit);
}

bool session_read(const struct db_outcome *outcome, struct request *out)
{
    struct access_holder *holder = &out->holder;
    PGresult *row = outcome->results[0];

    assert(outcome->error == NULL);
    if (PQntuples(row) == 0 || !role_read(PQgetvalue(row, 0, 1), &holder->role))
        return false;
    (void)snprintf(holder->token, sizeof holder->token, "%s", PQgetvalue(row, 0, 0));
    (void)snprintf(holder->municipality, sizeof holder->municipality, "%s",
                   PQgetvalue(row, 0, 2));
    (void)snprintf(out->name, sizeof out->name, "%s", PQgetvalue(row, 0, 3));
    (void)snprintf(holder->session, sizeof holder->session, "%s", PQgetvalue(row, 0, 4));
    if (PQgetvalue(row, 0, 5)[0] != 't')
        access_note_use(out->server, holder->token);
    return true;
}

static void add_line(struct db_unit *unit, enum audit_action action,
                     const struct access_holder *holder)
{
    char actor[AUDIT_ACTOR_SIZE];

    (void)snprintf(actor, sizeof actor, "token %s", holder->token);
    audit_add(unit,
              &(struct audit_line){
                  .action = action,
                  .actor = actor,
                  .municipality = holder->municipality[0] == '\0' ? NULL : holder->municipality,
                  .is_dependent = true,
              });
}

static void add_revoke(struct db_unit *unit, const char *id, const struct access_holder *holder)
{
    char hash[DIGEST_HEX_SIZE];

    secret_hash(id, hash);
    db_unit_add(unit, STATEMENT_SESSION_REVOKE, hash);
    add_line(unit, AUDIT_SIGN_OUT, holder);
}

void session_start(const struct exchange *exchange, const char *id, const char *key_hash,
                   const struct access_holder *holder, db_done_fn *done, void *context)
{
    const struct request *request = request_of(exchange);
    const struct session_ages ages = ages_of(request->server->config);
    struct db_unit *unit = db_unit_new(done, context);
    char hash[DIGEST_HEX_SIZE];
    char most[12];

    (void)snprintf(most, sizeof most, "%d", SESSIONS_PER_TOKEN);
    secret_hash(id, hash);
    db_unit_add(unit, STATEMENT_SESSION_START, hash, key_hash, ages.age);
    add_line(unit, AUDIT_SIGN_IN, holder);
    if (request->session[0] != '\0')
        add_revoke(unit, request->session, &request->holder);
    db_unit_add(unit, STATEMENT_SESSION_CROWD, hash, holder->token, most);
    add_line(unit, AUDIT_SIGN_OUT, holder);
    db_submit(request->server->db, unit);
}

void session_revoke(struct exchange *exchange, db_done_fn *done, void *context)
{
    const struct request *request = request_of(exchange);
    struct db_unit *unit = db_unit_new(done, context);

    add_revoke(unit, request->session, &request->holder);
    db_submit(request->server->db, unit);
}
