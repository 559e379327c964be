"""weltoffenctl and the programme: catalogue, roster, rounds."""

import json
import re

import harness
from ctl_case import CATALOGUE, ROSTER, ROUND, CtlTest


class Catalogue(CtlTest):
    def changed(self, name, change):
        document = json.loads(CATALOGUE.read_text(encoding="utf-8"))
        change(document)
        return self.write(name, json.dumps(document, ensure_ascii=False))

    def test_check_counts_what_is_in_a_good_file(self):
        self.says(harness.ctl("catalogue", "check", CATALOGUE),
                  "edition v1, 7 fields, 19 goals, 74 indicators, no mistakes$")

    def test_check_lists_every_mistake_with_its_pointer(self):
        def change(document):
            indicators = document["fields"][0]["goals"][0]["indicators"]
            indicators[0]["kind"] = "colour"
            indicators[1]["id"] = indicators[2]["id"]
            del indicators[3]["label"]["en"]
            document["surprise"] = 1

        path = self.changed("broken.json", change)
        done = harness.ctl("catalogue", "check", path)
        self.fails(done, r".* has \d+ mistakes$")
        for place in ("/fields/0/goals/0/indicators/0/kind", "/fields/0/goals/0/indicators/2/id",
                      "/fields/0/goals/0/indicators/3/label/en", "/surprise"):
            with self.subTest(place):
                self.assertRegex(done.stderr, f"(?m)^{re.escape(f'{path}: {place}: ')}.")

    def test_check_says_where_a_file_stops_being_json(self):
        for name, text, place in (("comma", b'{\n  "edition": "v1",\n}', "line 3, column 1:"),
                                  ("twice", b'{"edition": 1, "edition": 2}', "line 1, column "),
                                  ("latin", b'{"edition": "\xfc"}', "line 1, column "),
                                  ("nul", b'{"edition": 1\0}', "holds a NUL byte"),
                                  ("empty", b"", "line 1, column 0:")):
            with self.subTest(name):
                self.fails(harness.ctl("catalogue", "check", self.write(name, text)),
                           f".*{name}.*{re.escape(place)}")

    def test_check_says_why_a_file_cannot_be_read(self):
        for path, reason in ((self.directory / "missing.json", "cannot be opened: No such file"),
                             (self.directory, "cannot be read: Is a directory")):
            with self.subTest(reason):
                self.fails(harness.ctl("catalogue", "check", path), f".* {reason}")

    def test_publish_stores_the_bytes_once_and_for_ever(self):
        def change(document):
            document["fields"][0]["label"]["de"] += " und mehr"

        self.says(self.ctl("catalogue", "publish", CATALOGUE), "^edition v1 is published: 74 ")
        self.says(self.ctl("catalogue", "publish", CATALOGUE), "^edition v1 is published already$")
        self.fails(self.ctl("catalogue", "publish", self.changed("changed.json", change)),
                   "edition v1 is published with other contents and never changes")

        stored = self.database.query(
            "SELECT encode(convert_to(document, 'UTF8'), 'hex') FROM edition")
        self.assertEqual(bytes.fromhex(stored), CATALOGUE.read_bytes())
        self.assertEqual(self.database.query(
            "SELECT count(*), min(position), max(position) FROM edition_indicator"), "74|1|74")
        self.assertEqual(self.database.query(
            "SELECT indicator, kind, decimals FROM edition_indicator WHERE position = 1"),
            "STR.1.01|level|0")

    def test_publish_refuses_a_file_with_mistakes(self):
        path = self.changed("other.json", lambda document: document.update(edition="Not a name!"))
        self.fails(self.ctl("catalogue", "publish", path), ".* has 1 mistake$")


class Roster(CtlTest):
    @classmethod
    def prepare(cls):
        cls.make_programme()
        cls.ctl("round", "create", "early", *ROUND)

    def lines(self):
        return ROSTER.read_text(encoding="utf-8").splitlines()

    def test_import_counts_and_may_be_repeated(self):
        self.says(self.ctl("roster", "import", ROSTER), "40 municipalities, 0 of them new$")
        self.assertEqual(self.database.query("SELECT count(*) FROM roster"), "40")

    def test_newcomers_join_the_rounds_that_have_not_ended(self):
        self.ctl("round", "create", "late", *ROUND[:4], "--closes", "2099-12-31", *ROUND[6:])
        newcomer = ("01001000;Flensburg;Flensburg, Stadt;;2019-01-01;;95000;2024-12-31;2026-01-01"
                    ";;;invented")
        path = self.write("more.csv", "\n".join(self.lines() + [newcomer]) + "\n")
        done = self.ctl("roster", "import", path)
        self.says(done, "41 municipalities, 1 of them new")
        self.assertEqual(done.stdout.splitlines()[1:], ["round late: 1 joined"])

    def test_import_lists_every_mistake_with_its_place_and_changes_nothing(self):
        lines = self.lines()
        cells = [line.split(";") for line in lines]
        columns = {name: index for index, name in enumerate(cells[0])}
        cells[1][columns["key"]] = "1205400"
        cells[2][columns["population"]] = "many"
        cells[3][columns["joined"]] = "2026-02-30"
        before = self.database.query("SELECT count(*), sum(inhabitants) FROM population")
        path = self.write("broken.csv", "\n".join(";".join(line) for line in cells) + "\n")

        done = self.ctl("roster", "import", path)
        self.fails(done, r".* has 3 mistakes, nothing was imported$")
        for place in ("line 2, column key", "line 3, column population", "line 4, column joined"):
            with self.subTest(place):
                self.assertRegex(done.stderr, f"(?m)^{re.escape(f'{path}: {place}: ')}.")
        self.assertEqual(
            self.database.query("SELECT count(*), sum(inhabitants) FROM population"), before)


