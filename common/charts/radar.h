#pragma once

/*
 * The fields of an edition round a centre: an own line and those of up to three groups, and
 * the middle of one group as a band. A field without a number is a gap in the line, never a
 * zero. With fewer than three fields there is nothing to go round, so they become bars. Each
 * field has its label and its number, from 1; a style sheet shows one of them, as there is
 * room.
 */

#include <stddef.h>
#include <stdint.h>

#include "common/charts/group_line.h"
#include "common/charts/scale.h"
#include "common/compiler.h"

#define RADAR_FIELDS_MAX 10
#define RADAR_ROUND_FROM 3

struct radar_field {
    const char *label; /* is wrapped */
    struct chart_value own;
    struct chart_value groups[GROUP_LINES_MAX];
    struct chart_value lower, upper; /* the band: both or none, lower <= upper */
};

struct radar {
    const char *title;                   /* NULL if a table says it, see svg_open() */
    const struct radar_field *fields;    /* borrowed */
    size_t field_count;                  /* 1 to RADAR_FIELDS_MAX */
    size_t group_count;                  /* up to GROUP_LINES_MAX */
    int64_t maximum;                     /* of the scale, which begins at 0; > 0 */
    const char *half_label, *full_label; /* of the scale, as a reader writes them */
};

/* The picture, for the caller to free. */
char *radar_draw(const struct radar *radar) MUST_CHECK;
