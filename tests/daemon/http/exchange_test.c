#include "daemon/http/exchange.h"

#include <signal.h>

#include "common/compiler.h"
#include "tests/daemon/http/world.h"

/* Sends one request for /held and waits until the service holds its exchange. */
static struct client ask(struct world *world, const char *request)
{
    struct client client = client_connect(world);

    client_say(world, &client, request);
    world_wait(world, world->held != NULL);
    return client;
}

Test(exchange, tells_what_was_asked)
{
    CLEANUP(world_freep) struct world *world = world_new();
    struct client client;
    struct exchange *exchange;
    const char *id;

    world_start(world);
    client =
        ask(world, "DELETE /held?a=1&b=%C3%A4+%2F&a=2&c HTTP/1.1\r\nHost: h\r\nX-One: 1\r\n"
                   "x-two: a\r\nOther: \r\nX-TWO:  b \r\nX-Two: c\r\n"
                   "Accept-Language: en\r\n\r\n");
    exchange = world->held;
    expect_text("method", method_name(exchange_method(exchange)), "DELETE");
    expect_text("path", exchange_path(exchange), "/held");
    expect_text("first a", exchange_query(exchange, "a", 0), "1");
    expect_text("second a", exchange_query(exchange, "a", 1), "2");
    cr_expect(exchange_query(exchange, "a", 2) == NULL);
    cr_expect(exchange_query(exchange, "d", 0) == NULL);
    expect_text("b", exchange_query(exchange, "b", 0), "\303\244 /");
    expect_text("c", exchange_query(exchange, "c", 0), "");
    expect_text("third name", exchange_query_name(exchange, 2), "a");
    cr_expect(exchange_query_name(exchange, 4) == NULL);
    expect_text("one", exchange_header(exchange, "x-one"), "1");
    expect_text("joined", exchange_header(exchange, "X-Two"), "a, b, c");
    expect_text("empty", exchange_header(exchange, "other"), "");
    cr_expect(exchange_header(exchange, "Absent") == NULL);
    expect_number("language", exchange_language(exchange), LANGUAGE_EN);
    expect_number("has a body", exchange_has_body(exchange), false);

    id = exchange_request_id(exchange);
    expect_number("id", strlen(id), 36);
    cr_expect(id[14] == '4' && strchr("89ab", id[19]) != NULL, "%s is no UUID of version 4",
              id);
    exchange_reply(TAKE(world->held), 204, NULL, NULL, 0);
    client_close(&client);
}

Test(exchange, hands_the_body_over_when_it_is_asked_for_it)
{
    CLEANUP(world_freep) struct world *world = world_new();
    struct client client;
    struct exchange *exchange;
    struct timespec before;
    struct timespec after;
    const char *body;
    size_t size;

    world_start(world);
    (void)clock_gettime(CLOCK_REALTIME, &before);
    client = ask(world, "PUT /held HTTP/1.1\r\nHost: h\r\nContent-Length: 6\r\n\r\na\nbc");
    exchange = TAKE(world->held);
    expect_number("has a body", exchange_has_body(exchange), true);
    world_run(world, 30);
    expect_number("not yet", world->bodies, 0);
    exchange_receive(exchange, 6, NULL);
    expect_number("never from inside the call", world->bodies, 0);
    client_say(world, &client, "d\n");
    world_wait(world, world->held != NULL);
    (void)clock_gettime(CLOCK_REALTIME, &after);
    body = exchange_body(world->held, &size);
    expect_number("size", size, 6);
    expect_text("body", body, "a\nbcd\n");
    cr_expect(exchange_arrived_at(exchange) >= (int64_t)before.tv_sec * 1000000);
    cr_expect(exchange_arrived_at(exchange) <= ((int64_t)after.tv_sec + 1) * 1000000);
    cr_expect(exchange_age_ms(exchange) >= 30 && exchange_age_ms(exchange) < 10000);
    exchange_reply(TAKE(world->held), 200, NULL, NULL, 0);
    world_wait(world, client_has(&client, "\r\n\r\n"));
    cr_expect(client_has(&client, "Connection: keep-alive\r\n"));
    client_close(&client);
}

