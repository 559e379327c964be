#pragma once

/*
 * What a new session is asked before it may work: that it commits durably, that its waits end,
 * that the schema is the one this program was built for, and that it has a chain of the audit.
 */

#include <stdbool.h>
#include <stddef.h>

#include <libpq-fe.h>

#include "common/compiler.h"
#include "common/error.h"
#include "daemon/db.h"

/* Puts all questions and a sync into the pipeline. False: the connection is lost. */
bool db_session_ask(PGconn *connection, const struct db_settings *settings,
                    size_t number /* of the connection */) MUST_CHECK;

/* Judges the answer to the question with this index. */
bool db_session_judge(size_t index, const PGresult *answer, struct error *error) MUST_CHECK;

/* Puts all statements into the pipeline, each with a sync. False: the connection is lost. */
bool db_session_prepare(PGconn *connection, const struct db_settings *settings) MUST_CHECK;

/* Whether these are the answers to all statements. */
bool db_session_is_ready(size_t answered, const struct db_settings *settings) MUST_CHECK;

/* Judges the answer to the statement with this index. */
bool db_session_is_prepared(size_t index, const PGresult *answer,
                            const struct db_settings *settings, struct error *error) MUST_CHECK;
