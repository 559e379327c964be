#include "daemon/http/server.h"

#include <sys/resource.h>
#include <sys/stat.h>

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

/* Says one byte after the other, with pauses, until the server has had enough. */
static void client_dribble(struct world *world, struct client *client, const char *text)
{
    const long end = world_now_ms() + WORLD_PATIENCE_MS;

    while (!client_is_over(client)) {
        cr_assert(world_now_ms() < end, "waited in vain for the deadline");
        if (*text != '\0')
            (void)!send(client->fd, text++, 1, MSG_NOSIGNAL);
        world_run(world, 10);
    }
}

/* --- deadlines --- */

Test(server, gives_a_head_its_time_however_often_a_byte_comes)
{
    CLEANUP(world_freep) struct world *world = world_new();
    const long start = world_now_ms();
    struct client client;

    world->settings.head_ms = 100;
    world->settings.linger_ms = 50;
    world_start(world);
    client = client_connect(world);
    client_dribble(world, &client,
                   "GET /a_long_path_that_takes_its_time HTTP/1.1\r\nHost: a\r\n");
    expect_text("slow head", client_statuses(&client), "408");
    expect_number("slow head", world->heads, 0);
    cr_expect(world_now_ms() - start < 1000, "the deadline is one for the whole head");
    client_close(&client);
}

Test(server, gives_a_body_its_time_however_often_a_byte_comes)
{
    CLEANUP(world_freep) struct world *world = world_new();
    const long start = world_now_ms();
    struct client client;

    world->settings.body_ms = 100;
    world->settings.linger_ms = 50;
    world_start(world);
    client = client_connect(world);
    client_say(world, &client, "PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: 900\r\n\r\n");
    client_dribble(world, &client,
                   "a body that takes its time, and takes its time, and takes its");
    expect_text("slow body", client_statuses(&client), "408");
    expect_number("slow body, bodies", world->bodies, 0);
    expect_number("slow body, told", world->replied, 1);
    expect_number("slow body, told", world->last_status, 408);
    cr_expect(world_now_ms() - start < 1000, "the deadline is one for the whole body");
    client_close(&client);
}

Test(server, lets_nobody_idle_for_ever)
{
    CLEANUP(world_freep) struct world *world = world_new();
    struct client silent;
    struct client satisfied;

    world->settings.idle_ms = 60;
    world_start(world);
    silent = client_connect(world);
    satisfied = client_connect(world);
    client_say(world, &satisfied, GET);
    world_wait(world, client_is_over(&silent));
    world_wait(world, client_is_over(&satisfied));
    expect_text("silent", client_statuses(&silent), "");
    expect_text("satisfied", client_statuses(&satisfied), "200");
    client_close(&silent);
    client_close(&satisfied);
}

Test(server, does_not_wait_for_ever_for_a_client_to_read)
{
    CLEANUP(world_freep) struct world *world = world_new();
    struct client client;

    world->settings.write_ms = 100;
    world_start(world);
    client = client_connect(world);
    client_say(world, &client, "GET /long HTTP/1.1\r\nHost: a\r\n\r\n");
    world_wait(world, world->replied == 1);
    world_wait(world, http_server_connections(world->server) == 0);
    client_close(&client);
}

/* --- limits --- */

Test(server, lets_clients_wait_when_it_is_full)
{
    CLEANUP(world_freep) struct world *world = world_new();
    struct client clients[5];

    world->settings.connections_max = 3;
    world_start(world);
    for (size_t i = 0; i < COUNT_OF(clients); i++)
        clients[i] = client_connect(world);
    world_run(world, 50);
    expect_number("open", http_server_connections(world->server), 3);
    expect_number("gauge", metrics.connections_open, 3);
    client_close(&clients[0]);
    client_close(&clients[1]);
    client_say(world, &clients[3], GET);
    client_say(world, &clients[4], GET);
    world_wait(world, client_has(&clients[3], "200 OK"));
    world_wait(world, client_has(&clients[4], "200 OK"));
    expect_number("open", http_server_connections(world->server), 3);
    for (size_t i = 2; i < COUNT_OF(clients); i++)
        client_close(&clients[i]);
}

Test(server, gives_one_client_only_so_many_connections)
{
    CLEANUP(world_freep) struct world *world = world_new();
    struct client clients[3];

    world->settings.connections_per_client = 2;
    world_start(world);
    for (size_t i = 0; i < COUNT_OF(clients); i++)
        clients[i] = client_connect(world);
    world_wait(world, client_is_over(&clients[2]));
    expect_number("open", http_server_connections(world->server), 2);
    expect_number("refused", metrics.connections_refused, 1);
    expect_number("accepted", metrics.connections_accepted, 2);

    client_close(&clients[0]);
    client_close(&clients[2]);
    world_wait(world, http_server_connections(world->server) == 1);
    clients[0] = client_connect(world);
    client_say(world, &clients[0], GET);
    world_wait(world, client_has(&clients[0], "200 OK"));
    client_close(&clients[0]);
    client_close(&clients[1]);
}

Test(server, survives_running_out_of_descriptors)
{
    CLEANUP(world_freep) struct world *world = world_new();
    struct rlimit before;
    struct rlimit none;
    struct client turned_away;
    struct client later;

    world_start(world);
    turned_away = client_connect(world);
    later = client_connect(world);
    getrlimit(RLIMIT_NOFILE, &before);
    none = (struct rlimit){.rlim_cur = (rlim_t)later.fd + 1, .rlim_max = before.rlim_max};
    setrlimit(RLIMIT_NOFILE, &none);
    world_wait(world, client_is_over(&turned_away));
    world_run(world, 30);
    setrlimit(RLIMIT_NOFILE, &before);
    expect_number("refused", metrics.connections_refused, 1);
    client_say(world, &later, GET);
    world_wait(world, client_has(&later, "200 OK"));
    client_close(&turned_away);
    client_close(&later);
}

