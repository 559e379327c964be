#include "daemon/http/server.h"

#include <sys/resource.h>

#include "common/compiler.h"
#include "daemon/metrics.h"
#include "tests/daemon/http/world.h"

#define REST_OF_GET "ET / HTTP/1.1\r\nHost: a\r\n\r\n"
#define GET         "G" REST_OF_GET

/* Says one byte after the other, with pauses, until the server has had enough; returns what is
 * left to be said. */
static const char *client_dribble(struct world *world, struct client *client, const char *text)
{
    const long end = world_now_ms() + WORLD_PATIENCE_MS;

    while (!client_is_over(client)) {
        cr_assert(world_now_ms() < end, "waited in vain for the deadline");
        if (*text != '\0')
            (void)!send(client->fd, text++, 1, MSG_NOSIGNAL);
        world_run(world, 10);
    }
    return text;
}

/* --- deadlines --- */

Test(server, gives_a_head_its_time_however_often_a_byte_comes)
{
    CLEANUP(world_freep) struct world *world = world_new();
    const char *left;
    struct client client;

    world->settings.head_ms = 100;
    world->settings.linger_ms = 50;
    world_start(world);
    client = client_connect(world);
    left = client_dribble(world, &client,
                          "GET /a_long_path_that_takes_its_time HTTP/1.1\r\nHost: a\r\n");
    expect_text("slow head", client_statuses(&client), "408");
    expect_number("slow head", world->heads, 0);
    cr_expect(*left != '\0', "the deadline is one for the whole head");
    client_close(&client);
}

Test(server, gives_a_body_its_time_however_often_a_byte_comes)
{
    CLEANUP(world_freep) struct world *world = world_new();
    const char *left;
    struct client client;

    world->settings.body_ms = 100;
    world->settings.linger_ms = 50;
    world_start(world);
    client = client_connect(world);
    client_say(world, &client, "PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: 900\r\n\r\n");
    left = client_dribble(world, &client,
                          "a body that takes its time, and takes its time, and takes its");
    expect_text("slow body", client_statuses(&client), "408");
    expect_number("slow body, bodies", world->bodies, 0);
    expect_number("slow body, told", world->replied, 1);
    expect_number("slow body, told", world->last_status, 408);
    cr_expect(*left != '\0', "the deadline is one for the whole body");
    client_close(&client);
}

Test(server, lets_nobody_idle_for_ever)
{
    CLEANUP(world_freep) struct world *world = world_new();
    struct client client;

    world->settings.idle_ms = 60;
    world_start(world);
    client = client_connect(world);
    client_say(world, &client, GET);
    world_wait(world, client_is_over(&client));
    expect_text("replies", client_statuses(&client), "200");
    client_close(&client);
}

/* The other deadline is longer than the test is patient. */
Test(server, waits_for_a_first_byte_only_as_long_as_for_a_head)
{
    CLEANUP(world_freep) struct world *world = world_new();
    struct client silent;
    struct client satisfied;

    world->settings.head_ms = 60;
    world->settings.idle_ms = 10 * WORLD_PATIENCE_MS;
    world_start(world);
    satisfied = client_connect(world);
    client_say(world, &satisfied, GET);
    world_wait(world, client_has(&satisfied, "200 OK"));
    silent = client_connect(world);
    world_wait(world, client_is_over(&silent));
    expect_text("silent", client_statuses(&silent), "");
    cr_expect(!client_is_over(&satisfied), "it has had its first byte");
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
    for (size_t i = 0; i < COUNT_OF(clients); i++) {
        clients[i] = client_connect(world);
        client_say(world, &clients[i], "G");
    }
    world_run(world, 50);
    expect_number("open", http_server_connections(world->server), 3);
    expect_number("gauge", metrics.connections_open, 3);
    client_close(&clients[0]);
    client_close(&clients[1]);
    client_say(world, &clients[3], REST_OF_GET);
    client_say(world, &clients[4], REST_OF_GET);
    world_wait(world, client_has(&clients[3], "200 OK"));
    world_wait(world, client_has(&clients[4], "200 OK"));
    for (size_t i = 2; i < COUNT_OF(clients); i++)
        client_close(&clients[i]);
}

