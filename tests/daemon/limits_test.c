#include "daemon/limits.h"

#include <stdio.h>
#include <string.h>

#include "common/compiler.h"
#include "daemon/limit_table.h"
#include "tests/support/expect.h"

#define SECRET 42
#define START  1000

static const struct limits_settings standard = {.address_rate = 60,
                                                .address_burst = 5,
                                                .token_rate = 120,
                                                .token_burst = 2,
                                                .sign_in_failures = 3};

static struct client_key address(uint32_t number)
{
    struct client_key key = {{0}};

    memcpy(key.bytes, &number, sizeof number);
    key.bytes[15] = 1;
    return key;
}

Test(limits, let_a_burst_through_and_then_the_rate)
{
    CLEANUP(limits_freep) struct limits *limits = limits_new(&standard, SECRET);
    const struct client_key one = address(1);
    const struct client_key other = address(2);
    int64_t now = START;

    for (int i = 0; i < 5; i++)
        expect_number("burst", (size_t)limits_address(limits, &one, now), 0);
    expect_number("beyond", (size_t)limits_address(limits, &one, now), 2);
    expect_number("another", (size_t)limits_address(limits, &other, now), 0);
    for (int i = 0; i < 10; i++) {
        now += 1001;
        expect_number("one a second", (size_t)limits_address(limits, &one, now), 0);
        cr_expect_gt(limits_address(limits, &one, now), 0);
    }
    now += 3600000;
    for (int i = 0; i < 5; i++)
        expect_number("no more than the burst is saved",
                      (size_t)limits_address(limits, &one, now), 0);
    cr_expect_gt(limits_address(limits, &one, now), 0);
}

Test(limits, come_again_when_they_said_so)
{
    const struct limits_settings slow = {.address_rate = 1, .address_burst = 1};
    CLEANUP(limits_freep) struct limits *limits = limits_new(&slow, SECRET);
    const struct client_key one = address(1);
    long seconds;

    expect_number("first", (size_t)limits_address(limits, &one, START), 0);
    seconds = limits_address(limits, &one, START);
    cr_expect(seconds == 60 || seconds == 61);
    cr_expect_gt(limits_address(limits, &one, START + seconds * 500), 0);
    expect_number("then", (size_t)limits_address(limits, &one, START + seconds * 1000), 0);
}

Test(limits, count_tokens_apart_from_addresses)
{
    CLEANUP(limits_freep) struct limits *limits = limits_new(&standard, SECRET);

    for (int i = 0; i < 2; i++)
        expect_number("token", (size_t)limits_token(limits, "17", START), 0);
    cr_expect_gt(limits_token(limits, "17", START), 0);
    expect_number("other token", (size_t)limits_token(limits, "71", START), 0);
    expect_number("a long id", (size_t)limits_token(limits, "0123456789012345678901234", START),
                  0);
}

Test(limits, are_off_at_rate_0_and_for_nobody)
{
    const struct limits_settings off = {.token_burst = 1, .address_burst = 1};
    CLEANUP(limits_freep) struct limits *without = limits_new(&off, SECRET);
    CLEANUP(limits_freep) struct limits *with = limits_new(&standard, SECRET);
    const struct client_key nobody = {{0}};
    const struct client_key one = address(1);

    for (int i = 0; i < 1000; i++) {
        expect_number("off", (size_t)limits_address(without, &one, START), 0);
        expect_number("off", (size_t)limits_token(without, "1", START), 0);
        expect_number("nobody", (size_t)limits_address(with, &nobody, START), 0);
        cr_expect(limits_try(with, &nobody, START));
        expect_number("nobody", (size_t)limits_failed(with, &nobody, START), 0);
    }
}

