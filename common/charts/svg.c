#include "common/charts/svg.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "common/charts/scale.h"
#include "common/memory.h"

static void add_escaped(struct svg *self, const char *text)
{
    for (const char *next = text; *next != '\0'; next++) {
        const unsigned char byte = (unsigned char)*next;

        if (*next == '&')
            bytes_add_text(&self->bytes, "&amp;");
        else if (*next == '<')
            bytes_add_text(&self->bytes, "&lt;");
        else if (*next == '>')
            bytes_add_text(&self->bytes, "&gt;");
        else if (*next == '"')
            bytes_add_text(&self->bytes, "&quot;");
        else if (byte < ' ' || byte == 0x7f)
            bytes_add_text(&self->bytes, " "); /* XML knows hardly any control character */
        else
            bytes_add(&self->bytes, next, 1);
    }
}

static void add_text_attribute(struct svg *self, const char *name, const char *value)
{
    bytes_add_text(&self->bytes, " ");
    bytes_add_text(&self->bytes, name);
    bytes_add_text(&self->bytes, "=\"");
    add_escaped(self, value);
    bytes_add_text(&self->bytes, "\"");
}

/* 1250 as 12.5 */
static void add_number(struct svg *self, int64_t hundredths)
{
    CLEANUP(memory_freep) char *text = NULL;

    assert(hundredths >= 0);
    if (hundredths % CHART_PIXEL == 0)
        text = memory_format("%lld", (long long)(hundredths / CHART_PIXEL));
    else
        text = memory_format("%lld.%02lld", (long long)(hundredths / CHART_PIXEL),
                             (long long)(hundredths % CHART_PIXEL));
    bytes_add_text(&self->bytes, text);
}

static void add_attribute(struct svg *self, const char *name, int64_t hundredths)
{
    bytes_add_text(&self->bytes, " ");
    bytes_add_text(&self->bytes, name);
    bytes_add_text(&self->bytes, "=\"");
    add_number(self, hundredths);
    bytes_add_text(&self->bytes, "\"");
}

static void element_open(struct svg *self, const char *name, const char *classes)
{
    assert(!self->is_in_path);
    bytes_add_text(&self->bytes, "<");
    bytes_add_text(&self->bytes, name);
    add_text_attribute(self, "class", classes);
}

static void expect_inside(const struct svg *self, struct svg_point point)
{
    assert(point.x >= 0 && point.x <= self->width);
    assert(point.y >= 0 && point.y <= self->height);
}

void svg_open(struct svg *self, const char *classes, const char *title, int64_t width,
              int64_t height)
{
    assert(width > 0 && height > 0);
    *self = (struct svg){.width = width, .height = height};
    element_open(self, "svg", classes);
    bytes_add_text(&self->bytes, " viewBox=\"0 0 ");
    add_number(self, width);
    bytes_add_text(&self->bytes, " ");
    add_number(self, height);
    bytes_add_text(&self->bytes, "\"");
    add_attribute(self, "width", width);
    add_attribute(self, "height", height);
    if (title == NULL) {
        add_text_attribute(self, "aria-hidden", "true");
    } else {
        add_text_attribute(self, "role", "img");
        add_text_attribute(self, "aria-label", title);
    }
    add_text_attribute(self, "focusable", "false");
    bytes_add_text(&self->bytes, ">");
}

char *svg_close(struct svg *self)
{
    assert(!self->is_in_path);
    bytes_add_text(&self->bytes, "</svg>");
    return TAKE(self->bytes.data);
}

void svg_rect(struct svg *self, const char *classes, struct svg_point corner, int64_t width,
              int64_t height)
{
    expect_inside(self, corner);
    expect_inside(self, (struct svg_point){corner.x + width, corner.y + height});
    assert(width >= 0 && height >= 0);
    element_open(self, "rect", classes);
    add_attribute(self, "x", corner.x);
    add_attribute(self, "y", corner.y);
    add_attribute(self, "width", width);
    add_attribute(self, "height", height);
    bytes_add_text(&self->bytes, "/>");
}

