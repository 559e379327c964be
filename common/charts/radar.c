#include "common/charts/radar.h"

#include <assert.h>

#include "common/charts/label.h"
#include "common/charts/radar_bars.h"
#include "common/charts/svg.h"
#include "common/decimal.h"
#include "common/memory.h"

#define WIDTH      50000
#define RADIUS     INT64_C(11000)
#define ABOVE      10500 /* room for labels above and below */
#define HEIGHT     (2 * (RADIUS + ABOVE))
#define CENTRE_X   (WIDTH / 2)
#define CENTRE_Y   (HEIGHT / 2)
#define LABEL_GAP  1200
#define KEY_GAP    1500 /* from the rim to the middle of a field's number */
#define LABEL_EDGE 200
#define LABEL_WIDE 22000     /* of one above or below */
#define SIDEWAYS   200000000 /* a direction with more of it has its label at the side */
#define RINGS      4
#define MARK       450
#define DIAMOND    600
#define UNIT       1000000000

/* Cosine and sine, in units, of the angle from one of so many fields to the next. */
static const struct {
    int64_t cosine, sine;
} steps[RADAR_FIELDS_MAX + 1] = {
    {0},
    {0},
    {0},
    {-500000000, 866025404}, /* 3 */
    {0, 1000000000},         /* 4 */
    {309016994, 951056516},  /* 5 */
    {500000000, 866025404},  /* 6 */
    {623489802, 781831482},  /* 7 */
    {707106781, 707106781},  /* 8 */
    {766044443, 642787610},  /* 9 */
    {809016994, 587785252},  /* 10 */
};

/* Where each field lies as seen from the centre, in units; the first one at the top. */
struct directions {
    struct svg_point items[RADAR_FIELDS_MAX];
    size_t count;
};

/* Which number of a field a line goes through. */
typedef struct chart_value number_of_fn(const struct radar_field *field, size_t group);

static struct chart_value own_of(const struct radar_field *field, size_t group)
{
    (void)group;
    return field->own;
}

static struct chart_value group_of(const struct radar_field *field, size_t group)
{
    return field->groups[group];
}

static struct chart_value lower_of(const struct radar_field *field, size_t group)
{
    (void)group;
    return field->lower;
}

static struct chart_value upper_of(const struct radar_field *field, size_t group)
{
    (void)group;
    return field->upper;
}

static struct directions directions_of(size_t count)
{
    struct directions directions = {.count = count};
    struct svg_point at = {0, -UNIT};

    for (size_t i = 0; i < count; i++) {
        directions.items[i] = at;
        at = (struct svg_point){
            decimal_divide(
                ((wide)at.x * steps[count].cosine) - ((wide)at.y * steps[count].sine), UNIT),
            decimal_divide(
                ((wide)at.x * steps[count].sine) + ((wide)at.y * steps[count].cosine), UNIT),
        };
    }
    return directions;
}

static struct svg_point outward(const struct directions *directions, size_t i, int64_t distance)
{
    return (struct svg_point){
        CENTRE_X + decimal_divide((wide)directions->items[i].x * distance, UNIT),
        CENTRE_Y + decimal_divide((wide)directions->items[i].y * distance, UNIT),
    };
}

static struct svg_point place(const struct radar *radar, const struct directions *directions,
                              size_t i, int64_t millionths)
{
    return outward(directions, i, chart_place(millionths, radar->maximum, RADIUS));
}

/* --- what lies below --- */

static void draw_grid(struct svg *svg, const struct directions *directions)
{
    for (int ring = 1; ring <= RINGS; ring++) {
        svg_path_open(svg, ring == RINGS ? "chart-rim" : "chart-ring");
        for (size_t i = 0; i < directions->count; i++)
            svg_path_point(svg, outward(directions, i, (int64_t)RADIUS * ring / RINGS));
        svg_path_loop(svg);
        svg_path_close(svg);
    }
    for (size_t i = 0; i < directions->count; i++)
        svg_line(svg, "chart-tick", (struct svg_point){CENTRE_X, CENTRE_Y},
                 outward(directions, i, RADIUS));
}