/* --- one request after the other --- */

Test(server, takes_up_a_request_when_the_one_before_it_is_answered)
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

Test(server, bounds_what_waits_behind_an_open_exchange)
{
    CLEANUP(world_freep) struct world *world = world_new();
    CLEANUP(memory_freep) char *flood = memory_new(1, 16 << 20);
    struct client client;
    size_t sent = 0;

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

Test(server, answers_head_with_the_fields_of_get)
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

Test(server, invites_a_body_only_when_it_wants_it)
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

Test(server, lets_a_client_who_is_still_sending_read_the_reply)
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

Test(server, lingers_within_bounds)
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

Test(server, drops_the_reply_to_a_client_who_left)
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

Test(server, does_not_wait_for_the_body_of_a_client_who_left)
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

Test(server, finishes_what_is_open_when_it_drains)
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

Test(server, may_go_while_somebody_holds_an_exchange)
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

/* --- where it listens --- */

static struct client client_connect_path(const char *path)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    const int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

    snprintf(address.sun_path, sizeof address.sun_path, "%s", path);
    cr_assert(connect(fd, (struct sockaddr *)&address, sizeof address) == 0);
    fcntl(fd, F_SETFL, O_NONBLOCK);
    return client_of(fd);
}

Test(server, listens_on_a_unix_socket)
{
    CLEANUP(world_freep) struct world *world = world_new();
    char directory[] = "/tmp/weltoffend-test-XXXXXX";
    CLEANUP(memory_freep) char *path = NULL;
    struct http_server *second = NULL;
    struct error error;
    struct client clients[2];
    struct stat status;

    cr_assert(mkdtemp(directory) != NULL);
    path = memory_format("%s/socket", directory);
    world->settings.listen = path;
    world->settings.connections_per_client = 1;
    world_start(world);
    expect_number("port", http_server_port(world->server), 0);
    for (size_t i = 0; i < COUNT_OF(clients); i++) {
        clients[i] = client_connect_path(path);
        client_say(world, &clients[i], GET);
        world_wait(world, client_has(&clients[i], "200 OK"));
    }
    expect_text("peer", world->last_peer, "local");
    cr_expect(
        !http_server_new(world->base, &world->settings, &world->service, &second, &error));
    cr_expect(strstr(error.text, "another program listens there already") != NULL, "%s",
              error.text);
    for (size_t i = 0; i < COUNT_OF(clients); i++)
        client_close(&clients[i]);
    http_server_free(TAKE(world->server));
    cr_expect(stat(path, &status) != 0, "the socket file was left behind");
    rmdir(directory);
}

Test(server, replaces_a_socket_file_of_the_dead_only)
{
    CLEANUP(world_freep) struct world *world = world_new();
    char directory[] = "/tmp/weltoffend-test-XXXXXX";
    CLEANUP(memory_freep) char *path = NULL;
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    struct http_server *server = NULL;
    struct error error;
    int fd;

    cr_assert(mkdtemp(directory) != NULL);
    path = memory_format("%s/socket", directory);
    world->settings.listen = path;

    close(open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600));
    cr_expect(
        !http_server_new(world->base, &world->settings, &world->service, &server, &error));
    cr_expect(strstr(error.text, "a file that is no socket") != NULL, "%s", error.text);
    unlink(path);

    fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    snprintf(address.sun_path, sizeof address.sun_path, "%s", path);
    cr_assert(bind(fd, (struct sockaddr *)&address, sizeof address) == 0);
    close(fd); /* bound, and nobody listens */
    world_start(world);
    http_server_free(TAKE(world->server));
    rmdir(directory);
}

Test(server, says_why_it_cannot_listen)
{
    static const char *const wrong[] = {
        "",         "8080",  "127.0.0.1", "127.0.0.1:",     "127.0.0.1:99999", "127.0.0.1:x",
        "::1:80",   "[::1]", "[::1]:",    "localhost:8080", "[127.0.0.1]:80",  "1.2.3:80",
        "relative",
    };
    CLEANUP(world_freep) struct world *world = world_new();
    CLEANUP(memory_freep) char *taken = NULL;
    struct http_server *second = NULL;
    struct error error;

    for (size_t i = 0; i < COUNT_OF(wrong); i++) {
        world->settings.listen = wrong[i];
        cr_expect(
            !http_server_new(world->base, &world->settings, &world->service, &second, &error),
            "%s", wrong[i]);
        cr_expect(strstr(error.text, "neither address:port") != NULL, "%s", error.text);
    }
    world->settings.listen = "127.0.0.1:0";
    world_start(world);
    taken = memory_format("127.0.0.1:%d", http_server_port(world->server));
    world->settings.listen = taken;
    cr_expect(
        !http_server_new(world->base, &world->settings, &world->service, &second, &error));
    cr_expect(strstr(error.text, "another program listens there already") != NULL, "%s",
              error.text);
    expect_number("kind", error.kind, ERROR_SYSTEM);
}

Test(server, hears_both_kinds_of_addresses_on_the_one_that_means_all)
{
    CLEANUP(world_freep) struct world *world = world_new();
    struct client client;
    struct error error;

    world->settings.listen = "[::]:0";
    if (!http_server_new(world->base, &world->settings, &world->service, &world->server,
                         &error))
        cr_skip_test("no IPv6 here");
    client = client_connect(world);
    client_say(world, &client, GET);
    world_wait(world, client_has(&client, "200 OK"));
    expect_text("peer", world->last_peer, "127.0.0.1");
    client_close(&client);
}
