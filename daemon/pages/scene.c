#include "daemon/pages/scene.h"

#include <assert.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "common/memory.h"
#include "daemon/dispatch.h"
#include "daemon/editions.h"
#include "daemon/pages/page.h"
#include "daemon/problem.h"

/* A page in the making. */
struct staging {
    const struct scene_plan *plan;
    struct exchange *exchange; /* owned, until a reply takes it */
    json_t *documents;         /* owned */
};

static void staging_free(struct staging *self)
{
    if (self == NULL)
        return;
    assert(self->exchange == NULL); /* every path replied */
    json_decref(self->documents);
    free(self);
}
DEFINE_CLEANUP(struct staging *, staging_free)

static void on_edition(const struct catalogue *edition, const struct error *error,
                       void *context)
{
    CLEANUP(staging_freep) struct staging *self = context;
    struct scene scene = {.exchange = self->exchange,
                          .documents = self->documents,
                          .edition = edition,
                          .language = request_language(self->exchange)};
    json_t *view;

    if (error != NULL && edition == NULL) {
        problem_reply_failure(TAKE(self->exchange), error);
        return;
    }
    view = self->plan->build(&scene);
    if (view == NULL)
        problem_reply(TAKE(self->exchange), PROBLEM_NOT_FOUND, NULL, NULL);
    else
        page_reply(TAKE(self->exchange), 200, self->plan->template, view);
}

static bool has_all(const json_t *documents, const char *needed)
{
    CLEANUP(memory_freep) char *names = memory_copy_text(needed);
    char *place = NULL;

    for (char *name = strtok_r(names, " ", &place); name != NULL;
         name = strtok_r(NULL, " ", &place))
        if (json_is_null(json_object_get(documents, name)))
            return false;
    return true;
}

static void on_gathered(struct server *server, struct exchange *exchange, json_t *documents,
                        void *context)
{
    const struct scene_plan *const *plan = context;
    const char *edition;
    struct staging *self;

    if (!has_all(documents, (*plan)->needed)) {
        problem_reply(exchange, PROBLEM_NOT_FOUND, NULL, NULL);
        return;
    }
    self = memory_new(1, sizeof *self);
    self->plan = *plan;
    self->exchange = exchange;
    self->documents = json_incref(documents);
    edition = (*plan)->edition == NULL ? NULL : (*plan)->edition(documents);
    if (edition == NULL)
        on_edition(NULL, NULL, self);
    else
        editions_get(server->editions, edition, on_edition, self);
}

struct gather *scene_begin(struct server *server, struct exchange *exchange,
                           const struct scene_plan *plan)
{
    const struct scene_plan **context = memory_new(1, sizeof(struct scene_plan *));

    *context = plan;
    return gather_new(server, exchange, on_gathered, context, free);
}

void scene_ask(struct gather *gather, const char *name, const char *format, ...)
{
    CLEANUP(memory_freep) char *target = NULL;
    va_list arguments;

    va_start(arguments, format);
    target = memory_format_list(format, arguments);
    va_end(arguments);
    gather_add(gather, name, target);
}
