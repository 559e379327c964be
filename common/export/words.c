#include "common/export/words.h"

#include <assert.h>
#include <string.h>

#include "common/compiler.h"
#include "common/memory.h"

/* clang-format off */
static const struct word statuses[] = {
    {"published",
     {"veröffentlicht", "published"},
     {"Die Kennzahl ist veröffentlicht.", "The figure is published."}},
    {"too-few",
     {"zu wenige", "too few"},
     {"Zu wenige Antworten: Allein oder zusammen mit anderen Kennzahlen gelesen, stünde die Kennzahl "
      "für so wenige Kommunen, dass einzelne erkennbar werden könnten.",
      "Too few answers: alone or read together with other figures, it would stand for so few "
      "municipalities that single ones could be recognised."}},
    {"withheld",
     {"zurückgehalten", "withheld"},
     {"Zurückgehalten: entweder weil die Antworten sich zu sehr gleichen oder durch das Los, das eine "
      "von zwanzig Kennzahlen trifft. Welches von beiden gilt, wird nicht gesagt, damit auch das "
      "Zurückhalten nichts verrät.",
      "Withheld: either because the answers are too much alike or by lot, which falls on one figure in "
      "twenty. Which of the two it was is not said, so that withholding tells nothing either."}},
};

static const struct method_word methods[] = {
    {"quantile", "hyndman-fan-7",
     {"Quartile nach Hyndman und Fan, Typ 7: wie QUANTIL.INKL in Excel, quantile() in R und numpy.quantile.",
      "Quartiles by Hyndman and Fan, type 7: as QUARTILE.INC in Excel, quantile() in R and numpy.quantile."}},
    {"rounding", "half-away-from-zero",
     {"Gerundet wird einmal, beim Veröffentlichen, die Hälfte von null weg: Stufen auf eine Stelle, "
      "Anteile auf ganze Prozent, Raten auf drei geltende Ziffern, Punkte auf ganze.",
      "Rounded once, when published, half away from zero: levels to one place, shares to whole per "
      "cent, rates to three significant digits, points to whole ones."}},
    {"quartiles", "from-12-units",
     {"Quartile ab 12 Antworten.", "Quartiles from 12 answers on."}},
    {"shares", "from-12-units",
     {"Anteile je Stufe ab 12 Antworten.", "Shares per level from 12 answers on."}},
    {"scoring", "level-25-yes-100-share",
     {"Punkte von 0 bis 100, mehr ist besser: Stufe mal 25, ja 100, nein 0, Anteile wie sie sind; wo "
      "weniger besser ist, 100 minus das. Neutrale Indikatoren und Raten haben keine Punkte.",
      "Points from 0 to 100, more is better: level times 25, yes 100, no 0, shares as they are; where "
      "less is better, 100 minus that. Neutral indicators and rates have no points."}},
    {"aggregation", "mean-of-published-indicators",
     {"Über den Indikatoren: das Mittel der veröffentlichten Mittelwerte der Gruppe und, gemittelt, "
      "ihre unteren und oberen Quartile.",
      "Above the indicators: the mean of the group's published means and, averaged, their lower and "
      "upper quartiles."}},
    {"disclosure", "atoms-5-histories-coalitions-mixed-withheld-1-in-20",
     {"Schutz der einzelnen Kommune: Aus allem, was je veröffentlicht wurde, lassen sich nie weniger als "
      "5 Kommunen herauslösen, auch nicht von einem Kreis mit seinen Gemeinden (dann 4), und deren "
      "Antworten unterscheiden sich, auch wenn einzelne davon bekannt sind. Eine von zwanzig Kennzahlen wird zusätzlich durch das Los "
      "zurückgehalten.",
      "Protection of the single municipality: from all that was ever published nobody can set apart "
      "fewer than 5 municipalities, nor a district with its towns (then 4), and their answers differ, "
      "even if some of them are known. One figure in twenty is withheld by lot on top of that."}},
};

static const struct word causes[] = {
    [CAUSE_LATE] = {"late", {"hinzugekommen", "late"},
     {"Kommunen haben ihren Selbstcheck erst nach der früheren Veröffentlichung abgegeben.",
      "Municipalities handed their self-check in only after the earlier release."}},
    [CAUSE_CORRECTED] = {"corrected", {"berichtigt", "corrected"},
     {"Kommunen haben ihren Selbstcheck seitdem durch eine neue Fassung ersetzt.",
      "Municipalities have replaced their self-check by a new version since."}},
    [CAUSE_WITHDRAWN] = {"withdrawn", {"zurückgezogen", "withdrawn"},
     {"Selbstchecks, die in der früheren Veröffentlichung enthalten waren, sind es nicht mehr.",
      "Self-checks that were in the earlier release are no longer in this one."}},
    [CAUSE_ROSTER] = {"roster", {"Teilnehmerliste", "roster"},
     {"Kommunen sind der Runde beigetreten oder haben sie verlassen; damit ändern sich die Mitglieder "
      "der Vergleichsgruppen.",
      "Municipalities joined the round or left it, which changes the members of peer groups."}},
    [CAUSE_METHOD] = {"method", {"Methode", "method"},
     {"Die Kennzahlen werden anders berechnet oder geschützt als in der früheren Veröffentlichung.",
      "Figures are computed or protected in another way than in the earlier release."}},
};
_Static_assert(COUNT_OF(causes) == CAUSES, "words for every cause");

static const struct wording kinds[] = {
    [INDICATOR_LEVEL] = {"Stufe", "level"},
    [INDICATOR_YES_NO] = {"ja/nein", "yes/no"},
    [INDICATOR_SHARE] = {"Anteil", "share"},
    [INDICATOR_RATE] = {"Rate", "rate"},
};

static const struct wording polarities[] = {
    [POLARITY_HIGHER] = {"mehr ist besser", "more is better"},
    [POLARITY_LOWER] = {"weniger ist besser", "less is better"},
    [POLARITY_NEUTRAL] = {"neutral", "neutral"},
};
/* clang-format on */

size_t word_status_count(void)
{
    return COUNT_OF(statuses);
}

const struct word *word_status_at(size_t index)
{
    assert(index < COUNT_OF(statuses));
    return &statuses[index];
}

const struct word *word_status(const char *name)
{
    for (size_t i = 0; i < COUNT_OF(statuses); i++)
        if (strcmp(statuses[i].name, name) == 0)
            return &statuses[i];
    return NULL;
}

const struct method_word *word_method(const char *member, const char *name)
{
    for (size_t i = 0; i < COUNT_OF(methods); i++)
        if (strcmp(methods[i].member, member) == 0 && strcmp(methods[i].name, name) == 0)
            return &methods[i];
    return NULL;
}

const struct wording *word_kind(enum indicator_kind kind)
{
    return &kinds[kind];
}

const struct wording *word_polarity(enum polarity polarity)
{
    return &polarities[polarity];
}

const struct word *word_cause(enum cause cause)
{
    return &causes[cause];
}

char *word_both(const struct wording *wording)
{
    if (strcmp(wording->de, wording->en) == 0)
        return memory_copy_text(wording->de);
    return memory_format("%s / %s", wording->de, wording->en);
}

struct wording word_read(const json_t *object)
{
    return (struct wording){
        .de = json_string_value(json_object_get(object, "de")),
        .en = json_string_value(json_object_get(object, "en")),
    };
}

json_t *word_to_json(const struct wording *wording)
{
    return json_pack("{s:s, s:s}", "de", wording->de, "en", wording->en);
}
