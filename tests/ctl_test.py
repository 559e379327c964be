"""weltoffenctl, from an empty database to a run that waits for the daemon."""

import json
import pathlib
import re
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).parent / "support"))

import harness  # noqa: E402

OPERATOR = "weltoffend_operator"
CATALOGUE = harness.EXAMPLE / "catalogue-v1.json"
ROSTER = harness.EXAMPLE / "roster.csv"
ROUND = ["--edition", "v1", "--opens", "2026-01-01", "--closes", "2026-02-28",
         "--reference-date", "2025-12-31"]


class CtlTest(unittest.TestCase):
    """A database that init has been at, and a directory for files."""

    @classmethod
    def setUpClass(cls):
        cls.database = harness.Database("ctl").initialize()
        cls.addClassCleanup(cls.database.drop)
        directory = tempfile.TemporaryDirectory()
        cls.addClassCleanup(directory.cleanup)
        cls.directory = pathlib.Path(directory.name)
        cls.prepare()

    @classmethod
    def prepare(cls):
        """For what a class needs beyond empty tables."""

    @classmethod
    def ctl(cls, *arguments, **options):
        return harness.ctl(*arguments, database=cls.database.conninfo(OPERATOR), **options)

    @classmethod
    def make_programme(cls):
        for command in (["catalogue", "publish", CATALOGUE], ["roster", "import", ROSTER]):
            done = cls.ctl(*command)
            if done.returncode != 0:
                raise RuntimeError(done.stderr)

    def write(self, name, text):
        path = self.directory / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    def says(self, done, pattern):
        """It worked and said so, and nothing else."""
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        self.assertRegex(done.stdout, pattern)

    def fails(self, done, pattern, status=1):
        """It did not work: nothing on standard output, the last line of the other says why."""
        self.assertEqual((done.returncode, done.stdout), (status, ""), done.stderr)
        self.assertRegex(done.stderr.splitlines()[-1], "^weltoffenctl: " + pattern)


class InitAndMigrate(CtlTest):
    @classmethod
    def prepare(cls):
        cls.server = cls.database.conninfo()

    def test_init_makes_a_database_that_migrate_finds_up_to_date(self):
        files = sorted(path.stem for path in (harness.SOURCE / "sql/migrations").glob("*.sql"))
        ran = self.database.query("SELECT name FROM migration ORDER BY name").splitlines()
        self.assertEqual(ran, files)
        self.says(harness.ctl("migrate", "--database", self.server), "^the database is up to date$")

    def test_init_runs_again_without_harm(self):
        before = self.database.query("SELECT * FROM migration ORDER BY name")
        self.says(harness.ctl("init", "--database", self.server), "^the database is up to date$")
        self.assertEqual(self.database.query("SELECT * FROM migration ORDER BY name"), before)

    def test_everything_belongs_to_the_owner(self):
        owners = self.database.query(
            "SELECT DISTINCT tableowner FROM pg_tables WHERE schemaname = 'public'")
        self.assertEqual(owners, "weltoffend_owner")

    def test_the_three_roles_read_what_ran_and_cannot_change_it(self):
        for role in ("weltoffend", "weltoffend_publishing", OPERATOR):
            with self.subTest(role):
                count = self.database.query("SELECT count(*) FROM migration", role)
                self.assertNotEqual(count, "0")
                with self.assertRaisesRegex(RuntimeError, "permission denied"):
                    self.database.query("DELETE FROM migration", role)

    def test_needs_to_be_told_the_database(self):
        for command in ("init", "migrate"):
            with self.subTest(command):
                self.fails(harness.ctl(command), f"{command} needs --database", status=2)


