#!/usr/bin/python3
"""A programme of all of Germany: 10,751 municipalities, 120 indicators, released by the real
runner out of a database, and compared with what SQL says.

Every answer is invented, and so is the catalogue; the municipalities do not exist. Versions go
straight into the tables, because only what comes behind is measured. Times are told relative to
the release of 40 of them in the same run, so they mean something on any machine.

    tests/bench/germany.py [--municipalities N]

It needs WELTOFFEND, WELTOFFENCTL and WELTOFFEND_TEST_SERVER, as the other tests of the programs.
"""

import argparse
import json
import pathlib
import random
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).parents[1] / "support"))

from daemon import Programme  # noqa: E402
from harness import ENVIRONMENT, EXAMPLE, ctl, needed, psql  # noqa: E402

ROUND = "2026"
SMALL = 40
KREISE_OF = 37  # municipalities to each Kreis, roughly as it is
HEADER = ("key;name;official_name;parent;valid_from;valid_to;population;population_date;joined;"
          "left;letter_of_intent;note")
COLUMNS = ("round, municipality, number, edition, received_at, media_type, byte_count, sha256, "
           'content_sha256, "values", states, planned, warnings, receipt, receipt_sha256')

# Of each cell: n, mean (share of yes), quartiles and the share of level 2, rounded as published.
CELLS = """
SELECT indicator, kind, count(*),
       CASE kind WHEN 'level' THEN round(avg(value), 1) WHEN 'yes-no' THEN round(avg(value) * 100)
                 WHEN 'share' THEN round(avg(value)) END,
       (percentile_cont(0.25) WITHIN GROUP (ORDER BY value * 10))::numeric / 10,
       (percentile_cont(0.75) WITHIN GROUP (ORDER BY value * 10))::numeric / 10,
       round(count(*) FILTER (WHERE value = 2) * 100.0 / count(*))
FROM answer
JOIN participant USING (round, municipality)
JOIN edition_indicator USING (indicator)
WHERE is_current AND state = 'answered' AND indicator = ANY ('{{{indicators}}}') AND {condition}
GROUP BY indicator, kind"""
GROUPS = {
    "all": "true",
    "band-1": "inhabitants < 20000",
    "band-2": "inhabitants >= 20000 AND inhabitants < 100000",
    "band-3": "inhabitants >= 100000",
    "kind-gemeinde": "length(municipality) = 8",
    "kind-kreis": "length(municipality) = 5",
    **{f"land-{land:02}": f"municipality LIKE '{land:02}%'" for land in range(1, 17)},
}


def label(text):
    return {"de": f"{text}, erfunden", "en": f"{text}, invented"}


def indicator(name, number):
    """One of the kinds in turn; every tenth is neutral or better when lower."""
    common = {"id": name, "label": label(name), "reasons": [], "sensitive": False,
              "evidence": "self_assessment", "polarity": "lower" if number % 10 == 7 else "higher"}
    kind = ("level", "level", "yes-no", "share", "level", "yes-no", "rate")[number % 7]
    if kind == "level":
        return {**common, "kind": kind, "scale": "plan"}
    if kind == "yes-no":
        return {**common, "kind": kind}
    return {**common, "kind": kind, "decimals": 1 if kind == "share" else 2,
            "numerator": label("count"), "denominator": label("of"),
            "plausible": {"from": "0", "to": "100" if kind == "share" else "40"}}


def catalogue():
    """An edition of 8 fields with 3 goals with 5 indicators each."""
    example = json.loads((EXAMPLE / "catalogue-v1.json").read_text(encoding="utf-8"))
    fields = []
    for letter in "ABCDEFGH":
        goals = []
        for goal in range(1, 4):
            names = [f"{3 * letter}.{goal}.{number:02}" for number in range(1, 6)]
            first = len(fields) * 15 + len(goals) * 5
            goals.append({"id": f"{3 * letter}.{goal}", "label": label(names[0][:5]),
                          "indicators": [indicator(name, first + offset)
                                         for offset, name in enumerate(names)]})
        fields.append({"id": 3 * letter, "label": label(letter), "goals": goals})
    return {"edition": "invented", "title": label("catalogue"), "note": label("catalogue"),
            "scales": {"plan": example["scales"]["plan"]}, "reasons": {}, "fields": fields}


