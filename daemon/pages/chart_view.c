#include "daemon/pages/chart_view.h"

#include <string.h>

#include "common/charts/radar.h"
#include "common/charts/shares.h"
#include "common/charts/strip.h"
#include "common/charts/trend.h"
#include "common/decimal.h"
#include "common/memory.h"
#include "daemon/pages/chart_words.h"

#define POINTS_MAX (100 * (int64_t)CHART_ONE)
#define LEVELS_MAX ((CATALOGUE_LEVELS - 1) * (int64_t)CHART_ONE)
#define TICKS      5

static json_t *html_of(char *text /* taken */)
{
    CLEANUP(memory_freep) char *owned = text;

    return json_pack("{s:s}", "html", owned);
}

static const char *text_of(const json_t *object, const char *member)
{
    return json_string_value(json_object_get(object, member));
}

static struct chart_value value_of(const json_t *object, const char *member)
{
    return chart_value_read(text_of(object, member));
}

/* The mean, or of yes and no and of measures the share. */
static struct chart_value mean_of(const json_t *figure)
{
    const struct chart_value mean = value_of(figure, "mean");

    return mean.is_there ? mean : value_of(figure, "share");
}

static struct chart_value lower_of(const json_t *figure)
{
    const struct chart_value quartile = value_of(figure, "q1");

    return quartile.is_there ? quartile : value_of(figure, "lower");
}

static struct chart_value upper_of(const json_t *figure)
{
    const struct chart_value quartile = value_of(figure, "q3");

    return quartile.is_there ? quartile : value_of(figure, "upper");
}

/* The own number in the unit of the figures, as a figure is rounded; for the caller to free,
 * NULL without one. */
static char *own_number(const json_t *own)
{
    const char *rounded = text_of(own, "rounded");
    const struct chart_value points = value_of(own, "points");
    const json_t *planned = json_object_get(own, "planned");

    if (rounded != NULL)
        return memory_copy_text(rounded);
    if (planned != NULL)
        return memory_copy_text(json_is_true(planned) ? "100" : "0");
    if (!points.is_there || json_object_get(own, "state") != NULL)
        return NULL;
    return decimal_print(decimal_divide(points.millionths, CHART_ONE), 0);
}

/* --- strips --- */

/* The own number as it stands at its mark; for the caller to free. NULL for what is no number
 * to the reader: yes or no, and measures planned. */
static char *own_label_of(const json_t *own, const char *number,
                          const struct indicator *indicator, enum language language)
{
    if (number == NULL || json_object_get(own, "planned") != NULL ||
        (indicator != NULL && indicator->kind == INDICATOR_YES_NO))
        return NULL;
    if (indicator != NULL && indicator->kind == INDICATOR_LEVEL)
        return memory_copy_text(text_of(own, "value")); /* as it was chosen */
    return chart_words_number(number, language);
}

static int64_t larger(int64_t maximum, struct chart_value value)
{
    return value.is_there && value.millionths > maximum ? value.millionths : maximum;
}

/* Rates have no end: theirs is the next nice number above all that is drawn. */
static int64_t maximum_of(const struct indicator *indicator, int64_t largest)
{
    if (indicator != NULL && indicator->kind == INDICATOR_LEVEL)
        return LEVELS_MAX;
    if (indicator != NULL && indicator->kind == INDICATOR_RATE)
        return chart_nice_maximum(largest);
    return POINTS_MAX;
}

static int64_t largest_of(const json_t *figure, int64_t largest)
{
    largest = larger(larger(largest, upper_of(figure)), value_of(figure, "median"));
    return larger(largest, mean_of(figure));
}

json_t *chart_view_strip_among(const json_t *figure, const json_t *beside, const json_t *own,
                               const struct indicator *indicator, enum language language)
{
    CLEANUP(memory_freep) char *number = own_number(own);
    CLEANUP(memory_freep) char *own_label = own_label_of(own, number, indicator, language);
    CLEANUP(memory_freep) char *full_label = NULL;
    struct strip strip = {
        .tick_count = TICKS,
        .from_label = "0",
        .lower = lower_of(figure),
        .upper = upper_of(figure),
        .median = value_of(figure, "median"),
        .mean = mean_of(figure),
        .own = chart_value_read(number),
        .own_label = own_label,
        .refusal = chart_words_refusal(text_of(figure, "status"), language),
    };
    int64_t largest = largest_of(figure, larger(0, strip.own));

    for (size_t i = 0; i < json_array_size(beside); i++)
        largest = largest_of(json_array_get(beside, i), largest);
    strip.maximum = maximum_of(indicator, largest);
    full_label = chart_words_scaled(strip.maximum, language);
    strip.to_label = full_label;
    return html_of(strip_draw(&strip));
}

json_t *chart_view_strip(const json_t *figure, const json_t *own,
                         const struct indicator *indicator, enum language language)
{
    return chart_view_strip_among(figure, NULL, own, indicator, language);
}

json_t *chart_view_shares(const json_t *figure)
{
    static const char *const names[SHARES_LEVELS] = {"0", "1", "2", "3", "4"};
    const json_t *given = json_object_get(figure, "shares");
    struct shares shares = {0};
    int64_t all = 0;

    for (size_t i = 0; i < SHARES_LEVELS; i++) {
        shares.levels[i] = value_of(given, names[i]);
        if (!shares.levels[i].is_there)
            return json_null();
        all += shares.levels[i].millionths;
    }
    return all == 0 ? json_null() : html_of(shares_draw(&shares));
}

/* --- radars --- */

