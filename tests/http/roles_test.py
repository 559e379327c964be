"""What the database itself refuses, whoever asks: the daemon's roles, and even the owner."""

import pathlib
import re
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).parents[1] / "support"))

from daemon import KEYS, Daemon, Programme, self_check  # noqa: E402
from harness import main, run  # noqa: E402

FROZEN = {"release": "round", "release_form": "form", "release_version": "municipality",
          "version": "round", "edition": "document", "edition_indicator": "indicator"}
DENIED = "permission denied|must be owner|cannot alter"


class Roles(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.programme = Programme("roles")
        cls.addClassCleanup(cls.programme.drop)
        cls.daemon = Daemon(cls.programme)
        cls.addClassCleanup(cls.daemon.close)
        cls.daemon.start()
        cls.programme.round("2026")
        for key in KEYS[:6]:
            cls.daemon.put("2026", key, self_check(key))
        if cls.daemon.run("2026")["state"] != "published":
            raise RuntimeError(cls.daemon.log())

    def refuses(self, statements, why, role=None, become=None):
        """Each statement is an error of its own, for one of the reasons."""
        commands = [] if become is None else ["-c", f"SET ROLE {become}"]
        for number, sql in enumerate(statements):
            commands += ["-c", f"\\warn #{number}", "-c", sql]
        said = run("psql", "-X", "-q", "-v", "VERBOSITY=terse", "-d",
                   self.programme.conninfo(role), *commands).stderr
        answers = re.split(r"^#\d+\n", said, flags=re.MULTILINE)[1:]
        self.assertEqual(len(answers), len(statements), said)
        for sql, answer in zip(statements, answers):
            with self.subTest(f"{role or become}: {sql}"):
                self.assertRegex(answer, f"(?m)^ERROR: .*({why})")

    def counts(self):
        return self.programme.query(
            "SELECT " + ", ".join(f"(SELECT count(*) FROM {table})" for table in FROZEN))

    def test_nobody_changes_what_is_published_or_handed_in(self):
        before = self.counts()
        self.assertNotIn("0", before.split("|"))
        for become in (None, "weltoffend_owner"):
            self.refuses([form.format(table=table, column=column)
                          for table, column in FROZEN.items()
                          for form in ("UPDATE {table} SET {column} = {column}::text || 'x'",
                                       "DELETE FROM {table}", "TRUNCATE {table} CASCADE")],
                         "never changes", become=become)
        self.assertEqual(self.counts(), before)

    def test_the_daemon_only_takes_in_and_looks_up(self):
        self.refuses([
            "INSERT INTO release SELECT * FROM release",
            "INSERT INTO release_form SELECT * FROM release_form",
            "INSERT INTO release_version SELECT * FROM release_version",
            "UPDATE version SET bytes = NULL",
            "DELETE FROM version",
            "TRUNCATE version_2026",
            "DELETE FROM withdrawal",
            "UPDATE withdrawal SET reason = 'x'",
            "INSERT INTO receipt_key SELECT * FROM receipt_key",
            "INSERT INTO token (role, name, sha256) VALUES ('operator', 'x', '')",
            "UPDATE token SET revoked_at = NULL",
            "UPDATE round SET closes_at = now()",
            "INSERT INTO extension VALUES ('2026', '12072', now())",
            "INSERT INTO participant SELECT * FROM participant",
            "UPDATE edition SET document = ''",
            "SELECT * FROM population"], DENIED, "weltoffend")

    def test_a_self_check_goes_only_by_a_withdrawal(self):
        before = self.programme.query("SELECT count(*) FROM self_check")
        self.refuses(["DELETE FROM self_check",
                      f"SET weltoffend.key = '{KEYS[0]}'; DELETE FROM self_check"],
                     "goes only by a withdrawal")
        self.refuses([f"SET weltoffend.key = '{KEYS[0]}'; DELETE FROM self_check"],
                     "goes only by a withdrawal", "weltoffend")
        self.refuses(["TRUNCATE self_check"], "never changes")
        self.assertEqual(self.programme.query("SELECT count(*) FROM self_check"), before)

    def test_a_run_only_reads_versions_and_adds_releases(self):
        self.refuses([
            "INSERT INTO version SELECT * FROM version",
            "INSERT INTO version_2026 SELECT * FROM version_2026",
            "INSERT INTO self_check SELECT * FROM self_check",
            "UPDATE self_check SET current = 1",
            "UPDATE version SET bytes = NULL",
            "UPDATE release SET is_final = true",
            "DELETE FROM release_form",
            "SELECT sha256 FROM token"], DENIED, "weltoffend_publishing")

    def test_the_operator_sees_no_answers(self):
        self.refuses([
            "SELECT * FROM version",
            "SELECT * FROM version_2026",
            "SELECT * FROM answer",
            "INSERT INTO release SELECT * FROM release",
            "DELETE FROM run"], DENIED, "weltoffend_operator")

    def test_no_role_changes_the_schema(self):
        for role in ("weltoffend", "weltoffend_publishing", "weltoffend_operator"):
            self.refuses([
                "CREATE TABLE mine (a integer)",
                "CREATE TEMPORARY TABLE mine (a integer)",
                "CREATE FUNCTION mine() RETURNS integer LANGUAGE sql AS 'SELECT 1'",
                "CREATE SCHEMA mine",
                "ALTER TABLE version ADD COLUMN mine text",
                "ALTER TABLE release DISABLE TRIGGER ALL",
                "DROP TABLE token",
                "DROP TRIGGER release_is_frozen ON release",
                "SET ROLE weltoffend_owner",
                "SET session_replication_role = 'replica'",
                "UPDATE migration SET sha256 = ''"], DENIED, role)


if __name__ == "__main__":
    main()
