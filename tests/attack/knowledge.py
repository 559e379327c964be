"""All that can be known about one subject (an indicator, or the measures for a goal) without
knowing an answer: from the releases, the roster, and who answered or corrected it when.

The result is a puzzle: units whose values are sought, and conditions on them. Nothing in it
depends on the true values, which stand beside it for judging a solution only.
"""

from dataclasses import dataclass, field

from invent import ANSWERED, domain
from statements import said_by, statement

MINIMUM = 5            # units of an atom
MINIMUM_LEFT = 4       # of them, without any one coalition
MINIMUM_BETWEEN = 2    # of them, without any two
OTHERS = 2             # units that are not among nearly alike ones
OTHERS_WITH_POOLS = 3  # likewise, where a coalition has several of the units
WAITING = 5            # members who have yet to hand in while the round lasts, if not none
SPREAD = {"yes-no": 1, "measures": 1, "level": 1, "share": 10}
BANDS = (("band-1", 0, 20000), ("band-2", 20000, 100000), ("band-3", 100000, 10 ** 9))


def families_of(world):
    """The groups with their members, family by family."""
    people = {each["key"]: each["inhabitants"] for each in world["participants"]}
    laender = sorted({key[:2] for key in people})
    return [
        [("all", set(people))],
        [(name, {key for key, size in people.items() if low <= size < high})
         for name, low, high in BANDS],
        [(f"kind-{name}", {key for key in people if len(key) == length})
         for name, length in (("gemeinde", 8), ("kreis", 5))],
        [(f"land-{land}", {key for key in people if key[:2] == land}) for land in laender],
        [(own["id"], set(own["members"])) for own in
         sorted(world["groups"], key=lambda own: own["id"])],
    ]


def groups_as_tried(world):
    """Family by family, the largest group first."""
    return [pair for family in families_of(world)
            for pair in sorted(family, key=lambda pair: -len(pair[1]))]


def coalitions_of(world):
    """Who pools knowledge: everybody alone, and each Kreis with its towns."""
    keys = sorted(each["key"] for each in world["participants"])
    kreise = [frozenset(town for town in keys if town[:5] == key) for key in keys if len(key) == 5]
    return [frozenset([key]) for key in keys] + [kreis for kreis in kreise if len(kreis) > 1]


@dataclass(frozen=True)
class Cell:
    """A published figure, the units behind it, and what it says of them."""
    figure: str
    units: frozenset
    said: dict = field(hash=False)


@dataclass(frozen=True)
class AtLeast:
    """So many of the units, at least, have a value that is not among these."""
    units: frozenset
    values: frozenset
    count: int

    def holds(self, answers):
        return sum(answers[unit] not in self.values for unit in self.units) >= self.count


@dataclass
class Puzzle:
    """A unit is a number. A history is the units of a municipality, one after the other, each of
    which corrected the one before."""
    subject: str
    kind: str
    values: tuple                                     # that a unit may have, ascending
    owners: list = field(default_factory=list)        # of each unit, its municipality
    truth: list = field(default_factory=list)         # of each unit, its value
    histories: list = field(default_factory=list)     # lists of units
    present: list = field(default_factory=list)       # of each release: municipality to unit
    cells: list = field(default_factory=list)         # what is published
    demands: list = field(default_factory=list)       # AtLeast: it is published, so it is mixed
    refusals: list = field(default_factory=list)      # lists of AtLeast that do not all hold
    unexplained: list = field(default_factory=list)   # what does not follow from the rules

    def agrees(self, answers):
        """Whether these values could be the true ones."""
        return self.gives_figures(answers) and self.passes_gate(answers)

    def gives_figures(self, answers):
        """Figures are computed word for word."""
        return (all(answers[before] != answers[after] for history in self.histories
                    for before, after in zip(history, history[1:]))
                and all(statement(self.kind, [answers[unit] for unit in cell.units]) == cell.said
                        for cell in self.cells))

    def passes_gate(self, answers):
        return (all(demand.holds(answers) for demand in self.demands)
                and all(any(not demand.holds(answers) for demand in refusal)
                        for refusal in self.refusals))


def answer_to(contribution, position):
    """The value of an indicator, or None; positions below 0 are goals with their measures."""
    if position < 0:
        return contribution["planned"][-1 - position]
    if contribution["states"][position] != ANSWERED:
        return None
    return contribution["values"][position]


def find_units(puzzle, world, position):
    """A value that changes ends a unit and begins another. After a time without an answer begins
    a unit of which nobody knows whether its value is the old one."""
    open_histories = {}
    for release in world["releases"]:
        answers = {each["key"]: answer_to(each, position) for each in release["contributions"]}
        open_histories = {key: history for key, history in open_histories.items()
                          if answers.get(key) is not None}
        for key, value in answers.items():
            if value is None:
                continue
            if key not in open_histories:
                open_histories[key] = []
                puzzle.histories.append(open_histories[key])
            history = open_histories[key]
            if not history or puzzle.truth[history[-1]] != value:
                history.append(len(puzzle.truth))
                puzzle.truth.append(value)
                puzzle.owners.append(key)
        puzzle.present.append({key: history[-1] for key, history in open_histories.items()})


def trimmed(history, told):
    """Without units at either end of which nothing tells: they may have any value that differs
    from their neighbour's, so they bind nobody."""
    inside = [position for position, unit in enumerate(history) if unit in told]
    return history[inside[0]:inside[-1] + 1] if inside else []