class Round(CtlTest):
    @classmethod
    def prepare(cls):
        cls.make_programme()

    def create(self, name, opens="2026-01-01", closes="2026-02-28", day="2025-12-31", edition="v1"):
        return self.ctl("round", "create", name, "--edition", edition, "--opens", opens, "--closes",
                        closes, "--reference-date", day)

    def instants(self, name):
        return self.database.query(
            "SET timezone = 'UTC'; "
            f"SELECT opens_at::text, closes_at::text FROM round WHERE id = '{name}'")

    def test_times_are_those_of_berlin_and_a_closing_day_is_included(self):
        self.says(self.create("berlin", closes="2026-06-30"), "40 participants$")
        self.assertEqual(self.instants("berlin"), "2025-12-31 23:00:00+00|2026-06-30 22:00:00+00")
        self.says(self.create("noon", opens="2026-07-01T09:30", closes="2026-07-01T12:00"), "noon")
        self.assertEqual(self.instants("noon"), "2026-07-01 07:30:00+00|2026-07-01 10:00:00+00")

    def test_wrong_dates_are_refused(self):
        for wrong, reason, status in (
                ({"opens": "yesterday"}, "--opens is YYYY-MM-DD or ", 2),
                ({"opens": "2026-1-1"}, "--opens is YYYY-MM-DD or ", 2),
                ({"closes": "2026-02-28 10:00"}, "--closes is YYYY-MM-DD or ", 2),
                ({"closes": "2026-02-28T10:00+01"}, "--closes is YYYY-MM-DD or ", 2),
                ({"closes": "infinity"}, "--closes is YYYY-MM-DD or ", 2),
                ({"closes": ""}, "--closes is YYYY-MM-DD or ", 2),
                ({"day": "2025-12-31T00:00"}, "--reference-date is a day", 2),
                ({"closes": "2026-02-30"}, ".*there is no such day or time: .*2026-02-30", 1),
                ({"opens": "2026-01-01T25:00"}, ".*there is no such day or time: ", 1),
                ({"day": "2026-13-01"}, ".*there is no such day or time: ", 1),
                ({"closes": "2025-12-31"}, ".*has to open before it closes$", 1),
                ({"day": "1990-01-01"}, ".*no name or population at the reference date", 1)):
            with self.subTest(wrong):
                self.fails(self.create("wrong", **wrong), reason, status)
        self.assertEqual(self.database.query("SELECT count(*) FROM round WHERE id = 'wrong'"), "0")

    def test_ids_are_checked(self):
        self.says(self.create("known"), "known")
        self.fails(self.create("known"), "there is a round known already")
        self.fails(self.create("other", edition="v9"), "there is no published edition v9")
        for name in ("", "Round", "a_b", "a'b", "x" * 33):
            with self.subTest(name):
                self.fails(self.create(name), "a round's id has 1 to 32 ", 2)
        self.fails(self.create("entwicklung"), "a round cannot have the id 'entwicklung': its page "
                                               "would have the address of another page", 2)

    def test_a_round_opens_and_closes_when_told(self):
        self.says(self.create("ahead", opens="2098-01-01", closes="2099-01-01"), "is planned: ")
        self.fails(self.ctl("round", "close", "ahead"), "round ahead has not opened yet")
        self.says(self.ctl("round", "open", "ahead"), "round ahead is open now")
        self.says(self.ctl("round", "open", "ahead"), "round ahead is open already")
        self.says(self.ctl("round", "close", "ahead"), "round ahead is closed now")
        self.says(self.ctl("round", "close", "ahead"), "round ahead is closed already")
        self.fails(self.ctl("round", "open", "ahead"), "round ahead closed on ")
        self.fails(self.ctl("round", "open", "nowhere"), "there is no round nowhere")

    def test_an_extension_gives_one_municipality_more_time(self):
        self.create("long")
        extend = ["round", "extend", "long", "12054000", "--until"]
        self.says(self.ctl(*extend, "2026-03-31"), "until 2026-04-01 00:00 ")
        self.says(self.ctl(*extend, "2026-03-15T12:00"), "until 2026-03-15 12:00 ")
        self.fails(self.ctl(*extend, "2026-02-01"), "nothing is extended: round long closes on ")
        self.fails(self.ctl(*extend, "2026-02-30"), ".*there is no such day or time: ")
        self.fails(self.ctl(*extend, "tomorrow"), "--until is YYYY-MM-DD or ", 2)
        self.assertEqual(self.database.query(
            "SELECT municipality, until AT TIME ZONE 'Europe/Berlin' FROM extension"),
            "12054000|2026-03-15 12:00:00")
        self.fails(self.ctl("round", "extend", "long", "01001000", "--until", "2026-03-31"),
                   "municipality 01001000 does not take part in round long")
        self.fails(self.ctl("round", "extend", "none", "12054000", "--until", "2026-03-31"),
                   "there is no round none")
        self.fails(self.ctl("round", "extend", "long", "1205400", "--until", "2026-03-31"),
                   "KEY has 8 digits", 2)

    def test_list_has_a_line_for_each(self):
        self.create("listed")
        lines = self.ctl("round", "list").stdout.splitlines()
        self.assertEqual(re.split("  +", lines[0])[:4], ["round", "edition", "state", "opens"])
        self.assertRegex("\n".join(lines), "(?m)^listed +v1 +closed +2026-01-01 00:00 +"
                                           "2026-03-01 00:00 +2025-12-31 +40 +0$")


if __name__ == "__main__":
    harness.main()
