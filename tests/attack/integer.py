"""Exact answers where there is too much to enumerate: integer programming with glpsol.

Units that lie in the same cells and under the same demands cannot be told apart by anything that
was published, so what is sought is only how many histories of each kind have which values. That
says nothing about whether they are safe; it makes the programme small.
"""

import pathlib
import subprocess
import tempfile
from collections import defaultdict
from itertools import product

from statements import level_bounds, quartile_bounds, sum_bounds

SECONDS = 20


class Undecided(Exception):
    """The solver ran out of time."""


class Programme:
    """Whole numbers from 0 to a limit, and linear conditions on them, in CPLEX's LP format."""

    def __init__(self):
        self.limits = []
        self.rows = []

    def variable(self, limit):
        self.limits.append(limit)
        return len(self.limits) - 1

    def at_least(self, terms, low):
        self.rows.append((dict(terms), ">=", low))

    def at_most(self, terms, high):
        self.rows.append((dict(terms), "<=", high))

    def exactly(self, terms, number):
        self.rows.append((dict(terms), "=", number))

    def text(self):
        # Variables are numbered as they appear, so all of them appear at once.
        every = "".join(f" + 0 x{variable}" for variable in range(len(self.limits)))
        lines = ["Minimize", f" cost:{every}", "Subject To"]
        for terms, relation, number in self.rows:
            # glpsol refuses a row without variables; such a row is true or settles the matter.
            words = [f"{factor:+} x{variable}" for variable, factor in terms.items()] or ["+0 x0"]
            lines += [" " + " ".join(words), f"  {relation} {number}"]
        lines.append("Bounds")
        lines += [f" 0 <= x{variable} <= {limit}" for variable, limit in enumerate(self.limits)]
        lines += ["General", *(f" x{variable}" for variable in range(len(self.limits))), "End", ""]
        return "\n".join(lines)

    def solve(self):
        """Values that keep all conditions, or None if there are none."""
        with tempfile.TemporaryDirectory() as name:
            folder = pathlib.Path(name)
            (folder / "problem").write_text(self.text(), encoding="ascii")
            done = subprocess.run(
                ["glpsol", "--lp", folder / "problem", "--write", folder / "solution",
                 "--tmlim", str(SECONDS)], capture_output=True, text=True, check=False)
            if done.returncode != 0:
                raise RuntimeError(done.stdout + done.stderr)
            return read_solution((folder / "solution").read_text(encoding="ascii"),
                                 len(self.limits))


def read_solution(text, count):
    values = [0] * count
    for line in text.splitlines():
        words = line.split()
        if words[0] == "s":
            status = words[4]
        if words[0] == "j":
            values[int(words[1]) - 1] = round(float(words[2]))
    if status == "n":
        return None
    if status not in "of":
        raise Undecided
    return values


