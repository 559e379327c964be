#include "daemon/problem.h"

#include <assert.h>
#include <string.h>

#include "common/finding.h"
#include "common/language.h"
#include "common/memory.h"
#include "daemon/dispatch.h"
#include "daemon/log.h"

struct problem_type {
    const char *code;
    int status;
    struct wording title;
    struct wording remedy;
};

static const struct problem_type types[] = {
#define PROBLEM(constant, code, status, title_de, title_en, remedy_de, remedy_en) \
    {code, status, {title_de, title_en}, {remedy_de, remedy_en}},
#include "daemon/problem.def"
#undef PROBLEM
};
_Static_assert(COUNT_OF(types) == PROBLEM_COUNT, "one row per problem");

void problem_reply(struct exchange *exchange, enum problem problem, const char *detail,
                   json_t *extra)
{
    const struct problem_type *type = &types[problem];
    const enum language language = exchange_language(exchange);
    CLEANUP(memory_freep) char *uri = memory_format("/problems/%s", type->code);
    CLEANUP(memory_freep)
    char *instance = memory_format("urn:uuid:%s", exchange_request_id(exchange));
    json_t *document = json_pack(
        "{s:s, s:s, s:i, s:s, s:s}", "type", uri, "title", wording_in(&type->title, language),
        "status", type->status, "detail",
        detail != NULL ? detail : wording_in(&type->remedy, language), "instance", instance);

    assert(document != NULL);
    if (extra != NULL)
        (void)json_object_update(document, extra);
    json_decref(extra);
    exchange_set_header(exchange, "Content-Language", language == LANGUAGE_EN ? "en" : "de");
    exchange_set_header(exchange, "Cache-Control", "private, no-store");
    if (problem == PROBLEM_UNAVAILABLE)
        exchange_set_header(exchange, "Retry-After", PROBLEM_RETRY_AFTER);
    if (problem == PROBLEM_UNAUTHENTICATED)
        exchange_set_header(exchange, "WWW-Authenticate", "Bearer realm=\"weltoffend\"");
    exchange_reply_json(exchange, type->status, "application/problem+json", document);
}

void problem_reply_failure(struct exchange *exchange, const struct error *error)
{
    if (error->kind == ERROR_UNAVAILABLE) {
        log_line(LOG_LEVEL_WARNING, "request cannot be served now reason=%s request=%s",
                 log_value(error->text), exchange_request_id(exchange));
        problem_reply(exchange, PROBLEM_UNAVAILABLE, NULL, NULL);
        return;
    }
    log_line(LOG_LEVEL_ERROR, "request failed kind=%s reason=%s request=%s",
             error_kind_name(error->kind), log_value(error->text),
             exchange_request_id(exchange));
    problem_reply(exchange, PROBLEM_INTERNAL, NULL, NULL);
}

void problem_reply_too_large(struct exchange *exchange, size_t limit)
{
    CLEANUP(memory_freep)
    char *detail = memory_format(
        exchange_language(exchange) == LANGUAGE_EN
            ? "At most %zu bytes are accepted. Nothing was stored."
            : "Angenommen werden höchstens %zu Byte. Es wurde nichts gespeichert.",
        limit);

    problem_reply(exchange, PROBLEM_TOO_LARGE, detail,
                  json_pack("{s:b, s:I}", "stored", 0, "limit", (json_int_t)limit));
}

static json_t *explanation(const char *code, const struct wording *title,
                           const struct wording *remedy)
{
    return json_pack("{s:s, s:{s:s, s:s}, s:{s:s, s:s}}", "code", code, "title", "de",
                     title->de, "en", title->en, "remedy", "de", remedy->de, "en", remedy->en);
}

void problem_explain(struct server *server, struct exchange *exchange)
{
    const char *code = request_capture(exchange, "code");
    json_t *document = NULL;

    (void)server;
    for (size_t i = 0; document == NULL && i < COUNT_OF(types); i++)
        if (strcmp(types[i].code, code) == 0)
            document = explanation(code, &types[i].title, &types[i].remedy);
    for (int i = 0; document == NULL && i < FINDING_CODES; i++) {
        const struct finding_rule *rule = finding_rule((enum finding_code)i);

        if (strcmp(rule->code, code) == 0)
            document = explanation(code, &rule->detail, &rule->remedy);
    }
    if (document == NULL) {
        problem_reply(exchange, PROBLEM_NOT_FOUND, NULL, NULL);
        return;
    }
    exchange_set_header(exchange, "Cache-Control", "public, max-age=3600");
    exchange_reply_json(exchange, 200, "application/json", document);
}
