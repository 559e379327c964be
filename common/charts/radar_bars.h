#pragma once

/* The bar form of a radar, for fewer than RADAR_ROUND_FROM fields. For radar.c. */

#include "common/charts/radar.h"
#include "common/compiler.h"

char *radar_bars_draw(const struct radar *radar) MUST_CHECK;
