/*
 * Two transactions under one advisory lock: a read-only snapshot of everything that goes in,
 * and, after computing, one that writes the release and ends the run together. If the run was
 * given up in between (run_finish finds it no longer running), nothing is published.
 */

#include "daemon/publish.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "common/figures/rollcall.h"
#include "common/memory.h"
#include "daemon/audit.h"
#include "daemon/disclosure_key.h"
#include "daemon/log.h"
#include "daemon/publication.h"
#include "daemon/publish_read.h"
#include "daemon/remark.h"
#include "daemon/session.h"

#define RUNNER_LOCK "SELECT pg_try_advisory_lock(hashtext('weltoffend runner'))"

static bool progress(PGconn *connection, const char *run, const char *per_cent,
                     struct error *error)
{
    CLEANUP(result_clearp)
    PGresult *result = session_run(connection, error, STATEMENT_RUN_PROGRESS, run, per_cent);

    return result != NULL;
}

/* Ends the run; false with ERROR_CONFLICT when it was given up in the meantime. */
static bool finish(PGconn *connection, const char *run, const char *state, const char *release,
                   const char *message, struct error *error)
{
    CLEANUP(result_clearp)
    PGresult *result =
        session_run(connection, error, STATEMENT_RUN_FINISH, run, state, release, message);

    if (result == NULL)
        return false;
    if (PQntuples(result) == 0)
        return error_set(error, ERROR_CONFLICT, "the run was given up in the meantime");
    return true;
}

/* Ends a run that makes no release, with its line. */
static bool finish_without_release(PGconn *connection, const char *run, const char *round,
                                   enum audit_action action, const char *message,
                                   struct error *error)
{
    char actor[AUDIT_ACTOR_SIZE];

    (void)snprintf(actor, sizeof actor, "run %s", run);
    return session_command(connection, "BEGIN", error) &&
           finish(connection, run, action == AUDIT_RUN_HELD_BACK ? "held-back" : "failed", NULL,
                  message, error) &&
           audit_write(connection,
                       &(struct audit_line){
                           .action = action, .actor = actor, .round = round, .subject = run},
                       error) &&
           session_command(connection, "COMMIT", error);
}

static bool note_release(PGconn *connection, const char *run,
                         const struct publication *publication, const char *number,
                         struct error *error)
{
    char actor[AUDIT_ACTOR_SIZE], inputs[DIGEST_HEX_SIZE];
    CLEANUP(memory_freep) char *details = NULL;

    digest_print(&publication->inputs, inputs);
    (void)snprintf(actor, sizeof actor, "run %s", run);
    details = memory_format("{\"versions\":%zu,\"inputs\":\"%s\"}",
                            publication->input->contribution_count, inputs);
    return audit_write(connection,
                       &(struct audit_line){.action = AUDIT_RELEASE_PUBLISHED,
                                            .actor = actor,
                                            .round = publication->input->round,
                                            .subject = number,
                                            .details = details},
                       error);
}

/* One switch: before the commit nobody sees anything of the release, behind it everybody all.
 */
static bool write_release(PGconn *connection, const char *run,
                          const struct publish_input *input, const struct disclosure_key *key,
                          struct error *error)
{
    CLEANUP(publication_donep) struct publication publication = {0};
    char number[16];

    publication_init(&publication, input, key);
    (void)snprintf(number, sizeof number, "%d", input->number);
    return progress(connection, run, "80", error) &&
           session_command(connection, "BEGIN", error) &&
           publication_store(&publication, connection, run, error) &&
           note_release(connection, run, &publication, number, error) &&
           finish(connection, run, "published", number, NULL, error) &&
           session_command(connection, "COMMIT", error);
}

/* --- whether it is worth it --- */

/* How many self-checks came, went or changed since the release before. */
static long count_changes(const struct publish_input *input)
{
    static const struct earlier_release nothing = {0};
    const struct earlier_release *before =
        input->earlier_count == 0 ? &nothing : &input->earlier[input->earlier_count - 1];
    CLEANUP(memory_freep)
    struct contribution *old =
        contributions_sorted(before->contributions, before->contribution_count);
    CLEANUP(memory_freep)
    struct contribution *new =
        contributions_sorted(input->contributions, input->contribution_count);
    size_t i = 0, k = 0;
    long changes = 0;

    while (i < before->contribution_count || k < input->contribution_count) {
        const int order = i == before->contribution_count ? 1
                          : k == input->contribution_count
                              ? -1
                              : strcmp(old[i].municipality, new[k].municipality);

        if (order != 0 || old[i].version != new[k].version)
            changes++;
        i += order <= 0 ? 1 : 0;
        k += order >= 0 ? 1 : 0;
    }
    return changes;
}

