#include "daemon/http/clients.h"

#include <arpa/inet.h>
#include <assert.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>

#include "common/memory.h"
#include "daemon/http/address.h"

struct client {
    struct client_key key;
    size_t connections; /* > 0 */
};

struct client_key client_key_of(const struct sockaddr *address)
{
    struct address its;

    return address_of_socket(address, &its) ? address_client(&its) : (struct client_key){{0}};
}

struct client_key client_unnamed(void)
{
    return (struct client_key){.bytes = {[CLIENT_KEY_SIZE - 1] = CLIENT_IS_UNNAMED}};
}

bool client_is_counted(const struct client_key *key)
{
    static const struct client_key nobody;

    return memcmp(key, &nobody, sizeof nobody) != 0;
}

void client_print(const struct sockaddr *address, char out[CLIENT_NAME_SIZE])
{
    const struct client_key key = client_key_of(address);
    struct sockaddr_in6 six;

    if (address->sa_family == AF_INET6) {
        memcpy(&six, address, sizeof six);
        if (!IN6_IS_ADDR_V4MAPPED(&six.sin6_addr)) {
            (void)inet_ntop(AF_INET6, &six.sin6_addr, out, CLIENT_NAME_SIZE);
            return;
        }
    }
    if (address->sa_family == AF_UNIX)
        memcpy(out, "local", sizeof "local");
    else
        (void)inet_ntop(AF_INET, key.bytes + 12, out, CLIENT_NAME_SIZE);
}

/* The first place whose key is not lower. */
static size_t place_of(const struct clients *clients, const struct client_key *key)
{
    size_t low = 0;
    size_t high = clients->count;

    while (low < high) {
        const size_t middle = low + (high - low) / 2;

        if (memcmp(&clients->list[middle].key, key, sizeof *key) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static bool is_at(const struct clients *clients, size_t place, const struct client_key *key)
{
    return place < clients->count && memcmp(&clients->list[place].key, key, sizeof *key) == 0;
}

size_t clients_count(const struct clients *clients, const struct client_key *key)
{
    const size_t place = place_of(clients, key);

    return is_at(clients, place, key) ? clients->list[place].connections : 0;
}

void clients_add(struct clients *clients, const struct client_key *key)
{
    const size_t place = place_of(clients, key);

    if (is_at(clients, place, key)) {
        clients->list[place].connections++;
        return;
    }
    if (clients->count == clients->capacity) {
        clients->capacity = clients->capacity * 2 + 16;
        clients->list = memory_resize(clients->list, clients->capacity * sizeof *clients->list);
    }
    memmove(clients->list + place + 1, clients->list + place,
            (clients->count - place) * sizeof *clients->list);
    clients->list[place] = (struct client){.key = *key, .connections = 1};
    clients->count++;
}

void clients_remove(struct clients *clients, const struct client_key *key)
{
    const size_t place = place_of(clients, key);

    assert(is_at(clients, place, key));
    if (--clients->list[place].connections > 0)
        return;
    clients->count--;
    memmove(clients->list + place, clients->list + place + 1,
            (clients->count - place) * sizeof *clients->list);
}

void clients_done(struct clients *clients)
{
    free(clients->list);
    *clients = (struct clients){0};
}