static void draw_band(struct svg *svg, const struct radar *radar,
                      const struct directions *directions)
{
    svg_path_open(svg, "chart-area");
    for (size_t i = 0; i < radar->field_count; i++) {
        const size_t next = (i + 1) % radar->field_count;
        const struct radar_field *a = &radar->fields[i], *b = &radar->fields[next];

        if (!a->lower.is_there || !b->lower.is_there)
            continue;
        svg_path_point(svg, place(radar, directions, i, a->lower.millionths));
        svg_path_point(svg, place(radar, directions, i, a->upper.millionths));
        svg_path_point(svg, place(radar, directions, next, b->upper.millionths));
        svg_path_point(svg, place(radar, directions, next, b->lower.millionths));
        svg_path_loop(svg);
    }
    svg_path_close(svg);
}

/* --- lines --- */

/* From each field to the next, as far as both have a number. */
static void draw_line(struct svg *svg, const struct radar *radar,
                      const struct directions *directions, const char *classes,
                      number_of_fn *number_of, size_t group)
{
    bool is_whole = true;

    svg_path_open(svg, classes);
    for (size_t i = 0; i < radar->field_count; i++) {
        const struct chart_value value = number_of(&radar->fields[i], group);

        if (value.is_there)
            svg_path_point(svg, place(radar, directions, i, value.millionths));
        else
            svg_path_lift(svg);
        is_whole = is_whole && value.is_there;
    }
    if (is_whole) {
        svg_path_loop(svg);
    } else {
        const struct chart_value first = number_of(&radar->fields[0], group);

        if (first.is_there && number_of(&radar->fields[radar->field_count - 1], group).is_there)
            svg_path_point(svg, place(radar, directions, 0, first.millionths));
    }
    svg_path_close(svg);
}

static void draw_marks(struct svg *svg, const struct radar *radar,
                       const struct directions *directions, const char *classes,
                       enum svg_mark mark, number_of_fn *number_of, size_t group)
{
    for (size_t i = 0; i < radar->field_count; i++) {
        const struct chart_value value = number_of(&radar->fields[i], group);

        if (value.is_there)
            svg_mark(svg, classes, mark, place(radar, directions, i, value.millionths),
                     mark == SVG_DIAMOND ? DIAMOND : MARK);
    }
}

/* --- words --- */

/* A label and where it goes. */
struct placed {
    struct label label;
    enum svg_anchor anchor;
    struct svg_point top;
    int64_t height;
};

/* How wide a label above or below may be without reaching those beside it. */
static int64_t middle_room(const struct directions *directions)
{
    const int64_t beside =
        (2 * (outward(directions, 1, RADIUS + LABEL_GAP).x - CENTRE_X)) - LABEL_GAP;

    return beside < LABEL_WIDE ? beside : LABEL_WIDE;
}

static void placed_init(struct placed *self, const struct directions *directions, size_t i,
                        const char *text)
{
    const struct svg_point direction = directions->items[i];
    const struct svg_point node = outward(directions, i, RADIUS + LABEL_GAP);
    int64_t room = middle_room(directions);

    *self = (struct placed){.anchor = SVG_MIDDLE};
    if (direction.x > SIDEWAYS) {
        self->anchor = SVG_START;
        room = WIDTH - LABEL_EDGE - node.x;
    } else if (direction.x < -SIDEWAYS) {
        self->anchor = SVG_END;
        room = node.x - LABEL_EDGE;
    }
    label_init(&self->label, text, room);
    self->height = (int64_t)self->label.count * LABEL_LINE;
    self->top = (struct svg_point){
        node.x, node.y - (self->height / 2) +
                    decimal_divide((wide)direction.y * self->height, 2 * (wide)UNIT)};
}

/* Moves the labels of one side apart, down where one lies on another and back up where the
 * picture ends. Those of the right side come from top to bottom, those of the left one
 * backwards. */
