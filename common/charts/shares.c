#include "common/charts/shares.h"

#include <assert.h>

#include "common/charts/label.h"
#include "common/charts/svg.h"
#include "common/decimal.h"
#include "common/memory.h"

#define WIDTH       32000
#define SIDE        200
#define LENGTH      (WIDTH - (2 * SIDE))
#define TOP         200
#define BAR         2200
#define HEIGHT      (TOP + BAR + 200)
#define NUMBER_BASE (TOP + 1650)
#define NUMBER_ROOM 1600 /* a part that is narrower goes without its number */

static int64_t edge_at(wide before, wide all)
{
    return SIDE + decimal_divide(before * LENGTH, all);
}

static void draw_part(struct svg *svg, int level, int64_t from, int64_t to)
{
    CLEANUP(memory_freep) char *classes = memory_format("chart-level chart-level-%d", level);
    CLEANUP(memory_freep)
    char *number_classes = memory_format("chart-number chart-number-%d", level);
    CLEANUP(memory_freep) char *digit = memory_format("%d", level);

    svg_rect(svg, classes, (struct svg_point){from, TOP}, to - from, BAR);
    if (to - from >= NUMBER_ROOM)
        svg_text(svg, number_classes, SVG_MIDDLE,
                 (struct svg_point){(from + to) / 2, NUMBER_BASE}, digit);
}

char *shares_draw(const struct shares *shares)
{
    struct svg svg;
    wide all = 0, before = 0;

    for (int level = 0; level < SHARES_LEVELS; level++) {
        assert(shares->levels[level].is_there);
        all += shares->levels[level].millionths;
    }
    assert(all > 0);

    svg_open(&svg, "chart chart-shares", shares->title, WIDTH, HEIGHT);
    for (int level = 0; level < SHARES_LEVELS; level++) {
        const int64_t from = edge_at(before, all);
        int64_t to;

        before += shares->levels[level].millionths;
        to = edge_at(before, all);
        if (to > from)
            draw_part(&svg, level, from, to);
    }
    return svg_close(&svg);
}
