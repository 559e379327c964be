#include "daemon/problem.h"

#include <assert.h>
#include <string.h>

#include "common/finding.h"
#include "common/language.h"
#include "common/memory.h"
#include "common/read/xlsx_fault.h"
#include "common/unreadable.h"
#include "daemon/dispatch.h"
#include "daemon/http/accept.h"
#include "daemon/http/response.h"
#include "daemon/log.h"
#include "daemon/pages/door.h"
#include "daemon/pages/help.h"
#include "daemon/pages/page.h"
#include "daemon/request.h"

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

struct problem_words problem_words(enum problem problem, enum language language)
{
    const struct problem_type *type = &types[problem];

    return (struct problem_words){.code = type->code,
                                  .status = type->status,
                                  .title = wording_in(&type->title, language),
                                  .remedy = wording_in(&type->remedy, language)};
}

static void send_document(struct exchange *exchange, const char *uri, const char *title,
                          int status, const char *detail, json_t *extra /* taken, or NULL */)
{
    const bool is_english = exchange_language(exchange) == LANGUAGE_EN;
    CLEANUP(memory_freep)
    char *instance = memory_format("urn:uuid:%s", exchange_request_id(exchange));
    json_t *document = json_pack("{s:s, s:s, s:i, s:s, s:s}", "type", uri, "title", title,
                                 "status", status, "detail", detail, "instance", instance);

    assert(document != NULL);
    if (extra != NULL)
        (void)json_object_update(document, extra);
    json_decref(extra);
    exchange_set_header(exchange, "Content-Language", is_english ? "en" : "de");
    exchange_set_header(exchange, "Cache-Control", "private, no-store");
    exchange_reply_json(exchange, status, "application/problem+json", document);
}

/* As a document, for programs. */
static void reply_as_document(struct exchange *exchange, enum problem problem,
                              const char *detail, json_t *extra)
{
    const struct problem_words words = problem_words(problem, exchange_language(exchange));
    CLEANUP(memory_freep) char *uri = memory_format("/problems/%s", words.code);

    if (problem == PROBLEM_UNAUTHENTICATED)
        exchange_set_header(exchange, "WWW-Authenticate", "Bearer realm=\"weltoffend\"");
    send_document(exchange, uri, words.title, words.status,
                  detail != NULL ? detail : words.remedy, extra);
}

void problem_reply(struct exchange *exchange, enum problem problem, const char *detail,
                   json_t *extra)
{
    if (problem == PROBLEM_UNAVAILABLE)
        exchange_set_header(exchange, "Retry-After", PROBLEM_RETRY_AFTER);
    if (!request_is_page(exchange)) {
        reply_as_document(exchange, problem, detail, extra);
    } else if (problem == PROBLEM_UNAUTHENTICATED) {
        json_decref(extra);
        door_lead_to_sign_in(exchange);
    } else {
        page_problem(exchange, problem, detail, extra);
    }
}

/* Of a self-check, also an unfinished one, it is always said. */
static json_t *what_was_stored(const struct exchange *exchange)
{
    const struct route *route = request_of(exchange)->match.route;

    return route != NULL && (route->body == BODY_SELF_CHECK || route->body == BODY_DRAFT)
               ? json_pack("{s:b}", "stored", 0)
               : NULL;
}

void problem_reply_refused(struct exchange *exchange, enum fault fault)
{
    const int status = fault_status(fault);

    if (fault == FAULT_METHOD)
        exchange_set_header(exchange, "Allow", METHODS_KNOWN);
    if (request_is_page(exchange))
        page_refused(exchange, fault);
    else
        send_document(exchange, "about:blank", response_reason(status), status,
                      fault_detail(fault, exchange_language(exchange)),
                      what_was_stored(exchange));
}

enum problem problem_find(const char *code, enum problem otherwise)
{
    for (int i = 0; i < PROBLEM_COUNT; i++)
        if (strcmp(types[i].code, code) == 0)
            return (enum problem)i;
    return otherwise;
}

