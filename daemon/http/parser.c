/*
 * llhttp reads the syntax, and this file reads the borders a second time: it cuts the bytes
 * into lines (line.h) and pieces of body, gives llhttp one of them at a time, and insists that
 * llhttp sees a head end, a chunk begin or a message end there and nowhere else. Two readers
 * that agree on every border are worth more than one that is strict, and llhttp 8.1 alone is
 * not: it takes any two bytes for the line end behind a chunk unless built with
 * LLHTTP_STRICT_MODE.
 *
 *                                +--> CHUNK_LINE --> CHUNK_DATA --> CHUNK_END --+
 *                                |     ^   |                                    |
 *                                |     +---|------------------------------------+
 *     START --> HEAD --> HELD ---+         +--> TRAILER --+--> DONE
 *                                |                        |
 *                                +--> DATA ---------------+
 *
 * Every one of them may lead to SPENT, where no byte is read any more.
 */

#include "daemon/http/parser.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "common/memory.h"
#include "daemon/http/check.h"
#include "daemon/http/line.h"
#include "daemon/http/parser_inside.h"
#include "daemon/http/server.h"

static void refuse(struct parser *self, enum fault fault)
{
    self->phase = PHASE_SPENT;
    self->fault = fault;
}

/* Why, when llhttp itself gives up at this byte. */
static enum fault fault_of(enum llhttp_errno code, const char *place, const char *end)
{
    char byte[] = {'\0', '\0'};

    if (place != NULL && place < end)
        byte[0] = *place;
    if (code == HPE_INVALID_METHOD)
        return check_is_token(byte) ? FAULT_METHOD : FAULT_SYNTAX;
    if (code == HPE_INVALID_VERSION)
        return FAULT_VERSION;
    return FAULT_SYNTAX;
}

/* Gives llhttp one line or piece of data. */
static bool run(struct parser *self, const char *bytes, size_t size)
{
    enum llhttp_errno code;

    memset(&self->told, 0, sizeof self->told);
    code = llhttp_execute(&self->llhttp, bytes, size);
    if (code == HPE_OK)
        return true;
    refuse(self, self->fault != FAULT_NONE
                     ? self->fault
                     : fault_of(code, llhttp_get_error_pos(&self->llhttp), bytes + size));
    return false;
}

static void hold(struct parser *self)
{
    const struct head *head = self->head;

    self->has_body = head_has_body(head);
    self->is_chunked = head->is_chunked;
    self->length = head->length;
    head_join(self->head);
    self->phase = PHASE_HELD;
}

static void begin_chunk(struct parser *self)
{
    if (self->left > self->limit - self->body.size)
        self->phase = PHASE_SPENT;
    else
        self->phase = self->left > 0 ? PHASE_CHUNK_DATA : PHASE_TRAILER;
}

/* A line is over. Refused unless llhttp was told by it what it should have been told. */
static void line_over(struct parser *self, bool is_empty)
{
    const bool is_last_of_head = self->phase == PHASE_HEAD && is_empty;
    const bool is_last_of_trailer = self->phase == PHASE_TRAILER && is_empty;
    const bool is_end = is_last_of_trailer || (is_last_of_head && !head_has_body(self->head));

    if (self->told.head != is_last_of_head || self->told.end != is_end ||
        self->told.chunk != (self->phase == PHASE_CHUNK_LINE)) {
        refuse(self, FAULT_SYNTAX);
        return;
    }
    if (self->phase == PHASE_START && !is_empty)
        self->phase = PHASE_HEAD;
    else if (is_last_of_head)
        hold(self);
    else if (is_last_of_trailer)
        self->phase = PHASE_DONE;
    else if (self->phase == PHASE_CHUNK_LINE)
        begin_chunk(self);
    else if (self->phase == PHASE_CHUNK_END)
        self->phase = PHASE_CHUNK_LINE;
}

static size_t feed_line(struct parser *self, const char *bytes, size_t size)
{
    const size_t room = HTTP_HEAD_MAX - self->lines_size;
    const bool is_too_long = size > room;
    size_t used;
    enum line_event event = line_feed(&self->line, bytes, is_too_long ? room : size, &used);

    self->lines_size += used;
    if (self->phase == PHASE_CHUNK_END && self->line.length > 0) {
        refuse(self, FAULT_SYNTAX);
        return used;
    }
    if (!run(self, bytes, used))
        return used;
    switch (event) {
    case LINE_OPEN:
        if (is_too_long)
            refuse(self, FAULT_HEAD_LONG);
        break;
    case LINE_ENDED: {
        const bool is_empty = self->line.length == 0;

        self->line = (struct line){0};
        line_over(self, is_empty);
        break;
    }
    case LINE_BROKEN:
        refuse(self, FAULT_SYNTAX);
        break;
    }
    return used;
}