class Model:
    """A puzzle for somebody who knows some units, as an integer programme."""

    def __init__(self, puzzle, known):
        self.puzzle = puzzle
        self.known = known
        self.kinds = self.find_kinds()
        self.programme = Programme()
        self.counts = {}  # kind of history and values along it: the variable that counts them
        self.columns = defaultdict(lambda: defaultdict(list))  # kind and position; value
        for kind, histories in self.kinds.items():
            self.add_kind(kind, len(histories))
        self.add_conditions()

    def find_kinds(self):
        """Histories that stand under the same conditions, position by position."""
        conditions = defaultdict(set)
        sets = [cell.units for cell in self.puzzle.cells]
        sets += [demand.units for demand in self.puzzle.demands]
        sets += [demand.units for refusal in self.puzzle.refusals for demand in refusal]
        for number, units in enumerate(dict.fromkeys(sets)):
            for unit in units:
                conditions[unit].add(number)
        kinds = defaultdict(list)
        for history in self.puzzle.histories:
            if history[0] not in self.known:
                kinds[tuple(frozenset(conditions[unit]) for unit in history)].append(history)
        return kinds

    def add_kind(self, kind, size):
        variables = []
        for values in product(self.puzzle.values, repeat=len(kind)):
            if any(before == after for before, after in zip(values, values[1:])):
                continue
            variable = self.programme.variable(size)
            variables.append(variable)
            self.counts[kind, values] = variable
            for position, value in enumerate(values):
                self.columns[kind, position][value].append(variable)
        self.programme.exactly({variable: 1 for variable in variables}, size)

    def tally(self, units):
        """Of a set of units, the variables that count those with each value, and how many of
        those that are known have it."""
        variables = {value: [] for value in self.puzzle.values}
        known = dict.fromkeys(self.puzzle.values, 0)
        for kind, histories in self.kinds.items():
            for position in range(len(kind)):
                if histories[0][position] in units:
                    for value, list_of in self.columns[kind, position].items():
                        variables[value] += list_of
        for unit in units & self.known:
            known[self.puzzle.truth[unit]] += 1
        return variables, known

    def add_conditions(self):
        for cell in self.puzzle.cells:
            self.add_cell(cell)
        for demand in self.puzzle.demands:
            terms, known = self.outside(demand)
            self.programme.at_least(terms, demand.count - known)
        for refusal in self.puzzle.refusals:
            self.add_refusal(refusal)

    def outside(self, demand):
        """The units of a demand that have none of its values: variables, and how many known."""
        variables, known = self.tally(demand.units)
        others = [value for value in self.puzzle.values if value not in demand.values]
        return ({variable: 1 for value in others for variable in variables[value]},
                sum(known[value] for value in others))

    def add_refusal(self, refusal):
        """One of the demands, at least, does not hold: its switch is 1."""
        switches = []
        for demand in refusal:
            terms, known = self.outside(demand)
            switch = self.programme.variable(1)
            switches.append(switch)
            slack = len(demand.units) - demand.count + 1
            self.programme.at_most({**terms, switch: slack}, demand.count - 1 - known + slack)
        self.programme.at_least({switch: 1 for switch in switches}, 1)

    def add_cell(self, cell):
        variables, known = self.tally(cell.units)
        terms = {variable: value for value in self.puzzle.values if value
                 for variable in variables[value]}
        settled = sum(value * number for value, number in known.items())
        low, high = sum_bounds(self.puzzle.kind, cell.said, len(cell.units))
        self.programme.at_least(terms, low - settled)
        self.programme.at_most(terms, high - settled)
        for level, (low, high) in level_bounds(cell.said, len(cell.units)).items():
            terms = {variable: 1 for variable in variables[level]}
            self.programme.at_least(terms, low - known[level])
            self.programme.at_most(terms, high - known[level])
        for bound in quartile_bounds(cell.said, len(cell.units)):
            self.add_quartile(bound, variables, known, len(cell.units))

    def add_quartile(self, bound, variables, known, count):
        rank, rest, low, high = bound
        terms, settled = self.ranked(rank, variables, known, count)
        terms = {variable: (4 - rest) * factor for variable, factor in terms.items()}
        settled *= 4 - rest
        if rest:
            upper, more = self.ranked(rank + 1, variables, known, count)
            terms |= {variable: rest * factor for variable, factor in upper.items()}
            settled += rest * more
        self.programme.at_least(terms, low - settled)
        self.programme.at_most(terms, high - settled)

    def ranked(self, rank, variables, known, count):
        """The value at a rank, from 0: the largest, less the step down to each value that as many
        units do not exceed (its switch is 1)."""
        values = self.puzzle.values
        terms = {}
        for position, value in enumerate(values[:-1]):
            switch = self.programme.variable(1)
            up_to = {variable: 1 for below in values[:position + 1]
                     for variable in variables[below]}
            settled = sum(known[below] for below in values[:position + 1])
            self.programme.at_least({**up_to, switch: -(rank + 1)}, -settled)
            self.programme.at_most({**up_to, switch: -(count - rank)}, rank - settled)
            terms[switch] = value - values[position + 1]
        return terms, values[-1]

    def another(self, kind, position, value):
        """Answers that agree with everything in which some history of the kind has another value
        at the position; None if there are none."""
        terms = {variable: 1 for other, variables in self.columns[kind, position].items()
                 if other != value for variable in variables}
        self.programme.at_least(terms, 1)
        solution = self.programme.solve()
        self.programme.rows.pop()
        return None if solution is None else self.answers(solution)

    def answers(self, solution):
        """The answers of a solution, to be checked word for word."""
        answers = list(self.puzzle.truth)
        for kind, histories in self.kinds.items():
            waiting = list(histories)
            for (of_kind, values), variable in self.counts.items():
                if of_kind != kind:
                    continue
                for history in (waiting.pop() for _ in range(solution[variable])):
                    for unit, value in zip(history, values):
                        answers[unit] = value
        return answers
