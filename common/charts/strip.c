#include "common/charts/strip.h"

#include <assert.h>
#include <stddef.h>

#include "common/charts/label.h"
#include "common/charts/svg.h"

#define WIDTH         32000
#define HEIGHT        3200
#define HEIGHT_LABELS 2400 /* below, for the labels of the scale or a refusal */
#define SIDE          5600 /* beside the scale, for the own value's label */
#define LENGTH        (WIDTH - (2 * SIDE))
#define MIDDLE        (HEIGHT / 2)
#define BAND          700 /* half of its height */
#define TRACK         INT64_C(400)
#define GROUP         1200
#define DIAMOND       700
#define LABEL_AWAY    1100
#define LABEL_BASE    (MIDDLE + 500)
#define LABEL_EDGE    100
#define HATCH         800

static int64_t at(const struct strip *strip, int64_t millionths)
{
    return SIDE + chart_place(millionths, strip->maximum, LENGTH);
}

static void draw_scale(struct svg *svg, const struct strip *strip)
{
    for (int i = 0; i < strip->tick_count; i++) {
        const int64_t x = SIDE + ((int64_t)LENGTH * i / (strip->tick_count - 1));

        svg_line(svg, "chart-tick", (struct svg_point){x, MIDDLE - GROUP},
                 (struct svg_point){x, MIDDLE + GROUP});
    }
    if (strip->refusal == NULL)
        svg_line(svg, "chart-axis", (struct svg_point){SIDE, MIDDLE},
                 (struct svg_point){SIDE + LENGTH, MIDDLE});
}

static void draw_labels(struct svg *svg, const struct strip *strip)
{
    const int64_t base = HEIGHT + LABEL_ASCENT;

    if (strip->refusal != NULL)
        svg_text(svg, "chart-label", SVG_MIDDLE, (struct svg_point){WIDTH / 2, base},
                 strip->refusal);
    if (strip->refusal != NULL || strip->from_label == NULL)
        return;
    svg_text(svg, "chart-label", SVG_MIDDLE, (struct svg_point){SIDE, base}, strip->from_label);
    svg_text(svg, "chart-label", SVG_MIDDLE, (struct svg_point){SIDE + LENGTH, base},
             strip->to_label);
}

/* An empty track, hatched line by line, since a pattern would need an id. */
static void draw_refusal(struct svg *svg)
{
    svg_rect(svg, "chart-refused", (struct svg_point){SIDE, MIDDLE - TRACK}, LENGTH, 2 * TRACK);
    svg_path_open(svg, "chart-hatch");
    for (int64_t x = SIDE; x + (2 * TRACK) <= SIDE + LENGTH; x += HATCH) {
        svg_path_point(svg, (struct svg_point){x, MIDDLE + TRACK});
        svg_path_point(svg, (struct svg_point){x + (2 * TRACK), MIDDLE - TRACK});
        svg_path_lift(svg);
    }
    svg_path_close(svg);
}

static void draw_group(struct svg *svg, const struct strip *strip)
{
    const struct chart_value mark = strip->median.is_there ? strip->median : strip->mean;

    if (strip->lower.is_there) {
        const int64_t from = at(strip, strip->lower.millionths);

        svg_rect(svg, "chart-band", (struct svg_point){from, MIDDLE - BAND},
                 at(strip, strip->upper.millionths) - from, (int64_t)2 * BAND);
    }
    if (mark.is_there) {
        const int64_t x = at(strip, mark.millionths);

        svg_line(svg, strip->median.is_there ? "chart-median" : "chart-mean",
                 (struct svg_point){x, MIDDLE - GROUP}, (struct svg_point){x, MIDDLE + GROUP});
    }
}

/* The label goes away from the group's mark, and stays inside the picture. */
static void draw_own(struct svg *svg, const struct strip *strip)
{
    const struct chart_value mark = strip->median.is_there ? strip->median : strip->mean;
    const int64_t x = at(strip, strip->own.millionths);
    const bool is_left =
        strip->refusal == NULL && mark.is_there && strip->own.millionths < mark.millionths;
    int64_t width, label;

    svg_mark(svg, "chart-own", SVG_DIAMOND, (struct svg_point){x, MIDDLE}, DIAMOND);
    if (strip->own_label == NULL)
        return;
    width = label_width(strip->own_label);
    label = is_left ? x - LABEL_AWAY : x + LABEL_AWAY;
    if (is_left && label < width + LABEL_EDGE)
        label = width + LABEL_EDGE < WIDTH ? width + LABEL_EDGE : WIDTH;
    if (!is_left && label + width > WIDTH - LABEL_EDGE)
        label = width + LABEL_EDGE < WIDTH ? WIDTH - LABEL_EDGE - width : 0;
    svg_text(svg, "chart-value", is_left ? SVG_END : SVG_START,
             (struct svg_point){label, LABEL_BASE}, strip->own_label);
}

char *strip_draw(const struct strip *strip)
{
    const bool has_labels = strip->refusal != NULL || strip->from_label != NULL;
    struct svg svg;

    assert(strip->maximum > 0);
    assert(strip->tick_count >= 2 && strip->tick_count <= STRIP_TICKS_MAX);
    assert((strip->from_label == NULL) == (strip->to_label == NULL));
    assert(strip->lower.is_there == strip->upper.is_there);
    assert(strip->lower.millionths <= strip->upper.millionths);

    svg_open(&svg, "chart chart-strip", strip->title, WIDTH,
             has_labels ? HEIGHT + HEIGHT_LABELS : HEIGHT);
    draw_scale(&svg, strip);
    if (strip->refusal != NULL)
        draw_refusal(&svg);
    else
        draw_group(&svg, strip);
    if (strip->own.is_there)
        draw_own(&svg, strip);
    draw_labels(&svg, strip);
    return svg_close(&svg);
}
