#include "daemon/http/transport.h"

#include <assert.h>
#include <openssl/err.h>
#include <sys/socket.h>

#include <event2/bufferevent_ssl.h>

#include "daemon/http/tls.h"

struct bufferevent *transport_new(struct event_base *base, evutil_socket_t fd,
                                  const struct tls *tls)
{
    struct bufferevent *stream;

    if (tls == NULL)
        stream = bufferevent_socket_new(base, fd, BEV_OPT_CLOSE_ON_FREE);
    else
        stream = bufferevent_openssl_socket_new(
            base, fd, tls_connection(tls), BUFFEREVENT_SSL_ACCEPTING, BEV_OPT_CLOSE_ON_FREE);
    assert(stream != NULL);
    return stream;
}

void transport_end(struct bufferevent *stream)
{
    SSL *ssl = bufferevent_openssl_get_ssl(stream);

    if (ssl != NULL) {
        ERR_clear_error();
        (void)SSL_shutdown(ssl); /* without close_notify the reply could have been cut off */
        ERR_clear_error();
    }
    (void)shutdown(bufferevent_getfd(stream), SHUT_WR);
}

bool transport_knows_client(struct bufferevent *stream)
{
    const SSL *ssl = bufferevent_openssl_get_ssl(stream);

    return ssl != NULL && tls_knows_client(ssl);
}
