/*
 * Calls that need no database: who is asked, how the answer comes, and that nothing counts
 * them.
 */

#include "daemon/pages/call.h"

#include <stdlib.h>
#include <string.h>

#include "common/memory.h"
#include "daemon/config.h"
#include "daemon/http/exchange_inside.h"
#include "daemon/metrics.h"
#include "daemon/request.h"
#include "tests/support/expect.h"

static struct config config;
static struct server server = {.config = &config};

/* The client of the page that asks, and what became of its exchange. */
struct client {
    struct http_service service;
    struct exchange *exchange;
    int status; /* of its reply, 0 before */
};

static void on_client_reply(const struct response *reply, void *context)
{
    struct client *client = context;

    client->status = reply->status;
}

static void client_init(struct client *client, enum role role, const char *municipality)
{
    static struct exchange nobody; /* its client has no more than a number */
    struct request *request;

    *client = (struct client){0};
    nobody.has_language = true;
    nobody.language = LANGUAGE_EN;
    client->exchange =
        inner_new(&nobody, &(struct inner_request){.method = METHOD_GET, .target = "/abgabe"},
                  &client->service, on_client_reply, client);
    request = request_begin(client->exchange, &server);
    request->holder.role = role;
    strcpy(request->holder.municipality, municipality);
}

struct answer {
    int count;
    int status;
    char *type;  /* owned */
    char *title; /* owned */
};

static void on_answer(const struct call_reply *reply, void *context)
{
    struct answer *answer = context;
    const char *title = json_string_value(json_object_get(reply->json, "title"));

    answer->count++;
    answer->status = reply->status;
    answer->type = memory_copy_text(reply->media_type == NULL ? "" : reply->media_type);
    answer->title = memory_copy_text(title == NULL ? "" : title);
}

static struct answer ask(struct client *client, const struct call *call)
{
    struct answer answer = {0};

    call_api(&server, client->exchange, call, on_answer, &answer);
    cr_assert(answer.count == 1);
    return answer;
}

Test(call, is_judged_by_the_role_of_the_one_who_asks)
{
    static const struct {
        enum role role;
        const char *municipality;
        enum method method;
        const char *target;
        int status;
    } cases[] = {
        {ROLE_NONE, "", METHOD_GET, "/problems/not-found", 200},
        {ROLE_DIRECTOR, "", METHOD_GET, "/problems/not-found", 200},
        {ROLE_NONE, "", METHOD_GET, "/v1/rounds", 401},
        {ROLE_DIRECTOR, "", METHOD_POST, "/v1/rounds/2026/runs", 403},
        {ROLE_MUNICIPALITY, "12054000", METHOD_GET, "/v1/rounds/2026/participation", 403},
        {ROLE_MUNICIPALITY, "12054000", METHOD_GET, "/v1/rounds/2026/self-checks/12054001",
         403},
        {ROLE_OPERATOR, "", METHOD_GET, "/v1/rounds/2026/self-checks/12054000", 403},
        {ROLE_DIRECTOR, "", METHOD_GET, "/v1/unknown", 404},
        {ROLE_DIRECTOR, "", METHOD_DELETE, "/v1/rounds", 405},
        {ROLE_DIRECTOR, "", METHOD_GET, "/v1/rounds?unknown=1", 400},
        {ROLE_DIRECTOR, "", METHOD_GET, "/v1/rounds/a b", 404},
        {ROLE_DIRECTOR, "", METHOD_GET, "no target", 404},
    };
    const uint64_t open = metrics.exchanges_open, replies = metrics.replies_2xx;

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct client client;
        struct answer answer;

        client_init(&client, cases[i].role, cases[i].municipality);
        answer =
            ask(&client, &(struct call){.method = cases[i].method, .target = cases[i].target});
        expect_number(cases[i].target, answer.status, cases[i].status);
        cr_expect(client.status == 0, "the client's own exchange is not answered");
        free(answer.type);
        free(answer.title);
        exchange_reply(client.exchange, 204, NULL, NULL, 0);
        expect_number("its reply", client.status, 204);
    }
    cr_expect(metrics.exchanges_open == open && metrics.replies_2xx == replies);
}

Test(call, is_answered_as_a_document_in_the_language_of_the_page)
{
    struct client client;
    struct answer answer;

    client_init(&client, ROLE_DIRECTOR, "");
    answer = ask(&client, &(struct call){.method = METHOD_GET, .target = "/v1/unknown"});
    expect_text("type", answer.type, "application/problem+json");
    expect_text("title", answer.title, "There is no such thing here.");
    free(answer.type);
    free(answer.title);
    exchange_reply(client.exchange, 204, NULL, NULL, 0);
}

Test(call, sends_no_more_than_a_client_may)
{
    CLEANUP(memory_freep) char *body = memory_new(ROUTE_SMALL_BODY_MAX + 2, 1);
    struct client client;
    struct answer answer;

    client_init(&client, ROLE_OPERATOR, "");
    memset(body, 'x', ROUTE_SMALL_BODY_MAX + 1);
    answer = ask(&client, &(struct call){.method = METHOD_POST,
                                         .target = "/v1/rounds/2026/runs",
                                         .body = body,
                                         .size = ROUTE_SMALL_BODY_MAX + 1});
    expect_number("status", answer.status, 413);
    free(answer.type);
    free(answer.title);
    exchange_reply(client.exchange, 204, NULL, NULL, 0);
}

/* --- several --- */

static int released;

static void on_release(void *context)
{
    (void)context;
    released++;
}

static void on_gathered(struct server *the_server, struct exchange *exchange, json_t *documents,
                        void *context)
{
    (void)the_server;
    *(json_t **)context = json_incref(documents);
    exchange_reply(exchange, 204, NULL, NULL, 0);
}

Test(gather, has_what_is_there_and_null_for_what_is_not)
{
    struct client client;
    json_t *documents = NULL;
    struct gather *gather;

    client_init(&client, ROLE_DIRECTOR, "");
    gather = gather_new(&server, client.exchange, on_gathered, &documents, on_release);
    gather_add(gather, "there", "/problems/not-found");
    gather_add(gather, "missing", "/problems/unheard-of");
    gather_start(gather);
    expect_number("status", client.status, 204);
    expect_number("released", released, 1);
    expect_text("there",
                json_string_value(json_object_get(json_object_get(documents, "there"), "code")),
                "not-found");
    cr_expect(json_is_null(json_object_get(documents, "missing")));
    json_decref(documents);
}

Test(gather, ends_with_the_first_problem)
{
    struct client client;
    json_t *documents = NULL;
    struct gather *gather;

    client_init(&client, ROLE_MUNICIPALITY, "12054000");
    gather = gather_new(&server, client.exchange, on_gathered, &documents, on_release);
    gather_add(gather, "there", "/problems/not-found");
    gather_add(gather, "forbidden", "/v1/rounds/2026/participation");
    gather_add(gather, "never asked", "/v1/rounds");
    gather_start(gather);
    expect_number("status", client.status, 403);
    expect_number("released", released, 1);
    cr_expect(documents == NULL);
}
