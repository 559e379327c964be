"""What is published of invented worlds gives nobody's answer away; without any one of the rules it
does. WELTOFFEND_BUILD is the build directory; the program that publishes is attack_worlds in it.
"""

import pathlib
import sys
import unittest

HERE = pathlib.Path(__file__).parent
sys.path[:0] = [str(HERE), str(HERE.parent / "support")]

import examples  # noqa: E402
import invent  # noqa: E402
from attack import Product, Report, attack_world  # noqa: E402
from attacker import Attack, count_assignments, enumerate_pinned  # noqa: E402
from harness import main, needed  # noqa: E402
from knowledge import Reader  # noqa: E402

# Worlds with many figures; then some that a gate lost that had only the rules of DISCLOSURE.md.
SEEDS = (1, 34, 36, 74, 128, 196, 232, 254, 261, 391, 401, 422, 425, 494,
         19, 28, 46, 141, 281, 1409, 2235)

# With a rule off; found by trying, small and quick.
LOST = {
    "older": (31, 33, 30),
    "coalitions": (2, 28, 37),
    "mixed": (6, 49, 113),
    "withholding": (1388, 2452, 2173),
}
SMALL = (8, 24)        # participants of these worlds
TINY = (8, 9)          # of those that are enumerated
ASSIGNMENTS_MAX = 3000


class AttackTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        program = pathlib.Path(needed("WELTOFFEND_BUILD")) / "tests" / "attack" / "attack_worlds"
        cls.product = Product(program)
        cls.addClassCleanup(cls.product.__exit__)

    def attack(self, world, with_pairs=False):
        report = Report()
        attack_world(report, world, self.product.publish(world), with_pairs)
        self.assertEqual((report.unexplained, report.counts["undecided"]), ([], 0), world["name"])
        return report

    def test_nobody_is_found_out_in_twenty_worlds(self):
        report = Report()
        for seed in SEEDS:
            world = invent.world(seed)
            attack_world(report, world, self.product.publish(world))
        print(*report.lines(), sep="\n")
        self.assertEqual((report.lost, report.unexplained, report.counts["undecided"]),
                         ([], [], 0))
        self.assertEqual(report.counts["strong"], report.counts["attacked"])
        # Otherwise there would have been nothing to attack.
        self.assertGreater(report.published["all"], 50)
        self.assertGreater(report.published["size bands"], 50)

    def test_without_any_one_rule_somebody_is_found_out(self):
        for rule, seeds in LOST.items():
            for seed in seeds:
                with self.subTest(rule=rule, seed=seed):
                    self.assertTrue(self.attack(invent.world(seed, [rule], SMALL)).lost)
                    self.assertEqual(self.attack(invent.world(seed, [], SMALL)).lost, [])

    def test_the_classics_need_a_rule_to_be_off(self):
        for world, coalition, pinned in examples.CLASSICS:
            with self.subTest(world["name"]):
                found = {municipality for _, _, name, municipality, _ in self.attack(world).lost
                         if name == "+".join(sorted(coalition))}
                self.assertEqual(found, set(pinned))
                kept = world | {"rules": dict.fromkeys(invent.RULES, True)}
                self.assertEqual(self.attack(kept).lost, [])

    def test_the_attacker_sees_what_the_gate_itself_would_tell(self):
        for puzzle, coalition, pinned in examples.holes():
            with self.subTest(puzzle.subject):
                self.assertTrue(puzzle.agrees(puzzle.truth))
                found = Attack(puzzle).pinned(coalition)
                self.assertEqual({puzzle.owners[unit] for unit in found}, pinned)
                self.assertEqual(enumerate_pinned(puzzle, coalition), sorted(found))

    def test_the_gate_tells_nothing_itself(self):
        for world in examples.HOLES:
            with self.subTest(world["name"]):
                self.assertEqual(self.attack(world).lost, [])

    def test_enumerating_everything_finds_the_same(self):
        compared, pinned = 0, 0
        for seed in range(1, 60):
            world = invent.world(seed, [(), ["mixed"], ["older"], ["withholding"]][seed % 4], TINY)
            reader = Reader(world, self.product.publish(world))
            for puzzle in (puzzle for puzzle in reader.puzzles() if puzzle.cells):
                attack = Attack(puzzle)
                for coalition in reader.coalitions[::3]:
                    if count_assignments(puzzle, coalition) > ASSIGNMENTS_MAX:
                        continue
                    found = sorted(attack.pinned(coalition))
                    self.assertEqual(found, enumerate_pinned(puzzle, coalition), world["name"])
                    compared += 1
                    pinned += len(found)
        print(f"{compared} attacks compared, {pinned} units pinned")
        self.assertGreater(compared, 50)
        self.assertGreater(pinned, 20)


if __name__ == "__main__":
    main()
