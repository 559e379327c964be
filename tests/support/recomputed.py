"""The figures of a release, computed a second time, with nothing of the product's own code.

Counts, means, quartiles and shares of the indicators come from SQL: avg() and percentile_cont() over
the view "answer", rounded on numeric. What may be published and everything above the indicators is
worked out here from the words of DISCLOSURE.md, the slow way: atoms are made from the start for
every candidate, and fractions stay fractions until they are rounded.
"""

import hashlib
import hmac
import math
from collections import Counter, defaultdict
from fractions import Fraction

MINIMUM = 5          # units of an atom (rule 2 a)
MINIMUM_LEFT = 4     # of them, without any one coalition
MINIMUM_BETWEEN = 2  # of them, without any two
DETAILS_FROM = 12    # units of a cell with quartiles and shares (rule 5)
ONE_IN = 20          # figures that are withheld at random (rule 3)
WAITING_MINIMUM = 5  # members who have yet to hand in (rule 11)

BANDS = ("band-1", "band-2", "band-3")
KINDS = ("kind-gemeinde", "kind-kreis")

MEMBERS = """
SELECT municipality, CASE WHEN inhabitants < 20000 THEN 'band-1'
                          WHEN inhabitants < 100000 THEN 'band-2'
                          ELSE 'band-3' END AS band,
       CASE length(municipality) WHEN 5 THEN 'kind-kreis' ELSE 'kind-gemeinde' END AS kind,
       'land-' || substr(municipality, 1, 2) AS land
FROM participant WHERE round = '{round}'"""

UNITS = """
SELECT indicator, municipality, value FROM answer
WHERE round = '{round}' AND is_current AND state = 'answered'"""

PLANNED = """
SELECT measure ->> 'goal', municipality
FROM version JOIN self_check USING (round, municipality),
     json_array_elements(content::json -> 'measures') AS measure
WHERE round = '{round}' AND number = current
  AND coalesce(measure ->> 'status', 'planned') <> 'dropped'"""

# percentile_cont() is in double precision. Values times ten to their decimals are whole numbers,
# so quarters between two of them are exact there, and they become numeric before they are rounded.
#
# to_char() writes 9.996 as "10.00e+00", a digit too many; what comes out of it once has no such
# half-way to go, so the second time it is right.
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
WITH participant AS ({members}),
member AS (
    SELECT municipality, 'all' AS "group" FROM participant
    UNION ALL SELECT municipality, band FROM participant
    UNION ALL SELECT municipality, kind FROM participant
    UNION ALL SELECT municipality, land FROM participant),
cell AS (
    SELECT indicator, "group", kind, decimals, count(*) AS n, avg(value) AS mean,
           percentile_cont(ARRAY[0.25, 0.5, 0.75]) WITHIN GROUP (
               ORDER BY (value * 10::numeric ^ decimals)::double precision) AS quartiles,
           concat_ws(' ', {shares}) AS shares
    FROM answer
    JOIN member USING (municipality)
    JOIN round ON round.id = answer.round
    JOIN edition_indicator USING (edition, indicator)
    WHERE round = '{round}' AND is_current AND state = 'answered'
    GROUP BY indicator, "group", kind, decimals)
SELECT indicator, "group", n, pg_temp.published(kind, mean),
       pg_temp.published(kind, quartiles[1]::numeric / 10::numeric ^ decimals),
       pg_temp.published(kind, quartiles[2]::numeric / 10::numeric ^ decimals),
       pg_temp.published(kind, quartiles[3]::numeric / 10::numeric ^ decimals), shares
