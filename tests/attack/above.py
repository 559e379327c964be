"""Figures above the indicators tell nothing new: each of them is computed here from what is
published of its indicators. The worlds' editions have one field with one goal, so there are three
subjects, of the same indicators."""

import math
from fractions import Fraction

SUBJECTS = ("AAA.1", "AAA", "whole")
POINTS = {"yes-no": 1, "level": 25, "share": 1}


def points(values):
    return str(math.floor(Fraction(sum(values)) / len(values) + Fraction(1, 2)))


def expected(kinds, figures, group):
    """What a figure above says of a group; None if it has nothing to say."""
    there = [(figures[f"{name}@{group}"], POINTS[kind]) for name, kind in kinds.items()]
    there = [(figure, factor) for figure, factor in there if figure["status"] == "published"]
    if not there:
        return None
    said = {"indicators": len(there),
            "mean": points([Fraction(figure.get("mean") or figure["share"]) * factor
                            for figure, factor in there])}
    bands = [(figure, factor) for figure, factor in there if "q1" in figure]
    if bands:
        said |= {"lower": points([Fraction(figure["q1"]) * factor for figure, factor in bands]),
                 "upper": points([Fraction(figure["q3"]) * factor for figure, factor in bands]),
                 "bandIndicators": len(bands)}
    return said


def told_anew(world, releases):
    """The figures above the indicators that are not what follows from those below."""
    kinds = {each["id"]: each["kind"] for area in world["edition"]["fields"]
             for goal in area["goals"] for each in goal["indicators"]}
    head = ("id", "subject", "level", "group", "status", "use", "lastPublished")
    found = []
    for number, release in enumerate(releases, 1):
        figures = {figure["id"]: figure for figure in release["figures"]}
        for figure in (each for each in figures.values() if each["subject"] in SUBJECTS):
            said = {name: value for name, value in figure.items() if name not in head}
            if said != (expected(kinds, figures, figure["group"]) or {}):
                found.append(f"{figure['id']} of release {number}")
    return found
