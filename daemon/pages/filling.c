#include "daemon/pages/filling.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/decimal.h"
#include "common/memory.h"
#include "common/read/percent.h"
#include "daemon/dispatch.h"
#include "daemon/draft_request.h"
#include "daemon/editions.h"
#include "daemon/problem.h"

#define JSON_TYPE "application/json"

static void find_draft(struct filling *self);

void filling_free(struct filling *self)
{
    if (self == NULL)
        return;
    assert(self->exchange == NULL); /* every path replied */
    json_decref(self->round);
    json_decref(self->document);
    json_decref(self->findings);
    json_decref(self->earlier);
    free(self->bytes);
    free(self);
}

char *filling_target(const struct exchange *exchange)
{
    CLEANUP(memory_freep) char *round = percent_encode(request_capture(exchange, "round"));

    return memory_format("/v1/rounds/%s/drafts/%s", round, request_municipality(exchange));
}

char *filling_page(const struct exchange *exchange, const char *rest)
{
    CLEANUP(memory_freep) char *round = percent_encode(request_capture(exchange, "round"));

    return memory_format("/abgabe/%s%s", round, rest);
}

char *filling_print(const struct filling *self)
{
    return json_dumps(self->document, JSON_COMPACT | JSON_REAL_PRECISION(DECIMAL_DIGITS_MAX));
}

static json_t *member(const struct filling *self, const char *name)
{
    return json_object_get(self->document, name);
}

json_t *filling_answers(const struct filling *self)
{
    return member(self, "answers");
}

json_t *filling_measures(const struct filling *self)
{
    return member(self, "measures");
}

void filling_forget_acceptances(struct filling *self, const char *indicator)
{
    json_t *list = member(self, "acceptances");

    for (size_t i = json_array_size(list); i-- > 0;) {
        const char *about =
            json_string_value(json_object_get(json_array_get(list, i), "indicator"));

        if (about != NULL && strcmp(about, indicator) == 0)
            (void)json_array_remove(list, i);
    }
}

void filling_seen(const struct filling *self, const struct field *field,
                  char out[DIGEST_HEX_SIZE])
{
    json_t *part = json_object();
    struct digest digest;
    char *text;

    if (field == NULL)
        (void)json_object_set(part, "measures", filling_measures(self));
    for (size_t i = 0; field != NULL && i < field->count; i++) {
        const char *id = catalogue_at(self->edition, field->first + i)->id;

        (void)json_object_set(part, id, json_object_get(filling_answers(self), id));
    }
    text = json_dumps(part, JSON_COMPACT | JSON_SORT_KEYS);
    digest = digest_of(text, strlen(text));
    digest_print(&digest, out);
    free(text);
    json_decref(part);
}

/* --- reading --- */

static void pass_on(struct filling *self, const struct call_reply *reply)
{
    call_pass_on(TAKE(self->exchange), reply);
    filling_free(self);
}

static void take_findings(struct filling *self, const struct call_reply *reply)
{
    json_t *findings = json_object_get(reply->json, "findings");

    json_decref(self->findings);
    self->findings = findings == NULL ? json_array() : json_incref(findings);
}

/* Makes sure that everything a form looks for is there; takes the document. */
static void take_document(struct filling *self, json_t *document)
{
    json_decref(self->document);
    self->document = json_is_object(document) ? json_incref(document) : json_object();
    json_decref(document);
    (void)json_object_set_new(self->document, "edition",
                              json_string(catalogue_edition(self->edition)));
    if (!json_is_object(member(self, "answers")))
        (void)json_object_set_new(self->document, "answers", json_object());
    if (!json_is_array(member(self, "measures")))
        (void)json_object_set_new(self->document, "measures", json_array());
}

static void on_judged(const struct call_reply *reply, void *context)
{
    struct filling *self = context;

    if (reply->status == 412 || reply->status == 428) {
        find_draft(self); /* saved anew in between */
    } else if (reply->status != 200) {
        pass_on(self, reply);
    } else {
        take_findings(self, reply);
        self->done(self);
    }
}

/* Saving the very same bytes changes nothing, and says what is wrong with them. */
static void judge_draft(struct filling *self, const struct call_reply *found)
{
    CLEANUP(memory_freep) char *target = filling_target(self->exchange);
    const struct call call = {.method = METHOD_PUT,
                              .target = target,
                              .content_type = JSON_TYPE,
                              .body = found->bytes,
                              .size = found->size};

    call_api(self->server, self->exchange, &call, on_judged, self);
}

/* Of an empty form nothing is answered yet: neither is it passed over on purpose. */
static void open_what_is_skipped(json_t *answers)
{
    const char *id;
    json_t *answer;
    void *next;

    json_object_foreach_safe(answers, next, id, answer)
        if (json_object_size(answer) == 1 && json_object_get(answer, "state") != NULL &&
            strcmp(json_string_value(json_object_get(answer, "state")), "skipped") == 0)
            (void)json_object_del(answers, id);
}

