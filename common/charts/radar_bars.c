#include "common/charts/radar_bars.h"

#include "common/charts/label.h"
#include "common/charts/svg.h"

#define WIDTH   48000
#define SIDE    3000
#define LENGTH  (WIDTH - (2 * SIDE))
#define LABEL   (600 + (2 * LABEL_LINE)) /* above each row; a longer one fills two lines */
#define ROW     3200
#define BAND    900 /* half of its height */
#define MARK    600
#define DIAMOND 800
#define BOTTOM  2400

static int64_t row_height(const struct radar *radar)
{
    return LABEL + ROW * (int64_t)(radar->group_count + 1);
}

static int64_t at(const struct radar *radar, int64_t millionths)
{
    return SIDE + chart_place(millionths, radar->maximum, LENGTH);
}

static void draw_axis(struct svg *svg, int64_t y)
{
    svg_line(svg, "chart-axis", (struct svg_point){SIDE, y},
             (struct svg_point){SIDE + LENGTH, y});
}

static void draw_field(struct svg *svg, const struct radar *radar,
                       const struct radar_field *field, int64_t top)
{
    CLEANUP(label_donep) struct label label = {0};
    int64_t y = top + LABEL + (ROW / 2);

    label_init(&label, field->label, LENGTH);
    label.count = label.count < 2 ? label.count : 2; /* the table beside it has the rest */
    label_draw(&label, svg, "chart-label", SVG_START, (struct svg_point){SIDE, top});
    for (size_t i = 0; i < radar->group_count; i++, y += ROW) {
        draw_axis(svg, y);
        if (i == 0 && field->lower.is_there) {
            const int64_t from = at(radar, field->lower.millionths);

            svg_rect(svg, "chart-band", (struct svg_point){from, y - BAND},
                     at(radar, field->upper.millionths) - from, (int64_t)2 * BAND);
        }
        if (field->groups[i].is_there)
            svg_mark(svg, group_mark_classes(i), group_mark(i),
                     (struct svg_point){at(radar, field->groups[i].millionths), y}, MARK);
    }
    draw_axis(svg, y);
    if (field->own.is_there)
        svg_mark(svg, "chart-own", SVG_DIAMOND,
                 (struct svg_point){at(radar, field->own.millionths), y}, DIAMOND);
}

char *radar_bars_draw(const struct radar *radar)
{
    const int64_t height = row_height(radar) * (int64_t)radar->field_count;
    struct svg svg;

    svg_open(&svg, "chart chart-radar", radar->title, WIDTH, height + BOTTOM);
    for (int quarter = 0; quarter <= 4; quarter++) {
        const int64_t x = SIDE + ((int64_t)LENGTH * quarter / 4);

        svg_line(&svg, "chart-tick", (struct svg_point){x, LABEL},
                 (struct svg_point){x, height});
    }
    for (size_t i = 0; i < radar->field_count; i++)
        draw_field(&svg, radar, &radar->fields[i], row_height(radar) * (int64_t)i);
    svg_text(&svg, "chart-label", SVG_MIDDLE,
             (struct svg_point){SIDE + (LENGTH / 2), height + LABEL_ASCENT + 400},
             radar->half_label);
    svg_text(&svg, "chart-label", SVG_MIDDLE,
             (struct svg_point){SIDE + LENGTH, height + LABEL_ASCENT + 400}, radar->full_label);
    return svg_close(&svg);
}
