#include "daemon/pages/call.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "common/memory.h"
#include "daemon/dispatch.h"
#include "daemon/http/inner.h"
#include "daemon/problem.h"

/* A call on its way. */
struct asking {
    struct http_service service; /* of the dispatcher, until the reply */
    call_done_fn *done;
    void *context;
};

static bool is_json(const char *media_type)
{
    return media_type != NULL && (strncasecmp(media_type, "application/json", 16) == 0 ||
                                  strstr(media_type, "+json") != NULL);
}

static void on_reply(const struct response *response, void *context)
{
    CLEANUP(memory_freep) struct asking *self = context;
    CLEANUP(memory_freep) char *etag = inner_reply_field(response, "ETag");
    CLEANUP(memory_freep) char *location = inner_reply_field(response, "Location");
    CLEANUP(memory_freep)
    char *disposition = inner_reply_field(response, "Content-Disposition");
    const struct call_reply reply = {
        .status = response->status,
        .media_type = response->media_type,
        .etag = etag,
        .location = location,
        .content_disposition = disposition,
        .bytes = response->bytes,
        .size = response->size,
        .json = is_json(response->media_type)
                    ? json_loadb(response->bytes, response->size, 0, NULL)
                    : NULL,
    };

    self->done(&reply, self->context);
    json_decref(reply.json);
}

void call_api(struct server *server, const struct exchange *exchange, const struct call *call,
              call_done_fn *done, void *context)
{
    const struct inner_field fields[] = {
        {"Accept", call->accept},
        {"If-Match", call->if_match},
        {"If-None-Match", call->if_none_match},
        {"Content-Type", call->content_type},
    };
    const struct inner_request request = {
        .method = call->method,
        .target = call->target,
        .fields = fields,
        .field_count = COUNT_OF(fields),
        .body = call->body,
        .size = call->size,
    };
    struct asking *self = memory_new(1, sizeof *self);
    struct exchange *inner;

    *self =
        (struct asking){.service = dispatch_service(server), .done = done, .context = context};
    inner = inner_new(exchange, &request, &self->service, on_reply, self);
    if (inner == NULL) {
        const struct response none = {.status = 404};

        on_reply(&none, self);
        return;
    }
    dispatch_inner(server, exchange, inner, call->acceptances);
}

void call_pass_on(struct exchange *exchange, const struct call_reply *reply)
{
    static const char prefix[] = "/problems/";
    const char *type = json_string_value(json_object_get(reply->json, "type"));
    const char *detail = json_string_value(json_object_get(reply->json, "detail"));
    enum problem problem = reply->status == 404 ? PROBLEM_NOT_FOUND : PROBLEM_INTERNAL;

    if (type != NULL && strncmp(type, prefix, strlen(prefix)) == 0)
        problem = problem_find(type + strlen(prefix), problem);
    problem_reply(exchange, problem, detail, NULL);
}

/* --- several --- */

#define GATHER_MAX 16

/* One of them. */
struct wanted {
    struct gather *gather;
    char *name;   /* owned */
    char *target; /* owned */
};

struct gather {
    struct server *server;
    struct exchange *exchange; /* owned; NULL once it is answered */
    gather_done_fn *done;
    void *context;
    void (*release)(void *context);
    json_t *documents; /* owned */
    struct wanted wanted[GATHER_MAX];
    size_t count;
    size_t missing; /* answers, and one more until all have been asked for */
};

struct gather *gather_new(struct server *server, struct exchange *exchange,
                          gather_done_fn *done, void *context, void (*release)(void *context))
{
    struct gather *self = memory_new(1, sizeof *self);

    self->server = server;
    self->exchange = exchange;
    self->done = done;
    self->context = context;
    self->release = release;
    self->documents = json_object();
    return self;
}

void gather_add(struct gather *gather, const char *name, const char *target)
{
    struct wanted *wanted = &gather->wanted[gather->count++];

    assert(gather->count <= GATHER_MAX);
    *wanted = (struct wanted){gather, memory_copy_text(name), memory_copy_text(target)};
}

static void gather_free(struct gather *self)
{
    for (size_t i = 0; i < self->count; i++) {
        free(self->wanted[i].name);
        free(self->wanted[i].target);
    }
    json_decref(self->documents);
    if (self->release != NULL)
        self->release(self->context);
    free(self);
}

/* One thing less is missing; after the last one it ends. */
static void arrive(struct gather *self)
{
    if (--self->missing > 0)
        return;
    if (self->exchange != NULL)
        self->done(self->server, TAKE(self->exchange), self->documents, self->context);
    gather_free(self);
}

static void on_wanted(const struct call_reply *reply, void *context)
{
    const struct wanted *wanted = context;
    struct gather *self = wanted->gather;

    if (reply->status == 200 && reply->json != NULL)
        (void)json_object_set(self->documents, wanted->name, reply->json);
    else if (reply->status == 404)
        (void)json_object_set_new(self->documents, wanted->name, json_null());
    else if (self->exchange != NULL)
        call_pass_on(TAKE(self->exchange), reply);
    arrive(self);
}

void gather_start(struct gather *gather)
{
    gather->missing = gather->count + 1;
    for (size_t i = 0; i < gather->count; i++) {
        const struct call call = {.method = METHOD_GET, .target = gather->wanted[i].target};

        if (gather->exchange == NULL)
            gather->missing--; /* answered already: nobody wants the rest */
        else
            call_api(gather->server, gather->exchange, &call, on_wanted, &gather->wanted[i]);
    }
    arrive(gather);
}
