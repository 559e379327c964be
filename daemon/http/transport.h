#pragma once

/*
 * The bytes of a connection on their way, plain or in TLS.
 */

#include <stdbool.h>

#include <event2/bufferevent.h>

struct tls;

/*
 * Takes the socket over. With TLS the stream calls back with BEV_EVENT_CONNECTED once the
 * handshake is done. Until callbacks are set nothing happens.
 */
struct bufferevent *transport_new(struct event_base *base, evutil_socket_t fd,
                                  const struct tls *tls /* or NULL */);

/* Tells the client that nothing more comes from us; what it sends still arrives. */
void transport_end(struct bufferevent *stream);

/* Whether the client showed a certificate that holds. */
bool transport_knows_client(struct bufferevent *stream);