static size_t feed_data(struct parser *self, const char *bytes, size_t size)
{
    const uint64_t left = self->left;
    const size_t used = size < left ? size : (size_t)left;

    if (!run(self, bytes, used))
        return used;
    if (self->left != left - used || self->told.chunk ||
        self->told.end != (self->left == 0 && !self->is_chunked)) {
        refuse(self, FAULT_SYNTAX);
        return used;
    }
    if (self->left == 0)
        self->phase = self->is_chunked ? PHASE_CHUNK_END : PHASE_DONE;
    return used;
}

/* --- for everybody --- */

struct parser *parser_new(void)
{
    struct parser *self = memory_new(1, sizeof *self);

    llhttp_init(&self->llhttp, HTTP_REQUEST, &parser_callbacks);
    self->llhttp.data = self;
    return self;
}

void parser_free(struct parser *parser)
{
    if (parser == NULL)
        return;
    head_free(parser->head);
    body_done(&parser->body);
    free(parser);
}

enum parser_event parser_feed(struct parser *parser, const char *bytes, size_t size,
                              size_t *used)
{
    *used = 0;
    for (;;) {
        const char *rest = size > 0 ? bytes + *used : bytes;

        switch (parser->phase) {
        case PHASE_HELD:
            return PARSER_HEAD;
        case PHASE_DONE:
            return PARSER_BODY;
        case PHASE_SPENT:
            return parser->fault == FAULT_NONE ? PARSER_TOO_LARGE : PARSER_REFUSED;
        case PHASE_START:
        case PHASE_HEAD:
        case PHASE_CHUNK_LINE:
        case PHASE_CHUNK_END:
        case PHASE_TRAILER:
            if (*used == size)
                return PARSER_HUNGRY;
            if (parser->phase == PHASE_START && parser->head == NULL)
                parser->head = head_new();
            *used += feed_line(parser, rest, size - *used);
            break;
        case PHASE_DATA:
        case PHASE_CHUNK_DATA:
            if (*used == size)
                return PARSER_HUNGRY;
            *used += feed_data(parser, rest, size - *used);
            break;
        }
    }
}

struct head *parser_take_head(struct parser *parser)
{
    assert(parser->phase == PHASE_HELD && parser->head != NULL);
    return TAKE(parser->head);
}

struct head *parser_take_refused_head(struct parser *parser)
{
    struct head *head = parser->head;

    if (!parser->is_head_refused || head == NULL)
        return NULL;
    head_join(head);
    if (head->target.path == NULL && !target_read(head_target(head), &head->target))
        head->target = target_of_nothing();
    return TAKE(parser->head);
}

void parser_receive(struct parser *parser, size_t limit)
{
    assert(parser->phase == PHASE_HELD);
    parser->limit = limit;
    parser->left = parser->length;
    if (!parser->has_body)
        parser->phase = PHASE_DONE;
    else if (parser->is_chunked)
        parser->phase = PHASE_CHUNK_LINE;
    else
        parser->phase = parser->length <= limit ? PHASE_DATA : PHASE_SPENT;
}

struct body parser_take_body(struct parser *parser)
{
    const struct body body = parser->body;

    assert(parser->phase == PHASE_DONE);
    parser->body = (struct body){0};
    return body;
}

bool parser_is_done(const struct parser *parser)
{
    return parser->phase == PHASE_DONE || (parser->phase == PHASE_HELD && !parser->has_body);
}

bool parser_is_spent(const struct parser *parser)
{
    return parser->phase == PHASE_SPENT;
}

void parser_next(struct parser *parser)
{
    assert(parser_is_done(parser));
    head_free(parser->head);
    body_done(&parser->body);
    *parser = (struct parser){0};
    llhttp_init(&parser->llhttp, HTTP_REQUEST, &parser_callbacks);
    parser->llhttp.data = parser;
}

enum fault parser_fault(const struct parser *parser)
{
    return parser->fault;
}