Test(exchange, keeps_the_moment_of_the_last_byte_while_the_service_thinks)
{
    CLEANUP(world_freep) struct world *world = world_new();
    struct client client;
    struct exchange *exchange;
    struct timespec later;

    world_start(world);
    client = ask(world, "PUT /held HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\n\r\nhi");
    exchange = TAKE(world->held);
    world_run(world, 80);
    (void)clock_gettime(CLOCK_REALTIME, &later);
    exchange_receive(exchange, 6, NULL);
    world_wait(world, world->held != NULL);
    cr_expect((int64_t)later.tv_sec * 1000000 + later.tv_nsec / 1000 -
                  exchange_arrived_at(exchange) >
              50000);
    exchange_reply(TAKE(world->held), 200, NULL, NULL, 0);
    client_close(&client);
}

Test(exchange, refuses_a_long_body_by_itself_when_nobody_wants_to)
{
    CLEANUP(world_freep) struct world *world = world_new();
    struct client client;

    world_start(world);
    client = ask(world, "PUT /held HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\n\r\nhi");
    exchange_receive(TAKE(world->held), 1, NULL);
    world_wait(world, client_is_over(&client));
    expect_text("too long", client_statuses(&client), "413");
    cr_expect(client_has(&client,
                         "{\"type\":\"about:blank\",\"title\":\"Content Too "
                         "Large\",\"status\":413,\"detail\":\"Der Inhalt der Anfrage ist zu "
                         "groß. / The content of the request is too large.\"}\n"));
    client_close(&client);
}

static size_t released;

static void release(void *data)
{
    released++;
    free(data);
}

Test(exchange, releases_what_was_attached)
{
    CLEANUP(world_freep) struct world *world = world_new();
    struct client client;
    char *data = memory_copy_text("data");

    world_start(world);
    client = ask(world, "GET /held HTTP/1.1\r\nHost: h\r\n\r\n");
    exchange_attach(world->held, data, release);
    cr_expect(exchange_attached(world->held) == data);
    exchange_reply(TAKE(world->held), 200, NULL, NULL, 0);
    expect_number("released", released, 1);
    client_close(&client);
}

Test(exchange, replies_with_fields_and_a_document)
{
    static const char *const parts[] = {"HTTP/1.1 201 Created\r\nDate: ",
                                        " GMT\r\nX-Request-Id: ",
                                        "\r\nConnection: keep-alive\r\n",
                                        "\r\nContent-Length: 8\r\n",
                                        "\r\nContent-Type: application/json\r\n",
                                        "\r\nETag: \"1\"\r\nVary: Accept\r\n\r\n",
                                        "\r\n\r\n{\"a\":1}\n"};
    CLEANUP(world_freep) struct world *world = world_new();
    struct client client;

    world_start(world);
    client = ask(world, "GET /held HTTP/1.1\r\nHost: h\r\n\r\n");
    exchange_set_header(world->held, "ETag", "\"1\"");
    exchange_set_header(world->held, "Vary", "Accept");
    exchange_reply_json(TAKE(world->held), 201, "application/json", json_pack("{s:i}", "a", 1));
    world_wait(world, client_has(&client, "}\n"));
    for (size_t i = 0; i < COUNT_OF(parts); i++)
        cr_expect(client_has(&client, parts[i]), "'%s' is not in '%s'", parts[i], client.text);
    expect_number("told", world->last_bytes, 8);
    client_close(&client);
}

Test(exchange, does_not_reply_with_a_broken_field, .signal = SIGABRT)
{
    CLEANUP(world_freep) struct world *world = world_new();

    world_start(world);
    (void)ask(world, "GET /held HTTP/1.1\r\nHost: h\r\n\r\n");
    exchange_set_header(world->held, "Location", "/a\r\nSet-Cookie: b");
}

Test(exchange, is_named_in_a_refusal_as_well)
{
    static const char *const parts[] = {
        "HTTP/1.1 405 Method Not Allowed\r\n",
        "\r\nX-Request-Id: ",
        "\r\nConnection: close\r\n",
        "\r\nContent-Type: application/problem+json\r\n",
        "\r\nAllow: GET, HEAD, PUT, POST, DELETE\r\n",
        "\r\n\r\n{\"type\":\"about:blank\",\"title\":\"Method Not Allowed\",\"status\":405,",
        "\"detail\":\"Die Methoden sind GET, HEAD, PUT, POST und DELETE. / ",
        " / The methods are GET, HEAD, PUT, POST and DELETE.\"}\n"};
    CLEANUP(world_freep) struct world *world = world_new();
    struct client client;

    world_start(world);
    client = client_connect(world);
    client_say(world, &client, "PATCH / HTTP/1.1\r\nHost: h\r\n\r\n");
    world_wait(world, client_is_over(&client));
    for (size_t i = 0; i < COUNT_OF(parts); i++)
        cr_expect(client_has(&client, parts[i]), "'%s' is not in '%s'", parts[i], client.text);
    client_close(&client);
}

