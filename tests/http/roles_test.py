"""What the database itself refuses, whoever asks: the daemon's roles, and even the owner."""

import functools

import pathlib
import re
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).parents[1] / "support"))

from daemon import KEYS, Daemon, Programme, self_check  # noqa: E402
from harness import SOURCE, main, run  # noqa: E402

FROZEN = {"release": "round", "release_form": "form", "release_version": "municipality",
          "version": "round", "edition": "document", "edition_indicator": "indicator"}
DENIED = "permission denied|must be owner|cannot alter"

DAEMON, READING, RUN, OPERATOR = ROLES = (
    "weltoffend", "weltoffend_reading", "weltoffend_publishing", "weltoffend_operator")

# Every right that a role has on a table or view, as a whole ("*") or on these columns; there is no
# other. Rows are the business of row-level security (row_security_test.py).
LOOK, ADD = {"SELECT": "*"}, {"SELECT": "*", "INSERT": "*"}
LINES = {"SELECT": "*", "INSERT": "actor action round municipality subject details"}
ASK = {"SELECT": "*", "INSERT": "round cause requested_by embargo_until"}
RIGHTS = {
    "answer": {RUN: LOOK},
    "audit": {DAEMON: LINES, RUN: LINES, OPERATOR: LINES},
    "audit_chain": {DAEMON: LOOK, RUN: LOOK, OPERATOR: LOOK},
    "audit_head": {RUN: LOOK, OPERATOR: LOOK},
    "draft": {DAEMON: {**ADD, "UPDATE": "*", "DELETE": "*"}},
    "edition": {DAEMON: LOOK, READING: LOOK, RUN: LOOK, OPERATOR: ADD},
    "edition_bridge": {OPERATOR: ADD},
    "edition_bridge_entry": {OPERATOR: ADD},
    "edition_indicator": {DAEMON: LOOK, READING: {"SELECT": "edition"}, RUN: LOOK, OPERATOR: ADD},
    "edition_link": {DAEMON: LOOK, READING: LOOK, OPERATOR: LOOK},
    "extension": {DAEMON: LOOK, READING: {"SELECT": "round municipality until"}, RUN: LOOK,
                  OPERATOR: {**ADD, "UPDATE": "until granted_at"}},
    "invitation": {OPERATOR: {"SELECT": "id municipality name created_at expires_at replaced_at "
                                        "opened_at token"}},
    "invitation_overview": {DAEMON: LOOK},
    "migration": {role: LOOK for role in ROLES},
    "municipality": {DAEMON: LOOK, READING: {"SELECT": "key kind"}, OPERATOR: ADD},
    "municipality_name": {OPERATOR: {**ADD, "UPDATE": "valid_to name official_name parent"}},
    "participant": {DAEMON: LOOK, READING: LOOK, RUN: LOOK, OPERATOR: ADD},
    "peer_group": {DAEMON: LOOK, READING: LOOK, RUN: LOOK, OPERATOR: ADD},
    "peer_group_member": {DAEMON: LOOK, READING: LOOK, RUN: LOOK, OPERATOR: ADD},
    "pending_upload": {DAEMON: {**ADD, "UPDATE": "*", "DELETE": "*"}},
    "population": {OPERATOR: {**ADD, "UPDATE": "inhabitants"}},
    "privacy_event": {OPERATOR: LOOK},
    "receipt_key": {DAEMON: LOOK, READING: LOOK, OPERATOR: ADD},
    "release": {DAEMON: LOOK, RUN: ADD, OPERATOR: LOOK,
                READING: {"SELECT": "round number edition published_at is_final run visible_from "
                                    "method"}},
    "release_form": {DAEMON: LOOK, READING: LOOK, RUN: ADD, OPERATOR: LOOK},
    "release_participant": {DAEMON: {"SELECT": "round number municipality inhabitants"},
                            READING: LOOK, RUN: ADD, OPERATOR: LOOK},
    "release_version": {DAEMON: LOOK, READING: LOOK, RUN: ADD, OPERATOR: LOOK},
    "roster": {DAEMON: LOOK, OPERATOR: {**ADD, "UPDATE": "left_on letter_of_intent"}},
    "round": {DAEMON: LOOK, READING: LOOK, RUN: LOOK,
              OPERATOR: {**LOOK, "UPDATE": "opens_at closes_at"}},
    "run": {DAEMON: {**ASK, "UPDATE": "state started_at heartbeat_at finished_at message "
                                      "embargo_until"},
            RUN: {**LOOK, "UPDATE": "state started_at heartbeat_at finished_at progress release "
                                    "message"},
            OPERATOR: {**ASK, "UPDATE": "embargo_until"}},
    "self_check": {DAEMON: {**ADD, "UPDATE": "*", "DELETE": "*"}, RUN: LOOK, OPERATOR: LOOK,
                   READING: {"SELECT": "round municipality current"}},
    "session": {DAEMON: {"SELECT": "id sha256 token seen_at revoked_at", "UPDATE": "revoked_at"}},
    "token": {OPERATOR: {"SELECT": "id role municipality name created_at expires_at revoked_at "
                                   "last_used_at replaces",
                         "INSERT": "*", "UPDATE": "expires_at revoked_at"}},
    "token_overview": {DAEMON: LOOK},
    "version": {DAEMON: ADD, RUN: {"SELECT": "round municipality number edition content_sha256 "
                                             "values states receipt_sha256 planned"}},
    "version_overview": {DAEMON: LOOK},
    "withdrawal": {DAEMON: {**ADD, "UPDATE": "attempts"}},
}

