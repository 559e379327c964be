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

#include <jansson.h>

#include "common/catalogue.h"
#include "common/digest.h"
#include "common/figures/release.h"
#include "common/memory.h"
#include "daemon/log.h"
#include "daemon/publish_read.h"
#include "daemon/session.h"

#define RUNNER_LOCK "SELECT pg_try_advisory_lock(hashtext('weltoffend runner'))"

/* The number of the release as a parameter. */
struct number_text {
    char text[16];
};

static struct number_text number_of(const struct publish_input *input)
{
    struct number_text number;

    (void)snprintf(number.text, sizeof number.text, "%d", input->number);
    return number;
}

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

/* --- writing --- */

static bool insert_form(PGconn *connection, const struct publish_input *input, const char *form,
                        const char *body, struct error *error)
{
    const size_t size = strlen(body);
    const struct digest digest = digest_of(body, size);
    CLEANUP(result_clearp) PGresult *result = NULL;
    char sha256[DIGEST_HEX_SIZE];
    size_t escaped_size;
    unsigned char *escaped =
        PQescapeByteaConn(connection, (const unsigned char *)body, size, &escaped_size);

    if (escaped == NULL)
        abort(); /* out of memory */
    digest_print(&digest, sha256);
    result = session_run(connection, error, STATEMENT_RELEASE_FORM_INSERT, input->round,
                         number_of(input).text, form, sha256, (const char *)escaped);
    PQfreemem(escaped);
    return result != NULL;
}

static bool insert_forms(PGconn *connection, const struct publish_input *input,
                         const json_t *release, struct error *error)
{
    CLEANUP(memory_freep) char *json = json_dumps(release, JSON_COMPACT);
    CLEANUP(memory_freep) char *csv = release_to_csv(release, input->edition, CSV_MACHINE);
    CLEANUP(memory_freep) char *excel = release_to_csv(release, input->edition, CSV_EXCEL_DE);

    return insert_form(connection, input, "json", json, error) &&
           insert_form(connection, input, "csv", csv, error) &&
           insert_form(connection, input, "csv-excel-de", excel, error);
}

static bool insert_release(PGconn *connection, const char *run,
                           const struct publish_input *input, struct error *error)
{
    const struct digest digest =
        release_inputs_digest(input->contributions, input->contribution_count);
    CLEANUP(result_clearp) PGresult *result = NULL;
    CLEANUP(memory_freep) char *versions = NULL;
    json_t *list = json_array();
    char sha256[DIGEST_HEX_SIZE];

    for (size_t i = 0; i < input->contribution_count; i++)
        (void)json_array_append_new(
            list, json_pack("{s:s, s:i}", "municipality", input->contributions[i].municipality,
                            "version", input->contributions[i].version));
    versions = json_dumps(list, JSON_COMPACT);
    json_decref(list);
    digest_print(&digest, sha256);
    result = session_run(connection, error, STATEMENT_RELEASE_INSERT, input->round,
                         number_of(input).text, catalogue_edition(input->edition),
                         input->published_at, input->is_final ? "true" : "false", sha256, run,
                         versions);
    return result != NULL;
}

static bool write_release(PGconn *connection, const char *run,
                          const struct publish_input *input, struct error *error)
{
    const struct release_input parameters = {
        .edition = input->edition,
        .round = input->round,
        .number = input->number,
        .published_at = input->published_at,
        .is_final = input->is_final,
        .participants = input->participants,
        .participant_count = input->participant_count,
        .contributions = input->contributions,
        .contribution_count = input->contribution_count,
        .previous = input->previous,
    };
    json_t *release = release_compute(&parameters);
    const bool is_done =
        progress(connection, run, "80", error) && session_command(connection, "BEGIN", error) &&
        insert_release(connection, run, input, error) &&
        insert_forms(connection, input, release, error) &&
        finish(connection, run, "published", number_of(input).text, NULL, error) &&
        session_command(connection, "COMMIT", error);

    json_decref(release);
    return is_done;
}

/* --- the run --- */

static bool take_lock(PGconn *connection)
{
    CLEANUP(result_clearp) PGresult *result = PQexec(connection, RUNNER_LOCK);

    return PQresultStatus(result) == PGRES_TUPLES_OK && PQgetvalue(result, 0, 0)[0] == 't';
}

static bool make(PGconn *connection, const char *run, const char *round, bool *is_held_back,
                 struct error *error)
{
    CLEANUP(publish_input_donep) struct publish_input input = {0};

    if (!publish_input_read(connection, round, &input, error) ||
        !progress(connection, run, "30", error))
        return false;
    *is_held_back = !input.has_news;
    if (*is_held_back)
        return finish(connection, run, "held-back", NULL, "nothing has changed", error);
    if (!write_release(connection, run, &input, error))
        return false;
    log_line(LOG_LEVEL_INFO,
             "release published round=%s release=%d final=%s versions=%zu run=%s",
             log_value(round), input.number, input.is_final ? "yes" : "no",
             input.contribution_count, run);
    return true;
}

static enum publish_exit run_it(PGconn *connection, const char *run)
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
        make(connection, run, PQgetvalue(started, 0, 0), &is_held_back, &error))
        return is_held_back ? PUBLISH_HELD_BACK : PUBLISH_PUBLISHED;

    log_line(LOG_LEVEL_ERROR, "run failed run=%s reason=%s", run, log_value(error.text));
    if (started != NULL) {
        struct error again;

        if (!session_command(connection, "ROLLBACK", &again) ||
            !finish(connection, run, "failed", NULL, error.text, &again))
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
    if (connection == NULL || !session_schema_is_right(connection, &error)) {
        log_line(LOG_LEVEL_ERROR, "run failed run=%s reason=%s", run, log_value(error.text));
        return PUBLISH_FAILED;
    }
    return run_it(connection, run);
}
