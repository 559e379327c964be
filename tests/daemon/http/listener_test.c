#include <sys/stat.h>

#include "common/compiler.h"
#include "tests/daemon/http/world.h"

#define GET "GET / HTTP/1.1\r\nHost: a\r\n\r\n"

static struct client client_connect_path(const char *path)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    const int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

    snprintf(address.sun_path, sizeof address.sun_path, "%s", path);
    cr_assert(connect(fd, (struct sockaddr *)&address, sizeof address) == 0);
    fcntl(fd, F_SETFL, O_NONBLOCK);
    return client_of(fd);
}

Test(listener, listens_on_a_unix_socket)
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
    (void)umask(0077);
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

/* A proxy may open connections ahead. */
Test(listener, lets_a_proxy_wait_with_its_first_byte)
{
    CLEANUP(world_freep) struct world *world = world_new();
    char directory[] = "/tmp/weltoffend-test-XXXXXX";
    CLEANUP(memory_freep) char *path = NULL;
    struct client client;

    cr_assert(mkdtemp(directory) != NULL);
    path = memory_format("%s/socket", directory);
    world->settings.listen = path;
    world->settings.head_ms = 20;
    world->settings.idle_ms = 10 * WORLD_PATIENCE_MS;
    world_start(world);
    client = client_connect_path(path);
    world_run(world, 100);
    world->settings.head_ms = WORLD_PATIENCE_MS;
    client_say(world, &client, GET);
    world_wait(world, client_has(&client, "200 OK"));
    client_close(&client);
    http_server_free(TAKE(world->server));
    rmdir(directory);
}

Test(listener, replaces_a_socket_file_of_the_dead_only)
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

Test(listener, says_why_it_cannot_listen)
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

static bool has_ipv6(void)
{
    const struct sockaddr_in6 address = {.sin6_family = AF_INET6};
    const int fd = socket(AF_INET6, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const bool is_there =
        fd >= 0 && bind(fd, (const struct sockaddr *)&address, sizeof address) == 0;

    close(fd);
    return is_there;
}

Test(listener, hears_both_kinds_of_addresses_on_the_one_that_means_all)
{
    CLEANUP(world_freep) struct world *world = world_new();
    struct client client;
    struct error error;

    if (!has_ipv6())
        cr_skip_test("the kernel has no IPv6");
    world->settings.listen = "[::]:0";
    cr_assert(http_server_new(world->base, &world->settings, &world->service, &world->server,
                              &error));
    client = client_connect(world);
    client_say(world, &client, GET);
    world_wait(world, client_has(&client, "200 OK"));
    expect_text("peer", world->last_peer, "127.0.0.1");
    client_close(&client);
}