class Migrations(unittest.TestCase):
    def setUp(self):
        self.database = harness.Database("ctl_migrations")
        self.addCleanup(self.database.drop)

    def migrate(self):
        return harness.ctl("migrate", database=self.database.conninfo())

    def status(self):
        return harness.ctl("status", database=self.database.conninfo(OPERATOR))

    def test_a_database_without_init_is_told_of(self):
        done = self.migrate()
        self.assertEqual(done.returncode, 1)
        self.assertIn("run weltoffenctl init first", done.stderr)

    def test_a_missing_migration_is_applied(self):
        self.database.initialize()
        self.database.query("DROP TABLE token; DELETE FROM migration WHERE name = '0004_token'")
        self.assertIn("older than this program: run weltoffenctl migrate", self.status().stderr)
        self.assertEqual(self.migrate().stdout.splitlines()[0], "applied 0004_token")
        self.assertEqual(self.status().returncode, 0)

    def test_a_migration_that_fails_leaves_nothing(self):
        self.database.initialize()
        self.database.query("DROP TABLE token; CREATE VIEW token AS SELECT 1 AS one; "
                            "DELETE FROM migration WHERE name = '0004_token'")
        done = self.migrate()
        self.assertEqual(done.returncode, 1)
        self.assertIn("migration 0004_token: ", done.stderr)
        self.assertEqual(
            self.database.query("SELECT count(*) FROM migration WHERE name = '0004_token'"), "0")

    def test_a_file_that_changed_after_it_ran_stops_everything(self):
        self.database.initialize()
        right = self.database.query("SELECT sha256 FROM migration WHERE name = '0001_programme'")
        self.database.query("UPDATE migration SET sha256 = 'x' WHERE name = '0001_programme'; "
                            "DROP TABLE token; DELETE FROM migration WHERE name = '0004_token'")
        done = self.migrate()
        self.assertEqual((done.returncode, done.stdout), (1, ""))
        self.assertIn("migration 0001_programme was changed after it ran", done.stderr)
        self.assertEqual(
            self.database.query("SELECT count(*) FROM migration WHERE name = '0004_token'"), "0")
        self.database.query(
            f"UPDATE migration SET sha256 = '{right}' WHERE name = '0001_programme'")
        self.assertEqual(self.migrate().returncode, 0)
        self.database.query("UPDATE migration SET sha256 = 'x' WHERE name = '0001_programme'")
        self.assertIn("not of this program's version", self.status().stderr)

    def test_a_database_of_a_newer_program_is_left_alone(self):
        self.database.initialize()
        self.database.query("INSERT INTO migration (name, sha256) VALUES ('9999_later', 'x')")
        self.assertIn("does not know migration 9999_later", self.migrate().stderr)
        self.assertIn("migration 9999_later", self.status().stderr)


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


class Token(CtlTest):
    @classmethod
    def prepare(cls):
        cls.make_programme()

    def issue(self, *arguments):
        return self.ctl("token", "issue", *arguments)

    def test_a_token_is_shown_once_and_only_its_hash_is_kept(self):
        done = self.issue("--role", "municipality", "--municipality", "12054000", "--name",
                          "Rathaus Münster", "--expires", "2098-12-31")
        self.assertEqual(done.returncode, 0)
        self.assertRegex(done.stdout, r"^wok_municipality_[0-9A-Za-z]{33}\n$")
        self.assertRegex(done.stderr, "Rathaus Münster.* shown this once")

        token = done.stdout.strip()
        found = "FROM token WHERE sha256 = encode(sha256('%s'), 'hex')" % token
        self.assertEqual(self.database.query(f"SELECT role, municipality {found}"),
                         "municipality|12054000")
        self.assertEqual(
            self.database.query(f"SELECT count(*) FROM token WHERE token::text LIKE '%{token}%'"),
            "0")
        self.assertEqual(
            self.database.query(f"SELECT expires_at AT TIME ZONE 'Europe/Berlin' {found}"),
            "2099-01-01 00:00:00")

    def test_no_two_tokens_are_the_same(self):
        tokens = {self.issue("--role", "director", "--name", "one of many").stdout
                  for _ in range(5)}
        self.assertEqual(len(tokens), 5)

    def test_a_revoked_token_is_listed_as_such(self):
        self.issue("--role", "operator", "--name", "to be revoked")
        number = self.database.query("SELECT id FROM token WHERE name = 'to be revoked'")
        line = fr"(?m)^{number} +operator +- +to be revoked +[-0-9]+ [0-9:]+ +- +"

        self.says(self.ctl("token", "list"), line + "valid$")
        self.says(self.ctl("token", "revoke", number), f"^token {number} is revoked$")
        self.says(self.ctl("token", "list"), line + "revoked$")
        self.fails(self.ctl("token", "revoke", number), f"there is no token {number}, or ")

    def test_wrong_tokens_are_refused(self):
        before = self.database.query("SELECT count(*) FROM token")
        director = ["--role", "director", "--name", "d"]
        for arguments, reason, status in (
                (["--role", "mayor", "--name", "m"], "--role is municipality, ", 2),
                (["--role", "director"], "token issue needs --name", 2),
                (["--role", "director", "--name", ""], "--name is one line", 2),
                (["--role", "director", "--name", "a\nb"], "--name is one line", 2),
                (["--role", "municipality", "--name", "m"], ".* needs --municipality", 2),
                (director + ["--municipality", "12054000"], "--municipality is only ", 2),
                (["--role", "municipality", "--name", "m", "--municipality", "1"],
                 "--municipality has 8 digits", 2),
                (["--role", "municipality", "--name", "m", "--municipality", "01001000"],
                 "there is no municipality 01001000", 1),
                (["--role", "director", "--name", b"\xff"], "--name is one line", 2),
                (director + ["--expires", "soon"], "--expires is YYYY-MM-DD", 2),
                (director + ["--expires", "2099-02-29"], ".*no such day or time: ", 1),
                (director + ["--expires", "2020-01-01"], ".*would have expired already", 1)):
            with self.subTest(arguments):
                self.fails(self.issue(*arguments), reason, status)
        self.assertEqual(self.database.query("SELECT count(*) FROM token"), before)