/* Why there is no release now, for the caller to free; NULL if there will be one. */
static char *reason_to_wait(const struct publish_input *input, const struct config *config)
{
    const long changes = count_changes(input);
    char have[24], wanted[24];

    if (!input->has_news)
        return remark_text(input->contribution_count == 0 ? REMARK_RUN_NO_SELF_CHECK
                                                          : REMARK_RUN_NOTHING_NEW);
    if (input->is_final || changes >= config->run_minimum_changes)
        return NULL;
    (void)snprintf(have, sizeof have, "%ld", changes);
    (void)snprintf(wanted, sizeof wanted, "%ld", config->run_minimum_changes);
    return changes == 1 ? remark_text(REMARK_RUN_TOO_LITTLE_ONE, wanted)
                        : remark_text(REMARK_RUN_TOO_LITTLE, have, wanted);
}

/* --- the run --- */

static bool take_lock(PGconn *connection)
{
    CLEANUP(result_clearp) PGresult *result = PQexec(connection, RUNNER_LOCK);

    return PQresultStatus(result) == PGRES_TUPLES_OK && PQgetvalue(result, 0, 0)[0] == 't';
}

static bool make(PGconn *connection, const char *run, const char *round,
                 const struct config *config, bool *is_held_back, struct error *error)
{
    CLEANUP(publish_input_donep) struct publish_input input = {0};
    CLEANUP(disclosure_key_donep) struct disclosure_key key = {0};
    CLEANUP(memory_freep) char *reason = NULL;

    if (!disclosure_key_read(config->disclosure_key, &key, error) ||
        !publish_input_read(connection, round, &input, error) ||
        !progress(connection, run, "30", error))
        return false;
    reason = reason_to_wait(&input, config);
    *is_held_back = reason != NULL;
    if (*is_held_back)
        return finish_without_release(connection, run, round, AUDIT_RUN_HELD_BACK, reason,
                                      error);
    if (!write_release(connection, run, &input, &key, error))
        return false;
    log_line(LOG_LEVEL_INFO,
             "release published round=%s release=%d final=%s versions=%zu run=%s",
             log_value(round), input.number, input.is_final ? "yes" : "no",
             input.contribution_count, run);
    return true;
}

static enum publish_exit run_it(PGconn *connection, const struct config *config,
                                const char *run)
{
    CLEANUP(result_clearp) PGresult *started = NULL;
    bool is_held_back = false;
    struct error error;

    if (!take_lock(connection))
        return PUBLISH_NOT_OURS;
    started = session_run(connection, &error, STATEMENT_RUN_START, run);
    if (started != NULL && PQntuples(started) == 0)
        return PUBLISH_NOT_OURS;
    if (started != NULL &&
        make(connection, run, PQgetvalue(started, 0, 0), config, &is_held_back, &error))
        return is_held_back ? PUBLISH_HELD_BACK : PUBLISH_PUBLISHED;

    log_line(LOG_LEVEL_ERROR, "run failed run=%s reason=%s", run, log_value(error.text));
    if (started != NULL) {
        struct error again;

        if (!session_command(connection, "ROLLBACK", &again) ||
            !finish_without_release(connection, run, PQgetvalue(started, 0, 0),
                                    AUDIT_RUN_FAILED, error.text, &again))
            log_line(LOG_LEVEL_WARNING,
                     "the failure could not be written down run=%s reason=%s", run,
                     log_value(again.text));
    }
    return PUBLISH_FAILED;
}

enum publish_exit publish(const struct config *config, const char *run)
{
    const pid_t parent = getppid();
    CLEANUP(session_closep) PGconn *connection = NULL;
    struct error error;

    (void)prctl(PR_SET_PDEATHSIG, SIGKILL); /* no runner without somebody who gives its signs */
    if (getppid() != parent)
        return PUBLISH_FAILED;
    connection = session_open(config->database_publishing, &error);
    if (connection == NULL || !session_schema_is_right(connection, &error) ||
        !audit_open(connection, config->instance, "run", &error)) {
        log_line(LOG_LEVEL_ERROR, "run failed run=%s reason=%s", run, log_value(error.text));
        return PUBLISH_FAILED;
    }
    return run_it(connection, config, run);
}
