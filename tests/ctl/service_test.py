"""weltoffenctl and the service: tokens, runs, status, usage."""

import re

import harness
from ctl_case import OPERATOR, ROUND, CtlTest


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
        line = fr"(?m)^{number} +operator +- +to be revoked +[-0-9]+ [0-9:]+ +- +- +- +"

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
            "CREATE FUNCTION play() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$ BEGIN "
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
        names = re.findall("(?m)^  ([a-z][a-z-]*(?: [a-z][a-z-]*)?)", overview)
        self.assertGreaterEqual(len(names), 15)
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


if __name__ == "__main__":
    harness.main()
