#include "daemon/pages/operation_health.h"

#include <assert.h>
#include <inttypes.h>
#include <stdlib.h>
#include <time.h>

#include "common/memory.h"
#include "daemon/config.h"
#include "daemon/db.h"
#include "daemon/metrics.h"
#include "daemon/pages/format.h"
#include "daemon/pages/operation.h"
#include "daemon/pages/operation_page.h"
#include "daemon/pages/operation_words.h"
#include "daemon/pages/page.h"
#include "daemon/remark.h"
#include "daemon/signer.h"

#define DAY       86400
#define DAYS_SOON 30 /* a certificate that ends this soon has to be seen to */

/* state is NULL, or what words_badge() knows of "health". */
static void add_fact(json_t *list, const char *key, const char *value, const char *state,
                     enum language language)
{
    CLEANUP(memory_freep) char *label = page_text(language, key, NULL);
    json_t *fact =
        json_pack("{s:s, s:s, s:o}", "label", label, "value", value, "badge",
                  state == NULL ? json_null() : words_badge("health", state, language));

    assert(fact != NULL);
    (void)json_array_append_new(list, fact);
}

static void add_receipts(json_t *list, const struct server *server, enum language language)
{
    struct error error = {0};
    const bool is_ready = signer_is_ready(server->signer, &error);
    const bool is_signed = signer_key(server->signer) != NULL;
    CLEANUP(memory_freep) char *remark = is_ready ? NULL : remark_words(error.text, language);
    CLEANUP(memory_freep)
    char *words = page_text(
        language, is_signed ? "operation.receipts_signed" : "operation.receipts_plain", NULL);

    add_fact(list, "operation.fact_receipts",
             is_ready         ? words
             : remark == NULL ? error.text
                              : remark,
             is_ready ? "good" : "bad", language);
}

char *operation_certificate(int64_t seconds, const char **state, enum language language)
{
    const int64_t days = seconds / DAY;
    CLEANUP(memory_freep) char *number = format_integer(days, language);
    CLEANUP(json_decrefp)
    json_t *numbers = json_pack("{s:s, s:b, s:b, s:b, s:b}", "days", number, "is_over",
                                seconds <= 0, "is_last", seconds > 0 && days == 0, "is_one",
                                days == 1, "is_many", days > 1);

    *state = seconds <= 0 ? "bad" : days <= DAYS_SOON ? "soon" : "good";
    return page_text(language, "operation.certificate_days", numbers);
}

static void add_certificate(json_t *list, enum language language)
{
    const int64_t end = (int64_t)metrics.tls_certificate_not_after_seconds;
    const char *state;
    CLEANUP(memory_freep) char *words = NULL;

    if (end == 0)
        return;
    words = operation_certificate(end - (int64_t)time(NULL), &state, language);
    add_fact(list, "operation.fact_certificate", words, state, language);
}

json_t *operation_facts(struct server *server, enum language language)
{
    CLEANUP(memory_freep)
    char *answers = page_text(language, "operation.database_answers", NULL);
    json_t *list = json_array();

    add_fact(list, "operation.fact_database", answers, "good", language);
    add_receipts(list, server, language);
    add_certificate(list, language);
    add_fact(list, "operation.fact_version", WELTOFFEND_VERSION, NULL, language);
    return list;
}

/* --- the page --- */

/* Of daemon/metrics.def, what an operator would act on; all of them are served at /metrics. */
static json_t *counts(struct server *server, enum language language)
{
    const struct {
        const char *key;
        uint64_t value;
    } list[] = {
        {"operation.count_stored", metrics.self_checks_stored},
        {"operation.count_refused", metrics.self_checks_refused},
        {"operation.count_published", metrics.runs_published},
        {"operation.count_failed", metrics.runs_failed},
        {"operation.count_keys_refused", metrics.sign_ins_refused},
        {"operation.count_faults", metrics.replies_5xx},
        {"operation.count_losses", metrics.database_losses},
        {"operation.count_helpers_lost", metrics.workbook_helpers_lost},
        {"operation.count_connections", metrics.connections_open},
        {"operation.count_waiting", db_open_units(server->db)},
    };
    json_t *views = json_array();

    for (size_t i = 0; i < COUNT_OF(list); i++) {
        CLEANUP(memory_freep) char *label = page_text(language, list[i].key, NULL);
        CLEANUP(memory_freep) char *value = format_integer((long long)list[i].value, language);

        (void)json_array_append_new(views,
                                    json_pack("{s:s, s:s}", "label", label, "value", value));
    }
    return views;
}

static json_t *health_view(struct server *server, const json_t *documents,
                           enum language language)
{
    const json_t *own = json_object_get(documents, "own");
    CLEANUP(memory_freep)
    char *size =
        format_bytes((size_t)json_integer_value(json_object_get(own, "size")), language);
    json_t *view = json_pack("{s:o, s:o, s:s, s:b}", "facts", operation_facts(server, language),
                             "counts", counts(server, language), "size", size, "keeps_for_ever",
                             server->config->retention_days == 0);

    assert(view != NULL);
    words_text(view, "database", own, "version");
    words_text(view, "schema", own, "schema");
    words_moment(view, "schema_at", own, "schemaAt", language);
    words_moment(view, "started", own, "startedAt", language);
    words_moment(view, "at", own, "at", language);
    words_moment(view, "retention", own, "lastRetention", language);
    words_head(view, "operation.health_title", language);
    return view;
}

void operation_health(struct server *server, struct exchange *exchange)
{
    static const struct operation_page page = {.template = "operation/health",
                                               .statement = STATEMENT_OPERATION_HEALTH,
                                               .view = health_view};

    operation_show(server, exchange, &page, json_object());
}
