#include "daemon/db_wire.h"

#include <assert.h>
#include <ctype.h>
#include <string.h>

#include "common/memory.h"

static void watch(struct db_wire *wire, short events)
{
    if (wire->io != NULL)
        event_free(wire->io);
    wire->io = event_new(wire->base, PQsocket(wire->connection), events, wire->on_socket,
                         wire->context);
    wire->events = events;
    (void)event_add(wire->io, NULL);
}

static void free_options(PQconninfoOption **options)
{
    PQconninfoFree(*options);
}

/* The comma-separated list, begun at its item number `first`, round to the one before it. */
static char *turn_list(const char *list, size_t first)
{
    size_t count = 1;
    const char *start = list;

    if (list == NULL)
        return NULL;
    for (const char *byte = list; *byte != '\0'; byte++)
        if (*byte == ',')
            count++;
    first %= count;
    if (first == 0)
        return memory_copy_text(list);
    for (; first > 0; first--)
        start = strchr(start, ',') + 1;
    return memory_format("%s,%.*s", start, (int)(start - list - 1), list);
}

static const char *find_option(const PQconninfoOption *options, const char *name)
{
    if (options == NULL) /* not even readable: the attempt to connect says so */
        return NULL;
    while (options->keyword != NULL && strcmp(options->keyword, name) != 0)
        options++;
    return options->val;
}

/*
 * libpq goes on to the next host when one refuses, but not when one hangs, and it always begins
 * with the first: so the lists are turned for it.
 */
static PGconn *start_at_host(const char *conninfo, size_t first)
{
    /* Later ones win: the encoding is ours, the name may be the operator's. */
    static const char *const names[] = {
        "fallback_application_name",
        "dbname",
        "client_encoding",
        "host",
        "hostaddr",
        "port",
        NULL,
    };
    CLEANUP(free_options) PQconninfoOption *options = PQconninfoParse(conninfo, NULL);
    CLEANUP(memory_freep) char *host = turn_list(find_option(options, "host"), first);
    CLEANUP(memory_freep) char *address = turn_list(find_option(options, "hostaddr"), first);
    CLEANUP(memory_freep) char *port = turn_list(find_option(options, "port"), first);
    const char *const values[] = {"weltoffend", conninfo, "UTF8", host, address, port, NULL};

    return PQconnectStartParams(names, values, 1);
}

bool db_wire_start(struct db_wire *wire, const char *conninfo)
{
    assert(wire->connection == NULL);
    wire->connection = start_at_host(conninfo, wire->first_host);
    if (wire->connection == NULL || PQstatus(wire->connection) == CONNECTION_BAD)
        return false;
    (void)PQsetNoticeReceiver(wire->connection, wire->on_notice, wire->context);
    watch(wire, EV_WRITE);
    return true;
}

void db_wire_stop(struct db_wire *wire)
{
    if (wire->io != NULL)
        event_free(wire->io);
    wire->io = NULL;
    wire->events = 0;
    PQfinish(wire->connection);
    wire->connection = NULL;
}

/*
 * Each step may go on with another socket, even under the same number. So io is asked for anew
 * after it, and is not persistent: it is gone before libpq closes the socket.
 */
PostgresPollingStatusType db_wire_poll(struct db_wire *wire)
{
    const PostgresPollingStatusType status = PQconnectPoll(wire->connection);

    if (status == PGRES_POLLING_READING)
        watch(wire, EV_READ);
    else if (status == PGRES_POLLING_WRITING)
        watch(wire, EV_WRITE);
    return status;
}

bool db_wire_open(struct db_wire *wire)
{
    watch(wire, EV_READ | EV_PERSIST);
    return PQsetnonblocking(wire->connection, 1) == 0 &&
           PQenterPipelineMode(wire->connection) == 1;
}

bool db_wire_flush(struct db_wire *wire)
{
    const int rest = PQflush(wire->connection);
    const short events = rest == 0 ? EV_READ | EV_PERSIST : EV_READ | EV_WRITE | EV_PERSIST;

    if (rest < 0)
        return false;
    if (wire->events != events)
        watch(wire, events);
    return true;
}

void db_wire_message(const struct db_wire *wire, char *out, size_t size)
{
    const char *message = PQerrorMessage(wire->connection);
    size_t used = 0;

    for (; *message != '\0' && used + 1 < size; message++) {
        if (isspace((unsigned char)*message) == 0)
            out[used++] = *message;
        else if (used > 0 && out[used - 1] != ' ')
            out[used++] = ' ';
    }
    while (used > 0 && out[used - 1] == ' ')
        used--;
    out[used] = '\0';
}