# Which statements each role runs, by where they are run. A right that one of them needs and its role
# does not have would show only when somebody asks for just that.
READ = {"edition_find", "edition_list", "round_list", "participation", "participation_progress",
        "group_members", "release_list", "release_latest", "release_document", "release_form",
        "changes", "trend", "receipt_key_set"}
ONLY_READ = READ - {"edition_find", "group_members"}
OF_RUNS = ("publish.c", "publish_read.c", "publication.c", "ctl/verify.c", "audit.c")
OF_SUPERUSER = ("ctl/database.c",)


def run_by():
    """{role: names of statements}"""
    found = {role: set() for role in ROLES}
    for path in (SOURCE / "daemon").rglob("*.c"):
        place = str(path.relative_to(SOURCE / "daemon"))
        names = {name.lower() for name in re.findall(r"STATEMENT_([A-Z_]+)", path.read_text())
                 if name != "COUNT"}
        if place == "audit.c":
            found[OPERATOR] |= names
        if place in OF_RUNS:
            found[RUN] |= names
        elif place.startswith("ctl/") and place not in OF_SUPERUSER:
            found[OPERATOR] |= names
        if place not in OF_RUNS[:-1] and not place.startswith("ctl/"):
            found[DAEMON] |= names
    found[DAEMON] -= ONLY_READ
    found[READING] = READ
    return found


