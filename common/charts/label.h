#pragma once

/*
 * Words in a picture: about how wide a text is, and a longer one in several lines. Widths are
 * estimates for Fira Sans at the size that charts.css gives to a picture on a phone, the
 * largest one, and rather too wide than too narrow.
 */

#include <stddef.h>
#include <stdint.h>

#include "common/charts/svg.h"
#include "common/compiler.h"

#define LABEL_LINE      INT64_C(2000) /* hundredths of a pixel from one line to the next */
#define LABEL_ASCENT    1600          /* of a line above its base */
#define LABEL_LINES_MAX 6

/* The text in lines of one buffer. */
struct label {
    char *text;                         /* owned; the lines, each with a NUL behind it */
    const char *lines[LABEL_LINES_MAX]; /* in text */
    size_t count;
};

/* In hundredths of a pixel; the text is UTF-8. */
int64_t label_width(const char *text);

/*
 * Breaks a text between words into lines no wider than this, and inside a word with a hyphen if
 * the word alone is wider. What needs more than LABEL_LINES_MAX ends in an ellipsis. The width
 * is at least 4000.
 */
void label_init(struct label *self, const char *text, int64_t width);
void label_done(struct label *self);
DEFINE_CLEANUP_INSIDE(struct label, label_done)

/* Draws it with the first line's upper edge at this point. */
void label_draw(const struct label *self, struct svg *svg, const char *classes,
                enum svg_anchor anchor, struct svg_point top);