FROM cell"""


def rows(database, sql):
    return [line.split("|") for line in database.query(sql).splitlines()]


def members_of(database, round_id):
    """Of each group, the set of all who take part; groups in the order of a release."""
    listed = rows(database, MEMBERS.format(round=round_id))
    laender = sorted({land for _, _, _, land in listed})
    members = {group: set() for group in ("all", *BANDS, *KINDS, *laender)}
    for municipality, *groups in listed:
        for group in ("all", *groups):
            members[group].add(municipality)
    return members


def families_of(members):
    """Each family of groups, in the order in which families are tried (rule 2)."""
    return ("all",), BANDS, KINDS, tuple(group for group in members if group.startswith("land-"))


def pools_of(database, round_id):
    """Of each municipality, the coalition it is in: a Kreis with its towns, or it alone."""
    listed = rows(database, "SELECT municipality, coalesce(parent, '') FROM participant "
                            f"WHERE round = '{round_id}'")
    keys = {key for key, _ in listed}
    return {key: parent if len(key) == 8 and parent in keys else key for key, parent in listed}


def answers_of(database, round_id, catalogue):
    """Of each indicator, and of the measures for each goal, who gave which value."""
    answers = defaultdict(dict)
    for indicator, municipality, value in rows(database, UNITS.format(round=round_id)):
        answers[indicator][municipality] = Fraction(value)
    planned = {tuple(row) for row in rows(database, PLANNED.format(round=round_id))}
    for (municipality,) in rows(database, "SELECT municipality FROM self_check "
                                          f"WHERE round = '{round_id}'"):
        for field in catalogue["fields"]:
            for goal in field["goals"]:
                answers[f"{goal['id']}#measures"][municipality] = Fraction(
                    (goal["id"], municipality) in planned)
    return answers


def statistics_of(database, round_id):
    """Of each indicator and group: n, mean, q1, median, q3, shares, all as readers see them."""
    members = MEMBERS.format(round=round_id)
    shares = ", ".join(
        f"round(100.0 * count(*) FILTER (WHERE value = {level}) / count(*), 0)"
        for level in range(5))
    sql = STATISTICS.format(round=round_id, members=members, shares=shares)
    return {(indicator, group): statistics
            for indicator, group, *statistics in rows(database, sql)}


def differ(indicator, values):
    """Rule 2 b: whether these values are far enough apart."""
    span = max(values) - min(values) if values else 0
    if indicator is None or indicator["kind"] in ("level", "yes-no"):
        return span > 0
    if indicator["kind"] == "share":
        return span >= 10
    plausible = indicator.get("plausible", {"from": "0", "to": "0"})
    return span > 0 and 10 * span >= Fraction(plausible["to"]) - Fraction(plausible["from"])


class Gate:
    """The cells of one subject: of earlier releases, and of this one as they are tried."""

    def __init__(self, indicator, pools):
        self.indicator = indicator
        self.pools = pools
        self.published, self.withheld = [], []

    def atoms(self, cells):
        """Municipalities whose units lie in exactly the same cells, each corrected one after the
        one before it; those that lie in none are no atom. Of each atom, the units of each step."""
        histories = defaultdict(set)
        for unit in set().union(*cells):
            histories[unit[:2]].add(unit)
        atoms = defaultdict(list)
        for units in histories.values():
            steps = sorted(step for _, _, step, _ in units)
            way = tuple(
                next((unit[2] - steps[0] for unit in cell & units), None) for cell in cells)
            atoms[way].append(sorted(units, key=lambda unit: unit[2]))
        return [list(zip(*units)) for units in atoms.values()]

    def pool_sizes(self, units):
        """How many units each coalition has, the largest first."""
        return sorted(Counter(self.pools[unit[0]] for unit in units).values(), reverse=True)

    def is_large(self, steps):
        sizes = self.pool_sizes(steps[0])
        return (sum(sizes) >= MINIMUM and sum(sizes[1:]) >= MINIMUM_LEFT
                and sum(sizes[2:]) >= MINIMUM_BETWEEN
                and (len(steps) == 1 or sizes[0] == 1))

    def is_mixed(self, units):
        """Without any one coalition; and where one has several units, without any two units."""
        values = sorted(unit[-1] for unit in units)
        rests = [[unit[-1] for unit in units if self.pools[unit[0]] != pool]
                 for pool in {self.pools[unit[0]] for unit in units}]
        if self.pool_sizes(units)[0] > 1:
            rests += [values[2:], values[1:-1], values[:-2]]
        return all(differ(self.indicator, rest) for rest in rests)

    def status(self, candidate, is_drawn):
        if not candidate or not all(map(self.is_large, self.atoms(
                [*self.published, *self.withheld, candidate]))):
            return "too-few"
        if not all(self.is_mixed(units) for steps in self.atoms([*self.published, candidate])
                   for units in steps):
            return "withheld"
        return "withheld" if is_drawn else "published"

    def note(self, cell, status):
        if status == "published":
            self.published.append(cell)
        if status == "withheld":
            self.withheld.append(cell)


def half_up(fraction):
    """Rounds a number that is not negative."""
    return math.floor(fraction + Fraction(1, 2))


def indicator_figure(indicator, statistics, members):
    n, mean, q1, median, q3, shares = statistics
    figure = {"n": int(n), "missing": members - int(n)}
    has_levels = indicator["kind"] == "level"
    if indicator["kind"] == "yes-no":
        return figure | {"share": mean}
    if int(n) < DETAILS_FROM:
        return figure | {"mean": mean,
                         "without": ["quartiles", "shares"] if has_levels else ["quartiles"]}
    figure |= {"mean": mean, "q1": q1, "median": median, "q3": q3}
    if has_levels:
        figure["shares"] = dict(zip("01234", shares.split(), strict=True))
    return figure


def measures_figure(cell, members):
    count = sum(value for *_, value in cell)
    return {"n": len(cell), "missing": members - len(cell), "count": int(count),
            "share": str(half_up(100 * count / len(cell)))}


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
    yield from (("measures", f"{goal['id']}#measures", [None]) for goal in goals)


class History:
    """The releases of a round so far, and the next one. None of them is final."""

    def __init__(self, database, round_id, catalogue, key):
        self.database, self.round, self.catalogue, self.key = database, round_id, catalogue, key
        self.answers = []  # of each release
        self.cells = defaultdict(list)  # of each subject: the cells and their statuses so far
        self.last_published = {}

    def is_drawn(self, subject, group):
        """Rule 3."""
        text = f"{self.round}|{len(self.answers)}|{subject}|{group}"
        digest = hmac.new(self.key, text.encode(), hashlib.sha256).digest()
        return int.from_bytes(digest[:8], "big") % ONE_IN == 0

    def unit(self, subject, municipality):
        """A municipality, the release since which it has answered, how often it has corrected its
        value since then, and the value."""
        values = [answers[subject].get(municipality) for answers in self.answers]
        since = len(values) - 1
        while since > 0 and values[since - 1] is not None:
            since -= 1
        corrections = sum(a != b for a, b in zip(values[since:], values[since + 1:]))
        return municipality, since, corrections, values[-1]

    def cells_of(self, subject, indicator, members, pools, handed_in):
        """The status and the units of each group; the gate has seen all before them."""
        gate = Gate(indicator, pools)
        for cell, status in self.cells[subject]:
            gate.note(cell, status)
        found = {}
        units = {municipality: self.unit(subject, municipality)
                 for municipality in self.answers[-1][subject]}
        for family in families_of(members):
            for group in sorted(family, key=lambda group: -len(members[group])):
                cell = {unit for municipality, unit in units.items()
                        if municipality in members[group]}
                waiting = len(members[group] - handed_in)
                status = ("too-few" if 0 < waiting < WAITING_MINIMUM
                          else gate.status(cell, self.is_drawn(subject, group)))
                gate.note(cell, status)
                self.cells[subject].append((cell, status))
                found[group] = status, cell
        return found

    def refused(self, name, group, status, statuses):
        """Every group lies in "all" and in no other."""
        is_in_all = group != "all" and statuses["all"] == "published"
        return {"status": status, "use": "all" if is_in_all else None,
                "lastPublished": self.last_published.get(name)}

    def release(self):
        """The figures of a release that is made now, as the document has them."""
        members = members_of(self.database, self.round)
        pools = pools_of(self.database, self.round)
        statistics = statistics_of(self.database, self.round)
        handed_in = {key for (key,) in rows(self.database, "SELECT municipality FROM self_check "
                                                           f"WHERE round = '{self.round}'")}
        self.answers.append(answers_of(self.database, self.round, self.catalogue))
        scores, document = {}, []
        for level, subject, indicators in subjects_of(self.catalogue):
            figures, statuses = {}, {}
            if level in ("indicator", "measures"):
                cells = self.cells_of(subject, indicators[0], members, pools, handed_in)
                statuses = {group: status for group, (status, _) in cells.items()}
                for group in (group for group in members if statuses[group] == "published"):
                    if level == "measures":
                        figures[group] = measures_figure(cells[group][1], len(members[group]))
                        continue
                    figures[group] = indicator_figure(
                        indicators[0], statistics[subject, group], len(members[group]))
                    scores[subject, group] = score_of(indicators[0], figures[group])
            else:
                for group in members:
                    there = [scores.get((indicator["id"], group)) for indicator in indicators]
                    figures[group] = figure_above([score for score in there if score is not None])
                    statuses[group] = "published" if figures[group] else "too-few"
            for group in members:
                name = f"{subject}@{group}"
                document.append(
                    {"id": name, "subject": subject, "level": level, "group": group}
                    | ({"status": "published", **figures[group]}
                       if statuses[group] == "published"
                       else self.refused(name, group, statuses[group], statuses)))
        self.last_published |= {figure["id"]: len(self.answers) for figure in document
                                if figure["status"] == "published"}
        return document
