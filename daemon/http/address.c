#include "daemon/http/address.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>

#define MAPPED_BITS 96 /* in front of an IPv4 address that is mapped into IPv6 */

static const uint8_t mapped[] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};

static void map(const struct in_addr *four, struct address *out)
{
    memcpy(out->bytes, mapped, sizeof mapped);
    memcpy(out->bytes + sizeof mapped, four, 4);
}

static bool is_mapped(const struct address *address)
{
    return memcmp(address->bytes, mapped, sizeof mapped) == 0;
}

bool address_of_socket(const struct sockaddr *socket, struct address *out)
{
    struct sockaddr_in four;
    struct sockaddr_in6 six;

    if (socket->sa_family == AF_INET) {
        memcpy(&four, socket, sizeof four);
        map(&four.sin_addr, out);
        return true;
    }
    if (socket->sa_family == AF_INET6) {
        memcpy(&six, socket, sizeof six);
        memcpy(out->bytes, &six.sin6_addr, sizeof out->bytes);
        return true;
    }
    return false;
}

bool address_read(const char *text, size_t size, struct address *out)
{
    char copy[INET6_ADDRSTRLEN];
    struct in_addr four;
    struct in6_addr six;

    if (size >= sizeof copy)
        return false;
    memcpy(copy, text, size);
    copy[size] = '\0';
    if (inet_pton(AF_INET, copy, &four) == 1) {
        map(&four, out);
        return true;
    }
    if (inet_pton(AF_INET6, copy, &six) != 1)
        return false;
    memcpy(out->bytes, &six, sizeof out->bytes);
    return true;
}

struct client_key address_client(const struct address *address)
{
    struct client_key key = {{0}};

    if (is_mapped(address)) {
        memcpy(key.bytes, address->bytes, CLIENT_KEY_SIZE);
    } else {
        memcpy(key.bytes, address->bytes, CLIENT_PREFIX_SIZE);
        key.bytes[CLIENT_KEY_SIZE - 1] = CLIENT_IS_PREFIX;
    }
    return key;
}

/* --- networks --- */

static bool bits_read(const char *text, size_t size, bool is_four, unsigned *out)
{
    unsigned bits = 0;

    if (size == 0 || size > 3)
        return false;
    for (size_t i = 0; i < size; i++) {
        if (text[i] < '0' || text[i] > '9')
            return false;
        bits = bits * 10 + (unsigned)(text[i] - '0');
    }
    *out = is_four ? bits + MAPPED_BITS : bits;
    return *out <= 128;
}

static bool network_read(const char *text, size_t size, struct network *out)
{
    const char *slash = memchr(text, '/', size);
    const size_t length = slash == NULL ? size : (size_t)(slash - text);

    if (!address_read(text, length, &out->address))
        return false;
    out->bits = 128;
    return slash == NULL || bits_read(slash + 1, size - length - 1,
                                      memchr(text, ':', length) == NULL, &out->bits);
}

bool networks_read(const char *text, struct networks *out, struct error *error)
{
    *out = (struct networks){.count = 0};
    for (text += strspn(text, " "); *text != '\0'; text += strspn(text, " ")) {
        const size_t size = strcspn(text, " ");

        if (out->count == NETWORKS_MAX)
            return error_set(error, ERROR_INVALID, "more than %d addresses", NETWORKS_MAX);
        if (!network_read(text, size, &out->list[out->count]))
            return error_set(error, ERROR_INVALID,
                             "'%.*s' is neither an address nor address/bits", (int)size, text);
        out->count++;
        text += size;
    }
    return true;
}

static bool network_has(const struct network *network, const struct address *address)
{
    const size_t whole = network->bits / 8;
    const unsigned rest = network->bits % 8;

    if (memcmp(network->address.bytes, address->bytes, whole) != 0)
        return false;
    return rest == 0 ||
           (network->address.bytes[whole] ^ address->bytes[whole]) >> (8 - rest) == 0;
}

bool networks_have(const struct networks *networks, const struct address *address)
{
    for (size_t i = 0; i < networks->count; i++)
        if (network_has(&networks->list[i], address))
            return true;
    return false;
}
