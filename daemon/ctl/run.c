#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "common/memory.h"
#include "daemon/ctl/ctl.h"
#include "daemon/session.h"

#define POLL_MS            300
#define TIMEOUT_S_STANDARD 120
#define TIMEOUT_S_MAX      86400

/* The columns of STATEMENT_RUN_SHOW. */
enum { RUN_STATE = 1, RUN_RELEASE = 2, RUN_MESSAGE = 3, RUN_PROGRESS = 4 };

struct request {
    const char *round;
    const char *timeout;
    const char *embargo; /* wall clock in Europe/Berlin, or NULL */
    bool is_left_alone;  /* --no-wait */
    long timeout_s;
};

static bool request_read(struct ctl *ctl, struct request *request, struct error *error)
{
    const struct argument arguments[] = {
        {"ROUND", &request->round, NULL, false},
        {"--no-wait", NULL, &request->is_left_alone, false},
        {"--timeout", &request->timeout, NULL, false},
        {"--embargo", &request->embargo, NULL, false},
    };
    char *end = NULL;

    request->timeout_s = TIMEOUT_S_STANDARD;
    if (!arguments_read(ctl, arguments, COUNT_OF(arguments), error))
        return false;
    if (request->embargo != NULL && !time_check(ctl, "--embargo", request->embargo, error))
        return false;
    if (request->timeout == NULL)
        return true;
    errno = 0;
    request->timeout_s = strtol(request->timeout, &end, 10);
    if (end == request->timeout || *end != '\0' || errno != 0 || request->timeout_s < 1 ||
        request->timeout_s > TIMEOUT_S_MAX)
        return misuse(ctl, error, "--timeout runs from 1 to %d seconds, not '%s'",
                      TIMEOUT_S_MAX, request->timeout);
    return true;
}

/* The id of the only open round, for the caller to free; NULL with a list if there are others.
 */
static char *find_open_round(PGconn *connection, struct error *error)
{
    CLEANUP(result_clearp)
    PGresult *rounds = session_run(connection, error, STATEMENT_ROUND_SCHEDULE, NULL);
    CLEANUP(memory_freep) char *open = NULL;
    CLEANUP(memory_freep) char *all = memory_copy_text("");
    size_t count = 0;

    if (rounds == NULL)
        return NULL;
    for (int i = 0; i < PQntuples(rounds); i++) {
        const char *id = PQgetvalue(rounds, i, ROUND_ID);
        const char *state = PQgetvalue(rounds, i, ROUND_STATE);
        CLEANUP(memory_freep) char *before = TAKE(all);

        all = memory_format("%s%s%s (%s)", before, i == 0 ? "" : ", ", id, state);
        if (strcmp(state, "open") != 0)
            continue;
        free(TAKE(open));
        open = memory_copy_text(id);
        count++;
    }
    if (count == 1)
        return TAKE(open);
    if (PQntuples(rounds) == 0)
        error_set(error, ERROR_MISSING, "there is no round yet");
    else
        error_set(error, ERROR_MISSING, "%s: say which of %s",
                  count == 0 ? "no round is open" : "several rounds are open", all);
    return NULL;
}

static void show_progress(const char *run, const PGresult *shown)
{
    if (isatty(STDERR_FILENO) == 1)
        (void)fprintf(stderr, "\rrun %s: %-9s %3s %%", run, PQgetvalue(shown, 0, RUN_STATE),
                      PQgetvalue(shown, 0, RUN_PROGRESS));
}

static void end_progress(void)
{
    if (isatty(STDERR_FILENO) == 1)
        (void)fputc('\n', stderr);
}

static bool is_state(const PGresult *shown, const char *state)
{
    return strcmp(PQgetvalue(shown, 0, RUN_STATE), state) == 0;
}

/* Waits until the run has ended or the time is over; what it then was, or NULL. */
static PGresult *watch(PGconn *connection, const char *run, long timeout_s, struct error *error)
{
    const struct timespec pause = {.tv_nsec = POLL_MS * 1000000L};

    for (long waited_ms = 0;; waited_ms += POLL_MS) {
        CLEANUP(result_clearp)
        PGresult *shown = session_run(connection, error, STATEMENT_RUN_SHOW, run);

        if (shown == NULL)
            return NULL;
        if (PQntuples(shown) == 0) {
            error_set(error, ERROR_MISSING, "run %s has vanished", run);
            return NULL;
        }
        show_progress(run, shown);
        if ((!is_state(shown, "queued") && !is_state(shown, "running")) ||
            waited_ms >= timeout_s * 1000)
            return TAKE(shown);
        (void)nanosleep(&pause, NULL);
    }
}

