"""Every published figure of a seeded programme is what NumPy makes of the answers, to the last
digit.

NumPy computes in floating point. Its means are fractions whose denominator is at most n, and its
quartiles are quarters of whole numbers, so the exact value is the fraction of such a denominator
that is nearest; it is rounded here, exactly.
"""

import json
import math
import pathlib
import random
import sys
import tempfile
from fractions import Fraction

sys.path.insert(0, str(pathlib.Path(__file__).parents[1] / "support"))

import numpy  # noqa: E402

import invented  # noqa: E402
from daemon import DaemonTest, Programme  # noqa: E402
from harness import EXAMPLE, main  # noqa: E402

ROUND = "2026"
EDITION = "v2"
SEED = 20264
POINTS = {"level": 25, "share": 1, "yes-no": 1}
MEASURE = {"aim": "erfunden", "measure": "erfunden", "responsible": "erfunden", "priority": 1,
           "due": "2027-03-31", "status": "planned"}


def half_away(value, places=0):
    """A fraction that is not negative, rounded, as readers see it."""
    scaled = math.floor(value * 10 ** places + Fraction(1, 2))
    digits = str(scaled).rjust(places + 1, "0")
    return f"{digits[:-places]}.{digits[-places:]}" if places else digits


def three_digits(value):
    """A fraction that is not negative, rounded to three significant digits, in plain notation."""
    if value == 0:
        return "0"
    places = 2
    while value * 10 ** places < 100:
        places += 1
    while value * 10 ** places >= 1000:
        places -= 1
    scaled = math.floor(value * Fraction(10) ** places + Fraction(1, 2))
    if scaled == 1000:
        scaled, places = 100, places - 1
    if places <= 0:
        return str(scaled * 10 ** -places)
    return half_away(Fraction(scaled, 10 ** places), places)


def shown(indicator, value):
    """A statistic of an indicator as it is published."""
    if indicator["kind"] == "rate":
        return three_digits(value)
    return half_away(value, 1 if indicator["kind"] == "level" else 0)


def mean_of(values):
    return Fraction(float(numpy.mean(values))).limit_denominator(len(values))


def quartiles_of(values):
    return [Fraction(float(value)).limit_denominator(4)
            for value in numpy.quantile(values, (0.25, 0.5, 0.75), method="linear")]


def figure_of(indicator, values, members):
    """The figure over these values, whole numbers times ten to the decimals."""
    unit = 10 ** indicator.get("decimals", 0)
    figure = {"n": len(values), "missing": members - len(values)}
    if indicator["kind"] == "yes-no":
        return figure | {"share": half_away(mean_of(values) * 100)}
    figure["mean"] = shown(indicator, mean_of(values) / unit)
    if len(values) < 12:
        without = ["quartiles", "shares"] if indicator["kind"] == "level" else ["quartiles"]
        return figure | {"without": without}
    figure |= {name: shown(indicator, value / unit)
               for name, value in zip(("q1", "median", "q3"), quartiles_of(values))}
    if indicator["kind"] == "level":
        counts = numpy.bincount(values, minlength=5)
        figure["shares"] = {str(level): half_away(Fraction(int(count) * 100, len(values)))
                            for level, count in enumerate(counts)}
    return figure


def points_of(indicator, figure):
    """Mean, lower and upper in points; None where there are none."""
    if indicator["kind"] == "rate" or indicator["polarity"] == "neutral":
        return None
    names = ("share" if indicator["kind"] == "yes-no" else "mean", "q1", "q3")
    points = [Fraction(figure[name]) * POINTS[indicator["kind"]] if name in figure else None
              for name in names]
    if indicator["polarity"] == "lower":
        mean, lower, upper = [None if value is None else 100 - value for value in points]
        points = [mean, upper, lower]
    return points


def figure_above(points):
    """The figure of a goal, a field or the whole over the points of its indicators."""
    def mean(values):
        # In tenths, so that NumPy averages whole numbers.
        return half_away(mean_of([int(value * 10) for value in values]) / 10)

    banded = [each for each in points if each[1] is not None]
    figure = {"indicators": len(points), "mean": mean([each[0] for each in points])}
    if banded:
        figure |= {"lower": mean([each[1] for each in banded]),
                   "upper": mean([each[2] for each in banded]), "bandIndicators": len(banded)}
    return figure


def groups_of(key, inhabitants):
    band = 1 if inhabitants < 20000 else 2 if inhabitants < 100000 else 3
    return {"all", f"band-{band}", "kind-kreis" if len(key) == 5 else "kind-gemeinde",
            f"land-{key[:2]}"}


