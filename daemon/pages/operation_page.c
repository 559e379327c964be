#include "daemon/pages/operation_page.h"

#include <assert.h>
#include <stdlib.h>

#include "common/memory.h"
#include "daemon/dispatch.h"
#include "daemon/pages/long_list.h"
#include "daemon/pages/page.h"
#include "daemon/problem.h"
#include "daemon/reply.h"

#define FIXED_MAX 3 /* parameters beside the numbers of pages */

/* A page on its way. */
struct showing {
    struct server *server;
    struct exchange *exchange; /* owned */
    const struct operation_page *page;
    json_t *documents; /* owned */
};

static void on_own(const struct db_outcome *outcome, void *context)
{
    CLEANUP(memory_freep) struct showing *self = context;
    struct exchange *exchange = TAKE(self->exchange);
    json_t *own;

    if (!reply_has_row(exchange, outcome)) {
        json_decref(self->documents);
        return;
    }
    own = json_loads(PQgetvalue(outcome->results[0], 0, 0), 0, NULL);
    assert(own != NULL); /* the database made it */
    (void)json_object_set_new(self->documents, "own", own);
    page_reply(exchange, 200, self->page->template,
               self->page->view(self->server, self->documents, request_language(exchange)));
    json_decref(self->documents);
}

/* What somebody asks for who leaves the parameter out. */
static const char *query(const struct exchange *exchange, const char *name, const char *without)
{
    const char *value = exchange_query(exchange, name, 0);

    return value == NULL || value[0] == '\0' ? without : value;
}

static json_t *asked_for(const struct exchange *exchange, const struct operation_page *page)
{
    json_t *asked = json_object();

    (void)json_object_set_new(asked, "path", json_string(exchange_path(exchange)));
    (void)json_object_set_new(asked, "search", json_string(query(exchange, "search", "")));
    for (size_t i = 0; i < OPERATION_LISTS_MAX && page->lists[i] != NULL; i++)
        (void)json_object_set_new(asked, page->lists[i],
                                  json_string(query(exchange, page->lists[i], "1")));
    return asked;
}

static const char *text_of(const json_t *asked, const char *name)
{
    return json_string_value(json_object_get(asked, name));
}

/* The name of the parameter that is not right, or NULL. */
static const char *mistake(const struct operation_page *page, const json_t *asked)
{
    for (size_t i = 0; i < OPERATION_LISTS_MAX && page->lists[i] != NULL; i++)
        if (!long_list_is_page(text_of(asked, page->lists[i])))
            return page->lists[i];
    return NULL;
}

/* The statement's parameters, as struct operation_page says; how many. */
static size_t parameters(const struct exchange *exchange, const struct operation_page *page,
                         const json_t *asked, const char *rows, const char **values)
{
    size_t count = 0;

    if (page->takes_round)
        values[count++] = request_capture(exchange, "round");
    if (page->is_searched)
        values[count++] = text_of(asked, "search");
    if (page->lists[0] != NULL)
        values[count++] = rows;
    for (size_t i = 0; i < OPERATION_LISTS_MAX && page->lists[i] != NULL; i++)
        values[count++] = text_of(asked, page->lists[i]);
    return count;
}

void operation_show(struct server *server, struct exchange *exchange,
                    const struct operation_page *page, json_t *documents)
{
    const char *values[FIXED_MAX + OPERATION_LISTS_MAX];
    CLEANUP(memory_freep) char *rows = memory_format("%d", LONG_LIST_ROWS);
    json_t *asked = asked_for(exchange, page);
    const char *wrong = mistake(page, asked);
    struct showing *self;
    struct db_unit *unit;

    (void)json_object_set_new(documents, "asked", asked);
    if (wrong != NULL) {
        problem_reply_parameter(exchange, wrong, &long_list_page_takes);
        json_decref(documents);
        return;
    }
    self = memory_new(1, sizeof *self);
    unit = request_unit(exchange, on_own, self);
    *self = (struct showing){server, exchange, page, documents};
    db_unit_add_values(unit, page->statement, parameters(exchange, page, asked, rows, values),
                       values);
    db_submit(server->db, unit);
}