Test(limits, wait_longer_with_each_failure_and_forgive_slowly)
{
    static const long delays[] = {0, 0, 0, 250, 500, 1000, 2000, 4000, 8000, 8000, 8000};
    CLEANUP(limits_freep) struct limits *limits = limits_new(&standard, SECRET);
    const struct client_key one = address(1);
    int64_t now = START;
    long delay = 0;

    for (size_t i = 0; i < COUNT_OF(delays); i++) {
        cr_assert(limits_try(limits, &one, now));
        delay = limits_failed(limits, &one, now);
        expect_number("delay", (size_t)delay, (size_t)delays[i]);
        if (delay > 0)
            limits_end(limits, &one, now);
    }

    cr_assert(limits_try(limits, &one, now));
    limits_succeeded(limits, &one, now);
    cr_assert(limits_try(limits, &one, now));
    delay = limits_failed(limits, &one, now);
    cr_expect_eq(delay, 8000, "one success does not undo eight failures");
    limits_end(limits, &one, now);

    now += 20 * LIMITS_FORGIVEN_MS;
    cr_assert(limits_try(limits, &one, now));
    expect_number("forgiven", (size_t)limits_failed(limits, &one, now), 0);
}

/* Fails so often that the next answer would wait. */
static void fail_often(struct limits *limits, const struct client_key *one)
{
    for (int i = 0; i < 3; i++) {
        cr_assert(limits_try(limits, one, START));
        expect_number("at once", (size_t)limits_failed(limits, one, START), 0);
    }
}

Test(limits, let_few_answers_wait_at_a_time)
{
    CLEANUP(limits_freep) struct limits *limits = limits_new(&standard, SECRET);
    const struct client_key other = address(7777);
    size_t waiting = 0;

    for (uint32_t i = 0; i < 2 * LIMITS_WAITING_MAX; i++) {
        const struct client_key one = address(i);

        fail_often(limits, &one);
        for (int n = 0; n < LIMITS_TRIES; n++) {
            if (!limits_try(limits, &one, START))
                continue;
            cr_expect_gt(limits_failed(limits, &one, START), 0);
            waiting++;
        }
        cr_expect(!limits_try(limits, &one, START), "no more than so many of one address");
        if (waiting == LIMITS_WAITING_MAX)
            break;
    }
    expect_number("waiting", waiting, LIMITS_WAITING_MAX);
    fail_often(limits, &other);
    cr_expect(!limits_try(limits, &other, START), "nor of all");
    for (uint32_t i = 0; i < LIMITS_WAITING_MAX / LIMITS_TRIES; i++) {
        const struct client_key one = address(i);

        for (int n = 0; n < LIMITS_TRIES; n++)
            limits_end(limits, &one, START);
    }
    cr_expect(limits_try(limits, &other, START), "until they are answered");
}

Test(limits, let_few_answers_wait_of_those_that_began_together)
{
    CLEANUP(limits_freep) struct limits *limits = limits_new(&standard, SECRET);
    size_t at_once = 0, waiting = 0, refused = 0;

    for (uint32_t i = 0; i < 20; i++) {
        const struct client_key one = address(i);

        for (int n = 0; n < 20; n++)
            cr_assert(limits_try(limits, &one, START), "nothing has failed yet");
    }
    for (uint32_t i = 0; i < 20; i++) {
        const struct client_key one = address(i);
        size_t its = 0;

        for (int n = 0; n < 20; n++) {
            const long delay = limits_failed(limits, &one, START);

            at_once += delay == 0;
            its += delay > 0;
            refused += delay == LIMITS_NO_ROOM;
        }
        cr_expect_leq(its, LIMITS_TRIES);
        waiting += its;
    }
    expect_number("at once", at_once, 20 * 3);
    expect_number("waiting", waiting, LIMITS_WAITING_MAX);
    expect_number("refused", refused, 20 * 20 - 20 * 3 - LIMITS_WAITING_MAX);
    for (uint32_t i = 0; i < LIMITS_WAITING_MAX / LIMITS_TRIES; i++) {
        const struct client_key one = address(i);

        for (int n = 0; n < LIMITS_TRIES; n++)
            limits_end(limits, &one, START);
        cr_expect(limits_try(limits, &one, START), "there is room again");
    }
}

