/*
 * What llhttp reads becomes the head and the body; and it is noted for parser.c, which compares
 * it with what it has read itself.
 */

#include <assert.h>

#include "common/memory.h"
#include "daemon/http/check.h"
#include "daemon/http/parser_inside.h"

static int refuse_from_callback(struct parser *self, enum fault fault)
{
    self->fault = fault;
    return HPE_USER;
}

static int on_method_complete(llhttp_t *llhttp)
{
    static const struct {
        uint8_t code;
        enum method method;
    } methods[] = {
        {HTTP_GET, METHOD_GET},   {HTTP_HEAD, METHOD_GET},      {HTTP_PUT, METHOD_PUT},
        {HTTP_POST, METHOD_POST}, {HTTP_DELETE, METHOD_DELETE},
    };
    struct parser *self = llhttp->data;

    assert(self->head != NULL); /* no request begins in the middle of a line */
    /* The methods behind it are of other protocols: ICE, HTTP/2, RTSP. */
    if (llhttp->method > HTTP_UNLINK)
        return refuse_from_callback(self, FAULT_METHOD);
    self->head->method = METHOD_OTHER; /* check_head() refuses it, when more is known */
    self->head->is_head = llhttp->method == HTTP_HEAD;
    for (size_t i = 0; i < COUNT_OF(methods); i++)
        if (methods[i].code == llhttp->method)
            self->head->method = methods[i].method;
    return 0;
}

static int on_target(llhttp_t *llhttp, const char *bytes, size_t size)
{
    struct parser *self = llhttp->data;

    if (self->head->size + size > EXCHANGE_TARGET_MAX)
        return refuse_from_callback(self, FAULT_TARGET_LONG);
    head_add(self->head, bytes, size);
    return 0;
}

static int on_target_complete(llhttp_t *llhttp)
{
    struct parser *self = llhttp->data;

    head_end(self->head);
    self->start = self->head->size;
    return 0;
}

static int on_text(llhttp_t *llhttp, const char *bytes, size_t size)
{
    struct parser *self = llhttp->data;

    if (self->phase != PHASE_TRAILER)
        head_add(self->head, bytes, size);
    return 0;
}

static int on_name_complete(llhttp_t *llhttp)
{
    struct parser *self = llhttp->data;

    if (self->phase == PHASE_TRAILER)
        return 0;
    head_end(self->head);
    if (!head_add_field(self->head, self->start))
        return refuse_from_callback(self, FAULT_HEAD_LONG);
    self->start = self->head->size;
    return 0;
}

static int on_value_complete(llhttp_t *llhttp)
{
    struct parser *self = llhttp->data;
    struct head *head = self->head;

    if (self->phase == PHASE_TRAILER)
        return 0;
    head_set_value(head, self->start);
    self->start = head->size;
    return 0;
}

/* llhttp's reading of the framing and that of check_head() have to be the same. */
static bool agrees(const llhttp_t *llhttp, const struct head *head)
{
    const bool is_chunked = (llhttp->flags & F_CHUNKED) != 0;

    return is_chunked == head->is_chunked && llhttp->content_length == head->length;
}

static int on_headers_complete(llhttp_t *llhttp)
{
    struct parser *self = llhttp->data;
    struct head *head = self->head;
    enum fault fault;

    self->told.head = true;
    llhttp->upgrade = 0; /* no other protocol is spoken here; a request to change is ignored */
    head->major = llhttp->http_major;
    head->minor = llhttp->http_minor;
    head->keeps_alive = llhttp_should_keep_alive(llhttp) != 0;
    fault = check_head(head);
    if (fault == FAULT_NONE && !agrees(llhttp, head))
        fault = FAULT_FRAMING;
    self->is_head_refused = fault != FAULT_NONE;
    return fault == FAULT_NONE ? 0 : refuse_from_callback(self, fault);
}

static int on_body(llhttp_t *llhttp, const char *bytes, size_t size)
{
    struct parser *self = llhttp->data;

    if (size > self->left)
        return refuse_from_callback(self, FAULT_FRAMING);
    self->left -= size;
    body_add(&self->body, bytes, size, self->limit);
    return 0;
}

static int on_chunk_header(llhttp_t *llhttp)
{
    struct parser *self = llhttp->data;

    self->told.chunk = true;
    self->left = llhttp->content_length;
    return 0;
}

static int on_message_complete(llhttp_t *llhttp)
{
    struct parser *self = llhttp->data;

    self->told.end = true;
    return 0;
}

const llhttp_settings_t parser_callbacks = {
    .on_method_complete = on_method_complete,
    .on_url = on_target,
    .on_url_complete = on_target_complete,
    .on_header_field = on_text,
    .on_header_field_complete = on_name_complete,
    .on_header_value = on_text,
    .on_header_value_complete = on_value_complete,
    .on_headers_complete = on_headers_complete,
    .on_body = on_body,
    .on_chunk_header = on_chunk_header,
    .on_message_complete = on_message_complete,
};