static void on_form(const struct call_reply *reply, void *context)
{
    struct filling *self = context;

    if (reply->status != 200 || reply->json == NULL) {
        pass_on(self, reply);
        return;
    }
    self->etag[0] = '\0';
    free(self->bytes);
    self->bytes = NULL;
    take_document(self, json_deep_copy(reply->json));
    open_what_is_skipped(filling_answers(self));
    json_decref(self->findings);
    self->findings = json_array();
    self->done(self);
}

/* There is no draft yet: it begins with what was handed in already, or empty. */
static void begin(struct filling *self)
{
    CLEANUP(memory_freep)
    char *round = percent_encode(request_capture(self->exchange, "round"));
    CLEANUP(memory_freep)
    char *target = memory_format("/v1/rounds/%s/self-checks/%s/template", round,
                                 request_municipality(self->exchange));
    const struct call call = {.method = METHOD_GET, .target = target, .accept = JSON_TYPE};

    call_api(self->server, self->exchange, &call, on_form, self);
}

static void on_draft(const struct call_reply *reply, void *context)
{
    struct filling *self = context;
    json_t *document;

    if (reply->status == 404) {
        begin(self);
        return;
    }
    if (reply->status != 200) {
        pass_on(self, reply);
        return;
    }
    (void)snprintf(self->etag, sizeof self->etag, "%s", reply->etag == NULL ? "" : reply->etag);
    free(self->bytes);
    self->bytes = memory_copy(reply->bytes, reply->size); /* text without a NUL */
    /* A whole number beyond 64 bits is wrong, but it was saved. */
    document = json_loadb(reply->bytes, reply->size, 0, NULL);
    take_document(self, document != NULL ? document
                                         : json_loadb(reply->bytes, reply->size,
                                                      JSON_DECODE_INT_AS_REAL, NULL));
    judge_draft(self, reply);
}

static void find_draft(struct filling *self)
{
    CLEANUP(memory_freep) char *target = filling_target(self->exchange);
    const struct call call = {.method = METHOD_GET, .target = target};

    if (!situation_may_try(&self->tries, "draft", &self->exchange)) {
        filling_free(self);
        return;
    }
    call_api(self->server, self->exchange, &call, on_draft, self);
}

static void on_edition(const struct catalogue *edition, const struct error *error,
                       void *context)
{
    struct filling *self = context;

    if (edition == NULL) {
        problem_reply_failure(TAKE(self->exchange), error);
        filling_free(self);
        return;
    }
    self->edition = edition;
    find_draft(self);
}

static void on_round(const struct call_reply *reply, void *context)
{
    struct filling *self = context;
    const char *edition = json_string_value(json_object_get(reply->json, "edition"));

    if (reply->status != 200 || edition == NULL) {
        pass_on(self, reply);
        return;
    }
    self->round = json_incref(reply->json);
    editions_get(self->server->editions, edition, on_edition, self);
}

void filling_open(struct server *server, struct exchange *exchange, filling_fn *done)
{
    CLEANUP(memory_freep) char *round = percent_encode(request_capture(exchange, "round"));
    CLEANUP(memory_freep) char *target = memory_format("/v1/rounds/%s", round);
    const struct call call = {.method = METHOD_GET, .target = target};
    struct filling *self = memory_new(1, sizeof *self);

    self->server = server;
    self->exchange = exchange;
    self->done = done;
    call_api(server, exchange, &call, on_round, self);
}

void filling_reopen(struct filling *self, filling_fn *done)
{
    self->done = done;
    find_draft(self);
}

/* --- saving --- */

static void on_saved(const struct call_reply *reply, void *context)
{
    struct filling *self = context;

    if (reply->status == 401) { /* let in when the form was opened, and not any more */
        pass_on(self, reply);
        return;
    }
    if (reply->status == 200 || reply->status == 201) {
        take_findings(self, reply);
        (void)snprintf(self->etag, sizeof self->etag, "%s",
                       reply->etag == NULL ? "" : reply->etag);
    }
    self->saved(self, reply);
}

void filling_save(struct filling *self, filling_saved_fn *saved)
{
    CLEANUP(memory_freep) char *target = filling_target(self->exchange);
    CLEANUP(memory_freep) char *bytes = filling_print(self);
    const struct call call = {.method = METHOD_PUT,
                              .target = target,
                              .if_match = self->etag[0] == '\0' ? NULL : self->etag,
                              .content_type = JSON_TYPE,
                              .body = bytes,
                              .size = strlen(bytes)};

    self->saved = saved;
    call_api(self->server, self->exchange, &call, on_saved, self);
}

/* --- ending --- */

void filling_end(struct server *server, const struct exchange *exchange, const char *sha256,
                 call_done_fn *done, void *context)
{
    CLEANUP(memory_freep) char *target = filling_target(exchange);
    char etag[ETAG_SIZE];
    const struct call call = {.method = METHOD_DELETE, .target = target, .if_match = etag};

    draft_etag(sha256, etag);
    call_api(server, exchange, &call, done, context);
}