Test(limits, forgive_nothing_while_nobody_can_tell)
{
    CLEANUP(limits_freep) struct limits *limits = limits_new(&standard, SECRET);
    const struct client_key one = address(1);

    for (int i = 0; i < 3; i++) {
        cr_assert(limits_try(limits, &one, START));
        expect_number("at once", (size_t)limits_failed(limits, &one, START), 0);
        cr_assert(limits_try(limits, &one, START));
        limits_undecided(limits, &one, START);
    }
    cr_assert(limits_try(limits, &one, START));
    expect_number("waits", (size_t)limits_failed(limits, &one, START), LIMITS_DELAY_MS);
}

Test(limits, are_not_reset_by_coming_with_many_addresses)
{
    const struct limits_settings never = {.address_rate = 1, .address_burst = 10};
    CLEANUP(limits_freep) struct limits *limits = limits_new(&never, SECRET);
    const struct client_key one = address(0);
    size_t passed = 0;

    for (int i = 0; i < 10; i++)
        expect_number("burst", (size_t)limits_address(limits, &one, START), 0);
    for (uint32_t i = 1; i < 20 * LIMIT_TABLE_PLACES; i++) {
        const struct client_key other = address(i);

        passed += limits_address(limits, &other, START) == 0;
    }
    for (int i = 0; i < 10; i++)
        cr_expect_gt(limits_address(limits, &one, START), 0, "it is remembered");
    /* Whoever takes a place takes over what was left there: all of them together get no more
     * than the table holds. */
    cr_expect_leq(passed, 10 * LIMIT_TABLE_PLACES);
    cr_expect_gt(passed, 9 * LIMIT_TABLE_PLACES);
}

static bool is_remembered(const struct limit_place *place, const struct client_key *key)
{
    return memcmp(&place->key, key, sizeof *key) == 0;
}

Test(limits, forget_who_has_all_of_it_again)
{
    struct limit_table *table = limit_table_new(SECRET);
    const struct limit_rate rate = {.per_ms = 1.0 / 60000, .burst = 5};
    const struct client_key keys[] = {address(1), address(2), address(3)};
    struct limit_place *places[COUNT_OF(keys)]; /* they stay where they are */

    for (size_t i = 0; i < COUNT_OF(keys); i++)
        places[i] = limit_table_at(table, &keys[i], &rate, START);
    places[0]->level = 4;
    places[1]->level = 2;
    places[2]->level = 4;
    places[2]->open = 1;

    limit_table_forget(table, &rate, START + 60000);
    cr_expect(!is_remembered(places[0], &keys[0]), "a minute later it is full");
    cr_expect(is_remembered(places[1], &keys[1]), "this one takes three");
    cr_expect(is_remembered(places[2], &keys[2]), "something is under way");

    limit_table_forget(table, &rate, START + 180000);
    cr_expect(!is_remembered(places[1], &keys[1]));
    cr_expect(is_remembered(places[2], &keys[2]));
    places[2]->open = 0;
    limit_table_forget(table, &rate, START + 180001);
    cr_expect(is_remembered(places[2], &keys[2]), "all are looked through once a minute");
    limit_table_forget(table, &rate, START + 240000);
    cr_expect(!is_remembered(places[2], &keys[2]));
    limit_table_free(table);
}

Test(limits, do_not_give_a_place_away_where_an_answer_waits)
{
    struct limit_table *table = limit_table_new(SECRET);
    const struct limit_rate rate = {.per_ms = 0.001, .burst = 5};
    const struct client_key one = address(0);
    struct limit_place *place = limit_table_at(table, &one, &rate, START);

    place->open = 1;
    place->level = 4;
    for (uint32_t i = 1; i < 20 * LIMIT_TABLE_PLACES; i++) {
        const struct client_key other = address(i);

        limit_table_at(table, &other, &rate, START)->level -= 1;
    }
    place = limit_table_at(table, &one, &rate, START);
    expect_number("open", place->open, 1);
    expect_number("level", (size_t)place->level, 4);
    limit_table_free(table);
}