def towns(count, chance):
    """Keys with inhabitants and parent; most are small, a few are large, as it is. In a large
    programme all Kreise take part, in a small one three."""
    numbers = range(100, 100 + max(SMALL, count // KREISE_OF))
    kreise = [f"{chance.randint(1, 16):02}{number}" for number in numbers]
    found = {key: (round(chance.lognormvariate(12, 0.5)), "")
             for key in (kreise[:3] if count <= SMALL else kreise)}
    for number in range(count - len(found)):
        parent = kreise[number % len(kreise)]
        found[f"{parent}{number // len(kreise):03}"] = (
            round(chance.lognormvariate(9, 1.5)) + 100, parent)
    return found


def roster(places):
    return "\n".join([HEADER] + [
        f"{key};Erfunden {key};Erfundene Kommune {key};{parent};2019-01-01;;{inhabitants};"
        f"2024-12-31;2026-01-01;;;erfunden"
        for key, (inhabitants, parent) in places.items()] + [""])


def value(kind, chance):
    if kind == "level":
        return min(4, int(chance.random() ** 1.4 * 5))
    if kind == "yes-no":
        return int(chance.random() < 0.4)
    return int(chance.random() ** 2 * (1000 if kind == "share" else 4000))


def version_line(key, number, kinds, goals, chance):
    """A version as COPY reads it."""
    states = [1 if chance.random() < 0.93 else chance.choice((0, 2)) for _ in kinds]
    values = [value(kind, chance) if state == 1 else 0 for kind, state in zip(kinds, states)]
    planned = [int(chance.random() < 0.3) for _ in range(goals)]
    digests = [f"{chance.getrandbits(256):064x}" for _ in range(3)]
    arrays = ["{" + ",".join(map(str, each)) + "}" for each in (values, states, planned)]
    return "\t".join([ROUND, key, str(number), "invented", "2026-02-01 12:00Z",
                      "application/json", "5000", digests[0], digests[1], *arrays, "[]", "{}",
                      digests[2]])


class Germany(Programme):
    """A programme in a database of its own, with a runner."""

    def __init__(self, count, directory, chance):
        self.directory = directory / str(count)
        self.directory.mkdir()
        self.chance = chance
        self.places = towns(count, chance)
        (self.directory / "roster.csv").write_text(roster(self.places), encoding="utf-8")
        self.catalogue = catalogue()
        parts = [goal for field in self.catalogue["fields"] for goal in field["goals"]]
        self.kinds = [each["kind"] for goal in parts for each in goal["indicators"]]
        self.goals = len(parts)
        super().__init__(f"germany_{count}", roster=self.directory / "roster.csv")
        self.edition = "invented"
        path = self.directory / "catalogue.json"
        path.write_text(json.dumps(self.catalogue), encoding="utf-8")
        self.ctl("catalogue", "publish", path)
        self.round(ROUND)
        (self.directory / "key").write_text("c" * 64)
        self.config = self.directory / "weltoffend.conf"
        self.config.write_text(f"database = {self.conninfo('weltoffend')}\n"
                               f"database_publishing = {self.conninfo('weltoffend_publishing')}\n"
                               f"disclosure_key = {self.directory / 'key'}\n")

    def hand_in(self, keys, number):
        path = self.directory / "versions"
        with path.open("w", encoding="utf-8") as lines:
            for key in keys:
                lines.write(version_line(key, number, self.kinds, self.goals, self.chance) + "\n")
        psql(self.conninfo(), f"\\copy version ({COLUMNS}) FROM '{path}'")
        self.query(f"INSERT INTO self_check (round, municipality, current) "
                   f"SELECT round, municipality, number FROM version WHERE number = {number} "
                   f"ON CONFLICT (round, municipality) DO UPDATE SET current = excluded.current")

    def release(self):
        """Makes a release, and returns how long the runner took."""
        run = self.query(f"INSERT INTO run (round, cause, requested_by) "
                         f"VALUES ('{ROUND}', 'operator', 'bench') RETURNING id")
        started = time.monotonic()
        done = subprocess.run([needed("WELTOFFEND"), "--config", self.config, "--publish", run],
                              env=ENVIRONMENT, check=False, capture_output=True, text=True)
        if done.returncode != 0:
            raise RuntimeError(done.stderr)
        return time.monotonic() - started

    def document(self, number):
        return json.loads(bytes.fromhex(self.query(
            f"SELECT encode(body, 'hex') FROM release_form "
            f"WHERE number = {number} AND form = 'json'")))

    def verify(self):
        started = time.monotonic()
        done = ctl("--config", self.config, "verify", "--recompute", timeout=3600,
                   database=self.conninfo("weltoffend_publishing"))
        if done.returncode != 0:
            raise RuntimeError(done.stdout + done.stderr)
        return time.monotonic() - started


def as_published(kind, text):
    """A quartile of SQL, rounded as figures are."""
    places = 1 if kind == "level" else 0
    scaled = round(float(text) * 10 ** 6)  # exact: at most two decimals and quarters of them
    unit = 10 ** (6 - places)
    whole = (scaled * 2 + unit) // (2 * unit)
    return f"{whole / 10:.1f}" if places else str(whole)


def compare(germany, release):
    """Compares every published cell of some indicators with SQL; returns how many."""
    figures = {figure["id"]: figure for figure in release["figures"]}
    names = [name for name in sorted({figure["subject"] for figure in release["figures"]
                                      if figure["level"] == "indicator"})]
    chosen = germany.chance.sample(names, 20)
    compared = 0
    for group, condition in GROUPS.items():
        rows = germany.query(CELLS.format(indicators=",".join(chosen), condition=condition))
        for name, kind, n, mean, lower, upper, share in (row.split("|")
                                                         for row in rows.splitlines()):
            figure = figures[f"{name}@{group}"]
            if figure["status"] != "published" or kind == "rate":
                continue
            expected = {"n": int(n), "share" if kind == "yes-no" else "mean": mean}
            if "q1" in figure:
                expected |= {"q1": as_published(kind, lower), "q3": as_published(kind, upper)}
            given = {part: figure[part] for part in expected}
            if given != expected or figure.get("shares", {"2": share})["2"] != share:
                raise AssertionError(f"{name}@{group}: {figure}, but SQL says {expected}")
            compared += 1
    return compared


def describe(release):
    cells = [figure for figure in release["figures"] if figure["level"] == "indicator"]
    published = sum(figure["status"] == "published" for figure in cells)
    return (f"release {release['release']}: {len(release['groups'])} groups, "
            f"{len(release['figures'])} figures; of {len(cells)} of indicators "
            f"{100 * published / len(cells):.1f} % published")


def measure(count, directory, seed):
    """Two releases, the second with latecomers and corrections; returns the times."""
    with Germany(count, directory, random.Random(seed)) as germany:
        keys = germany.chance.sample(sorted(germany.places), count)
        late = max(5, count // 20)
        germany.hand_in(keys[late:], 1)
        first = germany.release()
        compared = [compare(germany, germany.document(1))]
        germany.hand_in(keys[:late], 1)
        germany.hand_in(keys[-2 * late:], 2)
        second = germany.release()
        compared.append(compare(germany, germany.document(2)))
        size = germany.query("SELECT string_agg(form || ' ' || length(body), ', ' ORDER BY form) "
                             "FROM release_form WHERE number = 2")
        print(f"{count} municipalities, {len(germany.kinds)} indicators; bytes: {size}")
        for number, cells in enumerate(compared, 1):
            print(f"  {describe(germany.document(number))}; {cells} cells are what SQL says")
        germany.query("ANALYZE")  # as autovacuum does within a minute
        verified = germany.verify()
        print("  both releases computed again to the last byte")
        return first, second, verified


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--municipalities", type=int, default=10751)
    arguments.add_argument("--seed", type=int, default=1)
    wanted = arguments.parse_args()
    with tempfile.TemporaryDirectory() as directory:
        small = measure(SMALL, pathlib.Path(directory), wanted.seed)
        large = measure(wanted.municipalities, pathlib.Path(directory), wanted.seed)
    for name, one, other in zip(("first release", "second release", "computing both again"),
                                small, large):
        print(f"{name}: {other / one:.1f} times as long as with {SMALL}, for "
              f"{wanted.municipalities / SMALL:.0f} times as many municipalities")


if __name__ == "__main__":
    main()