class Run(CtlTest):
    """There is no daemon here: the test plays its part in SQL."""

    @classmethod
    def prepare(cls):
        cls.make_programme()

    def setUp(self):
        self.database.query("DELETE FROM run; UPDATE round SET closes_at = opens_at + '1 day'")

    def create(self, name):
        """An open round; setUp() closes it again."""
        if self.database.query(f"SELECT count(*) FROM round WHERE id = '{name}'") == "0":
            self.ctl("round", "create", name, *ROUND)
        self.database.query(f"UPDATE round SET closes_at = '2099-12-31' WHERE id = '{name}'")

    def run_becomes(self, columns):
        """What run now says when the run becomes this as soon as it is asked for."""
        self.database.query(
            "CREATE FUNCTION play() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            f"UPDATE run SET started_at = now(), {columns} WHERE id = NEW.id; "
            "RETURN NULL; END $$; "
            "CREATE TRIGGER play AFTER INSERT ON run FOR EACH ROW EXECUTE FUNCTION play()")
        try:
            return self.ctl("run", "now", "played", "--timeout", "1")
        finally:
            self.database.query("DROP TRIGGER play ON run; DROP FUNCTION play")

    def test_asking_twice_joins_the_run_that_waits(self):
        self.create("only")
        first = self.ctl("run", "now", "--no-wait")
        self.says(first, r"^run \d+ of round only is asked for$")
        self.assertEqual(self.ctl("run", "now", "only", "--no-wait").stdout, first.stdout)
        self.assertEqual(self.database.query("SELECT count(*), min(cause) FROM run"), "1|operator")

    def test_waiting_in_vain_ends_with_a_hint(self):
        self.create("only")
        self.fails(self.ctl("run", "now", "--timeout", "1"),
                   r"run \d+ still waits after 1 s: no daemon seems to be running$")

    def test_without_a_round_it_has_to_be_plain_which_is_meant(self):
        self.create("one")
        self.create("two")
        self.fails(self.ctl("run", "now"), r"several rounds are open: .*one \(open\)")
        self.database.query("UPDATE round SET closes_at = opens_at + '1 day'")
        self.fails(self.ctl("run", "now"), r"no round is open: .*one \(closed\)")
        self.fails(self.ctl("run", "now", "three"), "there is no round three")

    def test_what_became_of_a_run_is_said(self):
        self.create("played")
        self.says(self.run_becomes("state = 'published', release = 3, finished_at = now()"),
                  r"^run \d+ published release 3 of round played$")
        self.says(self.run_becomes("state = 'held-back', message = 'nothing new', "
                                   "finished_at = now()"),
                  r"^run \d+ of round played was held back: nothing new$")
        self.fails(self.run_becomes("state = 'failed', message = 'out of luck', "
                                    "finished_at = now()"),
                   r"run \d+ failed: out of luck$")
        self.fails(self.run_becomes("state = 'running'"), r"run \d+ is still under way after 1 s")

    def test_wrong_timeouts_are_refused(self):
        for seconds in ("0", "-1", "soon", "1s", "86401", ""):
            with self.subTest(seconds):
                self.fails(self.ctl("run", "now", "--timeout", seconds), "--timeout runs from", 2)


