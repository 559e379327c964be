#pragma once

/*
 * The lines HTTP/1.1 is framed by: the request line, fields, chunk sizes and trailers.
 *
 * RFC 9112 lets a recipient be lenient about line ends, and request smuggling lives on two
 * recipients being lenient in different ways. So a line here ends with CR LF and with nothing
 * else, has no control character but the tab, and does not begin with a blank (no obs-fold).
 */

#include <stdbool.h>
#include <stddef.h>

/* A line that is being read; all zero before its first byte. */
struct line {
    size_t length;    /* without CR LF */
    bool is_after_cr; /* the last byte was CR */
};

enum line_event {
    LINE_OPEN,   /* every byte belongs to the line, and it goes on */
    LINE_ENDED,  /* the last of the used bytes is the line's LF */
    LINE_BROKEN, /* the byte behind the used ones must not stand there */
};

/* Reads up to the end of the line. A new line begins after LINE_ENDED once the struct is
 * zeroed. */
enum line_event line_feed(struct line *line, const char *bytes, size_t size, size_t *used);
