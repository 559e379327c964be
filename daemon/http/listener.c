#include "daemon/http/listener.h"

#include <arpa/inet.h>
#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <event2/listener.h>
#include <event2/util.h>

#include "common/memory.h"
#include "daemon/metrics.h"

#define BACKLOG       512
#define SOCKET_MODE   0660   /* whatever the umask: a reverse proxy is in the group */
#define BREATH_MICROS 100000 /* how long to let go of accepting when descriptors ran out */

/* Wide enough for every address we listen on. */
union address {
    struct sockaddr any;
    struct sockaddr_in four;
    struct sockaddr_in6 six;
    struct sockaddr_un local;
};

struct listener {
    struct evconnlistener *acceptor; /* owned, and with it the socket */
    struct event *breath;            /* owned; resumes after descriptors ran out */
    listener_accept_fn *accepted;
    void *context;
    char *path; /* owned; of the Unix socket, or NULL */
    dev_t path_device;
    ino_t path_inode;
    int spare; /* a descriptor to give up when there is no other, or -1 */
    int port;
    bool is_paused; /* by the owner */
};

/* --- the address --- */

static bool port_read(const char *text, in_port_t *out)
{
    const size_t length = strlen(text);
    unsigned long port;

    if (length == 0 || length > 5 || strspn(text, "0123456789") != length)
        return false;
    port = strtoul(text, NULL, 10);
    *out = htons((in_port_t)port);
    return port <= 65535;
}

/* Neither libevent nor getaddrinfo() is strict about ports, and names are not wanted here. */
static bool tcp_read(const char *where, union address *out, socklen_t *size)
{
    const bool is_six = where[0] == '[';
    const char *end = strstr(where, is_six ? "]:" : ":");
    char host[INET6_ADDRSTRLEN] = {0};
    size_t length;

    if (is_six)
        where++;
    if (end == NULL)
        return false;
    length = (size_t)(end - where);
    if (length >= sizeof host)
        return false;
    memcpy(host, where, length);
    if (is_six) {
        *size = sizeof out->six;
        out->six.sin6_family = AF_INET6;
        return inet_pton(AF_INET6, host, &out->six.sin6_addr) == 1 &&
               port_read(end + 2, &out->six.sin6_port);
    }
    *size = sizeof out->four;
    out->four.sin_family = AF_INET;
    return inet_pton(AF_INET, host, &out->four.sin_addr) == 1 &&
           port_read(end + 1, &out->four.sin_port);
}

static bool address_read(const char *where, union address *out, socklen_t *size,
                         struct error *error)
{
    if (where[0] == '/') {
        if (strlen(where) >= sizeof out->local.sun_path)
            return error_set(error, ERROR_SYSTEM,
                             "cannot listen on %s: the path of a socket has at most %zu bytes",
                             where, sizeof out->local.sun_path - 1);
        out->local.sun_family = AF_UNIX;
        memcpy(out->local.sun_path, where, strlen(where) + 1);
        *size = sizeof out->local;
        return true;
    }
    if (!tcp_read(where, out, size))
        return error_set(error, ERROR_SYSTEM,
                         "cannot listen on '%s': this is neither address:port nor "
                         "[address]:port nor a path",
                         where);
    return true;
}

bool listener_is_local(const char *where)
{
    union address address = {0};
    struct error error;
    socklen_t size;

    if (!address_read(where, &address, &size, &error) || address.any.sa_family == AF_UNIX)
        return true;
    if (address.any.sa_family == AF_INET)
        return ntohl(address.four.sin_addr.s_addr) >> 24 == IN_LOOPBACKNET;
    if (IN6_IS_ADDR_V4MAPPED(&address.six.sin6_addr))
        return address.six.sin6_addr.s6_addr[12] == IN_LOOPBACKNET;
    return IN6_IS_ADDR_LOOPBACK(&address.six.sin6_addr);
}

/* --- the socket --- */

static bool refused(const char *where, struct error *error)
{
    const int number = errno;

    return error_set(error, ERROR_SYSTEM, "cannot listen on %s: %s", where,
                     number == EADDRINUSE ? "another program listens there already"
                                          : strerrordesc_np(number));
}

/* Removes a socket file on which nobody listens. */
static bool clear_path(const union address *address, struct error *error)
{
    const char *path = address->local.sun_path;
    struct stat status;
    int probe;
    bool is_dead;

    if (lstat(path, &status) != 0)
        return errno == ENOENT ? true : refused(path, error);
    if (!S_ISSOCK(status.st_mode))
        return error_set(error, ERROR_SYSTEM,
                         "cannot listen on %s: there is a file that is no socket", path);
    probe = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (probe < 0)
        return refused(path, error);
    is_dead =
        connect(probe, &address->any, sizeof address->local) != 0 && errno == ECONNREFUSED;
    close(probe);
    if (!is_dead)
        return error_set(error, ERROR_SYSTEM,
                         "cannot listen on %s: another program listens there already", path);
    return unlink(path) == 0 ? true : refused(path, error);
}

static bool socket_prepare(int fd, int family)
{
    const int yes = 1;
    const int no = 0;

    if (family != AF_UNIX && setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes) != 0)
        return false;
    /* "[::]:8080" means every address there is, of both kinds. */
    return family != AF_INET6 || setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &no, sizeof no) == 0;
}