void svg_line(struct svg *self, const char *classes, struct svg_point from, struct svg_point to)
{
    expect_inside(self, from);
    expect_inside(self, to);
    element_open(self, "line", classes);
    add_attribute(self, "x1", from.x);
    add_attribute(self, "y1", from.y);
    add_attribute(self, "x2", to.x);
    add_attribute(self, "y2", to.y);
    bytes_add_text(&self->bytes, "/>");
}

static void polygon(struct svg *self, const char *classes, const struct svg_point *points,
                    size_t count)
{
    element_open(self, "polygon", classes);
    bytes_add_text(&self->bytes, " points=\"");
    for (size_t i = 0; i < count; i++) {
        expect_inside(self, points[i]);
        if (i > 0)
            bytes_add_text(&self->bytes, " ");
        add_number(self, points[i].x);
        bytes_add_text(&self->bytes, ",");
        add_number(self, points[i].y);
    }
    bytes_add_text(&self->bytes, "\"/>");
}

void svg_mark(struct svg *self, const char *classes, enum svg_mark mark,
              struct svg_point centre, int64_t radius)
{
    const int64_t left = centre.x - radius, right = centre.x + radius;
    const int64_t top = centre.y - radius, bottom = centre.y + radius;

    expect_inside(self, (struct svg_point){left, top});
    expect_inside(self, (struct svg_point){right, bottom});
    switch (mark) {
    case SVG_DIAMOND:
        polygon(self, classes,
                (const struct svg_point[]){
                    {centre.x, top}, {right, centre.y}, {centre.x, bottom}, {left, centre.y}},
                4);
        return;
    case SVG_SQUARE:
        polygon(self, classes,
                (const struct svg_point[]){
                    {left, top}, {right, top}, {right, bottom}, {left, bottom}},
                4);
        return;
    case SVG_TRIANGLE:
        polygon(self, classes,
                (const struct svg_point[]){{centre.x, top}, {right, bottom}, {left, bottom}},
                3);
        return;
    case SVG_CIRCLE:
        break;
    }
    element_open(self, "circle", classes);
    add_attribute(self, "cx", centre.x);
    add_attribute(self, "cy", centre.y);
    add_attribute(self, "r", radius);
    bytes_add_text(&self->bytes, "/>");
}

void svg_text(struct svg *self, const char *classes, enum svg_anchor anchor,
              struct svg_point at, const char *text)
{
    static const char *const anchors[] = {"start", "middle", "end"};

    expect_inside(self, at);
    element_open(self, "text", classes);
    add_attribute(self, "x", at.x);
    add_attribute(self, "y", at.y);
    if (anchor != SVG_START)
        add_text_attribute(self, "text-anchor", anchors[anchor]);
    bytes_add_text(&self->bytes, ">");
    add_escaped(self, text);
    bytes_add_text(&self->bytes, "</text>");
}

void svg_path_open(struct svg *self, const char *classes)
{
    element_open(self, "path", classes);
    bytes_add_text(&self->bytes, " d=\"");
    self->is_in_path = true;
    self->moved = false;
}

void svg_path_point(struct svg *self, struct svg_point point)
{
    assert(self->is_in_path);
    expect_inside(self, point);
    bytes_add_text(&self->bytes, self->moved ? "L" : "M");
    add_number(self, point.x);
    bytes_add_text(&self->bytes, " ");
    add_number(self, point.y);
    self->moved = true;
}

void svg_path_lift(struct svg *self)
{
    assert(self->is_in_path);
    self->moved = false;
}

void svg_path_loop(struct svg *self)
{
    assert(self->is_in_path);
    if (self->moved)
        bytes_add_text(&self->bytes, "Z");
    self->moved = false;
}

void svg_path_close(struct svg *self)
{
    assert(self->is_in_path);
    self->is_in_path = false;
    bytes_add_text(&self->bytes, "\"/>");
}
