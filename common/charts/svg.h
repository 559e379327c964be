#pragma once

/*
 * Writes one SVG picture as text.
 *
 * A picture holds classes and presentation attributes only: no style attribute, no script and
 * no id, so it passes the strictest content security policy and any number of them share a
 * page. Every text is escaped. Coordinates are hundredths of a pixel of the view box; the
 * page's style sheet (charts.css) decides colours, fonts and how large the picture is shown.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/compiler.h"
#include "common/export/bytes.h"

enum svg_anchor { SVG_START, SVG_MIDDLE, SVG_END };
enum svg_mark { SVG_DIAMOND, SVG_CIRCLE, SVG_SQUARE, SVG_TRIANGLE };

struct svg_point {
    int64_t x, y;
};

struct svg {
    struct bytes bytes;     /* the text so far */
    int64_t width, height;  /* of the view box */
    bool is_in_path, moved; /* a path is open; it has a point */
};

/*
 * Begins a picture. The title is what a screen reader says of it; NULL if a table or a text
 * beside it says everything, then it is hidden from the reader.
 */
void svg_open(struct svg *self, const char *classes, const char *title, int64_t width,
              int64_t height);

/* Ends it and returns its text, for the caller to free. */
char *svg_close(struct svg *self) MUST_CHECK;

/* All that is drawn has to lie inside the view box. */
void svg_rect(struct svg *self, const char *classes, struct svg_point corner, int64_t width,
              int64_t height);
void svg_line(struct svg *self, const char *classes, struct svg_point from,
              struct svg_point to);
void svg_mark(struct svg *self, const char *classes, enum svg_mark mark,
              struct svg_point centre, int64_t radius);
void svg_text(struct svg *self, const char *classes, enum svg_anchor anchor,
              struct svg_point at, const char *text);

/* A line through points; svg_lift() leaves a gap before the next one. A path without points
 * draws nothing. */
void svg_path_open(struct svg *self, const char *classes);
void svg_path_point(struct svg *self, struct svg_point point);
void svg_path_lift(struct svg *self);
void svg_path_loop(struct svg *self); /* back to where this stretch began */
void svg_path_close(struct svg *self);
