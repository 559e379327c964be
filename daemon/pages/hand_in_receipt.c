#include <stdlib.h>
#include <string.h>

#include "common/memory.h"
#include "common/read/percent.h"
#include "daemon/dispatch.h"
#include "daemon/pages/format.h"
#include "daemon/pages/hand_in.h"
#include "daemon/pages/hand_in_state.h"
#include "daemon/pages/page.h"
#include "daemon/problem.h"

static const char *text_of(const json_t *object, const char *name)
{
    const char *text = json_string_value(json_object_get(object, name));

    return text == NULL ? "" : text;
}

static json_t *round_view(const struct exchange *exchange, const json_t *documents)
{
    return hand_in_round_view(json_object_get(documents, "round"),
                              json_object_get(documents, "versions"),
                              exchange_arrived_at(exchange), request_language(exchange));
}

/* --- the list --- */

/* "text/csv; charset=windows-1252": "CSV" */
static const char *kind_of(const char *media_type)
{
    if (strncmp(media_type, "text/csv", 8) == 0)
        return "CSV";
    return strcmp(media_type, "application/json") == 0 ? "JSON" : "Excel";
}

static json_t *version_view(const json_t *version, enum language language)
{
    const json_t *withdrawn = json_object_get(version, "withdrawn");
    const bool is_withdrawn = json_is_object(withdrawn);
    const bool is_current = json_is_true(json_object_get(version, "current"));
    CLEANUP(memory_freep)
    char *received = format_moment(text_of(version, "receivedAt"), language);
    CLEANUP(memory_freep)
    char *size =
        format_bytes((size_t)json_integer_value(json_object_get(version, "bytes")), language);
    CLEANUP(memory_freep) char *at = format_moment(text_of(withdrawn, "at"), language);

    return json_pack("{s:O, s:s, s:s, s:s, s:s, s:b, s:b, s:b, s:s, s:s}", "number",
                     json_object_get(version, "number"), "received", received, "size", size,
                     "kind", kind_of(text_of(version, "mediaType")), "receipt",
                     text_of(version, "receipt"), "is_current", is_current, "is_withdrawn",
                     is_withdrawn, "is_replaced", !is_current && !is_withdrawn, "withdrawn_at",
                     at, "reason", text_of(withdrawn, "reason"));
}

static void on_versions(struct server *server, struct exchange *exchange, json_t *documents,
                        void *context)
{
    const enum language language = request_language(exchange);
    CLEANUP(memory_freep) char *title = NULL;
    const json_t *list = json_object_get(json_object_get(documents, "versions"), "versions");
    const json_t *version;
    json_t *round, *views;
    size_t i;

    (void)server;
    (void)context;
    if (!hand_in_has_round(exchange, documents))
        return;
    round = round_view(exchange, documents);
    title = page_text(language, "hand_in.versions_title", round);
    views = json_array();
    json_array_foreach(list, i, version)
        (void)json_array_append_new(views, version_view(version, language));
    page_reply(exchange, 200, "hand_in/versions",
               json_pack("{s:s, s:o, s:b, s:o}", "title", title, "round", round, "has_versions",
                         json_array_size(views) > 0, "versions", views));
}

void hand_in_versions(struct server *server, struct exchange *exchange)
{
    gather_start(hand_in_gather(server, exchange, on_versions, NULL, NULL));
}

/* --- one receipt --- */

static json_t *receipt_view(const json_t *document, enum language language)
{
    const json_t *receipt = json_object_get(document, "receipt");
    CLEANUP(memory_freep)
    char *received = format_moment(text_of(receipt, "receivedAt"), language);
    CLEANUP(memory_freep)
    char *size =
        format_integer(json_integer_value(json_object_get(receipt, "bytes")), language);

    return json_pack("{s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:b}", "number",
                     text_of(receipt, "number"), "received", received, "size", size, "sha256",
                     text_of(receipt, "sha256"), "content_sha256",
                     text_of(receipt, "contentSha256"), "previous",
                     text_of(receipt, "previous"), "key", text_of(receipt, "keyId"), "edition",
                     text_of(receipt, "edition"), "is_signed",
                     json_is_string(json_object_get(document, "jws")));
}

/* The line of the list that is about the version of this number; NULL when there is none. */
static const json_t *find_version(const json_t *versions, json_int_t number)
{
    const json_t *list = json_object_get(versions, "versions");
    const json_t *version;
    size_t i;

    json_array_foreach(list, i, version) {
        if (json_integer_value(json_object_get(version, "number")) == number)
            return version;
    }
    return NULL;
}

static void on_receipt(struct server *server, struct exchange *exchange, json_t *documents,
                       void *context)
{
    const enum language language = request_language(exchange);
    const json_t *document = json_object_get(documents, "receipt");
    const json_t *version;
    CLEANUP(memory_freep) char *title = NULL;
    json_t *view;

    (void)server;
    (void)context;
    if (!hand_in_has_round(exchange, documents))
        return;
    version = find_version(
        json_object_get(documents, "versions"),
        json_integer_value(json_object_get(json_object_get(document, "receipt"), "version")));
    if (version == NULL) {
        problem_reply(exchange, PROBLEM_NOT_FOUND, NULL, NULL);
        return;
    }
    view =
        json_pack("{s:o, s:o, s:o}", "round", round_view(exchange, documents), "version",
                  version_view(version, language), "receipt", receipt_view(document, language));
    title = page_text(language, "hand_in.receipt_title", json_object_get(view, "version"));
    (void)json_object_set_new(view, "title", json_string(title));
    page_reply(exchange, 200, "hand_in/receipt", view);
}

void hand_in_receipt(struct server *server, struct exchange *exchange)
{
    CLEANUP(memory_freep) char *number = percent_encode(request_capture(exchange, "number"));
    CLEANUP(memory_freep) char *rest = memory_format("/versions/%s/receipt", number);
    CLEANUP(memory_freep) char *target = hand_in_target(exchange, rest);
    struct gather *gather = hand_in_gather(server, exchange, on_receipt, NULL, NULL);

    gather_add(gather, "receipt", target);
    gather_start(gather);
}
