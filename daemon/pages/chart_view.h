#pragma once

/*
 * Charts from the API's own documents: each function returns a view's value {"html": "<svg..."}
 * for a template. A table with the same numbers stands beside each, so all are hidden from
 * screen readers. What is not published is drawn as such; nothing is computed here.
 */

#include <stddef.h>

#include <jansson.h>

#include "common/catalogue.h"
#include "common/charts/swatch.h"
#include "common/compiler.h"
#include "common/language.h"

/*
 * A strip of one figure of a release or a position. indicator is NULL for goals, fields, the
 * whole and measures; own is the subject's "own" of a position, or NULL.
 */
json_t *chart_view_strip(const json_t *figure, const json_t *own,
                         const struct indicator *indicator, enum language language) MUST_CHECK;

/* The same on a scale that has room for the figures in this list too, so that strips one below
 * the other can be compared; the list may be NULL. */
json_t *chart_view_strip_among(const json_t *figure, const json_t *beside, const json_t *own,
                               const struct indicator *indicator, enum language language)
    MUST_CHECK;

/* The bar of a figure's shares per level; null if it has none. */
json_t *chart_view_shares(const json_t *figure) MUST_CHECK;

/* The fields of an edition: from a release's figures for up to three groups. A band is drawn if
 * there is one group. */
json_t *chart_view_radar(const struct catalogue *edition, const json_t *release,
                         const char *const *groups, size_t group_count, enum language language)
    MUST_CHECK;

/* Likewise from a position, with its own line, beside one group. */
json_t *chart_view_own_radar(const struct catalogue *edition, const json_t *position,
                             const char *group, enum language language) MUST_CHECK;

/* A document of /v1/trends, of at most its newest TREND_ROUNDS_MAX points; null if it has none.
 * indicator as above. */
json_t *chart_view_trend(const json_t *trend, const struct indicator *indicator,
                         enum language language) MUST_CHECK;

json_t *chart_view_swatch(enum swatch swatch) MUST_CHECK;