static bool report(const char *run, const char *round, const struct request *request,
                   const PGresult *shown, struct error *error)
{
    const char *message = PQgetvalue(shown, 0, RUN_MESSAGE);

    if (is_state(shown, "queued"))
        return error_set(error, ERROR_UNAVAILABLE,
                         "run %s still waits after %ld s: no daemon seems to be running", run,
                         request->timeout_s);
    if (is_state(shown, "running"))
        return error_set(error, ERROR_UNAVAILABLE,
                         "run %s is still under way after %ld s; it goes on by itself", run,
                         request->timeout_s);
    if (is_state(shown, "failed"))
        return error_set(error, ERROR_SYSTEM, "run %s failed: %s", run, message);
    if (is_state(shown, "published"))
        (void)printf("run %s published release %s of round %s%s%s\n", run,
                     PQgetvalue(shown, 0, RUN_RELEASE), round,
                     request->embargo == NULL ? "" : ", for operators only until ",
                     request->embargo == NULL ? "" : request->embargo);
    else
        (void)printf("run %s of round %s was held back: %s\n", run, round, message);
    return true;
}

/* An embargo that is over before it begins would publish at once, which nobody can take back.
 */
static bool embargo_check(PGconn *connection, const char *embargo, struct error *error)
{
    CLEANUP(result_clearp) PGresult *row = NULL;

    if (embargo == NULL)
        return true;
    row = session_run(connection, error, STATEMENT_INSTANT_AHEAD, embargo);
    if (row == NULL)
        return time_explain("no embargo", error);
    if (PQgetvalue(row, 0, 0)[0] == 't')
        return true;
    return error_set(error, ERROR_INVALID, "the embargo has to lie ahead: %s is over", embargo);
}

/* The id of the run, for the caller to free; NULL on failure. */
static char *ask(PGconn *connection, const struct request *request, const char *round,
                 struct error *error)
{
    CLEANUP(result_clearp) PGresult *asked = NULL;

    if (!session_command(connection, "BEGIN", error))
        return NULL;
    asked = session_run(connection, error, STATEMENT_RUN_REQUEST, round, "weltoffenctl",
                        request->embargo);
    if (asked != NULL && PQntuples(asked) == 0) {
        error_set(error, ERROR_MISSING, "there is no round %s", round);
        return NULL;
    }
    if (asked == NULL ||
        !ctl_note(connection,
                  &(struct audit_line){.action = AUDIT_RUN_REQUESTED,
                                       .round = round,
                                       .subject = PQgetvalue(asked, 0, 0)},
                  request->embargo == NULL ? NULL
                                           : json_pack("{s:s}", "embargo", request->embargo),
                  error) ||
        !session_command(connection, "COMMIT", error)) {
        error_wrap(error, "no run of round %s", round);
        return NULL;
    }
    return memory_copy_text(PQgetvalue(asked, 0, 0));
}

static bool request_run(PGconn *connection, const struct request *request, const char *round,
                        struct error *error)
{
    CLEANUP(memory_freep) char *run = ask(connection, request, round, error);
    CLEANUP(result_clearp) PGresult *shown = NULL;

    if (run == NULL)
        return false;
    if (request->is_left_alone) {
        (void)printf("run %s of round %s is asked for\n", run, round);
        return true;
    }
    shown = watch(connection, run, request->timeout_s, error);
    end_progress();
    return shown != NULL && report(run, round, request, shown, error);
}

bool ctl_run_now(struct ctl *ctl, struct error *error)
{
    struct request request = {0};
    CLEANUP(session_closep) PGconn *connection = NULL;
    CLEANUP(memory_freep) char *round = NULL;

    if (!request_read(ctl, &request, error))
        return false;
    connection = ctl_connect(ctl, error);
    if (connection == NULL)
        return false;
    round = request.round == NULL ? find_open_round(connection, error)
                                  : memory_copy_text(request.round);
    return round != NULL && embargo_check(connection, request.embargo, error) &&
           request_run(connection, &request, round, error);
}
