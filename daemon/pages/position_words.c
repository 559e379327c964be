#include "daemon/pages/position_words.h"

#include <stdlib.h>
#include <string.h>

#include "common/charts/scale.h"
#include "common/decimal.h"
#include "common/memory.h"
#include "daemon/pages/format.h"
#include "daemon/pages/page.h"

static const char *text_of(const json_t *object, const char *name)
{
    return json_string_value(json_object_get(object, name));
}

static const struct wording *field_label(const struct catalogue *edition, const char *id)
{
    for (size_t i = 0; i < catalogue_field_count(edition); i++)
        if (strcmp(catalogue_field_at(edition, i)->id, id) == 0)
            return &catalogue_field_at(edition, i)->label;
    return NULL;
}

/* Whole points, as the page of the own position has them. */
static char *points_in_words(const json_t *own, enum language language)
{
    const struct chart_value points = chart_value_read(text_of(own, "points"));
    CLEANUP(memory_freep) char *rounded = NULL;

    if (!points.is_there)
        return memory_copy_text("–");
    rounded = decimal_print(decimal_divide(points.millionths, CHART_ONE), 0);
    return format_decimal(rounded, language);
}

static char *place_in_words(const json_t *own, enum language language)
{
    const char *band = text_of(json_object_get(own, "bands"), "all");

    if (band == NULL)
        return memory_copy_text("");
    if (strcmp(band, "below") == 0)
        return page_text(language, "hand_in.band_below", NULL);
    return page_text(language,
                     strcmp(band, "above") == 0 ? "hand_in.band_above" : "hand_in.band_within",
                     NULL);
}

static json_t *position_row(const json_t *subject, const char *label, enum language language)
{
    CLEANUP(memory_freep)
    char *before = points_in_words(json_object_get(subject, "before"), language);
    CLEANUP(memory_freep)
    char *after = points_in_words(json_object_get(subject, "after"), language);
    CLEANUP(memory_freep)
    char *place = place_in_words(json_object_get(subject, "after"), language);

    return json_pack("{s:s, s:s, s:s, s:s}", "label", label, "before", before, "after", after,
                     "place", place);
}

json_t *words_position(const json_t *position, const struct catalogue *edition,
                       enum language language)
{
    const json_t *subjects = json_object_get(position, "subjects");
    CLEANUP(memory_freep) char *whole = page_text(language, "hand_in.whole", NULL);
    json_t *rows = json_array();
    const json_t *subject;
    size_t i;

    json_array_foreach(subjects, i, subject) {
        const char *level = text_of(subject, "level");
        const struct wording *field = field_label(edition, text_of(subject, "subject"));

        if (strcmp(level, "field") == 0 && field != NULL)
            (void)json_array_append_new(
                rows, position_row(subject, wording_in(field, language), language));
        else if (strcmp(level, "whole") == 0)
            (void)json_array_append_new(rows, position_row(subject, whole, language));
    }
    return rows;
}
