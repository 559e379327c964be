#include "common/export/columns.h"

#include <assert.h>
#include <string.h>

#include "common/compiler.h"

/* Kinds of subjects, as bits. */
#define LEVEL    (1U << 0)
#define YES_NO   (1U << 1)
#define SHARE    (1U << 2)
#define RATE     (1U << 3)
#define MEASURES (1U << 4)
#define ABOVE    (1U << 5)
#define SCALED   (LEVEL | SHARE | RATE)
#define COUNTED  (SCALED | YES_NO | MEASURES)
#define NOBODY   0U /* only where something special has happened */

#define TYPE_7_DE "Quantil nach Hyndman und Fan, Typ 7 (wie QUANTIL.INKL in Excel), gerundet."
#define TYPE_7_EN "Quantile by Hyndman and Fan, type 7 (as QUARTILE.INC in Excel), rounded."
#define LEVEL_DE  "Anteil der antwortenden Kommunen auf dieser Stufe, in ganzen Prozent."
#define LEVEL_EN  "Share of the answering municipalities on this level, in whole per cent."

/* clang-format off */
static const struct column columns[] = {
    {"n", "n", NULL, "N", COUNTED, true, {"n", "n"},
     {"Zahl der Kommunen, deren Antwort in der Kennzahl steckt.",
      "Number of municipalities whose answer is in the figure."}},
    {"missing", "missing", NULL, "MISSING", COUNTED, true, {"ohne Antwort", "Without answer"},
     {"Mitglieder der Gruppe minus n, aus welchem Grund auch immer.",
      "Members of the group minus n, for whatever reason."}},
    {"mean", "mean", NULL, "MEAN", SCALED | ABOVE, false, {"Mittelwert", "Mean"},
     {"Arithmetisches Mittel; jede Kommune, oberhalb der Indikatoren jeder Indikator, zählt gleich.",
      "Arithmetic mean; each municipality, above them each indicator, counts the same."}},
    {"share", "share", NULL, "SHARE", YES_NO | MEASURES, false,
     {"Ja-Anteil in %", "Share of yes in %"},
     {"Anteil der Kommunen mit Ja, bei Maßnahmen mit einer geplanten, in ganzen Prozent.",
      "Share of municipalities that say yes, of measures that plan one, in whole per cent."}},
    {"q1", "q1", NULL, "Q1", SCALED, false, {"unteres Quartil", "Lower quartile"},
     {TYPE_7_DE, TYPE_7_EN}},
    {"median", "median", NULL, "MEDIAN", SCALED, false, {"Median", "Median"},
     {TYPE_7_DE, TYPE_7_EN}},
    {"q3", "q3", NULL, "Q3", SCALED, false, {"oberes Quartil", "Upper quartile"},
     {TYPE_7_DE, TYPE_7_EN}},
    {"lower", "lower", NULL, "LOWER", ABOVE, false, {"unteres Quartil, gemittelt", "Lower quartile, averaged"},
     {"Mittel der unteren Quartile der veröffentlichten Indikatoren, in ganzen Punkten.",
      "Mean of the lower quartiles of the published indicators, in whole points."}},
    {"upper", "upper", NULL, "UPPER", ABOVE, false, {"oberes Quartil, gemittelt", "Upper quartile, averaged"},
     {"Mittel der oberen Quartile der veröffentlichten Indikatoren, in ganzen Punkten.",
      "Mean of the upper quartiles of the published indicators, in whole points."}},
    {"indicators", "indicators", NULL, "INDICATORS", ABOVE, true, {"Indikatoren", "Indicators"},
     {"Zahl der veröffentlichten Indikatoren, aus denen der Mittelwert gebildet ist.",
      "Number of published indicators that the mean is made of."}},
    {"band_indicators", "bandIndicators", NULL, "BAND_INDICATORS", ABOVE, true,
     {"davon mit Quartilen", "Of these with quartiles"},
     {"Zahl der Indikatoren mit Quartilen, aus denen die gemittelten Quartile gebildet sind.",
      "Number of indicators with quartiles that the averaged quartiles are made of."}},
    {"share_0", "shares", "0", "SHARE_0", LEVEL, false, {"Stufe 0 in %", "Level 0 in %"},
     {LEVEL_DE, LEVEL_EN}},
    {"share_1", "shares", "1", "SHARE_1", LEVEL, false, {"Stufe 1 in %", "Level 1 in %"},
     {LEVEL_DE, LEVEL_EN}},
    {"share_2", "shares", "2", "SHARE_2", LEVEL, false, {"Stufe 2 in %", "Level 2 in %"},
     {LEVEL_DE, LEVEL_EN}},
    {"share_3", "shares", "3", "SHARE_3", LEVEL, false, {"Stufe 3 in %", "Level 3 in %"},
     {LEVEL_DE, LEVEL_EN}},
    {"share_4", "shares", "4", "SHARE_4", LEVEL, false, {"Stufe 4 in %", "Level 4 in %"},
     {LEVEL_DE, LEVEL_EN}},
    {"count", "count", NULL, "COUNT", MEASURES, true, {"mit Maßnahme", "With a measure"},
     {"Zahl der Kommunen, die für das Ziel mindestens eine Maßnahme planen.",
      "Number of municipalities that plan at least one measure for the goal."}},
    {"not_included", "notIncluded", NULL, "NOT_INCLUDED", NOBODY, true,
     {"nicht enthalten", "Not included"},
     {"Die Kennzahl steht, wie sie zuletzt veröffentlicht war: So viele Antworten kamen seitdem hinzu, "
      "die einzelne Kommunen erkennbar machen würden.",
      "The figure stands as it was published last: so many answers have come since that would make "
      "single municipalities recognisable."}},
};

