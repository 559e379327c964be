#!/usr/bin/env python3
"""Attacks what the product publishes of invented worlds, and reports what it found out.

    attack.py --program PATH [--worlds 1000] [--seed 1] [--off RULE]... [--pairs]

It ends with 1 if anybody's answer was found out although every rule is kept, or if something was
published that does not follow from the rules. --off turns rules off: older, coalitions, mixed,
withholding. --pairs lets every two coalitions pool what they know, too, which only counts.
"""

import argparse
import json
import random
import subprocess
import sys
import time
from collections import Counter
from itertools import combinations

import invent
from above import told_anew
from attacker import Attack
from knowledge import Reader

FAMILIES = {"all": "all", "band": "size bands", "kind": "kinds", "land": "Laender",
            "own": "own groups"}
PAIRS_PER_PUZZLE = 10


class Product:
    """The program that publishes worlds (worlds.c)."""

    def __init__(self, path):
        self.process = subprocess.Popen([path], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                        text=True)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.stdin.close()
        self.process.stdout.close()
        self.process.wait()

    def publish(self, world):
        """The releases of a world."""
        self.process.stdin.write(json.dumps(world) + "\n")
        self.process.stdin.flush()
        return json.loads(self.process.stdout.readline())


class Report:
    """What a series of attacks came to."""

    def __init__(self):
        self.counts = Counter()
        self.figures = Counter()    # by family
        self.published = Counter()
        self.lost = []              # (world, subject, coalition, municipality, value)
        self.unexplained = []

    def add_figures(self, releases):
        for figure in (figure for release in releases for figure in release["figures"]):
            if figure["level"] in ("indicator", "measures"):
                family = FAMILIES[figure["group"].partition("-")[0]]
                self.figures[family] += 1
                self.published[family] += figure["status"] == "published"

    def add_pinned(self, world, puzzle, coalition, units):
        name = "+".join(sorted(coalition))
        self.lost += [(world["name"], puzzle.subject, name, puzzle.owners[unit],
                       puzzle.truth[unit]) for unit in units]

    def lines(self):
        counts = self.counts
        yield f"worlds {counts['worlds']}, releases {counts['releases']}, " \
              f"indicators {counts['puzzles']}, units in published cells {counts['units']}"
        yield f"attacked by coalitions: {counts['attacked']} units, pinned {len(self.lost)}, " \
              f"undecided {counts['undecided']}, integer programmes {counts['solved']}"
        yield f"at least four may have given each answer: {counts['strong']} of " \
              f"{counts['attacked']}"
        if counts["pairs"]:
            yield f"pairs of coalitions tried {counts['pairs']}, units they pinned " \
                  f"{counts['pinned by pairs']}"
        for family, number in self.figures.items():
            share = 100 * self.published[family] / number
            yield f"published {family}: {self.published[family]} of {number} ({share:.0f} %)"
        yield from (f"not explained: {text}" for text in self.unexplained[:20])
        yield from ("%s, %s: %s knows that %s gave %s" % each for each in self.lost[:20])


def attack_puzzle(report, world, puzzle, coalitions, with_pairs):
    attack = Attack(puzzle)
    report.unexplained += [f"{world['name']}: {text}" for text in puzzle.unexplained]
    report.counts["puzzles"] += 1
    report.counts["units"] += len(attack.targets)
    for coalition in coalitions:
        report.counts["attacked"] += len(attack.unknown_to(coalition))
        report.counts["strong"] += attack.count_strong(coalition)
        report.add_pinned(world, puzzle, coalition, attack.pinned(coalition))
    if with_pairs and attack.targets:
        pairs = list(combinations(coalitions, 2))
        for a, b in random.Random(world["name"]).sample(pairs, min(PAIRS_PER_PUZZLE, len(pairs))):
            report.counts["pairs"] += 1
            report.counts["pinned by pairs"] += len(attack.pinned(a | b))
    report.counts["solved"] += attack.solved
    report.counts["undecided"] += attack.undecided


def attack_world(report, world, releases, with_pairs=False):
    reader = Reader(world, releases)
    report.counts["worlds"] += 1
    report.counts["releases"] += len(releases)
    report.add_figures(releases)
    report.unexplained += [f"{world['name']}: {text}" for text in told_anew(world, releases)]
    for puzzle in reader.puzzles():
        attack_puzzle(report, world, puzzle, reader.coalitions, with_pairs)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--program", required=True)
    parser.add_argument("--worlds", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--off", action="append", default=[], choices=invent.RULES)
    parser.add_argument("--pairs", action="store_true")
    options = parser.parse_args()
    report, began = Report(), time.monotonic()
    with Product(options.program) as product:
        for seed in range(options.seed, options.seed + options.worlds):
            world = invent.world(seed, options.off)
            attack_world(report, world, product.publish(world), options.pairs)
    print(*report.lines(), f"{time.monotonic() - began:.0f} seconds", sep="\n")
    sys.exit(1 if report.lost or report.unexplained or report.counts["undecided"] else 0)


if __name__ == "__main__":
    main()
