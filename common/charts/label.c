#include "common/charts/label.h"

#include <assert.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "common/memory.h"

/* Hundredths of a pixel at 17 pixels. */
#define WIDTH_THIN    600
#define WIDTH_COMMON  1000
#define WIDTH_CAPITAL 1250
#define WIDTH_WIDE    1550
#define HYPHEN        "-"
#define ELLIPSIS      "\xe2\x80\xa6"
#define LEAST_WIDTH   4000

static bool continues(char byte)
{
    return ((unsigned char)byte & 0xc0U) == 0x80U;
}

static int64_t character_width(char first)
{
    if (continues(first))
        return 0;
    if (first != '\0' && strchr("iljtfrI.,:;'|!()[]/- ", first) != NULL)
        return WIDTH_THIN;
    if (first != '\0' && strchr("mwMW@%", first) != NULL)
        return WIDTH_WIDE;
    /* Beyond ASCII only the first byte counts; e2 and above may be anything up to a dash. */
    if ((first >= 'A' && first <= 'Z') || (unsigned char)first >= 0xe2U)
        return WIDTH_CAPITAL;
    return WIDTH_COMMON;
}

int64_t label_width(const char *text)
{
    int64_t width = 0;

    for (const char *next = text; *next != '\0'; next++)
        width += character_width(*next);
    return width;
}

/* How many of the bytes are no wider than this; never ends inside a character. */
static size_t fitting(const char *text, size_t size, int64_t width)
{
    int64_t used = 0;
    size_t count = 0;

    while (count < size && used + character_width(text[count]) <= width)
        used += character_width(text[count++]);
    while (count > 0 && count < size && continues(text[count]))
        count--;
    return count;
}

/* The bytes of the next line, without the blank behind it; sets whether a word is broken. */
static size_t line_size(const char *text, int64_t width, bool *is_broken)
{
    const size_t size = strlen(text);
    size_t count = fitting(text, size, width);
    size_t blank = count;

    *is_broken = false;
    if (count == size)
        return size;
    while (blank > 0 && text[blank] != ' ')
        blank--;
    if (blank > 0)
        return blank;
    *is_broken = true;
    return fitting(text, size, width - WIDTH_THIN);
}

void label_init(struct label *self, const char *text, int64_t width)
{
    char *next;

    assert(width >= LEAST_WIDTH);
    /* Each line needs at most a hyphen or an ellipsis, and a NUL. */
    *self = (struct label){
        .text = memory_new(strlen(text) + (LABEL_LINES_MAX * sizeof ELLIPSIS) + 1, 1)};
    next = self->text;
    while (*text != '\0' && self->count < LABEL_LINES_MAX) {
        const bool is_last = self->count + 1 == LABEL_LINES_MAX;
        bool is_broken;
        size_t size = line_size(text, width, &is_broken);

        if (is_last && text[size] != '\0')
            size = fitting(text, strlen(text), width - WIDTH_CAPITAL);
        self->lines[self->count++] = next;
        memcpy(next, text, size);
        next += size;
        text += size;
        while (is_last && next > self->lines[self->count - 1] && next[-1] == ' ')
            *--next = '\0';
        if (is_last && *text != '\0')
            next = stpcpy(next, ELLIPSIS);
        else if (is_broken)
            next = stpcpy(next, HYPHEN);
        next++; /* what is zeroed is the line's NUL */
        while (*text == ' ')
            text++;
    }
}

void label_done(struct label *self)
{
    free(TAKE(self->text));
    self->count = 0;
}

void label_draw(const struct label *self, struct svg *svg, const char *classes,
                enum svg_anchor anchor, struct svg_point top)
{
    for (size_t i = 0; i < self->count; i++)
        svg_text(svg, classes, anchor,
                 (struct svg_point){top.x, top.y + LABEL_ASCENT + ((int64_t)i * LABEL_LINE)},
                 self->lines[i]);
}
