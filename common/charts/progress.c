#include "common/charts/progress.h"

#include <assert.h>

#include "common/charts/label.h"
#include "common/charts/svg.h"
#include "common/decimal.h"

#define WIDTH       48000
#define EDGE        200
#define TOP         2400
#define STEP_LENGTH 16000
#define STEP_BOTTOM 2800
#define LEFT        7000 /* room for "10 786" */
#define STEP_WIDTH  (WIDTH - LEFT - EDGE)
#define COUNT_ABOVE 700 /* from the line to the foot of its number */

static struct svg_point place(const struct progress *progress, int at, int handed_in)
{
    return (struct svg_point){
        LEFT + decimal_divide((wide)STEP_WIDTH * at, PROGRESS_SPAN),
        TOP + STEP_LENGTH - decimal_divide((wide)STEP_LENGTH * handed_in, progress->members),
    };
}

static void draw_steps(struct svg *svg, const struct progress *progress)
{
    int before_at = 0, before = 0;

    svg_path_open(svg, "chart-own-line");
    svg_path_point(svg, place(progress, 0, 0));
    for (size_t i = 0; i < progress->step_count; i++) {
        const struct progress_step *step = &progress->steps[i];

        assert(step->at >= before_at && step->at <= progress->now);
        assert(step->handed_in >= before && step->handed_in <= progress->members);
        svg_path_point(svg, place(progress, step->at, before));
        svg_path_point(svg, place(progress, step->at, step->handed_in));
        before_at = step->at;
        before = step->handed_in;
    }
    svg_path_point(svg, place(progress, progress->now, before));
    svg_path_close(svg);
}

/* Above the end of the line, inside the picture. */
static void draw_count(struct svg *svg, const struct progress *progress)
{
    const int count =
        progress->step_count == 0 ? 0 : progress->steps[progress->step_count - 1].handed_in;
    const struct svg_point end = place(progress, progress->now, count);

    svg_text(svg, "chart-value", progress->now > PROGRESS_SPAN / 2 ? SVG_END : SVG_START,
             (struct svg_point){end.x, end.y - COUNT_ABOVE}, progress->count_label);
}

char *progress_draw_steps(const struct progress *progress)
{
    struct svg_point start, end;
    struct svg svg;

    assert(progress->members > 0);
    assert(progress->now >= 0 && progress->now <= PROGRESS_SPAN);
    start = place(progress, 0, 0);
    end = place(progress, PROGRESS_SPAN, progress->members);
    svg_open(&svg, "chart chart-progress", progress->title, WIDTH,
             TOP + STEP_LENGTH + STEP_BOTTOM);
    svg_line(&svg, "chart-tick", (struct svg_point){LEFT, end.y}, end);
    svg_line(&svg, "chart-axis", start, (struct svg_point){end.x, start.y});
    svg_line(&svg, "chart-break", end, (struct svg_point){end.x, start.y});
    draw_steps(&svg, progress);
    if (progress->count_label != NULL)
        draw_count(&svg, progress);
    svg_text(&svg, "chart-label", SVG_END, (struct svg_point){LEFT - 500, end.y + 500},
             progress->members_label);
    svg_text(&svg, "chart-label", SVG_END, (struct svg_point){LEFT - 500, start.y}, "0");
    svg_text(&svg, "chart-label", SVG_START,
             (struct svg_point){LEFT, start.y + LABEL_ASCENT + 600}, progress->opens_label);
    svg_text(&svg, "chart-label", SVG_END,
             (struct svg_point){end.x, start.y + LABEL_ASCENT + 600}, progress->deadline_label);
    return svg_close(&svg);
}
