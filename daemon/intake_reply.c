#include "daemon/intake_reply.h"

#include <assert.h>

#include "common/memory.h"

/* The document of GET .../receipt. */
static json_t *receipt_document(json_t *receipt /* taken */, const char *jws)
{
    return json_pack("{s:o, s:s?}", "receipt", receipt, "jws", jws);
}

/* The answer to a PUT that was in order (API.md, "Answer to PUT and dry run"). */
static json_t *answer(const struct intake *self, const char *result, bool is_stored,
                      int version, json_t *receipt /* taken, or NULL */)
{
    json_t *counts = self_check_counts(self->self_check);
    json_t *before =
        self->situation.content == NULL ? NULL : json_loads(self->situation.content, 0, NULL);
    json_t *changes = content_changes(before, self->self_check->content, self->edition, counts);
    json_t *document = json_pack(
        "{s:s, s:b, s:s, s:s, s:i, s:s, s:o, s:o, s:o, s:o, s:o?}", "result", result, "stored",
        is_stored, "round", self->round, "municipality", self->municipality, "version", version,
        "edition", catalogue_edition(self->edition), "counts", counts, "changes", changes,
        "measures", content_measure_changes(before, self->self_check->content), "findings",
        findings_to_json(&self->findings, exchange_language(self->exchange)), "receipt",
        receipt);

    assert(document != NULL);
    if (self->position != NULL)
        (void)json_object_set(document, "position", self->position);
    json_decref(before);
    return document;
}

static void set_etag(struct intake *self, int version, const char *sha256)
{
    char etag[ETAG_SIZE];

    version_etag(version, sha256, false, etag);
    exchange_set_header(self->exchange, "ETag", etag);
}

static void reply(struct intake *self, int status, json_t *document)
{
    exchange_set_header(self->exchange, "Cache-Control", "private, no-store");
    exchange_reply_json(TAKE(self->exchange), status, "application/json", document);
}

void intake_reply_stored(struct intake *self)
{
    const int version = self->situation.number + 1;
    const bool is_first = version == 1 || self->situation.is_withdrawn;
    char sha256[DIGEST_HEX_SIZE];
    json_t *document = answer(self, is_first ? "stored" : "replaced", true, version,
                              receipt_document(json_incref(self->receipt), self->jws));

    digest_print(&self->sha256, sha256);
    set_etag(self, version, sha256);
    if (is_first)
        exchange_set_header(self->exchange, "Location", exchange_path(self->exchange));
    reply(self, is_first ? 201 : 200, document);
}

void intake_reply_unchanged(struct intake *self)
{
    const struct situation *situation = &self->situation;
    json_t *document =
        answer(self, "unchanged", !self->is_dry_run, situation->number,
               receipt_document(json_loads(situation->receipt, 0, NULL), situation->jws));

    set_etag(self, situation->number, situation->sha256);
    reply(self, 200, document);
}

void intake_reply_dry_run(struct intake *self)
{
    const bool is_first = self->situation.number == 0 || self->situation.is_withdrawn;
    json_t *document = answer(self, is_first ? "would-store" : "would-replace", false,
                              self->situation.number + 1, NULL);

    reply(self, 200, document);
}

/* "3 Fehler, 1 Hinweis. Es wurde nichts gespeichert." */
static char *summary(const struct findings *findings, enum language language)
{
    if (language == LANGUAGE_EN)
        return memory_format("%zu error%s, %zu warning%s. Nothing was stored.",
                             findings->errors, findings->errors == 1 ? "" : "s",
                             findings->warnings, findings->warnings == 1 ? "" : "s");
    return memory_format("%zu Fehler, %zu Hinweis%s. Es wurde nichts gespeichert.",
                         findings->errors, findings->warnings,
                         findings->warnings == 1 ? "" : "e");
}

void intake_reply_findings(struct intake *self)
{
    const struct findings *findings = &self->findings;
    const enum language language = exchange_language(self->exchange);
    CLEANUP(memory_freep) char *detail = summary(findings, language);
    json_t *extra =
        json_pack("{s:b, s:I, s:I, s:b, s:o}", "stored", 0, "errorCount",
                  (json_int_t)findings->errors, "warningCount", (json_int_t)findings->warnings,
                  "truncated", findings->listed < findings->errors + findings->warnings,
                  "findings", findings_to_json(findings, language));
    problem_reply(TAKE(self->exchange),
                  findings_have_code(findings, FINDING_EDITION_MISMATCH)
                      ? PROBLEM_EDITION_MISMATCH
                      : PROBLEM_SELF_CHECK_INVALID,
                  detail, extra);
}

void intake_reply_no_workbook(struct intake *self, enum xlsx_fault fault)
{
    const enum language language = exchange_language(self->exchange);

    problem_reply_unreadable(TAKE(self->exchange), xlsx_fault_code(fault),
                             wording_in(xlsx_fault_wording(fault), language), json_object());
}