/* What the service was told of the one request that it refused. */
static struct {
    size_t times;
    enum fault fault;
    enum method method;
    enum language language;
    char path[20], accept[20];
} told;

static void on_refused(struct exchange *exchange, enum fault fault, void *context)
{
    const char *accept = exchange_header(exchange, "Accept");

    (void)context;
    told.times++;
    told.fault = fault;
    told.method = exchange_method(exchange);
    told.language = exchange_language(exchange);
    (void)snprintf(told.path, sizeof told.path, "%s", exchange_path(exchange));
    (void)snprintf(told.accept, sizeof told.accept, "%s", accept == NULL ? "" : accept);
    expect_number("parameters", exchange_query_name(exchange, 0) == NULL, true);
    exchange_reply(exchange, fault_status(fault), "text/plain", "own\n", 4);
}

Test(exchange, leaves_a_refusal_to_the_service_once_the_head_was_read)
{
#define FIELDS "Host: h\r\nAccept: a\r\nAccept-Language: en\r\nAccept: b\r\n"
    static const struct {
        const char *request;
        enum fault fault;
        enum method method;
        const char *path; /* NULL: the service is not told */
    } cases[] = {
        {"GET //a?b HTTP/1.1\r\n" FIELDS "\r\n", FAULT_TARGET, METHOD_GET, ""},
        {"PATCH /a HTTP/1.1\r\n" FIELDS "\r\n", FAULT_METHOD, METHOD_OTHER, "/a"},
        {"OPTIONS * HTTP/1.1\r\n" FIELDS "\r\n", FAULT_METHOD, METHOD_OTHER, ""},
        {"PUT /%61 HTTP/1.1\r\n" FIELDS "\r\n", FAULT_LENGTH_MISSING, METHOD_PUT, "/a"},
        {"GET /a HTTP/1.1\r\n" FIELDS "Content-Length: 1\r\n\r\n1", FAULT_UNWANTED_BODY,
         METHOD_GET, "/a"},
        {"GET /a HTTP/1.1\r\n" FIELDS "Expect: x\r\n\r\n", FAULT_EXPECTATION, METHOD_GET, "/a"},
        {"PUT /a HTTP/1.1\r\n" FIELDS "Content-Length: 9\r\n\r\n1", FAULT_LATE, METHOD_PUT,
         "/a"},
        {"PUT /a HTTP/1.1\r\n" FIELDS "Transfer-Encoding: chunked\r\n\r\nx\r\n", FAULT_SYNTAX,
         METHOD_PUT, "/a"},
        {"GET /a HTTP/1.1\r\n" FIELDS, FAULT_LATE, METHOD_GET, NULL},
        {"BREW /a HTTP/1.1\r\n" FIELDS "\r\n", FAULT_METHOD, METHOD_GET, NULL},
    };

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        CLEANUP(world_freep) struct world *world = world_new();
        const bool is_told = cases[i].path != NULL;
        struct client client;
        char status[4];

        memset(&told, 0, sizeof told);
        world->service.on_refused = on_refused;
        world->settings.head_ms = world->settings.body_ms = 300;
        world_start(world);
        client = client_connect(world);
        client_say(world, &client, cases[i].request);
        world_wait(world, client_is_over(&client));
        (void)snprintf(status, sizeof status, "%d", fault_status(cases[i].fault));
        expect_text(cases[i].request, client_statuses(&client), status);
        expect_number(cases[i].request, told.times, is_told);
        expect_number(cases[i].request, client_has(&client, "\r\n\r\nown\n"), is_told);
        expect_number("told of the end", world->replied, is_told);
        if (is_told) {
            expect_number(cases[i].request, told.fault, cases[i].fault);
            expect_number(cases[i].request, told.method, cases[i].method);
            expect_number(cases[i].request, told.language, LANGUAGE_EN);
            expect_text(cases[i].request, told.path, cases[i].path);
            expect_text(cases[i].request, told.accept, "a, b");
        }
        client_close(&client);
    }
}
