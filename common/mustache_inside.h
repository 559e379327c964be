#pragma once

/*
 * A compiled template, for the two source files of mustache.h only.
 */

#include "common/mustache.h"

enum piece_kind {
    PIECE_TEXT, /* as it stands */
    PIECE_VALUE,
    PIECE_MARKUP,
    PIECE_SECTION,
    PIECE_INVERTED,
    PIECE_PARTIAL,
    PIECE_WORDING,
};

/* The pieces of a section are those behind it, up to `end`. */
struct piece {
    enum piece_kind kind;
    int line;         /* from 1 */
    const char *text; /* of PIECE_TEXT, else the name, with a NUL behind it */
    size_t size;
    size_t end; /* of a section, else 0 */
};

struct mustache {
    char *name; /* owned */
    char *text; /* owned; every piece points into it */
    enum mustache_form form;
    struct piece *pieces; /* owned */
    size_t count;
};
