#pragma once

/*
 * Problem documents (RFC 9457): what every request that fails is answered with, in the sender's
 * language. problem.def is their one list.
 */

#include <jansson.h>

#include "common/compiler.h"
#include "common/error.h"
#include "daemon/http/exchange.h"
#include "daemon/server.h"

#define PROBLEM_RETRY_AFTER "2" /* seconds, with 503 */

enum problem {
#define PROBLEM(constant, ...) PROBLEM_##constant,
#include "daemon/problem.def"
#undef PROBLEM
    PROBLEM_COUNT
};

/*
 * Answers with a problem. detail is in the sender's language, or NULL for what problem.def says
 * to do; members of `extra` are added to the document.
 */
void problem_reply(struct exchange *exchange /* taken */, enum problem problem,
                   const char *detail, json_t *extra /* taken, or NULL */);

/* 413, naming how many bytes are accepted. */
void problem_reply_too_large(struct exchange *exchange /* taken */, size_t limit);

/* The answer to a failure of ours: 503 for ERROR_UNAVAILABLE, else 500 and a line in the log.
 */
void problem_reply_failure(struct exchange *exchange /* taken */, const struct error *error);

/* GET /problems/{code}: what a problem or a finding means and what to do. */
void problem_explain(struct server *server, struct exchange *exchange);
