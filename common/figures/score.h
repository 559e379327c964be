#pragma once

/*
 * The scores of one municipality, from its own values: for its own eyes only. A group's figures
 * above the indicators are never made of them, but of published figures (DISCLOSURE.md, rule
 * 6).
 *
 * Points run from 0 to 100 and more is better: level x 25; yes 100, no 0; a share as it is.
 * Where less is better, 100 minus that. Neutral indicators and rates have no points.
 */

#include <stdbool.h>
#include <stdint.h>

#include "common/catalogue.h"
#include "common/compiler.h"

#define POINT     100   /* scores are whole hundredths of a point */
#define SCORE_TOP 10000 /* a hundred points */

struct own_score {
    bool is_there;
    int64_t hundredths; /* 0 to SCORE_TOP */
};

/* By position in the edition's order. */
struct own_scores {
    struct own_score *indicators; /* owned; there if scored and answered */
    struct own_score *goals;  /* owned; there if at least half of what applies is answered */
    struct own_score *fields; /* owned; the mean of their goals; there if one of them is */
    struct own_score whole;   /* the mean of the fields; there if one of them is */
};

/* values and states stand in the edition's order, as a version stores them. */
void own_scores_init(struct own_scores *self, const struct catalogue *edition,
                     const int64_t *values, const uint8_t *states);
void own_scores_done(struct own_scores *self);
DEFINE_CLEANUP_INSIDE(struct own_scores, own_scores_done)
