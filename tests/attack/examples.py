"""The classic ways to take figures apart, as small as they can be: worlds for the product to
publish, and puzzles that would be left if it published what it must not.

Everybody is in one Land, one size band and of one kind, so all figures of a release are of the
same cells. Twelve places take part; whoever is not named hands nothing in.
"""

import invent
from knowledge import AtLeast, Cell, Puzzle, SPREAD
from statements import statement

# The first three: a Kreis with two towns; the next three: another one.
KREISE = ("01300", "01300001", "01300002", "01301", "01301001", "01301002")
TOWNS = tuple(f"01{number}000" for number in range(500, 512))


def world(name, releases, rules_off=(), keys=TOWNS):
    """A yes-no indicator; each release says of some keys what they answered, as 0 or 1."""
    versions = {}
    listed = []
    for number, answers in enumerate(releases, 1):
        for key, value in answers.items():
            version, before = versions.get(key, (0, None))
            versions[key] = (version + (value != before), value)
        listed.append({"final": number == len(releases), "contributions": [
            {"key": key, "version": versions[key][0], "values": [value],
             "states": [invent.ANSWERED], "planned": [0]}
            for key, value in sorted(answers.items())]})
    return {"name": name, "edition": invent.edition(["yes-no"]), "groups": [],
            "participants": [invent.place(key, 5000) for key in keys], "releases": listed,
            "key": "0" * 64,
            "rules": {rule: rule not in rules_off for rule in invent.RULES}}


def answers(keys, values):
    """Values as a text of 0 and 1."""
    return dict(zip(keys, map(int, values)))


# (world, who finds out, whose answers): with a rule off.
CLASSICS = [
    (world("a newcomer", [answers(TOWNS, "101010"), answers(TOWNS, "1010101")], ["older"]),
     TOWNS[8:9], TOWNS[6:7]),
    (world("a Kreis that knows its towns", [answers(KREISE[:3] + TOWNS[:2], "10110")],
           ["coalitions"], KREISE[:3] + TOWNS[:9]), KREISE[:3], ()),
    (world("all say yes", [answers(TOWNS, "111111")], ["mixed"]), TOWNS[8:9], TOWNS[:6]),
    (world("one says no", [answers(TOWNS, "111110")], ["mixed"]), TOWNS[5:6], TOWNS[:5]),
    (world("a refusal points at the newcomer",
           [answers(TOWNS, "11110"), answers(TOWNS, "111100")], ["older", "withholding"]),
     TOWNS[8:9], TOWNS[5:6]),
]


def puzzle(name, histories, cells, pools=()):
    """What is left to the attacker if cells are published as long as their atoms, here given with
    them, are mixed without any one coalition. histories: of each municipality its answers one
    after the other; a cell: (municipality, step) of each unit."""
    found = Puzzle(name, "yes-no", (0, 1))
    numbers = {}
    for key, values in histories.items():
        found.histories.append([])
        for step, value in enumerate(values):
            numbers[key, step] = len(found.truth)
            found.histories[-1].append(len(found.truth))
            found.owners.append(key)
            found.truth.append(int(value))
    sets = [frozenset(numbers[unit] for unit in cell) for cell in cells]
    found.cells = [Cell(name, units, statement("yes-no", [found.truth[unit] for unit in units]))
                   for units in sets]
    for atom in {tuple(unit in units for units in sets): frozenset(
            other for other in range(len(found.truth))
            if [other in units for units in sets] == [unit in units for units in sets])
            for unit in range(len(found.truth))}.values():
        for value in range(0, 2, SPREAD["yes-no"]):
            window = frozenset([value])
            found.demands.append(AtLeast(atom, window, 2))
            found.demands += [
                AtLeast(atom - {unit for unit in atom if found.owners[unit] in pool}, window, 1)
                for pool in pools]
    return found


def alone(histories):
    """One cell of all, who answered once."""
    return [[(key, 0) for key in histories]]


def corrections():
    """Seven answer, all of them correct it, three join; then five leave."""
    staying, leaving, joining = "ab", "cdefg", "hij"
    histories = {**dict.fromkeys(staying, "10"), **dict.fromkeys(leaving[:3], "10"),
                 **dict.fromkeys(leaving[3:], "01"), "h": "1", "i": "1", "j": "0"}
    first = [(key, 0) for key in staying + leaving]
    third = [(key, 1) for key in staying] + [(key, 0) for key in joining]
    second = third + [(key, 1) for key in leaving]
    return puzzle("corrections", histories, [first, second, third])


def holes():
    """(puzzle, coalition, who is pinned): what the rules of DISCLOSURE.md alone would publish."""
    town_says_yes = {"kreis": "0", "town": "1", "a": "1", "b": "0", "c": "0", "d": "0"}
    two_kreise = {"kreis": "0", "town": "0", "village": "0", "other": "1", "its": "0",
                  "another": "0", "z": "1"}
    pools = [{"kreis", "town", "village"}, {"other", "its", "another"}]
    return [
        (puzzle("a town knows its Kreis", town_says_yes, alone(town_says_yes),
                [{"kreis", "town"}]), {"town"}, {"kreis"}),
        (puzzle("a Kreis knows of the other", two_kreise, alone(two_kreise), pools), pools[0],
         {"z"}),
        (corrections(), set(), {"a", "b"}),
    ]


# The same as worlds, for the product, which must not leave such puzzles.
HOLES = [
    world("a town knows its Kreis", [answers(KREISE[:2] + TOWNS[:4], "011000")],
          keys=KREISE[:2] + TOWNS[:9]),
    world("a Kreis knows of the other", [answers(KREISE + TOWNS[:1], "0001001")],
          keys=KREISE + TOWNS[:7]),
    world("corrections", [answers(TOWNS, "1111100"), answers(TOWNS, "0000011110"),
                          answers(TOWNS[:2] + TOWNS[7:10], "00110")],
          keys=TOWNS + tuple(f"01{number}000" for number in range(600, 606))),
]
