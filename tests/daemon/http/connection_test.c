#include "common/compiler.h"
#include "daemon/metrics.h"
#include "tests/daemon/http/world.h"

#define GET  "GET / HTTP/1.1\r\nHost: a\r\n\r\n"
#define HELD "GET /held HTTP/1.1\r\nHost: a\r\n\r\n"

/* Closes so that the other side gets a reset. */
static void client_vanish(struct client *client)
{
    const struct linger hard = {.l_onoff = 1, .l_linger = 0};

    setsockopt(client->fd, SOL_SOCKET, SO_LINGER, &hard, sizeof hard);
    client_close(client);
}

/* --- one request after the other --- */

Test(connection, takes_up_a_request_when_the_one_before_it_is_answered)
{
    CLEANUP(world_freep) struct world *world = world_new();
    struct client client;

    world_start(world);
    client = client_connect(world);
    client_say(world, &client,
               HELD "PUT /2 HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nhi"
                    "GET /3 HTTP/1.1\r\nHost: a\r\n\r\n");
    world_wait(world, world->held != NULL);
    world_run(world, 50);
    expect_number("seen before", world->heads, 1);
    expect_number("open exchanges", http_server_exchanges(world->server), 1);
    exchange_reply(TAKE(world->held), 201, NULL, NULL, 0);
    world_wait(world, world->replied == 3);
    world_wait(world, client_has(&client, "/3"));
    expect_text("three", client_statuses(&client), "201 200 200");
    cr_expect(strstr(client.text, "PUT /2 2\n") < strstr(client.text, "GET /3 0\n"));
    expect_number("open exchanges", metrics.exchanges_open, 0);
    client_close(&client);
}

Test(connection, bounds_what_waits_behind_an_open_exchange)
{
    CLEANUP(world_freep) struct world *world = world_new();
    CLEANUP(memory_freep) char *flood = memory_new(1, 16 << 20);
    struct client client;
    size_t sent = 0;

    world->settings.linger_bytes = 64 << 20;
    world_start(world);
    client = client_connect(world);
    client_say(world, &client, HELD);
    world_wait(world, world->held != NULL);
    for (int i = 0; i < 2000; i++) {
        const ssize_t now = send(client.fd, flood, 65536, MSG_NOSIGNAL);

        sent += now > 0 ? (size_t)now : 0;
        world_turn(world);
    }
    cr_expect(sent < 12 << 20, "%zu bytes were taken", sent); /* mostly by the kernel */
    exchange_reply(TAKE(world->held), 200, NULL, NULL, 0);
    world_wait(world, client_is_over(&client));
    expect_text("flood", client_statuses(&client), "200 400");
    client_close(&client);
}

Test(connection, answers_head_with_the_fields_of_get)
{
    CLEANUP(world_freep) struct world *world = world_new();
    struct client client;

    world_start(world);
    client = client_connect(world);
    client_say(world, &client, "HEAD /x HTTP/1.1\r\nHost: a\r\n\r\n");
    shutdown(client.fd, SHUT_WR);
    world_wait(world, client_is_over(&client));
    cr_expect(client_has(&client, "Content-Length: 9\r\n"), "%s", client.text);
    cr_expect(strcmp(client.text + client.size - 4, "\r\n\r\n") == 0, "%s", client.text);
    expect_number("told", world->last_bytes, 0);
    client_close(&client);
}

Test(connection, invites_a_body_only_when_it_wants_it)
{
    static const struct {
        const char *name;
        const char *head;
        const char *before;
        const char *after;
    } cases[] = {
        {"wanted",
         "PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n",
         "100", "100 200"},
        {"without Expect", "PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\n", "", "200"},
        {"no body", "DELETE / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\n\r\n", "200",
         "200 405"},
        {"answered early",
         "PUT /early HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n",
         "404", "404"},
        {"too large",
         "PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: 5000\r\nExpect: 100-continue\r\n\r\n",
         "413", "413"},
    };

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        CLEANUP(world_freep) struct world *world = world_new();
        struct client client;

        world_start(world);
        client = client_connect(world);
        client_say(world, &client, cases[i].head);
        world_wait(world, world->heads == 1);
        world_run(world, 20);
        client_read(&client);
        expect_text(cases[i].name, client_statuses(&client), cases[i].before);
        client_say(world, &client, "hell\1");
        shutdown(client.fd, SHUT_WR);
        world_wait(world, client_is_over(&client));
        expect_text(cases[i].name, client_statuses(&client), cases[i].after);
        client_close(&client);
    }
}

/* --- leaving --- */

Test(connection, lets_a_client_who_is_still_sending_read_the_reply)
{
    static const char *const heads[] = {
        "PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: 2097152\r\n\r\n",
        "PUT /early HTTP/1.1\r\nHost: a\r\nContent-Length: 2097152\r\n\r\n",
        "BREW / HTTP/1.1\r\nHost: a\r\nContent-Length: 2097152\r\n\r\n",
    };
    static const char *const statuses[] = {"413", "404", "405"};

    for (size_t i = 0; i < COUNT_OF(heads); i++) {
        CLEANUP(world_freep) struct world *world = world_new();
        CLEANUP(memory_freep) char *body = memory_new(1, 2 << 20);
        struct client client;

        world_start(world);
        client = client_connect(world);
        client_say(world, &client, heads[i]);
        client_send(world, &client, body, 2 << 20);
        world_wait(world, client_is_over(&client));
        expect_text(heads[i], client_statuses(&client), statuses[i]);
        cr_expect(client.has_ended && !client.is_reset, "%s: was reset", heads[i]);
        client_close(&client);
        world_wait(world, http_server_connections(world->server) == 0);
    }
}

