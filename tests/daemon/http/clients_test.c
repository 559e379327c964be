#include "daemon/http/clients.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <sys/un.h>

#include "common/compiler.h"
#include "tests/support/expect.h"

static struct sockaddr_storage address_of(const char *text)
{
    struct sockaddr_storage storage = {0};
    struct sockaddr_in four = {.sin_family = AF_INET};
    struct sockaddr_in6 six = {.sin6_family = AF_INET6};

    if (inet_pton(AF_INET, text, &four.sin_addr) == 1)
        memcpy(&storage, &four, sizeof four);
    else if (inet_pton(AF_INET6, text, &six.sin6_addr) == 1)
        memcpy(&storage, &six, sizeof six);
    else
        storage.ss_family = AF_UNIX;
    return storage;
}

static struct client_key key_of(const char *text)
{
    const struct sockaddr_storage address = address_of(text);

    return client_key_of((const struct sockaddr *)&address);
}

Test(clients, are_told_apart_by_address_or_prefix)
{
    static const struct {
        const char *one;
        const char *other;
        bool is_same;
    } cases[] = {
        {"192.0.2.1", "192.0.2.1", true},
        {"192.0.2.1", "192.0.2.2", false},
        {"192.0.2.1", "::ffff:192.0.2.1", true},
        {"::ffff:192.0.2.1", "::ffff:192.0.2.2", false},
        {"2001:db8::1", "2001:db8::ffff:0:0:1", true},
        {"2001:db8::1", "2001:db8:0:1::1", false},
        {"2001:db8:a:b::1", "2001:db8:a:b:c::", true},
        {"::1", "::2", true},
        {"::1", "127.0.0.1", false},
        {"::1", "0:0:0:1::1", false},
    };

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        const struct client_key one = key_of(cases[i].one);
        const struct client_key other = key_of(cases[i].other);

        expect_number(cases[i].other, memcmp(&one, &other, sizeof one) == 0, cases[i].is_same);
    }
}

Test(clients, are_somebody_whatever_their_address)
{
    static const char *const addresses[] = {"0.0.0.0", "127.0.0.1",      "::",       "::1",
                                            "::2",     "::ffff:0.0.0.0", "::0.0.0.2"};
    const struct client_key unnamed = client_unnamed();
    const struct client_key nobody = key_of("/a/socket");

    for (size_t i = 0; i < COUNT_OF(addresses); i++) {
        const struct client_key key = key_of(addresses[i]);

        cr_expect(client_is_counted(&key), "%s", addresses[i]);
        cr_expect(memcmp(&key, &unnamed, sizeof key) != 0, "%s", addresses[i]);
    }
    cr_expect(client_is_counted(&unnamed));
    cr_expect(!client_is_counted(&nobody));
}

Test(clients, are_named_by_their_address)
{
    static const struct {
        const char *address;
        const char *name;
    } cases[] = {
        {"192.0.2.1", "192.0.2.1"},
        {"::ffff:192.0.2.1", "192.0.2.1"},
        {"2001:db8::1", "2001:db8::1"},
        {"/a/socket", "local"},
    };

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        const struct sockaddr_storage address = address_of(cases[i].address);
        char name[CLIENT_NAME_SIZE];

        client_print((const struct sockaddr *)&address, name);
        expect_text(cases[i].address, name, cases[i].name);
    }
}

Test(clients, are_counted_until_they_go)
{
    struct clients clients = {0};

    for (int round = 0; round < 3; round++) {
        for (int i = 0; i < 200; i++) {
            char text[16];
            struct client_key key;

            snprintf(text, sizeof text, "192.0.2.%d", i * 7 % 200);
            key = key_of(text);
            expect_number(text, clients_count(&clients, &key), round);
            clients_add(&clients, &key);
        }
    }
    expect_number("clients", clients.count, 200);
    for (int round = 3; round > 0; round--) {
        for (int i = 0; i < 200; i++) {
            char text[16];
            struct client_key key;

            snprintf(text, sizeof text, "192.0.2.%d", i * 3 % 200);
            key = key_of(text);
            expect_number(text, clients_count(&clients, &key), round);
            clients_remove(&clients, &key);
        }
    }
    expect_number("clients", clients.count, 0);
    clients_done(&clients);
}