static void spread(struct placed *labels, size_t count, enum svg_anchor side)
{
    struct placed *column[RADAR_FIELDS_MAX];
    size_t in_column = 0;
    int64_t edge = 0;

    for (size_t i = 0; i < count; i++) {
        struct placed *next = &labels[side == SVG_START ? i : count - 1 - i];

        if (next->anchor == side)
            column[in_column++] = next;
    }
    for (size_t i = 0; i < in_column; i++) {
        if (column[i]->top.y < edge)
            column[i]->top.y = edge;
        edge = column[i]->top.y + column[i]->height;
    }
    edge = HEIGHT;
    for (size_t i = in_column; i > 0; i--) {
        if (column[i - 1]->top.y + column[i - 1]->height > edge)
            column[i - 1]->top.y = edge - column[i - 1]->height;
        if (column[i - 1]->top.y < 0)
            column[i - 1]->top.y = 0;
        edge = column[i - 1]->top.y;
    }
}

static void draw_labels(struct svg *svg, const struct radar *radar,
                        const struct directions *directions)
{
    static const enum svg_anchor sides[] = {SVG_START, SVG_END};
    struct placed labels[RADAR_FIELDS_MAX];

    for (size_t i = 0; i < radar->field_count; i++)
        placed_init(&labels[i], directions, i, radar->fields[i].label);
    for (size_t i = 0; i < COUNT_OF(sides); i++)
        spread(labels, radar->field_count, sides[i]);
    for (size_t i = 0; i < radar->field_count; i++) {
        label_draw(&labels[i].label, svg, "chart-label", labels[i].anchor, labels[i].top);
        label_done(&labels[i].label);
    }
}

/* Where there is no room for labels, a style sheet shows the fields' numbers instead. */
static void draw_keys(struct svg *svg, const struct directions *directions)
{
    for (size_t i = 0; i < directions->count; i++) {
        const struct svg_point middle = outward(directions, i, RADIUS + KEY_GAP);
        CLEANUP(memory_freep) char *number = memory_format("%zu", i + 1);

        svg_text(svg, "chart-key", SVG_MIDDLE, (struct svg_point){middle.x, middle.y + 500},
                 number);
    }
}

static void draw_words(struct svg *svg, const struct radar *radar,
                       const struct directions *directions)
{
    draw_labels(svg, radar, directions);
    draw_keys(svg, directions);
    svg_text(svg, "chart-scale", SVG_START,
             (struct svg_point){CENTRE_X + 300, CENTRE_Y - (RADIUS / 2) - 200},
             radar->half_label);
    svg_text(svg, "chart-scale", SVG_START,
             (struct svg_point){CENTRE_X + 300, CENTRE_Y - RADIUS + 1500}, radar->full_label);
}

char *radar_draw(const struct radar *radar)
{
    struct directions directions;
    struct svg svg;

    assert(radar->field_count >= 1 && radar->field_count <= RADAR_FIELDS_MAX);
    assert(radar->group_count <= GROUP_LINES_MAX && radar->maximum > 0);
    for (size_t i = 0; i < radar->field_count; i++) {
        assert(radar->fields[i].lower.is_there == radar->fields[i].upper.is_there);
        assert(radar->fields[i].lower.millionths <= radar->fields[i].upper.millionths);
    }
    if (radar->field_count < RADAR_ROUND_FROM)
        return radar_bars_draw(radar);

    directions = directions_of(radar->field_count);
    svg_open(&svg, "chart chart-radar chart-round", radar->title, WIDTH, HEIGHT);
    draw_band(&svg, radar, &directions);
    draw_grid(&svg, &directions);
    draw_line(&svg, radar, &directions, "chart-area-edge", lower_of, 0);
    draw_line(&svg, radar, &directions, "chart-area-edge", upper_of, 0);
    for (size_t i = 0; i < radar->group_count; i++) {
        draw_line(&svg, radar, &directions, group_line_classes(i), group_of, i);
        draw_marks(&svg, radar, &directions, group_mark_classes(i), group_mark(i), group_of, i);
    }
    draw_line(&svg, radar, &directions, "chart-own-line", own_of, 0);
    draw_marks(&svg, radar, &directions, "chart-own", SVG_DIAMOND, own_of, 0);
    draw_words(&svg, radar, &directions);
    return svg_close(&svg);
}
