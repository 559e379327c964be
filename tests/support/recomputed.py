"""The figures of a release, computed a second time, with nothing of the product's own code.

Counts, means and quartiles of the indicators come from SQL: avg() and percentile_cont() over the
view "answer", rounded on numeric. What may be published and everything above the indicators is
worked out here from the words of DISCLOSURE.md, the slow way: atoms are made from the start for
every candidate, and fractions stay fractions until they are rounded.
"""

import math
from collections import Counter
from fractions import Fraction

MINIMUM = 5          # units of an atom (rule 2 a)
QUARTILES_FROM = 12  # units of a cell (rule 5)

# Each family of groups, in the order in which families are tried (rule 2).
FAMILIES = (("all",), ("band-1", "band-2", "band-3"), ("kind-gemeinde", "kind-kreis"))
GROUPS = [group for family in FAMILIES for group in family]

MEMBERS = """
SELECT municipality, CASE WHEN inhabitants < 20000 THEN 'band-1'
                          WHEN inhabitants < 100000 THEN 'band-2'
                          ELSE 'band-3' END,
       CASE length(municipality) WHEN 5 THEN 'kind-kreis' ELSE 'kind-gemeinde' END
FROM participant WHERE round = '{round}'"""

UNITS = """
SELECT indicator, municipality FROM answer
WHERE round = '{round}' AND is_current AND state = 'answered'"""

# percentile_cont() is in double precision. Values times ten to their decimals are whole numbers,
# so quarters between two of them are exact there, and they become numeric before they are rounded.
#
# to_char() writes 9.996 as "10.00e+00", a digit too many; written once more it is "1.00e+01".
STATISTICS = """
CREATE FUNCTION pg_temp.significant(value numeric) RETURNS text LANGUAGE sql AS $$
    SELECT CASE WHEN value = 0 THEN '0'
                ELSE to_char(to_char(value, '9.99EEEE')::numeric, '9.99EEEE')::numeric::text END
$$;
CREATE FUNCTION pg_temp.published(kind text, value numeric) RETURNS text LANGUAGE sql AS $$
    SELECT CASE kind WHEN 'level' THEN round(value, 1)::text
                     WHEN 'yes-no' THEN round(value * 100, 0)::text
                     WHEN 'share' THEN round(value, 0)::text
                     WHEN 'rate' THEN pg_temp.significant(value) END
$$;
WITH member AS (
    SELECT municipality, 'all' AS "group" FROM ({members}) AS listed (municipality)
    UNION ALL SELECT municipality, band FROM ({members}) AS listed (municipality, band)
    UNION ALL SELECT municipality, kind FROM ({members}) AS listed (municipality, band, kind)),
cell AS (
    SELECT indicator, "group", kind, decimals, count(*) AS n, avg(value) AS mean,
           percentile_cont(ARRAY[0.25, 0.5, 0.75]) WITHIN GROUP (
               ORDER BY (value * 10::numeric ^ decimals)::double precision) AS quartiles
    FROM answer
    JOIN member USING (municipality)
    JOIN round ON round.id = answer.round
    JOIN edition_indicator USING (edition, indicator)
    WHERE round = '{round}' AND is_current AND state = 'answered'
    GROUP BY indicator, "group", kind, decimals)
SELECT indicator, "group", n, pg_temp.published(kind, mean),
       pg_temp.published(kind, quartiles[1]::numeric / 10::numeric ^ decimals),
       pg_temp.published(kind, quartiles[2]::numeric / 10::numeric ^ decimals),
       pg_temp.published(kind, quartiles[3]::numeric / 10::numeric ^ decimals)
FROM cell"""


def rows(database, sql):
    return [line.split("|") for line in database.query(sql).splitlines()]


def members_of(database, round_id):
    """Of each group, the set of all who take part."""
    members = {group: set() for group in GROUPS}
    for municipality, *groups in rows(database, MEMBERS.format(round=round_id)):
        for group in ("all", *groups):
            members[group].add(municipality)
    return members


def units_of(database, round_id):
    """Of each indicator, the set of those who answered it."""
    units = {}
    for indicator, municipality in rows(database, UNITS.format(round=round_id)):
        units.setdefault(indicator, set()).add(municipality)
    return units


def statistics_of(database, round_id):
    """Of each indicator and group: n, mean, q1, median, q3, all as readers see them."""
    members = MEMBERS.format(round=round_id)
    sql = STATISTICS.format(round=round_id, members=members)
    return {(indicator, group): statistics
            for indicator, group, *statistics in rows(database, sql)}