def atoms_of(puzzle, cells):
    """The largest sets of municipalities whose units lie in exactly the same cells, one after the
    other: each atom as its first units, then those that corrected them, and so on."""
    atoms = {}
    for history in puzzle.histories:
        steps = [next((step for step, unit in enumerate(history) if unit in cell), None)
                 for cell in cells]
        inside = sorted({step for step in steps if step is not None})
        if inside:
            # What comes before the first that lies in a cell may be anything.
            way = tuple(None if step is None else step - inside[0] for step in steps)
            atoms.setdefault(way, []).append([history[step] for step in inside])
    return [[frozenset(units) for units in zip(*histories)] for histories in atoms.values()]


class Reader:
    """Reads the releases of a world, one subject at a time."""

    def __init__(self, world, releases):
        self.world = world
        self.rules = world["rules"]
        self.groups = groups_as_tried(world)
        self.figures = [{figure["id"]: figure for figure in release["figures"]}
                        for release in releases]
        self.coalitions = coalitions_of(world)
        self.pools = [coalition for coalition in self.coalitions if len(coalition) > 1]
        if not self.rules["coalitions"]:
            self.pools = []

    def puzzles(self):
        kinds = [(each["id"], each["kind"]) for area in self.world["edition"]["fields"]
                 for goal in area["goals"] for each in goal["indicators"]]
        goals = [goal["id"] for area in self.world["edition"]["fields"] for goal in area["goals"]]
        for position, (name, kind) in enumerate(kinds):
            yield self.read(Puzzle(name, kind, domain(kind)), position)
        for position, goal in enumerate(goals):
            yield self.read(Puzzle(f"{goal}#measures", "measures", (0, 1)), -1 - position)

    def read(self, puzzle, position):
        find_units(puzzle, self.world, position)
        tried, published, last = [], [], {}
        for number in range(len(self.figures)):
            if not self.rules["older"]:
                tried, published = [], []
            for group, members in self.groups:
                self.read_figure(puzzle, (number, group, members), tried, published, last)
            if self.rules["mixed"]:
                puzzle.demands += self.mixed(puzzle, published)
        puzzle.demands = list(dict.fromkeys(puzzle.demands))
        told = frozenset().union(*(cell.units for cell in puzzle.cells),
                                 *(each.units for refusal in puzzle.refusals for each in refusal))
        histories = (trimmed(history, told) for history in puzzle.histories)
        puzzle.histories = [history for history in histories if history]
        return puzzle

    def read_figure(self, puzzle, place, tried, published, last):
        """One figure, tried together with the cells before it; last has those that were published
        last, by group."""
        number, group, members = place
        figure = self.figures[number][f"{puzzle.subject}@{group}"]
        present = puzzle.present[number]
        cell = frozenset(present[key] for key in members & set(present))
        name = f"{figure['id']} of release {number + 1}"
        status = figure["status"]
        if "notIncluded" in figure:
            if said_by(figure) != last[group].said or figure["n"] != len(last[group].units):
                puzzle.unexplained.append(f"{name} repeats nothing")
            return
        if (status != "too-few") != self.is_enough(puzzle, place, [*tried, cell]):
            puzzle.unexplained.append(f"{name} is {status}")
        if status == "too-few":
            return
        if status == "withheld" and not self.rules["withholding"]:
            puzzle.refusals.append(self.mixed(puzzle, [*published, cell]))
        tried.append(cell)
        if status != "published":
            return
        published.append(cell)
        last[group] = Cell(name, cell, said_by(figure))
        puzzle.cells.append(last[group])
        if figure["n"] != len(cell) or figure["missing"] != len(members) - len(cell):
            puzzle.unexplained.append(f"{name} counts {figure['n']} of {len(cell)}")

    def is_enough(self, puzzle, place, cells):
        number, _, members = place
        handed_in = {each["key"] for each in self.world["releases"][number]["contributions"]}
        waiting = len(members - handed_in)
        if not self.world["releases"][number]["final"] and 0 < waiting < WAITING:
            return False
        return bool(cells[-1]) and all(self.is_large(puzzle, steps[0], len(steps) > 1)
                                       for steps in atoms_of(puzzle, cells))

    def is_large(self, puzzle, atom, is_corrected):
        pools = sorted((len(known) for known in self.pools_in(puzzle, atom)), reverse=True)
        largest = [*pools, 1, 1]
        return (len(atom) >= MINIMUM
                and len(atom) - largest[0] >= MINIMUM_LEFT
                and len(atom) - sum(largest[:2]) >= MINIMUM_BETWEEN
                and not (is_corrected and pools))

    def pools_in(self, puzzle, atom):
        """What each coalition knows of an atom, where that is more than one unit."""
        known = (frozenset(unit for unit in atom if puzzle.owners[unit] in pool)
                 for pool in self.pools)
        return [units for units in known if len(units) > 1]

    def mixed(self, puzzle, cells):
        """That the values in each atom differ, also without any one coalition, and by more than
        two units where a coalition has several: there is no window of nearly alike values with
        all of them inside."""
        found = []
        for atom in (atom for steps in atoms_of(puzzle, cells) for atom in steps):
            pools = self.pools_in(puzzle, atom)
            for low in puzzle.values:
                window = frozenset(value for value in puzzle.values
                                   if low <= value < low + SPREAD[puzzle.kind])
                found.append(AtLeast(atom, window, OTHERS_WITH_POOLS if pools else OTHERS))
                found += [AtLeast(atom - known, window, 1) for known in pools]
        return found
