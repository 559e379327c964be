#include "daemon/http/inner.h"

#include <assert.h>
#include <string.h>
#include <strings.h>
#include <time.h>

#include "common/memory.h"
#include "daemon/http/exchange_inside.h"

static void add_text(struct head *head, const char *text)
{
    head_add(head, text, strlen(text));
}

static bool head_fill(struct head *head, const struct inner_request *request)
{
    add_text(head, request->target);
    head_end(head);
    for (size_t i = 0; i < request->field_count; i++) {
        const size_t name = head->size;

        if (request->fields[i].value == NULL)
            continue;
        add_text(head, request->fields[i].name);
        head_end(head);
        if (!head_add_field(head, name))
            return false;
        const size_t value = head->size;
        add_text(head, request->fields[i].value);
        head_set_value(head, value);
    }
    head->method = request->method;
    head->major = 1;
    head->minor = 1;
    head->length = request->size;
    return target_read(request->target, &head->target);
}

struct exchange *inner_new(const struct exchange *client, const struct inner_request *request,
                           const struct http_service *service, inner_reply_fn *replied,
                           void *context)
{
    CLEANUP(head_freep) struct head *head = head_new();
    struct exchange *self;

    if (strlen(request->target) > EXCHANGE_TARGET_MAX || !head_fill(head, request))
        return NULL;
    self = memory_new(1, sizeof *self);
    memcpy(self->id, client->id, sizeof self->id);
    memcpy(self->peer, client->peer, sizeof self->peer);
    self->client = client->client;
    self->is_secure = client->is_secure;
    self->arrived_at = client->arrived_at;
    self->head_at = client->head_at;
    self->head = TAKE(head);
    self->asks = service;
    self->replied = replied;
    self->replied_context = context;
    exchange_set_language(self, exchange_language(client));
    body_add(&self->body, request->body, request->size, request->size);
    return self;
}

void inner_receive(struct exchange *exchange)
{
    if (exchange->body.size <= exchange->limit)
        exchange->asks->on_body(exchange, exchange->asks->context);
    else if (exchange->on_too_large != NULL)
        exchange->on_too_large(exchange, exchange->limit);
    else
        exchange_refuse(exchange, FAULT_BODY_LONG);
}

void inner_reply(struct exchange *exchange, const struct response *response)
{
    exchange->replied(response, exchange->replied_context);
}

char *inner_reply_field(const struct response *reply, const char *name)
{
    const size_t length = strlen(name);

    for (const char *line = reply->fields; line != NULL && *line != '\0';
         line = strstr(line, "\r\n") + 2)
        if (strncasecmp(line, name, length) == 0 && line[length] == ':')
            return memory_format("%.*s", (int)strcspn(line + length + 2, "\r"),
                                 line + length + 2);
    return NULL;
}
