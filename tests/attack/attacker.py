"""The attacker: for each unit that its coalition does not know, it looks for a second value that
agrees with everything. A unit without one is pinned, and the attack has won.

First it tries to exchange answers, which is quick; what it finds is checked like anything else.
Where that leads nowhere it solves an integer programme, whose "no" is exact. Puzzles that are
small enough can be enumerated as well.
"""

from itertools import combinations, product
from math import prod

from integer import Model, Undecided

FOUR = 4  # municipalities that may have given an answer (the promise)


class Exchanges:
    """Second values that come from exchanging answers among units in the same published cells."""

    def __init__(self, puzzle):
        self.puzzle = puzzle
        self.demands_on = [[] for _ in puzzle.truth]
        for demand in puzzle.demands:
            for unit in demand.units:
                self.demands_on[unit].append(demand)
        cells = [set() for _ in puzzle.truth]
        for number, cell in enumerate(puzzle.cells):
            for unit in cell.units:
                cells[unit].add(number)
        self.cells_of = [frozenset(numbers) for numbers in cells]
        self.history_of = {unit: history for history in puzzle.histories for unit in history}
        self.partners = [set() for _ in puzzle.truth]  # whole histories exchanged
        self.atoms = []
        for histories in self.alike():
            self.atoms += zip(*histories)
            for a, b in combinations(histories, 2):
                self.try_histories(a, b)

    def alike(self):
        """Lists of histories that go through the same cells."""
        found = {}
        for history in self.puzzle.histories:
            way = tuple(self.cells_of[unit] for unit in history)
            found.setdefault(way, []).append(history)
        return found.values()

    def try_histories(self, a, b):
        different = [(x, y) for x, y in zip(a, b) if self.puzzle.truth[x] != self.puzzle.truth[y]]
        if different and self.is_possible(different):
            for x, y in different:
                self.partners[x].add(y)
                self.partners[y].add(x)

    def is_possible(self, pairs):
        """Whether everything still agrees when each pair exchanges its answers. Figures do: the
        two of a pair lie in the same cells."""
        answers = list(self.puzzle.truth)
        for a, b in pairs:
            answers[a], answers[b] = answers[b], answers[a]
        units = [unit for pair in pairs for unit in pair]
        demands = {id(demand): demand for unit in units for demand in self.demands_on[unit]}
        return (all(demand.holds(answers) for demand in demands.values())
                and all(any(not demand.holds(answers) for demand in refusal)
                        for refusal in self.puzzle.refusals)
                and all(answers[before] != answers[after] for unit in units
                        for history in [self.history_of[unit]]
                        for before, after in zip(history, history[1:])))

    def has_partner(self, unit, coalition):
        """Whether an exchange with somebody outside the coalition gives the unit another value."""
        puzzle = self.puzzle
        if any(puzzle.owners[other] not in coalition for other in self.partners[unit]):
            return True
        return any(self.cells_of[other] == self.cells_of[unit]
                   and puzzle.owners[other] not in coalition
                   and puzzle.truth[other] != puzzle.truth[unit]
                   and self.is_possible([(unit, other)]) for other in self.history_of)

    def may_have(self, unit, value, coalition):
        return self.puzzle.truth[unit] == value or any(
            self.puzzle.truth[other] == value and self.puzzle.owners[other] not in coalition
            for other in self.partners[unit])


class Attack:
    """The attack on one puzzle by coalitions, one after the other."""

    def __init__(self, puzzle):
        if not puzzle.gives_figures(puzzle.truth):
            puzzle.unexplained.append(f"{puzzle.subject}: these are not the figures of the answers")
        if not puzzle.passes_gate(puzzle.truth):
            puzzle.unexplained.append(f"{puzzle.subject}: answers that must not be published so")
        self.puzzle = puzzle
        self.exchanges = Exchanges(puzzle)
        self.targets = sorted(frozenset().union(*(cell.units for cell in puzzle.cells)))
        self.solved = 0
        self.undecided = 0  # units for which the solver ran out of time

    def unknown_to(self, coalition):
        return [unit for unit in self.targets if self.puzzle.owners[unit] not in coalition]

    def count_strong(self, coalition):
        """How many units outside the coalition are in atoms where each value that is left may be
        that of four municipalities or more, as far as exchanges show."""
        count = 0
        for atom in self.exchanges.atoms:
            left = [unit for unit in atom if self.puzzle.owners[unit] not in coalition]
            values = {self.puzzle.truth[unit] for unit in left}
            if len(values) > 1 and all(
                    sum(self.exchanges.may_have(unit, value, coalition) for unit in left) >= FOUR
                    for value in values):
                count += len(set(left) & set(self.targets))
        return count

    def pinned(self, coalition):
        """The units outside the coalition that have a single possible value."""
        doubtful = {unit for unit in self.unknown_to(coalition)
                    if not self.exchanges.has_partner(unit, coalition)}
        if not doubtful or self.puzzle.unexplained:
            return []
        known = {unit for unit, owner in enumerate(self.puzzle.owners) if owner in coalition}
        model = Model(self.puzzle, known)
        return [unit for kind, histories in model.kinds.items() for position in range(len(kind))
                for unit in self.pinned_of(model, kind, position,
                                           doubtful & {each[position] for each in histories})]

    def pinned_of(self, model, kind, position, doubtful):
        """Units of one kind are pinned together or not at all: nothing tells them apart."""
        units = {history[position] for history in model.kinds[kind]}
        values = {self.puzzle.truth[unit] for unit in units}
        if not doubtful or len(values) > 1:
            return []
        self.solved += 1
        try:
            answers = model.another(kind, position, *values)
        except Undecided:
            self.undecided += len(doubtful)
            return []
        if answers is None:
            return sorted(doubtful)
        if (not self.puzzle.agrees(answers)
                or any(answers[unit] != self.puzzle.truth[unit] for unit in model.known)
                or {answers[unit] for unit in units} == values):
            raise RuntimeError(f"{self.puzzle.subject}: a solution that does not agree")
        return []


def possible_histories(puzzle, history):
    return [values for values in product(puzzle.values, repeat=len(history))
            if all(before != after for before, after in zip(values, values[1:]))]


def unknown_histories(puzzle, coalition):
    return [history for history in puzzle.histories
            if puzzle.owners[history[0]] not in coalition]


def count_assignments(puzzle, coalition):
    return prod(len(possible_histories(puzzle, history))
                for history in unknown_histories(puzzle, coalition))


def enumerate_pinned(puzzle, coalition):
    """What Attack.pinned() gives, from every assignment there is: no ideas, no solver."""
    histories = unknown_histories(puzzle, coalition)
    possible = [set() for _ in puzzle.truth]
    answers = list(puzzle.truth)
    for choice in product(*(possible_histories(puzzle, history) for history in histories)):
        for history, values in zip(histories, choice):
            for unit, value in zip(history, values):
                answers[unit] = value
        if puzzle.agrees(answers):
            for unit in (unit for history in histories for unit in history):
                possible[unit].add(answers[unit])
    published = frozenset().union(*(cell.units for cell in puzzle.cells))
    return [unit for unit in sorted(published) if len(possible[unit]) == 1]
