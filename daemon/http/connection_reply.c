#include <assert.h>
#include <time.h>

#include "daemon/http/connection_inside.h"
#include "daemon/log.h"
#include "daemon/metrics.h"

void connection_throw_away(struct connection *self)
{
    struct evbuffer *input = bufferevent_get_input(self->stream);
    const size_t size = evbuffer_get_length(input);

    self->thrown += size;
    evbuffer_drain(input, size);
}

bool connection_has_thrown_enough(const struct connection *self)
{
    return self->thrown > self->server->settings->linger_bytes;
}

static void write_reply(struct connection *self, struct response *response, size_t *sent)
{
    const time_t now = time(NULL);

    *sent = response_write(response, now, bufferevent_get_output(self->stream));
    if (response->keeps_alive) {
        connection_enter(self, CONNECTION_REPLYING);
    } else {
        connection_enter(self, CONNECTION_LEAVING);
        connection_throw_away(self);
    }
}

size_t connection_reply(struct connection *connection, struct response *response)
{
    size_t sent;

    assert(connection->exchange != NULL);
    response->is_secure = exchange_is_secure(connection->exchange);
    connection->exchange->connection = NULL;
    connection->exchange = NULL;
    response->keeps_alive = connection->keeps_alive && parser_is_done(connection->parser) &&
                            connection->server->listener != NULL;
    write_reply(connection, response, &sent);
    return sent;
}

/* Answers what never became an exchange. */
static void refuse_head(struct connection *self, enum fault fault)
{
    const int status = fault_status(fault);
    char id[REQUEST_ID_SIZE];
    char document[RESPONSE_PROBLEM_MAX];
    struct response response = {
        .status = status,
        .request_id = id,
        .media_type = RESPONSE_PROBLEM_MEDIA_TYPE,
        .fields = response_problem_fields(status),
        .bytes = document,
        .size = response_problem(fault, document),
        .is_secure = self->is_secure,
    };
    size_t sent;

    request_id_make(id);
    metrics.replies_4xx++;
    log_line(LOG_LEVEL_INFO, "request refused status=%d request=%s", status, id);
    write_reply(self, &response, &sent);
}

/* A head that was read says for whom the answer is, so it becomes an exchange all the same. */
static void begin_refused(struct connection *self)
{
    struct head *head = parser_take_refused_head(self->parser);

    if (head != NULL)
        (void)connection_begin(self, head); /* it is refused already */
}

void connection_refuse(struct connection *self, enum fault fault)
{
    if (self->exchange == NULL && self->server->service->on_refused != NULL)
        begin_refused(self);
    if (self->exchange != NULL)
        exchange_refuse(self->exchange, fault);
    else
        refuse_head(self, fault);
}
