#include "daemon/http/connection_inside.h"

/* Behind a proxy a connection is nobody's, so what a client may have many of is exchanges. */
static enum fault count(struct exchange *exchange)
{
    struct http_server *server = exchange->server;

    if (!client_is_counted(&exchange->client))
        return FAULT_NONE;
    if (clients_count(&server->forwarded, &exchange->client) >=
        server->settings->connections_per_client)
        return FAULT_CROWDED;
    clients_add(&server->forwarded, &exchange->client);
    exchange->is_counted = true;
    return FAULT_NONE;
}

enum fault connection_identify(struct connection *self)
{
    const struct http_settings *settings = self->server->settings;
    struct exchange *exchange = self->exchange;
    struct forwarded forwarded;

    exchange->client = self->client;
    exchange->is_secure = self->is_secure;
    if (!self->is_proxy)
        return FAULT_NONE;
    if (!forwarded_read(exchange->head, settings->forwarded, &settings->proxies, &forwarded))
        return FAULT_FORWARDED;
    exchange->is_secure = exchange->is_secure || forwarded.is_secure;
    if (!forwarded.has_address)
        return FAULT_NONE;
    exchange->client = address_client(&forwarded.address);
    return count(exchange);
}