static const struct unit_name
    municipalities = {"COUNT", {"Anzahl", "Number"}},
    levels = {"LEVEL", {"Stufe 0 bis 4", "Level 0 to 4"}},
    per_cent = {"PT", {"Prozent", "Per cent"}},
    per_thousand = {"PER_1000", {"je 1.000 Einwohner", "Per 1,000 inhabitants"}},
    points = {"POINTS", {"Punkte 0 bis 100", "Points 0 to 100"}};
/* clang-format on */

size_t column_count(void)
{
    return COUNT_OF(columns);
}

const struct column *column_at(size_t index)
{
    assert(index < COUNT_OF(columns));
    return &columns[index];
}

size_t column_index(const char *name)
{
    size_t index = 0;

    while (strcmp(column_at(index)->name, name) != 0)
        index++;
    return index;
}

const json_t *column_value(const struct column *column, const json_t *figure)
{
    const json_t *value = json_object_get(figure, column->member);

    return column->part == NULL ? value : json_object_get(value, column->part);
}

static unsigned bit_of_indicator(enum indicator_kind kind)
{
    switch (kind) {
    case INDICATOR_LEVEL:
        return LEVEL;
    case INDICATOR_YES_NO:
        return YES_NO;
    case INDICATOR_SHARE:
        return SHARE;
    case INDICATOR_RATE:
        return RATE;
    }
    return NOBODY;
}

static unsigned bit_of(const struct subject *subject)
{
    switch (subject->level) {
    case SUBJECT_INDICATOR:
        return bit_of_indicator(subject->indicator->kind);
    case SUBJECT_GOAL:
    case SUBJECT_FIELD:
    case SUBJECT_WHOLE:
        return ABOVE;
    case SUBJECT_MEASURES:
        return MEASURES;
    }
    return NOBODY;
}

bool column_suits(const struct column *column, const struct subject *subject)
{
    return (column->subjects & bit_of(subject)) != 0;
}

const struct unit_name *subject_unit(const struct subject *subject)
{
    switch (bit_of(subject)) {
    case LEVEL:
        return &levels;
    case RATE:
        return &per_thousand;
    case ABOVE:
        return &points;
    default: /* yes and no, shares, measures */
        return &per_cent;
    }
}

const struct unit_name *column_unit(const struct column *column, const struct subject *subject)
{
    if (column->is_count)
        return &municipalities;
    return column->part != NULL ? &per_cent : subject_unit(subject);
}
