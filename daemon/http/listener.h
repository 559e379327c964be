#pragma once

/*
 * The socket on which connections arrive, and what can be wrong with it.
 */

#include <stdbool.h>

#include <event2/event.h>

#include "common/compiler.h"
#include "common/error.h"

struct sockaddr;
struct listener;

/*
 * Whether this is a Unix socket or a loopback address, so that nothing leaves the machine. What
 * listener_new() would refuse is not judged: true.
 */
bool listener_is_local(const char *where) MUST_CHECK;

/* Gets each accepted socket to keep. It is non-blocking and closed on exec. */
typedef void listener_accept_fn(evutil_socket_t fd, const struct sockaddr *address,
                                void *context);

/*
 * Listens on "address:port", "[address]:port" or the path of a Unix socket. A socket file that
 * a dead process left behind is replaced, one on which somebody listens is not.
 */
bool listener_new(struct event_base *base, const char *where, listener_accept_fn *accepted,
                  void *context, struct listener **out, struct error *error) MUST_CHECK;

/* While it is paused, clients wait in the kernel's queue. */
void listener_pause(struct listener *listener);
void listener_resume(struct listener *listener);

/* The TCP port, or 0. */
int listener_port(const struct listener *listener);

/* Closes the socket and removes its file, if it is still ours. */
void listener_free(struct listener *listener);
DEFINE_CLEANUP(struct listener *, listener_free)
