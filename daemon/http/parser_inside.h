#pragma once

/*
 * The inside of a parser, for its two source files only.
 */

#include <llhttp.h>

#include "daemon/http/line.h"
#include "daemon/http/parser.h"

/* What the next byte belongs to. */
enum parser_phase {
    PHASE_START, /* nothing yet, or empty lines (RFC 9112, 2.2) */
    PHASE_HEAD,
    PHASE_HELD, /* nothing: the owner of the head decides */
    PHASE_DATA,
    PHASE_CHUNK_LINE,
    PHASE_CHUNK_DATA,
    PHASE_CHUNK_END,
    PHASE_TRAILER,
    PHASE_DONE,
    PHASE_SPENT,
};

/*
 * What llhttp has called back with while it read one line or piece of data is in `told`; it is
 * emptied before each.
 */
struct parser {
    llhttp_t llhttp;
    enum parser_phase phase;
    struct line line;
    size_t lines_size; /* bytes of all lines of this request */
    uint64_t left;     /* bytes of this body or chunk that are missing */
    struct head *head; /* owned, unless it was taken */
    size_t start;      /* of the string that is being added to the head */
    bool has_body;     /* kept for when the head is taken, like the next two */
    bool is_chunked;
    uint64_t length;
    struct body body; /* owned, unless it was taken */
    size_t limit;
    enum fault fault;
    bool is_head_refused; /* the fault is of a head that was read to its end */
    struct {
        bool head, chunk, end;
    } told;
};

/* What llhttp calls while it reads; they find the parser in llhttp's data. */
extern const llhttp_settings_t parser_callbacks;
