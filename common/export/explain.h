#pragma once

/*
 * A figure explained: from the release as it was published and from nothing else, so an
 * explanation tells nothing that the release does not tell.
 */

#include <jansson.h>

#include "common/catalogue.h"
#include "common/compiler.h"

/*
 * Everything there is to say about the figure with this id: what it is about, its numbers with
 * what each means, which are left out and why, how it was made, and of a figure above the
 * indicators the figures it was computed from. NULL if the release has no such figure.
 */
json_t *figure_explain(const json_t *release, const struct catalogue *edition, const char *id)
    MUST_CHECK;