static struct client client_ask(struct world *world)
{
    struct client client = client_connect(world);

    client_say(world, &client, GET);
    world_wait(world, client_has(&client, "200 OK"));
    return client;
}

Test(server, closes_who_idles_longest_when_it_is_full)
{
    CLEANUP(world_freep) struct world *world = world_new();
    struct client begun;
    struct client held;
    struct client idle[3];
    long start;

    world->settings.connections_max = 4;
    world->settings.head_ms = world->settings.idle_ms = 10 * WORLD_PATIENCE_MS;
    world_start(world);
    begun = client_connect(world);
    client_say(world, &begun, "G");
    held = client_connect(world);
    client_say(world, &held, "GET /held HTTP/1.1\r\nHost: a\r\n\r\n");
    world_wait(world, world->held != NULL);
    start = world_now_ms();
    idle[0] = client_ask(world);
    idle[1] = client_ask(world);
    world_wait(world, client_is_over(&idle[0]));
    cr_expect(world_now_ms() - start >= HTTP_SPARED_MS, "its next request could be on its way");
    cr_expect(!client_is_over(&idle[1]), "it has idled less");
    expect_number("refused", metrics.connections_refused, 1);
    idle[2] = client_ask(world);
    world_wait(world, client_is_over(&idle[1]));
    cr_expect(!client_is_over(&idle[2]), "it has idled less");
    expect_number("open", http_server_connections(world->server), 3);

    client_say(world, &begun, REST_OF_GET);
    world_wait(world, client_has(&begun, "200 OK"));
    world_answer(TAKE(world->held));
    world_wait(world, client_has(&held, "200 OK"));
    client_close(&begun);
    client_close(&held);
    for (size_t i = 0; i < COUNT_OF(idle); i++)
        client_close(&idle[i]);
}

/* All sent nothing: the clients of a flood that want something get in nevertheless. */
Test(server, lets_clients_in_beside_any_number_of_silent_ones)
{
    CLEANUP(world_freep) struct world *world = world_new();
    struct client silent[10];

    world->settings.connections_max = 3;
    world->settings.head_ms = world->settings.idle_ms = 10 * WORLD_PATIENCE_MS;
    world_start(world);
    for (size_t i = 0; i < COUNT_OF(silent); i++)
        silent[i] = client_connect(world);
    for (size_t i = 0; i < 3; i++) {
        struct client client = client_ask(world);

        client_close(&client);
    }
    for (size_t i = 0; i < COUNT_OF(silent); i++)
        client_close(&silent[i]);
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
    struct client clients[5];
    struct client later;
    long start;

    world_start(world);
    for (size_t i = 0; i < COUNT_OF(clients); i++)
        clients[i] = client_connect(world);
    getrlimit(RLIMIT_NOFILE, &before);
    none = (struct rlimit){.rlim_cur = (rlim_t)clients[COUNT_OF(clients) - 1].fd + 1,
                           .rlim_max = before.rlim_max};
    start = world_now_ms();
    setrlimit(RLIMIT_NOFILE, &none);
    world_wait(world, client_is_over(&clients[0]));
    world_run(world, 30);
    setrlimit(RLIMIT_NOFILE, &before);
    cr_expect((long)metrics.connections_refused <= 2 + (world_now_ms() - start) / 100,
              "a breath of about 100 ms after each: %ld", (long)metrics.connections_refused);
    later = client_connect(world);
    client_say(world, &later, GET);
    world_wait(world, client_has(&later, "200 OK"));
    client_close(&later);
    for (size_t i = 0; i < COUNT_OF(clients); i++)
        client_close(&clients[i]);
}
