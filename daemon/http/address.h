#pragma once

/*
 * Addresses of clients and proxies. IPv4 is kept mapped into IPv6, so there is one kind.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/socket.h>

#include "common/compiler.h"
#include "common/error.h"
#include "daemon/http/clients.h"

struct address {
    uint8_t bytes[16];
};

/* Addresses that share their first bits. */
struct network {
    struct address address;
    unsigned bits; /* 0 to 128; of an IPv4 address 96 are added */
};

#define NETWORKS_MAX 32

struct networks {
    struct network list[NETWORKS_MAX];
    size_t count;
};

/* False for anything but IPv4 and IPv6. */
bool address_of_socket(const struct sockaddr *socket, struct address *out) MUST_CHECK;

/* Reads exactly "192.0.2.1" or "2001:db8::1": no port, no brackets, no zone, nothing around. */
bool address_read(const char *text, size_t size, struct address *out) MUST_CHECK;

/* Whose it is: see clients.h. */
struct client_key address_client(const struct address *address);

/*
 * Reads "192.0.2.1 10.0.0.0/8 2001:db8::/32", separated by blanks. ERROR_INVALID names the one
 * that is none.
 */
bool networks_read(const char *text, struct networks *out, struct error *error) MUST_CHECK;

bool networks_have(const struct networks *networks, const struct address *address);
