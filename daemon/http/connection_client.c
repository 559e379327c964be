#include "daemon/http/connection_inside.h"
#include "daemon/log.h"
#include "daemon/metrics.h"

/* Behind a proxy a connection is nobody's, so what a client may have many of is exchanges. */
static void count(struct exchange *exchange)
{
    struct http_server *server = exchange->server;

    exchange->is_crowded = clients_count(&server->forwarded, &exchange->client) >=
                           server->settings->connections_per_client;
    if (exchange->is_crowded)
        return;
    clients_add(&server->forwarded, &exchange->client);
    exchange->is_counted = true;
}

/* Most likely the proxy sets another field than the one that is configured; without limits
 * nobody would notice, so all of them share those of one client. */
static struct client_key unnamed(struct http_server *server)
{
    metrics.requests_unnamed++;
    if (!server->has_warned)
        log_line(LOG_LEVEL_WARNING,
                 "a proxy does not name its clients in the field of forwarded_header: those it "
                 "does not name share the limits of one");
    server->has_warned = true;
    return client_unnamed();
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
    exchange->client =
        forwarded.has_address ? address_client(&forwarded.address) : unnamed(self->server);
    count(exchange);
    return FAULT_NONE;
}
