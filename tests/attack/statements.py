"""What a published figure says about the values behind it.

Twice: statement() computes a figure from values, word for word; bounds() turns the words of a
figure round into linear bounds on its values. Both round half away from zero, as the release
says it does.
"""

import math
from fractions import Fraction

DETAILS_FROM = 12  # units of a cell with quartiles and shares per level
QUARTERS = {"q1": 1, "median": 2, "q3": 3}
PLACES = {"yes-no": 0, "level": 1, "share": 0}

# Members of a figure that say nothing about values, or nothing that n and statuses do not.
SILENT = {"id", "subject", "level", "group", "status", "n", "missing", "without", "notIncluded"}


def rounded(value, places):
    """A number that is not negative, as text."""
    scaled = math.floor(value * 10 ** places + Fraction(1, 2))
    if places == 0:
        return str(scaled)
    return f"{scaled // 10 ** places}.{scaled % 10 ** places:0{places}}"


def quartile_rank(count, quarter):
    """The rank below a quartile, from 0, and the quarters of the step to the next (type 7)."""
    return divmod((count - 1) * quarter, 4)


def statement(kind, values):
    """What the figure of these values says, as text by member."""
    count = len(values)
    ordered = sorted(values)
    mean = Fraction(sum(values), count)
    if kind == "measures":
        return {"count": sum(values), "share": rounded(mean * 100, 0)}
    if kind == "yes-no":
        return {"share": rounded(mean * 100, 0)}
    said = {"mean": rounded(mean, PLACES[kind])}
    if count < DETAILS_FROM:
        return said
    for member, quarter in QUARTERS.items():
        rank, rest = quartile_rank(count, quarter)
        value = Fraction(ordered[rank])
        if rest:
            value += Fraction(rest, 4) * (ordered[rank + 1] - ordered[rank])
        said[member] = rounded(value, PLACES[kind])
    if kind == "level":
        said["shares"] = {str(level): rounded(Fraction(100 * values.count(level), count), 0)
                          for level in range(5)}
    return said


def said_by(figure):
    """What a published figure says, as text by member."""
    return {name: value for name, value in figure.items() if name not in SILENT}


def whole_numbers(text, factor):
    """The smallest and largest whole number whose product with the factor rounds to the text."""
    places = len(text.partition(".")[2])
    half = Fraction(1, 2 * 10 ** places)
    low = math.ceil((Fraction(text) - half) / factor)
    high = math.ceil((Fraction(text) + half) / factor) - 1
    return max(low, 0), high


def sum_bounds(kind, said, count):
    """The smallest and largest sum of values."""
    if kind == "measures":
        return said["count"], said["count"]
    if kind == "yes-no":
        return whole_numbers(said["share"], Fraction(100, count))
    return whole_numbers(said["mean"], Fraction(1, count))


def level_bounds(said, count):
    """Of each level, the smallest and largest number of its units."""
    return {int(level): whole_numbers(text, Fraction(100, count))
            for level, text in said.get("shares", {}).items()}


def quartile_bounds(said, count):
    """(rank, rest, low, high): low <= (4 - rest) x[rank] + rest x[rank + 1] <= high."""
    return [(*quartile_rank(count, quarter), *whole_numbers(said[member], Fraction(1, 4)))
            for member, quarter in QUARTERS.items() if member in said]
