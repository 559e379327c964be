#pragma once

/*
 * Figures of a release as the rows of a table that people read: numbers in their form and with
 * their unit, a strip, and of what is not published the reason and where to look instead.
 * Everything comes from the API's documents.
 */

#include <jansson.h>

#include "common/catalogue.h"
#include "common/compiler.h"
#include "common/figures/subject.h"
#include "common/language.h"

/* What the figures of one page have in common; all is borrowed. */
struct figure_frame {
    const struct catalogue *edition;
    const json_t *groups; /* of the release */
    const char *round;
    long long release;
    enum language language;
};

/* The wording {"de", "en"} in the language; "" where there is none. Borrowed. */
const char *figure_label(const json_t *wording, enum language language);

/* The group that pages show before another is chosen. */
#define FIGURE_GROUP_STANDARD "all"

/* The one of a release's groups with this id, or NULL. Borrowed. */
const json_t *figure_group_find(const json_t *groups, const char *id);

/* Its label; the id where there is none. Borrowed. */
const char *figure_group_label(const struct figure_frame *frame, const char *group);

/* [{"id", "label", "is_own", "is_chosen"}] of the groups that have figures of their own, and of
 * the chosen one even if it is too small for that; chosen may be NULL. */
json_t *figure_group_options(const json_t *groups, const char *chosen, enum language language)
    MUST_CHECK;

/* A list of objects as an object of them, by the text that this member of each is. */
json_t *figure_index(const json_t *list, const char *member) MUST_CHECK;

/* The page that explains the figure with this id; for the caller to free. */
char *figure_href(const char *round, long long release, const char *id) MUST_CHECK;

/* A number with its unit, as far as it is written behind the number; NULL gives "". */
json_t *figure_number(const char *number, const struct subject *subject, enum language language)
    MUST_CHECK;

/* {"id", "label", "unit", "is_whole", "is_field", "is_goal", "is_indicator", "is_measures"} */
json_t *figure_subject_view(const struct subject *subject, enum language language) MUST_CHECK;

/*
 * {"group", "is_published", "href", "middle", "median", "band", "n", "missing", "indicators",
 * "not_included", "strip", "status", "meaning", "use", "last"}; a number that a figure has not
 * is "", a link null. beside: figures that share its scale, or NULL. own: of a position, or
 * NULL.
 */
json_t *figure_view(const struct figure_frame *frame, const struct subject *subject,
                    const json_t *figure, const json_t *beside, const json_t *own) MUST_CHECK;
