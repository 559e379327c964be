"""weltoffenctl and what disclosure control needs: peer groups of a round, and the key."""

import re
import stat

import harness
from ctl_case import ROUND, CtlTest

GROUP = ["--owner", "Invented Foundation", "--label-de", "An der See", "--label-en", "At the sea"]
SEASIDE = ["01003000", "03404000", "13003000", "04012000", "12054000"]


class Groups(CtlTest):
    @classmethod
    def prepare(cls):
        cls.make_programme()
        for round_id in ("open", "released", "listed"):
            done = cls.ctl("round", "create", round_id, *ROUND)
            if done.returncode != 0:
                raise RuntimeError(done.stderr)

    def create(self, round_id, name, lines, *options):
        path = self.write(f"{name}.csv", "\n".join(lines) + "\n")
        return self.ctl("group", "create", round_id, name, *(options or GROUP), "--members", path)

    def members(self, name):
        return self.database.query("SELECT municipality FROM peer_group_member "
                                   f"WHERE peer_group = '{name}' ORDER BY 1").splitlines()

    def test_create_takes_the_keys_of_a_file(self):
        self.says(self.create("open", "seaside", ["key", *SEASIDE]),
                  "^group seaside of round open: 5 members$")
        self.assertEqual(self.members("seaside"), sorted(SEASIDE))

    def test_create_takes_lines_of_a_roster(self):
        self.says(self.create("open", "lines", ["name;key;note", "Potsdam;12054000;x",
                                                "Dachau;09174;y"]), ": 2 members$")
        self.assertEqual(self.members("lines"), ["09174", "12054000"])

    def test_create_lists_every_mistake_with_its_line(self):
        done = self.create("open", "broken", ["key", "12054000", "1205400", "12054000", "x"])
        self.fails(done, ".*broken.csv has 3 mistakes, no group was made$")
        for line, mistake in ((3, "'1205400' is no key"), (4, "12054000 stands in a line before"),
                              (5, "'x' is no key")):
            self.assertRegex(done.stderr, f"broken.csv: line {line}: {re.escape(mistake)}")
        self.fails(self.create("open", "nobody", ["key"]), ".* has 1 mistake, no group was made$")
        self.fails(self.create("open", "headless", SEASIDE), ".* has 1 mistake, no group was made$")
        self.assertEqual(self.members("broken") + self.members("nobody"), [])

    def test_create_refuses_who_does_not_take_part(self):
        done = self.create("open", "strangers", ["key", "12054000", "01001000", "01002000"])
        self.fails(done, "2 of the members do not take part, no group was made$")
        self.assertIn("01001000 does not take part in round open", done.stderr)
        self.fails(self.create("nowhere", "lost", ["key", "12054000"]), "there is no round nowhere")

    def test_create_refuses_ids_and_texts_that_are_none(self):
        for name in ("all", "band-9", "kind-x", "land-05", "Upper", "9digits", "a" * 33, "a_b"):
            with self.subTest(name):
                self.fails(self.create("open", name, ["key", "12054000"]), "", status=2)
        for position in (1, 3, 5):
            options = list(GROUP)
            options[position] = ""
            with self.subTest(options[position - 1]):
                self.fails(self.create("open", "empty", ["key", "12054000"], *options),
                           f"{options[position - 1]} is one line of 1 to 200 bytes", status=2)

    def test_a_group_is_made_once_and_never_changes(self):
        self.create("listed", "once", ["key", "12054000"])
        self.fails(self.create("listed", "once", ["key", *SEASIDE]),
                   "there is a group once of round listed already$")
        self.assertEqual(self.members("once"), ["12054000"])
        for sql in ("UPDATE peer_group SET owner = 'x'", "DELETE FROM peer_group_member",
                    "TRUNCATE peer_group CASCADE"):
            with self.subTest(sql), self.assertRaisesRegex(RuntimeError, "never changes"):
                self.database.query(sql)
        self.says(self.ctl("group", "list", "listed"),
                  "(?s)^round +id +owner .*listed +once +Invented Foundation +An der See +"
                  "At the sea +1$")

    def test_no_group_comes_after_the_first_release(self):
        self.database.query("""
            INSERT INTO run (round, cause, requested_by, state, started_at, finished_at, release)
            VALUES ('released', 'operator', 'test', 'published', now(), now(), 1);
            INSERT INTO release (round, number, edition, published_at, is_final, inputs_sha256,
                                 run, visible_from, method)
            SELECT 'released', 1, 'v1', now(), false, repeat('0', 64), max(id), now(), 'test'
            FROM run""")
        self.fails(self.create("released", "late", ["key", *SEASIDE]),
                   "group late is not made: .*round released has a release already")
        self.assertEqual(self.members("late"), [])


class Key(CtlTest):
    def test_create_writes_32_random_bytes_for_the_owner_only(self):
        keys = set()
        for name in ("one.key", "two.key"):
            path = self.directory / name
            done = harness.ctl("key", "create", path)
            self.assertEqual((done.returncode, done.stdout), (0, f"{path}: a new disclosure key\n"))
            self.assertEqual(stat.S_IMODE(path.stat().st_mode), 0o600)
            self.assertRegex(path.read_text(), "^[0-9a-f]{64}\n$")
            keys.add(path.read_text())
        self.assertEqual(len(keys), 2)

    def test_create_never_replaces_a_file(self):
        path = self.write("there.key", "something")
        self.fails(harness.ctl("key", "create", path), ".*there.key is there already and stays")
        self.assertEqual(path.read_text(), "something")
        self.fails(harness.ctl("key", "create", self.directory / "no" / "such.key"),
                   ".*such.key cannot be made: No such file or directory$")


if __name__ == "__main__":
    harness.main()
