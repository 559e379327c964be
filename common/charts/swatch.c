#include "common/charts/swatch.h"

#include <stdlib.h>

#include "common/charts/group_line.h"
#include "common/charts/svg.h"
#include "common/memory.h"

#define WIDTH  4000
#define HEIGHT 1800
#define MIDDLE (HEIGHT / 2)
#define MARK   600
#define HATCH  800

static void draw_line(struct svg *svg, const char *classes)
{
    svg_line(svg, classes, (struct svg_point){0, MIDDLE}, (struct svg_point){WIDTH, MIDDLE});
}

static void draw_across(struct svg *svg, const char *classes)
{
    svg_line(svg, classes, (struct svg_point){WIDTH / 2, 0},
             (struct svg_point){WIDTH / 2, HEIGHT});
}

static void draw_box(struct svg *svg, const char *classes)
{
    svg_rect(svg, classes, (struct svg_point){200, 200}, WIDTH - 400, HEIGHT - 400);
}

static void draw_hatch(struct svg *svg)
{
    draw_box(svg, "chart-refused");
    svg_path_open(svg, "chart-hatch");
    for (int64_t x = 200; x + HEIGHT - 400 <= WIDTH - 200; x += HATCH) {
        svg_path_point(svg, (struct svg_point){x, HEIGHT - 200});
        svg_path_point(svg, (struct svg_point){x + HEIGHT - 400, 200});
        svg_path_lift(svg);
    }
    svg_path_close(svg);
}

static void draw_group(struct svg *svg, size_t group)
{
    draw_line(svg, group_line_classes(group));
    svg_mark(svg, group_mark_classes(group), group_mark(group),
             (struct svg_point){WIDTH / 2, MIDDLE}, MARK);
}

static void draw_level(struct svg *svg, int level)
{
    CLEANUP(memory_freep) char *classes = memory_format("chart-level chart-level-%d", level);

    draw_box(svg, classes);
}

char *swatch_draw(enum swatch swatch)
{
    struct svg svg;

    svg_open(&svg, "chart chart-swatch", NULL, WIDTH, HEIGHT);
    switch (swatch) {
    case SWATCH_OWN:
        draw_line(&svg, "chart-own-line");
        svg_mark(&svg, "chart-own", SVG_DIAMOND, (struct svg_point){WIDTH / 2, MIDDLE}, MARK);
        break;
    case SWATCH_GROUP_1:
    case SWATCH_GROUP_2:
    case SWATCH_GROUP_3:
        draw_group(&svg, (size_t)(swatch - SWATCH_GROUP_1));
        break;
    case SWATCH_MEDIAN:
        draw_across(&svg, "chart-median");
        break;
    case SWATCH_MEAN:
        draw_across(&svg, "chart-mean");
        break;
    case SWATCH_BAND:
        draw_box(&svg, "chart-band");
        break;
    case SWATCH_REFUSED:
        draw_hatch(&svg);
        break;
    case SWATCH_BREAK:
        draw_across(&svg, "chart-break");
        break;
    case SWATCH_LEVEL_0:
    case SWATCH_LEVEL_1:
    case SWATCH_LEVEL_2:
    case SWATCH_LEVEL_3:
    case SWATCH_LEVEL_4:
        draw_level(&svg, (int)(swatch - SWATCH_LEVEL_0));
        break;
    case SWATCH_COUNT:
        abort(); /* not a swatch */
    }
    return svg_close(&svg);
}