Test(connection, lingers_within_bounds)
{
    CLEANUP(world_freep) struct world *world = world_new();
    CLEANUP(memory_freep) char *body = memory_new(1, 1 << 20);
    struct client lazy;
    struct client busy;
    long start;

    world->settings.linger_bytes = 100000;
    world->settings.linger_ms = 60;
    world_start(world);
    lazy = client_connect(world);
    start = world_now_ms();
    client_say(world, &lazy, "BREW / HTTP/1.1\r\n\r\n");
    world_wait(world, client_is_over(&lazy));
    world_wait(world, http_server_connections(world->server) == 0);
    cr_expect(world_now_ms() - start >= 50, "it did not linger");

    world->settings.linger_ms = 5000;
    start = world_now_ms();
    busy = client_connect(world);
    client_say(world, &busy, "BREW / HTTP/1.1\r\n\r\n");
    for (int i = 0; i < 100; i++)
        client_send(world, &busy, body, 1 << 20);
    world_wait(world, http_server_connections(world->server) == 0);
    cr_expect(world_now_ms() - start < 4000, "it read on for ever");
    client_close(&lazy);
    client_close(&busy);
}

Test(connection, drops_the_reply_to_a_client_who_left)
{
    CLEANUP(world_freep) struct world *world = world_new();
    struct client client;

    world_start(world);
    client = client_connect(world);
    client_say(world, &client, HELD);
    world_wait(world, world->held != NULL);
    client_vanish(&client);
    world_wait(world, http_server_connections(world->server) == 0);
    expect_number("exchanges", http_server_exchanges(world->server), 1);
    expect_text("peer", exchange_peer(world->held), "127.0.0.1");
    exchange_reply(TAKE(world->held), 200, "text/plain", "late", 4);
    expect_number("told", world->replied, 1);
    expect_number("told", world->last_status, 200);
    expect_number("told", world->last_bytes, 0);
    expect_number("exchanges", http_server_exchanges(world->server), 0);
}

Test(connection, does_not_wait_for_the_body_of_a_client_who_left)
{
    CLEANUP(world_freep) struct world *world = world_new();
    struct client client;

    world_start(world);
    client = client_connect(world);
    client_say(world, &client, HELD);
    world_wait(world, world->held != NULL);
    client_vanish(&client);
    world_wait(world, http_server_connections(world->server) == 0);
    exchange_receive(TAKE(world->held), 10, NULL);
    expect_number("told", world->replied, 1);
    expect_number("told", world->last_status, 400);

    client = client_connect(world);
    client_say(world, &client, "PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhe");
    world_wait(world, world->heads == 2);
    client_vanish(&client);
    world_wait(world, http_server_connections(world->server) == 0);
    expect_number("told", world->replied, 2);
    expect_number("bodies", world->bodies, 0);
    expect_number("exchanges", http_server_exchanges(world->server), 0);
}

Test(connection, finishes_what_is_open_when_it_drains)
{
    CLEANUP(world_freep) struct world *world = world_new();
    struct client idle;
    struct client open;
    struct client late;

    world_start(world);
    idle = client_connect(world);
    open = client_connect(world);
    client_say(world, &idle, GET);
    client_say(world, &open, HELD GET);
    world_wait(world, client_has(&idle, "200 OK") && world->held != NULL);
    http_server_drain(world->server);
    world_wait(world, client_is_over(&idle));
    late = client_of(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
    cr_expect(connect(late.fd,
                      (struct sockaddr *)&(struct sockaddr_in){
                          .sin_family = AF_INET,
                          .sin_port = htons((uint16_t)http_server_port(world->server)),
                          .sin_addr.s_addr = htonl(INADDR_LOOPBACK)},
                      sizeof(struct sockaddr_in)) != 0,
              "it still listens");
    exchange_reply(TAKE(world->held), 200, NULL, NULL, 0);
    world_wait(world, client_is_over(&open));
    expect_text("open", client_statuses(&open), "200");
    cr_expect(client_has(&open, "Connection: close\r\n"));
    client_close(&idle);
    client_close(&open);
    client_close(&late);
    world_wait(world, http_server_connections(world->server) == 0);
}

Test(connection, may_go_while_somebody_holds_an_exchange)
{
    CLEANUP(world_freep) struct world *world = world_new();
    struct client client;

    world_start(world);
    client = client_connect(world);
    client_say(world, &client, HELD);
    world_wait(world, world->held != NULL);
    http_server_free(TAKE(world->server));
    expect_text("path", exchange_path(world->held), "/held");
    exchange_reply(TAKE(world->held), 200, NULL, NULL, 0);
    expect_number("told", world->replied, 0);
    world_wait(world, client_is_over(&client));
    client_close(&client);
}