@functools.cache
def text_of(name):
    return (SOURCE / "sql" / "statements" / f"{name}.sql").read_text(encoding="utf-8")


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

    def rights(self):
        """{(table, role): {right: "*" or columns}}, whether from the role itself or from all."""
        places = ("FROM unnest(ARRAY['" + "','".join(ROLES) + "']) AS role, pg_class AS class {} "
                  "WHERE relnamespace = 'public'::regnamespace "
                  "AND relkind IN ('r', 'p', 'v', 'm', 'f') AND {}")
        on_columns = ("SELECT", "INSERT", "UPDATE", "REFERENCES")
        parts = [f"SELECT relname, role, '{right}', '*' "
                 + places.format("", f"has_table_privilege(role, class.oid, '{right}')")
                 for right in (*on_columns, "DELETE", "TRUNCATE", "TRIGGER")]
        parts += [f"SELECT relname, role, '{right}', attname "
                  + places.format("JOIN pg_attribute ON attrelid = class.oid", "attnum > 0 AND NOT "
                                  f"attisdropped AND has_column_privilege(role, class.oid, attnum, "
                                  f"'{right}')") for right in on_columns]
        found = {}
        for row in self.programme.query(" UNION ALL ".join(parts)).splitlines():
            table, role, right, column = row.split("|")
            found.setdefault((table, role), {}).setdefault(right, set()).add(column)
        return {place: {right: "*" if "*" in columns else columns
                        for right, columns in rights.items()} for place, rights in found.items()}

    def test_every_right_is_written_down_here(self):
        """Of every table and view, every role and every column; a new grant is stated above."""
        wanted = {(table, role): {right: columns if columns == "*" else set(columns.split())
                                  for right, columns in rights.items()}
                  for table, roles in RIGHTS.items() for role, rights in roles.items()}
        found = self.rights()
        for place in sorted(set(wanted) | set(found)):
            with self.subTest(" ".join(place)):
                self.assertEqual(found.get(place, {}), wanted.get(place, {}))
        tables = set(self.programme.query(
            "SELECT string_agg(relname, ' ') FROM pg_class WHERE relkind IN ('r', 'p', 'v', 'm', 'f') "
            "AND relnamespace = 'public'::regnamespace AND NOT relispartition").split())
        self.assertEqual(tables, set(RIGHTS))
        self.assertEqual(self.programme.query(
            "SELECT relname FROM pg_class, unnest(ARRAY['" + "','".join(ROLES) + "']) AS role "
            "WHERE relkind = 'S' AND relnamespace = 'public'::regnamespace "
            "AND has_sequence_privilege(role, pg_class.oid, 'USAGE, SELECT, UPDATE')"), "")

    def test_a_right_that_somebody_adds_is_seen(self):
        for grant, place in ((f"SELECT (content) ON version TO {RUN}", ("version", RUN)),
                             (f"TRUNCATE ON draft TO {DAEMON}", ("draft", DAEMON)),
                             ("SELECT ON token TO PUBLIC", ("token", READING))):
            before = self.rights()
            self.programme.query(f"GRANT {grant}")
            try:
                self.assertNotEqual(self.rights().get(place), before.get(place), grant)
            finally:
                self.programme.query("REVOKE " + grant.replace(" TO ", " FROM "))
            self.assertEqual(self.rights(), before)

    def test_each_role_may_run_its_statements(self):
        """EXPLAIN asks for the same rights on tables, columns and functions as running it."""
        run_by_role = run_by()
        self.assertEqual(set().union(*run_by_role.values()) | {"migration_list", "migration_note"},
                         {path.stem for path in (SOURCE / "sql/statements").glob("*.sql")})
        for role, names in run_by_role.items():
            self.assertGreater(len(names), 10)
            for name in sorted(names):
                sql = text_of(name)
                count = max([0, *map(int, re.findall(r"\$(\d+)", re.sub("--.*", "", sql)))])
                nothing = f"({', '.join(['NULL'] * count)})" if count else ""
                with self.subTest(f"{role}: {name}"):
                    self.programme.query(f"PREPARE statement AS {sql.rstrip().rstrip(';')}; "
                                         f"EXPLAIN EXECUTE statement{nothing}", role)

    def test_who_reads_what_is_published_sees_nothing_that_was_handed_in(self):
        self.refuses([f"SELECT {columns} FROM {table}" for table, columns in (
            ("version", "number"), ("version", "*"), ("version_2026", "*"), ("answer", "*"),
            ("draft", "document"), ("withdrawal", "reason"), ("pending_upload", "name"),
            ("token", "id"), ("session", "id"), ("invitation", "id"), ("token_overview", "*"),
            ("version_overview", "*"), ("invitation_overview", "*"), ("self_check", "attempts"),
            ("release", "merkle_salt"), ("audit", "*"), ("run", "*"), ("privacy_event", "*"))]
            + ["SELECT release_leaves('2026', 1)", "SELECT token_find('0')",
               f"INSERT INTO self_check (round, municipality, current) VALUES ('2026', '{KEYS[0]}', 1)",
               "UPDATE release SET is_final = true", "DELETE FROM release_form"], DENIED, READING)

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
            "INSERT INTO session (sha256, token) SELECT repeat('a', 64), id FROM token_overview",
            "UPDATE session SET token = 1",
            "DELETE FROM session",
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
            "SELECT bytes FROM version",
            "SELECT content FROM version",
            "SELECT warnings FROM version",
            "SELECT reason FROM withdrawal",
            "INSERT INTO run (round, cause, requested_by) VALUES ('2026', 'operator', 'x')",
            "UPDATE run SET requested_by = 'x'",
            "SELECT sha256 FROM token"], DENIED, "weltoffend_publishing")

    def test_the_operator_sees_no_answers(self):
        self.refuses([
            "SELECT * FROM version",
            "SELECT * FROM version_2026",
            "SELECT * FROM answer",
            "INSERT INTO release SELECT * FROM release",
            "UPDATE round SET edition = 'v2'",
            "UPDATE round SET reference_date = '2020-01-01'",
            "UPDATE run SET state = 'published', release = 1",
            "DELETE FROM run"], DENIED, "weltoffend_operator")

    def test_no_role_changes_the_schema(self):
        for role in ROLES:
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
