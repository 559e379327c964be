#pragma once

/*
 * How many connections each client has. A client is an IPv4 address or an IPv6 /64, which is
 * what one subscriber gets. Bounded by the connections there are.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/socket.h>

#define CLIENT_KEY_SIZE    16
#define CLIENT_PREFIX_SIZE 8  /* of an IPv6 /64 */
#define CLIENT_NAME_SIZE   46 /* INET6_ADDRSTRLEN */

/*
 * Who a client is: an IPv4 address mapped into IPv6; or an IPv6 prefix with CLIENT_IS_PREFIX as
 * the last byte, so that not even ::/64 is all zero; or CLIENT_IS_UNNAMED alone, which is all
 * whom a proxy speaks for without naming them. All zero is nobody, who is not counted.
 */
struct client_key {
    uint8_t bytes[CLIENT_KEY_SIZE];
};

#define CLIENT_IS_PREFIX  1
#define CLIENT_IS_UNNAMED 2

struct client;

/* The list is sorted by key and holds only clients with a connection. */
struct clients {
    struct client *list; /* owned */
    size_t count;
    size_t capacity;
};

/* The client behind an address; nobody for anything but IPv4 and IPv6. */
struct client_key client_key_of(const struct sockaddr *address);

/* All who are not named, as one. */
struct client_key client_unnamed(void);

/* Whether there is somebody to count: false for nobody. */
bool client_is_counted(const struct client_key *key);

/* The address as text, "local" for a Unix socket. */
void client_print(const struct sockaddr *address, char out[CLIENT_NAME_SIZE]);

/* Connections of the client before this one is added. */
size_t clients_count(const struct clients *clients, const struct client_key *key);
void clients_add(struct clients *clients, const struct client_key *key);
void clients_remove(struct clients *clients, const struct client_key *key);

void clients_done(struct clients *clients);
