#pragma once

/*
 * A round as those see it who wait for its results: how long it takes, how many take part and
 * what has been published. Made of the API's documents.
 */

#include <time.h>

#include <jansson.h>

#include "common/compiler.h"
#include "common/language.h"

/*
 * {"round", "href", "is_planned", "is_open", "is_closed", "opens", "closes", "days_left",
 * "newest", "participation"}; participation as in participation_view.h, newest {"number",
 * "href"} where nothing has been published.
 */
json_t *round_view(const json_t *round, const json_t *participation, time_t now,
                   enum language language) MUST_CHECK;

/*
 * {"releases", "newest", "waiting"} of the list of releases. "newest" takes the place of the
 * one of round_view(): on a page that shows both, a round that was read a moment before or
 * after could name another release as the newest than the list begins with.
 */
json_t *round_releases_view(const json_t *releases, enum language language) MUST_CHECK;