static bool socket_new(const char *where, const union address *address, socklen_t size,
                       int *out, struct error *error)
{
    const int family = address->any.sa_family;
    const int fd = socket(family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    bool is_set_up;

    if (fd < 0)
        return refused(where, error);
    is_set_up = socket_prepare(fd, family) && bind(fd, &address->any, size) == 0 &&
                (family != AF_UNIX || chmod(where, SOCKET_MODE) == 0) &&
                listen(fd, BACKLOG) == 0;
    if (!is_set_up) {
        (void)refused(where, error);
        close(fd);
        return false;
    }
    *out = fd;
    return true;
}

static int port_of(int fd)
{
    union address address = {0};
    socklen_t size = sizeof address;

    if (getsockname(fd, &address.any, &size) != 0)
        return 0;
    if (address.any.sa_family == AF_INET)
        return ntohs(address.four.sin_port);
    if (address.any.sa_family == AF_INET6)
        return ntohs(address.six.sin6_port);
    return 0;
}

/* --- accepting --- */

static int spare_open(void)
{
    return open("/dev/null", O_RDONLY | O_CLOEXEC);
}

static void on_accepted(struct evconnlistener *acceptor, evutil_socket_t fd,
                        struct sockaddr *address, int size, void *context)
{
    const struct listener *self = context;

    (void)acceptor;
    (void)size;
    self->accepted(fd, address, self->context);
}

/* Gives up the spare descriptor to turn one client away. */
static void turn_away(struct listener *self)
{
    int fd;

    if (self->spare >= 0)
        close(self->spare);
    fd = accept4(evconnlistener_get_fd(self->acceptor), NULL, NULL, SOCK_CLOEXEC);
    if (fd >= 0) {
        close(fd);
        metrics.connections_refused++;
    }
    self->spare = spare_open();
}

/*
 * Without descriptors the queue stays full and the loop would spin on it. So one client is
 * turned away, and then nobody is accepted for a moment.
 */
static void on_accept_failed(struct evconnlistener *acceptor, void *context)
{
    const struct timeval breath = {.tv_sec = 0, .tv_usec = BREATH_MICROS};
    const int number = EVUTIL_SOCKET_ERROR();
    struct listener *self = context;

    if (number == EMFILE || number == ENFILE)
        turn_away(self);
    evconnlistener_disable(acceptor);
    event_add(self->breath, &breath);
}

static void on_breath(evutil_socket_t fd, short events, void *context)
{
    struct listener *self = context;

    (void)fd;
    (void)events;
    if (!self->is_paused)
        evconnlistener_enable(self->acceptor);
}

/* --- for the server --- */

static void remember_path(struct listener *self, const char *path)
{
    struct stat status;

    if (lstat(path, &status) != 0)
        return;
    self->path = memory_copy_text(path);
    self->path_device = status.st_dev;
    self->path_inode = status.st_ino;
}

bool listener_new(struct event_base *base, const char *where, listener_accept_fn *accepted,
                  void *context, struct listener **out, struct error *error)
{
    CLEANUP(listener_freep) struct listener *self = memory_new(1, sizeof *self);
    union address address = {0};
    socklen_t size = 0;
    int fd = -1;

    self->spare = spare_open();
    self->accepted = accepted;
    self->context = context;
    if (!address_read(where, &address, &size, error))
        return false;
    if (address.any.sa_family == AF_UNIX && !clear_path(&address, error))
        return false;
    if (!socket_new(where, &address, size, &fd, error))
        return false;

    if (address.any.sa_family == AF_UNIX)
        remember_path(self, where);
    self->port = port_of(fd);
    self->breath = event_new(base, -1, 0, on_breath, self);
    self->acceptor = evconnlistener_new(base, on_accepted, self,
                                        LEV_OPT_CLOSE_ON_FREE | LEV_OPT_CLOSE_ON_EXEC, 0, fd);
    assert(self->breath != NULL && self->acceptor != NULL);
    evconnlistener_set_error_cb(self->acceptor, on_accept_failed);
    *out = TAKE(self);
    return true;
}

void listener_pause(struct listener *listener)
{
    listener->is_paused = true;
    evconnlistener_disable(listener->acceptor);
}

void listener_resume(struct listener *listener)
{
    listener->is_paused = false;
    if (!event_pending(listener->breath, EV_TIMEOUT, NULL))
        evconnlistener_enable(listener->acceptor);
}

int listener_port(const struct listener *listener)
{
    return listener->port;
}

static void remove_path(const struct listener *self)
{
    struct stat status;

    if (self->path != NULL && lstat(self->path, &status) == 0 &&
        status.st_dev == self->path_device && status.st_ino == self->path_inode)
        (void)unlink(self->path);
}

void listener_free(struct listener *listener)
{
    if (listener == NULL)
        return;
    remove_path(listener);
    if (listener->acceptor != NULL)
        evconnlistener_free(listener->acceptor);
    if (listener->breath != NULL)
        event_free(listener->breath);
    if (listener->spare >= 0)
        close(listener->spare);
    free(listener->path);
    free(listener);
}
