#pragma once

/*
 * Problem documents (RFC 9457): what every request that fails is answered with, in the sender's
 * language. problem.def is their one list.
 */

#include <stdbool.h>

#include <jansson.h>

#include "common/compiler.h"
#include "common/error.h"
#include "common/language.h"
#include "common/unreadable.h"
#include "daemon/http/exchange.h"
#include "daemon/http/fault.h"
#include "daemon/server.h"

#define PROBLEM_RETRY_AFTER "2" /* seconds, with 503 */

enum problem {
#define PROBLEM(constant, ...) PROBLEM_##constant,
#include "daemon/problem.def"
#undef PROBLEM
    PROBLEM_COUNT
};

/*
 * Answers with a problem; a person who is not, or no longer, known with the way to the sign-in.
 * detail is in the sender's language, or NULL for what problem.def says to do; members of
 * `extra` are added to the document.
 */
void problem_reply(struct exchange *exchange /* taken */, enum problem problem,
                   const char *detail, json_t *extra /* taken, or NULL */);

/* What problem.def says of a problem, in one language. */
struct problem_words {
    const char *code;
    int status;
    const char *title, *remedy;
};
struct problem_words problem_words(enum problem problem, enum language language);

/* The problem that this code names, or `otherwise` if it names none. */
enum problem problem_find(const char *code, enum problem otherwise);

/* 400: the parameter, and what it takes: words that stand behind a colon, e.g. "a whole
 * number". */
void problem_reply_parameter(struct exchange *exchange /* taken */, const char *parameter,
                             const struct wording *takes);

/* 413, naming how many bytes are accepted. */
void problem_reply_too_large(struct exchange *exchange /* taken */, size_t limit);

/*
 * The answer to a failure of ours: 503 for ERROR_UNAVAILABLE, else 500 and a line in the log.
 * And to one of theirs: 401 for ERROR_DENIED.
 */
void problem_reply_failure(struct exchange *exchange /* taken */, const struct error *error);

/*
 * The answer to what is wrong with a request as HTTP: for a program a document without a type
 * of its own ("about:blank"), for a person a page.
 */
void problem_reply_refused(struct exchange *exchange /* taken */, enum fault fault);

/* 400: the file cannot be read, and nothing is stored; extra is what is known of the place. */
void problem_reply_unreadable(struct exchange *exchange /* taken */, const char *reason,
                              const char *text, json_t *extra /* taken */);

/* The same with the reason that a reader gave, and with line and column where they are known.
 */
void problem_reply_fault(struct exchange *exchange /* taken */, const struct read_fault *fault);

/*
 * What a problem, a finding or the reason of an unreadable file means and what to do, all of it
 * in both languages; NULL for no such code, for the caller to release:
 *
 *     {"code", "kind": "problem", "finding" or "reason", "status" or "severity", "title",
 *      "meaning", "remedy", "example": {"de": a finding as the API gives it, "en": ...}}
 *
 * A code that is a problem's and a finding's has the latter's page in "finding". The words of a
 * finding's "meaning" hold placeholders, {received}; those of its title have … instead. What
 * only readers of JSON need is there if it is for them.
 */
json_t *problem_explanation(const char *code, bool for_json) MUST_CHECK;

/* GET /problems/{code}: that, as a document or, for a browser, as a page. */
void problem_explain(struct server *server, struct exchange *exchange);
