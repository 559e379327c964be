/*
 * The raw bytes of tests/cases/exchanges.txt against the whole server. Each exchange is sent at
 * once and byte by byte, and the client then ends its side, so that nothing has to wait for a
 * deadline.
 */

#include "common/compiler.h"
#include "tests/daemon/http/world.h"
#include "tests/support/exchanges.h"

/* The lengths that stand in the file. */
_Static_assert(EXCHANGE_TARGET_MAX == 2048, "the longest target");
_Static_assert(EXCHANGE_HEADERS_MAX == 64, "the most fields");
_Static_assert(EXCHANGE_QUERY_MAX == 64, "the most parameters");
_Static_assert(HTTP_HEAD_MAX == 16384, "the longest head");
_Static_assert(WORLD_LIMIT == 1000, "the longest body");

static void play(const struct raw_exchange *exchange, size_t step, const char *manner)
{
    CLEANUP(world_freep) struct world *world = world_new();
    CLEANUP(memory_freep) char *label = memory_format("%s (%s)", exchange->name, manner);
    struct client client;

    world_start(world);
    client = client_connect(world);
    world_wait(world, http_server_connections(world->server) == 1);
    for (size_t at = 0; at < exchange->size; at += step) {
        const size_t left = exchange->size - at;

        client_send(world, &client, exchange->bytes + at, left < step ? left : step);
        world_turn(world);
    }
    shutdown(client.fd, SHUT_WR);
    world_wait(world, client_is_over(&client));
    expect_text(label, client_statuses(&client), exchange->statuses);
    expect_number(label, world->heads, exchange->heads);
    expect_number(label, world->hidden, 0);
    expect_number(label, world->replied, world->heads);
    cr_expect(!client.is_reset, "%s: the connection was reset", label);
    world_wait(world, http_server_connections(world->server) == 0);
    client_close(&client);
}

static void play_both(const struct raw_exchange *exchange)
{
    play(exchange, exchange->size, "at once");
    play(exchange, 1, "byte by byte");
}

Test(requests, are_answered_when_they_keep_to_the_rules)
{
    cr_expect_gt(exchanges_play("are answered when they keep to the rules", play_both), 30);
}

Test(requests, are_refused_when_their_borders_are_in_doubt)
{
    cr_expect_gt(exchanges_play("are refused when their borders are in doubt", play_both), 50);
}

Test(requests, are_refused_with_the_status_that_fits)
{
    cr_expect_gt(exchanges_play("are refused with the status that fits", play_both), 30);
}

Test(requests, are_refused_when_they_are_too_long, .timeout = 60)
{
    cr_expect_gt(exchanges_play("are refused when they are too long", play_both), 11);
}