class SeededProgramme(DaemonTest):
    @classmethod
    def setUpClass(cls):
        cls.chance = random.Random(SEED)
        cls.towns = invented.towns(400, 40, cls.chance)
        super().setUpClass()
        cls.programme.round(ROUND)
        invented.issue_tokens(cls.programme, cls.towns, cls.chance)
        path = EXAMPLE / f"catalogue-{EDITION}.json"
        cls.catalogue = json.loads(path.read_text(encoding="utf-8"))
        cls.goals = [goal for field in cls.catalogue["fields"] for goal in field["goals"]]
        cls.planned = {}
        cls.hand_in()
        run = cls.daemon.run(ROUND)
        if run["state"] != "published":
            raise RuntimeError(run)
        cls.release = cls.daemon.get(f"/v1/rounds/{ROUND}/releases/1", "director").json
        cls.published = {figure["id"]: figure for figure in cls.release["figures"]
                         if figure["status"] == "published"}

    @classmethod
    def make_programme(cls):
        with tempfile.NamedTemporaryFile("w", encoding="utf-8", newline="") as file:
            file.write(invented.roster(cls.towns))
            file.flush()
            return Programme("numpyprogramme", EDITION, file.name)

    @classmethod
    def hand_in(cls):
        answers = invented.Answers(cls.catalogue, cls.chance)
        for key, inhabitants in cls.towns.items():
            document = json.loads(answers.self_check(inhabitants))
            cls.planned[key] = {goal["id"] for goal in cls.goals if cls.chance.random() < 0.4}
            document["measures"] = [{"goal": goal, **MEASURE}
                                    for goal in sorted(cls.planned[key])]
            reply = cls.daemon.put(ROUND, key, document)
            if reply.status != 201:
                raise RuntimeError(reply.body)

    def members_of(self, group):
        return [key for key, inhabitants in self.towns.items()
                if group in groups_of(key, inhabitants)]

    def compare(self, name, expected):
        """Compares a published figure with the members expected of it."""
        figure = self.published[name]
        heads = ("id", "subject", "level", "group", "status")
        self.assertEqual({member: value for member, value in figure.items()
                          if member not in heads}, expected, name)

    def test_every_figure_of_an_indicator_is_the_one_of_numpy(self):
        rows = self.programme.query(f"""
            SELECT indicator, municipality,
                   (value * 10::numeric ^ edition_indicator.decimals)::bigint
            FROM answer JOIN edition_indicator USING (indicator)
            WHERE round = '{ROUND}' AND is_current AND state = 'answered'
              AND edition_indicator.edition = '{EDITION}'""")
        values = {}
        for line in rows.splitlines():
            indicator, key, value = line.split("|")
            values.setdefault(indicator, {})[key] = int(value)
        compared = set()
        for indicator in invented.indicators_of(self.catalogue):
            for group in {group["id"] for group in self.release["groups"]}:
                name = f"{indicator['id']}@{group}"
                if name not in self.published:
                    continue
                members = self.members_of(group)
                given = [values[indicator["id"]][key] for key in members
                         if key in values[indicator["id"]]]
                self.compare(name, figure_of(indicator, given, len(members)))
                compared.add(name)
        self.assertEqual(compared, {name for name, figure in self.published.items()
                                    if figure["level"] == "indicator"})
        print(f"seed {SEED}: {len(compared)} figures of indicators compared")
        self.assertGreater(len(compared), 150)

    def test_every_figure_above_the_indicators_is_the_one_of_numpy(self):
        subjects = {goal["id"]: goal["indicators"] for goal in self.goals}
        subjects |= {field["id"]: [indicator for goal in field["goals"]
                                   for indicator in goal["indicators"]]
                     for field in self.catalogue["fields"]}
        subjects["whole"] = invented.indicators_of(self.catalogue)
        compared = 0
        for name, figure in self.published.items():
            if figure["level"] not in ("goal", "field", "whole"):
                continue
            below = [(indicator, self.published.get(f"{indicator['id']}@{figure['group']}"))
                     for indicator in subjects[figure["subject"]]]
            points = [points_of(indicator, each) for indicator, each in below if each is not None]
            self.compare(name, figure_above([each for each in points if each is not None]))
            compared += 1
        print(f"seed {SEED}: {compared} figures above them compared")
        self.assertGreater(compared, 50)

    def test_every_count_of_measures_is_the_one_of_numpy(self):
        compared = 0
        for name, figure in self.published.items():
            if figure["level"] != "measures":
                continue
            goal = figure["subject"].partition("#")[0]
            members = self.members_of(figure["group"])
            plans = numpy.array([goal in self.planned[key] for key in members], dtype=int)
            self.compare(name, {"n": len(members), "missing": 0, "count": int(plans.sum()),
                                "share": half_away(mean_of(plans) * 100)})
            compared += 1
        print(f"seed {SEED}: {compared} counts of measures compared")
        self.assertGreater(compared, 20)

    def test_the_groups_are_those_of_the_roster(self):
        self.assertEqual({group["id"]: group["members"] for group in self.release["groups"]},
                         {group: len(self.members_of(group))
                          for group in {"band-1", "band-2", "band-3", "kind-kreis",
                                        "kind-gemeinde"}.union(
                              *(groups_of(*town) for town in self.towns.items()))})


if __name__ == "__main__":
    main()