class Status(CtlTest):
    @classmethod
    def prepare(cls):
        cls.make_programme()
        cls.ctl("round", "create", "2026", *ROUND)

    def test_shows_database_and_rounds(self):
        done = self.ctl("status")
        self.says(done, f"(?m)^database: {self.database.name} as {OPERATOR}, PostgreSQL ")
        self.assertRegex(done.stdout, r"(?m)^2026 +v1 +closed +2026-03-01 00:00 +0/40 +- +-$")

    def test_a_failed_run_is_something_wrong(self):
        self.database.query("INSERT INTO run (round, state, cause, requested_by, started_at, "
                            "finished_at, message) VALUES ('2026', 'failed', 'daily', 'schedule', "
                            "now(), now(), 'out of luck')")
        done = self.ctl("status")
        self.database.query("DELETE FROM run")
        self.assertEqual(done.returncode, 1)
        self.assertIn("failed: out of luck", done.stdout)
        self.assertEqual(done.stderr, "weltoffenctl: the last run of round 2026 failed\n")

    def test_a_database_that_is_not_there_is_something_wrong(self):
        for conninfo in (self.database.conninfo(OPERATOR) + " dbname=no_such_database",
                         "host=/nonexistent"):
            with self.subTest(conninfo):
                done = harness.ctl("status", database=conninfo)
                self.assertEqual(done.returncode, 1)
                self.assertIn("database: cannot be used", done.stdout)
                self.assertRegex(done.stderr, "^weltoffenctl: database: ")


class Usage(CtlTest):
    def test_wrong_usage_is_told_of_and_has_its_own_status(self):
        for arguments, reason in (
                ([], "there is no command; see weltoffenctl --help"),
                (["dance"], "there is no command 'dance'; "),
                (["round"], "there is no command 'round', but round create, round open, "),
                (["round", "dance"], "there is no command 'round dance', but round create, "),
                (["rou"], "there is no command 'rou'; "),
                (["--dance"], "there is no option --dance; "),
                (["--config"], "--config needs a value; "),
                (["round", "list", "--dance"], "round list does not know --dance; "),
                (["round", "list", "-x"], "round list does not know -x; "),
                (["round", "list", "more"], "round list cannot do anything with 'more'; "),
                (["round", "open"], "round open needs ID; see weltoffenctl round open --help"),
                (["round", "create", "r"], "round create needs --edition; "),
                (["round", "create", "--opens"], "--opens needs a value; ")):
            with self.subTest(arguments):
                self.fails(harness.ctl(*arguments), re.escape(reason), 2)

    def test_every_command_has_its_help(self):
        overview = harness.ctl("--help").stdout
        names = re.findall("(?m)^  ([a-z]+(?: [a-z]+)?)", overview)
        self.assertEqual(len(names), 15)
        for name in names:
            with self.subTest(name):
                self.says(harness.ctl(*name.split(), "--help"), f"^Usage: weltoffenctl {name}")
        self.assertIn("Exit status: 0 fine, 1 it could not be done, 2 wrong usage.", overview)

    def test_the_version_is_told(self):
        self.says(harness.ctl("--version"), r"^weltoffenctl \d+\.\d+\.\d+$")

    def test_the_configuration_says_which_database(self):
        path = self.write("right.conf", f"database_operator = {self.database.conninfo(OPERATOR)}\n")
        self.says(harness.ctl("--config", path, "round", "list"), "^round ")

    def test_a_wrong_configuration_is_told_of_line_by_line(self):
        path = self.write("wrong.conf", "\ndance = 1\nrun_interval = often\n")
        done = harness.ctl("--config", path, "round", "list")
        self.fails(done, "the configuration .* cannot be used$")
        self.assertRegex(done.stderr, f"(?m)^{re.escape(str(path))}: line 2: ")
        self.assertRegex(done.stderr, f"(?m)^{re.escape(str(path))}: line 3: ")

    def test_a_full_disk_is_no_success(self):
        done = harness.run("sh", "-c", '"$0" --help >/dev/full', harness.needed("WELTOFFENCTL"))
        self.assertEqual(done.returncode, 1)
        self.assertIn("standard output cannot be written", done.stderr)


if __name__ == "__main__":
    harness.main()
