#include "common/charts/trend.h"

#include <assert.h>

#include "common/charts/group_line.h"
#include "common/charts/label.h"
#include "common/charts/svg.h"

#define WIDTH_LEAST  48000
#define COLUMN_LEAST 6000
#define EDGE         1000 /* right of the last column */
#define LABEL_GAP    800
#define TOP          1600
#define LENGTH       20000
#define BOTTOM       5600 /* room for two lines */
#define LINE_ABOVE   1400
#define MARK         500

/* Where things are. */
struct sheet {
    const struct trend *trend;
    struct svg svg;
    int64_t left, column, width;
};

static int64_t larger(int64_t a, int64_t b)
{
    return a > b ? a : b;
}

static struct sheet sheet_of(const struct trend *trend)
{
    struct sheet sheet = {.trend = trend, .column = COLUMN_LEAST};
    const int64_t count = (int64_t)trend->round_count;

    for (size_t i = 0; i < trend->tick_count; i++)
        sheet.left = larger(sheet.left, label_width(trend->tick_labels[i]) + LABEL_GAP);
    for (size_t i = 0; i < trend->round_count; i++) {
        const struct trend_round *round = &trend->rounds[i];

        sheet.column = larger(sheet.column, label_width(round->label) + LABEL_GAP);
        sheet.column = larger(sheet.column, label_width(round->note) + LABEL_GAP);
    }
    sheet.column = larger(sheet.column, (WIDTH_LEAST - sheet.left - EDGE) / count);
    sheet.width = sheet.left + (sheet.column * count) + EDGE;
    return sheet;
}

static int64_t x_of(const struct sheet *sheet, size_t i)
{
    return sheet->left + (sheet->column * (int64_t)i) + (sheet->column / 2);
}

static int64_t y_of(const struct sheet *sheet, int64_t millionths)
{
    return TOP + LENGTH - chart_place(millionths, sheet->trend->maximum, LENGTH);
}

static struct svg_point point_of(const struct sheet *sheet, size_t i, struct chart_value value)
{
    return (struct svg_point){x_of(sheet, i), y_of(sheet, value.millionths)};
}

static void draw_scale(struct sheet *self)
{
    const struct trend *trend = self->trend;

    for (size_t i = 0; i < trend->tick_count; i++) {
        const int64_t y =
            TOP + LENGTH - (LENGTH * (int64_t)i / (int64_t)(trend->tick_count - 1));

        svg_line(&self->svg, i == 0 ? "chart-axis" : "chart-tick",
                 (struct svg_point){self->left, y}, (struct svg_point){self->width - EDGE, y});
        svg_text(&self->svg, "chart-label", SVG_END,
                 (struct svg_point){self->left - (LABEL_GAP / 2), y + 500},
                 trend->tick_labels[i]);
    }
    for (size_t i = 0; i < trend->round_count; i++) {
        const int64_t base = TOP + LENGTH + LABEL_ASCENT + 600;
        const int64_t x = x_of(self, i) - (self->column / 2);

        svg_text(&self->svg, "chart-label", SVG_MIDDLE, (struct svg_point){x_of(self, i), base},
                 trend->rounds[i].label);
        svg_text(&self->svg, "chart-label", SVG_MIDDLE,
                 (struct svg_point){x_of(self, i), base + LABEL_LINE}, trend->rounds[i].note);
        if (i > 0 && trend->rounds[i].is_break)
            svg_line(&self->svg, "chart-break", (struct svg_point){x, TOP - LINE_ABOVE},
                     (struct svg_point){x, TOP + LENGTH});
    }
}

/* Between neighbours that have a band; one alone is a narrow box. */
static void draw_band(struct sheet *self)
{
    const struct trend_round *rounds = self->trend->rounds;

    for (size_t i = 0, end; i < self->trend->round_count; i = end) {
        end = i + 1;
        if (!rounds[i].lower.is_there)
            continue;
        while (end < self->trend->round_count && rounds[end].lower.is_there &&
               !rounds[end].is_break)
            end++;
        if (end == i + 1) {
            const int64_t top = y_of(self, rounds[i].upper.millionths);

            svg_rect(&self->svg, "chart-band", (struct svg_point){x_of(self, i) - MARK, top},
                     (int64_t)2 * MARK, y_of(self, rounds[i].lower.millionths) - top);
            continue;
        }
        svg_path_open(&self->svg, "chart-band");
        for (size_t k = i; k < end; k++)
            svg_path_point(&self->svg, point_of(self, k, rounds[k].upper));
        for (size_t k = end; k > i; k--)
            svg_path_point(&self->svg, point_of(self, k - 1, rounds[k - 1].lower));
        svg_path_loop(&self->svg);
        svg_path_close(&self->svg);
    }
}

static void draw_line(struct sheet *self)
{
    svg_path_open(&self->svg, group_line_classes(0));
    for (size_t i = 0; i < self->trend->round_count; i++) {
        const struct trend_round *round = &self->trend->rounds[i];
        const struct chart_value value = round->group;

        if (round->is_break || !value.is_there)
            svg_path_lift(&self->svg);
        if (value.is_there)
            svg_path_point(&self->svg, point_of(self, i, value));
    }
    svg_path_close(&self->svg);
}

static void draw_marks(struct sheet *self)
{
    for (size_t i = 0; i < self->trend->round_count; i++) {
        const struct chart_value value = self->trend->rounds[i].group;

        if (value.is_there)
            svg_mark(&self->svg, group_mark_classes(0), group_mark(0), point_of(self, i, value),
                     MARK);
    }
}

char *trend_draw(const struct trend *trend)
{
    struct sheet sheet;

    assert(trend->round_count >= 1 && trend->round_count <= TREND_ROUNDS_MAX);
    assert(trend->tick_count >= 2 && trend->tick_count <= TREND_TICKS_MAX);
    assert(trend->maximum > 0);
    for (size_t i = 0; i < trend->round_count; i++) {
        assert(trend->rounds[i].lower.is_there == trend->rounds[i].upper.is_there);
        assert(trend->rounds[i].lower.millionths <= trend->rounds[i].upper.millionths);
    }

    sheet = sheet_of(trend);
    svg_open(&sheet.svg, "chart chart-trend", trend->title, sheet.width, TOP + LENGTH + BOTTOM);
    draw_band(&sheet);
    draw_scale(&sheet);
    draw_line(&sheet);
    draw_marks(&sheet);
    return svg_close(&sheet.svg);
}