/* The figure of a subject for a group among these; NULL if there is none. */
static const json_t *figure_find(const json_t *figures, const char *subject, const char *group)
{
    for (size_t i = 0; i < json_array_size(figures); i++) {
        const json_t *figure = json_array_get(figures, i);
        const char *of = text_of(figure, "subject");

        if ((of == NULL || strcmp(of, subject) == 0) &&
            strcmp(text_of(figure, "group"), group) == 0)
            return figure;
    }
    return NULL;
}

static const json_t *subject_find(const json_t *position, const char *id)
{
    const json_t *subjects = json_object_get(position, "subjects");

    for (size_t i = 0; i < json_array_size(subjects); i++)
        if (strcmp(text_of(json_array_get(subjects, i), "subject"), id) == 0)
            return json_array_get(subjects, i);
    return NULL;
}

static json_t *draw_radar(const struct radar_field *fields, size_t field_count,
                          size_t group_count)
{
    const struct radar radar = {
        .fields = fields,
        .field_count = field_count < RADAR_FIELDS_MAX ? field_count : RADAR_FIELDS_MAX,
        .group_count = group_count,
        .maximum = POINTS_MAX,
        .half_label = "50",
        .full_label = "100",
    };

    return field_count == 0 ? json_null() : html_of(radar_draw(&radar));
}

json_t *chart_view_radar(const struct catalogue *edition, const json_t *release,
                         const char *const *groups, size_t group_count, enum language language)
{
    struct radar_field fields[RADAR_FIELDS_MAX] = {0};
    const json_t *figures = json_object_get(release, "figures");
    bool is_empty = true;

    for (size_t i = 0; i < catalogue_field_count(edition) && i < RADAR_FIELDS_MAX; i++) {
        const struct field *field = catalogue_field_at(edition, i);

        fields[i].label = wording_in(&field->label, language);
        for (size_t k = 0; k < group_count && k < GROUP_LINES_MAX; k++) {
            const json_t *figure = figure_find(figures, field->id, groups[k]);

            fields[i].groups[k] = value_of(figure, "mean");
            is_empty = is_empty && !fields[i].groups[k].is_there;
            if (group_count == 1) {
                fields[i].lower = value_of(figure, "lower");
                fields[i].upper = value_of(figure, "upper");
            }
        }
    }
    if (is_empty)
        return json_null();
    return draw_radar(fields, catalogue_field_count(edition),
                      group_count < GROUP_LINES_MAX ? group_count : GROUP_LINES_MAX);
}

json_t *chart_view_own_radar(const struct catalogue *edition, const json_t *position,
                             const char *group, enum language language)
{
    struct radar_field fields[RADAR_FIELDS_MAX] = {0};

    for (size_t i = 0; i < catalogue_field_count(edition) && i < RADAR_FIELDS_MAX; i++) {
        const struct field *field = catalogue_field_at(edition, i);
        const json_t *subject = subject_find(position, field->id);
        const json_t *figure =
            figure_find(json_object_get(subject, "figures"), field->id, group);

        fields[i] = (struct radar_field){
            .label = wording_in(&field->label, language),
            .own = value_of(json_object_get(subject, "own"), "points"),
            .groups = {value_of(figure, "mean")},
            .lower = value_of(figure, "lower"),
            .upper = value_of(figure, "upper"),
        };
    }
    return draw_radar(fields, catalogue_field_count(edition), 1);
}

/* --- trends --- */

/* note: of the round, which has to outlive the drawing. */
static struct trend_round round_of(const json_t *point, const char *note)
{
    const struct chart_value median = value_of(point, "median");

    return (struct trend_round){
        .label = text_of(point, "round"),
        .note = note,
        .is_break = json_is_true(json_object_get(point, "break")),
        .lower = lower_of(point),
        .upper = upper_of(point),
        .group = median.is_there ? median : mean_of(point),
    };
}

static char *draw_trend(const struct trend_round *rounds, size_t count,
                        const struct indicator *indicator, enum language language)
{
    char *labels[TICKS];
    int64_t largest = 0;
    struct trend trend = {
        .rounds = rounds,
        .round_count = count,
        .tick_labels = (const char *const *)labels,
        .tick_count = TICKS,
    };
    char *text;

    for (size_t i = 0; i < count; i++)
        largest = larger(larger(largest, rounds[i].upper), rounds[i].group);
    trend.maximum = maximum_of(indicator, largest);
    for (int i = 0; i < TICKS; i++)
        labels[i] = chart_words_scaled(trend.maximum * i / (TICKS - 1), language);
    text = trend_draw(&trend);
    for (int i = 0; i < TICKS; i++)
        memory_freep(&labels[i]);
    return text;
}

json_t *chart_view_trend(const json_t *trend, const struct indicator *indicator,
                         enum language language)
{
    const json_t *points = json_object_get(trend, "points");
    const size_t all = json_array_size(points);
    const size_t count = all < TREND_ROUNDS_MAX ? all : TREND_ROUNDS_MAX;
    struct trend_round rounds[TREND_ROUNDS_MAX] = {0};
    char *notes[TREND_ROUNDS_MAX] = {0};
    json_t *view;

    if (count == 0)
        return json_null();
    for (size_t i = 0; i < count; i++) { /* the newest ones */
        const json_t *point = json_array_get(points, all - count + i);

        notes[i] = chart_words_note(point, language);
        rounds[i] = round_of(point, notes[i]);
    }
    view = html_of(draw_trend(rounds, count, indicator, language));
    for (size_t i = 0; i < count; i++)
        memory_freep(&notes[i]);
    return view;
}

json_t *chart_view_swatch(enum swatch swatch)
{
    return html_of(swatch_draw(swatch));
}
