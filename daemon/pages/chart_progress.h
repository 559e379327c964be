#pragma once

/*
 * How participation grew from a round's opening towards its deadline, drawn; see chart_view.h.
 */

#include <time.h>

#include <jansson.h>

#include "common/compiler.h"
#include "common/language.h"

/* The progress of a document of .../participation as far as now; null as long as it has none.
 * Whoever had more time than others is drawn at the deadline. */
json_t *chart_progress(const json_t *participation, const json_t *round, time_t now,
                       enum language language) MUST_CHECK;
