/*
 * Any bytes, read as a connection's input. They must not break anything, and they must mean the
 * same however they are cut: in one piece and byte by byte.
 */

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/memory.h"
#include "daemon/http/accept.h"
#include "daemon/http/parser.h"

#define LIMIT 4096 /* of a body */

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void print_head(FILE *out, const struct head *head)
{
    fprintf(out, "%s %s\n", method_name(head->method), head->target.path);
    for (size_t i = 0; i < head->target.count; i++)
        fprintf(out, "?%s=%s\n", head->target.parameters[i].name,
                head->target.parameters[i].value);
    for (size_t i = 0; i < head->count; i++)
        fprintf(out, "%s: %s\n", head_name(head, i), head_value(head, i));
    fprintf(out, "en %d\n", (int)accept_language(head_find(head, "Accept-Language")));
}

static void print_body(FILE *out, struct body body)
{
    fprintf(out, "body %zu\n", body.size);
    if (body.size > 0)
        fwrite(body.bytes, 1, body.size, out);
    body_done(&body);
}

/* Handles what the parser came to; false when the connection would be closed. */
static bool print_event(FILE *out, struct parser *parser, enum parser_event event)
{
    switch (event) {
    case PARSER_HUNGRY:
        return true;
    case PARSER_HEAD: {
        CLEANUP(head_freep) struct head *head = parser_take_head(parser);

        print_head(out, head);
        parser_receive(parser, LIMIT);
        return true;
    }
    case PARSER_BODY:
        print_body(out, parser_take_body(parser));
        parser_next(parser);
        return true;
    case PARSER_TOO_LARGE:
    case PARSER_REFUSED:
        fprintf(out, "closed\n"); /* which rule is broken first depends on the pieces */
        return false;
    }
    return false;
}

/* What the bytes mean when they arrive `step` at a time. */
static char *meaning(const char *bytes, size_t size, size_t step)
{
    CLEANUP(parser_freep) struct parser *parser = parser_new();
    char *text = NULL;
    size_t length;
    FILE *out = open_memstream(&text, &length);
    bool is_open = true;

    for (size_t at = 0; at < size && is_open;) {
        const size_t piece = size - at < step ? size - at : step;
        enum parser_event event = PARSER_HEAD;
        size_t used = 0;
        size_t used_now;

        while (is_open && event != PARSER_HUNGRY) {
            event = parser_feed(parser, bytes + at + used, piece - used, &used_now);
            used += used_now;
            is_open = print_event(out, parser, event);
        }
        if (is_open && used != piece)
            abort(); /* hungry with food left */
        at += piece;
    }
    fclose(out);
    return text;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    CLEANUP(memory_freep) char *bytes = memory_copy(data, size);
    CLEANUP(memory_freep) char *whole = meaning(bytes, size, size);
    CLEANUP(memory_freep) char *single = meaning(bytes, size, 1);

    if (strcmp(whole, single) != 0)
        abort();
    return 0;
}