def keeps_atoms_large(cells, units):
    """Rule 2 a: those who lie in exactly the same cells are none or enough; units in no cell at
    all are no atom."""
    atoms = Counter(tuple(unit in cell for cell in cells) for unit in units)
    del atoms[(False,) * len(cells)]
    return all(size >= MINIMUM for size in atoms.values())


def published_groups(units, members):
    """The groups that are published for an indicator with these units."""
    cells, published = [], []
    for family in FAMILIES:
        for group in sorted(family, key=lambda group: -len(members[group])):
            candidate = members[group] & units
            if candidate and keeps_atoms_large([*cells, candidate], units):
                cells.append(candidate)
                published.append(group)
    return published


def half_up(fraction):
    """Rounds a number that is not negative."""
    return math.floor(fraction + Fraction(1, 2))


def indicator_figure(indicator, statistics, members):
    n, mean, q1, median, q3 = statistics
    figure = {"n": int(n), "missing": members - int(n)}
    if indicator["kind"] == "yes-no":
        figure["share"] = mean
    elif int(n) < QUARTILES_FROM:
        figure |= {"mean": mean, "without": ["quartiles"]}
    else:
        figure |= {"mean": mean, "q1": q1, "median": median, "q3": q3}
    return figure


def score_of(indicator, figure):
    """What a published figure says in points: mean, lower and upper; None where it says nothing."""
    if indicator["kind"] == "rate" or indicator["polarity"] == "neutral":
        return None
    points = 25 if indicator["kind"] == "level" else 1

    def score(member):
        return Fraction(figure[member]) * points if member in figure else None

    mean = score("share" if indicator["kind"] == "yes-no" else "mean")
    lower, upper = score("q1"), score("q3")
    if indicator["polarity"] == "lower":
        lower, upper = (None if value is None else 100 - value for value in (upper, lower))
        mean = 100 - mean
    return mean, lower, upper


def figure_above(scores):
    """Rule 6; None if there is nothing to say."""
    def points(values):
        return str(half_up(sum(values) / Fraction(len(values))))

    banded = [score for score in scores if score[1] is not None]
    if not scores:
        return None
    figure = {"indicators": len(scores), "mean": points([mean for mean, _, _ in scores])}
    if banded:
        figure |= {"lower": points([lower for _, lower, _ in banded]),
                   "upper": points([upper for _, _, upper in banded]),
                   "bandIndicators": len(banded)}
    return figure


def subjects_of(catalogue):
    """The level, the id and the indicators of each subject, in the order of a release."""
    fields = catalogue["fields"]
    goals = [goal for field in fields for goal in field["goals"]]
    indicators = [indicator for goal in goals for indicator in goal["indicators"]]
    yield from (("indicator", each["id"], [each]) for each in indicators)
    yield from (("goal", goal["id"], goal["indicators"]) for goal in goals)
    yield from (("field", field["id"], [indicator for goal in field["goals"]
                                        for indicator in goal["indicators"]]) for field in fields)
    yield "whole", "whole", indicators


def refused(group, published, last):
    """Every group lies in "all" and in no other."""
    is_in_all = group != "all" and "all" in published
    return {"status": "too-few", "use": "all" if is_in_all else None, "lastPublished": last}


def figures(database, round_id, catalogue, last_published):
    """The figures of a release that is made now, as the document has them. last_published says of
    each figure's id in which release before this one it was published last, if in any."""
    members = members_of(database, round_id)
    units = units_of(database, round_id)
    statistics = statistics_of(database, round_id)
    scores = {}
    document = []
    for level, subject, indicators in subjects_of(catalogue):
        found = {}
        if level == "indicator":
            for group in published_groups(units.get(subject, set()), members):
                found[group] = indicator_figure(indicators[0], statistics[subject, group],
                                                len(members[group]))
                scores[subject, group] = score_of(indicators[0], found[group])
        else:
            for group in GROUPS:
                there = [scores.get((indicator["id"], group)) for indicator in indicators]
                found[group] = figure_above([score for score in there if score is not None])
        found = {group: figure for group, figure in found.items() if figure is not None}
        for group in GROUPS:
            name = f"{subject}@{group}"
            document.append(
                {"id": name, "subject": subject, "level": level, "group": group}
                | ({"status": "published", **found[group]} if group in found
                   else refused(group, found, last_published.get(name))))
    return document