void problem_reply_failure(struct exchange *exchange, const struct error *error)
{
    if (error->kind == ERROR_DENIED) {
        problem_reply(exchange, PROBLEM_UNAUTHENTICATED, NULL, NULL);
        return;
    }
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

void problem_reply_parameter(struct exchange *exchange, const char *parameter,
                             const struct wording *takes)
{
    const enum language language = exchange_language(exchange);
    CLEANUP(memory_freep)
    char *detail = memory_format(
        language == LANGUAGE_EN ? "In the address, only one thing can stand behind “%s=”: %s."
                                : "In der Adresse kann hinter „%s=“ nur eines stehen: %s.",
        parameter, wording_in(takes, language));

    problem_reply(exchange, PROBLEM_WRONG_PARAMETER, detail,
                  json_pack("{s:s}", "parameter", parameter));
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

void problem_reply_unreadable(struct exchange *exchange, const char *reason, const char *text,
                              json_t *extra)
{
    CLEANUP(memory_freep)
    char *detail = memory_format(exchange_language(exchange) == LANGUAGE_EN
                                     ? "%s Nothing was stored."
                                     : "%s Es wurde nichts gespeichert.",
                                 text);

    (void)json_object_set_new(extra, "stored", json_false());
    (void)json_object_set_new(extra, "reason", json_string(reason));
    problem_reply(exchange, PROBLEM_UNREADABLE, detail, extra);
}

void problem_reply_fault(struct exchange *exchange, const struct read_fault *fault)
{
    CLEANUP(memory_freep) char *text = read_fault_text(fault, exchange_language(exchange));
    json_t *extra = fault->line == 0 ? json_object()
                                     : json_pack("{s:I, s:I}", "line", (json_int_t)fault->line,
                                                 "column", (json_int_t)fault->column);

    problem_reply_unreadable(exchange, unreadable_rule(fault->reason)->code, text, extra);
}

/* --- explaining --- */

static json_t *words(const struct wording *wording)
{
    return json_pack("{s:s, s:s}", "de", wording->de, "en", wording->en);
}

/* What stands in a finding's words where a value of the sender's would be. */
static char *without_values(const char *text)
{
    char *copy = memory_copy_text(text);
    char *to = copy;

    for (const char *from = text; *from != '\0'; from++) {
        if (*from != '{') {
            *to++ = *from;
            continue;
        }
        from += strcspn(from, "}");
        to = stpcpy(to, "…");
    }
    *to = '\0';
    return copy;
}

/* The words of a finding that is about nothing in particular, for people alone or for those who
 * read JSON as well; with the names of what is filled in, if that is wanted. */
static json_t *general_words(const struct wording *wording, bool for_json, bool with_names)
{
    CLEANUP(memory_freep) char *whole_de = finding_choose_parts(wording->de, for_json, true);
    CLEANUP(memory_freep) char *whole_en = finding_choose_parts(wording->en, for_json, true);
    CLEANUP(memory_freep) char *de = without_values(whole_de);
    CLEANUP(memory_freep) char *en = without_values(whole_en);

    return words(with_names ? &(struct wording){.de = whole_de, .en = whole_en}
                            : &(struct wording){.de = de, .en = en});
}

static json_t *explain_problem(const char *code)
{
    size_t i = 0;

    while (i < COUNT_OF(types) && strcmp(types[i].code, code) != 0)
        i++;
    if (i == COUNT_OF(types))
        return NULL;
    return json_pack("{s:s, s:s, s:i, s:o, s:o, s:o}", "code", code, "kind", "problem",
                     "status", types[i].status, "title", words(&types[i].title), "meaning",
                     words(&types[i].title), "remedy", words(&types[i].remedy));
}

static json_t *explain_finding(const char *code, bool for_json)
{
    enum finding_code which = 0;
    const struct finding_rule *rule;

    while (which < FINDING_CODES && strcmp(finding_rule(which)->code, code) != 0)
        which++;
    if (which == FINDING_CODES)
        return NULL;
    rule = finding_rule(which);
    return json_pack("{s:s, s:s, s:s, s:o, s:o, s:o, s:{s:o, s:o}}", "code", code, "kind",
                     "finding", "severity",
                     rule->severity == SEVERITY_ERROR ? "error" : "warning", "title",
                     general_words(&rule->detail, for_json, false), "meaning",
                     general_words(&rule->detail, for_json, true), "remedy",
                     general_words(&rule->remedy, for_json, false), "example", "de",
                     finding_example(which, for_json, LANGUAGE_DE), "en",
                     finding_example(which, for_json, LANGUAGE_EN));
}

/* A reason why a file cannot be read; a workbook's says in one text what to do as well. */
static json_t *explain_reason(const char *code)
{
    const enum xlsx_fault fault = xlsx_fault_find(code);
    enum unreadable reason = 0;

    if (fault != XLSX_FINE)
        return json_pack("{s:s, s:s, s:o, s:o, s:o}", "code", code, "kind", "reason", "title",
                         words(&types[PROBLEM_UNREADABLE].title), "meaning",
                         words(xlsx_fault_wording(fault)), "remedy",
                         words(xlsx_fault_wording(fault)));
    while (reason < UNREADABLE_REASONS && strcmp(unreadable_rule(reason)->code, code) != 0)
        reason++;
    if (reason == UNREADABLE_REASONS)
        return NULL;
    return json_pack("{s:s, s:s, s:o, s:o, s:o}", "code", code, "kind", "reason", "title",
                     words(&unreadable_rule(reason)->detail), "meaning",
                     words(&unreadable_rule(reason)->detail), "remedy",
                     words(&unreadable_rule(reason)->remedy));
}

json_t *problem_explanation(const char *code, bool for_json)
{
    json_t *problem = explain_problem(code);
    json_t *finding = explain_finding(code, for_json);

    if (problem == NULL)
        return finding == NULL ? explain_reason(code) : finding;
    if (finding != NULL)
        (void)json_object_set_new(problem, "finding", finding);
    return problem;
}

void problem_explain(struct server *server, struct exchange *exchange)
{
    static const char *const offers[] = {"application/json", "text/html"};
    json_t *document;

    exchange_set_header(exchange, "Vary", "Accept");
    if (accept_type(exchange_header(exchange, "Accept"), offers, COUNT_OF(offers)) == 1) {
        help_as_page(server, exchange);
        return;
    }
    document = problem_explanation(request_capture(exchange, "code"), true);
    if (document == NULL) {
        problem_reply(exchange, PROBLEM_NOT_FOUND, NULL, NULL);
        return;
    }
    exchange_set_header(exchange, "Cache-Control", "public, max-age=3600");
    exchange_reply_json(exchange, 200, "application/json", document);
}
