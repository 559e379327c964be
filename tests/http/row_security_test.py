"""Row-level security: what the roles of the daemon see of versions, whatever SQL they run."""

import pathlib
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).parents[1] / "support"))

from daemon import KEYS, Daemon, Programme, self_check  # noqa: E402
from harness import main  # noqa: E402

OWN, OTHER = KEYS[0], KEYS[1]
FEW = KEYS[:6]
DAEMON, READING, RUN, OPERATOR = ROLES = (
    "weltoffend", "weltoffend_reading", "weltoffend_publishing", "weltoffend_operator")

# Tables that name municipalities and hide no row of any: nothing of them was handed in.
# Whoever adds one says so here; who may read or write them is in roles_test.py.
OPEN = {"audit", "extension", "invitation", "municipality_name", "participant", "peer_group_member",
        "population", "privacy_event", "release_participant", "release_version", "roster", "token"}

# Functions with the owner's rights, and who may call them. Each was thought about.
AS_OWNER = {
    "audit_append": set(),  # a trigger
    "invitation_find": {DAEMON},
    "invitation_make": {OPERATOR},
    "invitation_open": {DAEMON},
    "municipality_erase": {OPERATOR},
    "municipality_export": {OPERATOR},
    "municipality_export_announce": {OPERATOR},
    "municipality_export_contents": set(),  # of municipality_export
    "participation_progress": {READING},
    "pending_upload_expire": {DAEMON},
    "release_leaves": {DAEMON},
    "retention_apply": {OPERATOR},
    "round_create": {OPERATOR},
    "session_find": {DAEMON},
    "session_start": {DAEMON},
    "token_find": {DAEMON},
    "token_must_hold": {DAEMON, READING},  # every unit begins with it, for nobody when it only reads
    "token_note_use": {DAEMON},
}

# Views with the owner's rights: what they show was thought about, column by column.
VIEWS_AS_OWNER = {
    "audit_head": "chain number at hash",
    "edition_link": "from_edition to_edition level from_id to_id is_break",
    "invitation_overview": "id municipality name created_at expires_at replaced_at opened_at token",
    "token_overview": "id role municipality name created_at expires_at revoked_at last_used_at "
                      "replaces",
    "version_overview": "round municipality versions received_at",
}

# What somebody is about to hand in.
UNFINISHED = """
    INSERT INTO draft (round, municipality, document, sha256)
    VALUES ('{0}', '{1}', '"{1}"', repeat('0', 64));
    INSERT INTO pending_upload (round, municipality, bytes, sha256, media_type, name)
    VALUES ('{0}', '{1}', '"{1}"', repeat('0', 64), 'application/json', '{1}.json')"""


class RowSecurity(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.programme = Programme("rows")
        cls.addClassCleanup(cls.programme.drop)
        cls.daemon = Daemon(cls.programme)
        cls.addClassCleanup(cls.daemon.close)
        cls.daemon.start()
        for round_id in ("2026", "a-second"):
            cls.programme.round(round_id)
            for key in FEW:
                cls.daemon.put(round_id, key, self_check(key))
        etag = cls.daemon.get(f"/v1/rounds/a-second/self-checks/{OTHER}", OTHER).headers["ETag"]
        gone = cls.daemon.request("DELETE", f"/v1/rounds/a-second/self-checks/{OTHER}", OTHER,
                                  b'{"reason": "Ein Versehen"}',
                                  {"Content-Type": "application/json", "If-Match": etag})
        if gone.status != 200 or cls.daemon.run("2026")["state"] != "published":
            raise RuntimeError(cls.daemon.log())
        for key in (OWN, OTHER):
            cls.programme.query(UNFINISHED.format("2026", key))

    def query(self, sql, key=None, role=DAEMON):
        """As a unit does it: the key is set for the transaction only."""
        if key is None:
            return self.programme.query(sql, role)
        return self.programme.query(
            f"BEGIN; SELECT FROM set_config('weltoffend.key', '{key}', true); {sql}; COMMIT", role)

    def refuses(self, sql, why, key=None, role=DAEMON):
        with self.assertRaisesRegex(RuntimeError, why):
            self.query(sql, key, role)

    def test_without_a_key_there_is_no_version(self):
        for key in (None, "", "12", OWN[:5], OWN + "0", "%", "%' OR true --".replace("'", "''")):
            for table in ("version", "withdrawal", "draft", "pending_upload"):
                with self.subTest(table, key=key):
                    self.assertNotEqual(self.query(f"SELECT count(*) FROM {table}", role=None), "0")
                    self.assertEqual(self.query(f"SELECT count(*) FROM {table}", key), "0")

    def test_with_a_key_there_are_its_own(self):
        sql = "SELECT string_agg(DISTINCT municipality || round, ' ' ORDER BY municipality || round)"
        self.assertEqual(self.query(f"{sql} FROM version", OWN), f"{OWN}2026 {OWN}a-second")
        self.assertEqual(self.query(f"{sql} FROM withdrawal", OTHER), f"{OTHER}a-second")
        self.assertEqual(self.query(f"{sql} FROM withdrawal", OWN), "")
        self.assertEqual(self.query(f"SELECT count(bytes) FROM version WHERE municipality = '{OTHER}'",
                                    OWN), "0")

    def test_a_key_ends_with_its_transaction(self):
        said = self.query("SELECT count(*) FROM version; COMMIT; SELECT count(*) FROM version", OWN)
        self.assertEqual(said.split(), ["2", "0"])

    def test_nobody_stores_for_another(self):
        columns = self.programme.query(
            "SELECT string_agg(quote_ident(column_name), ', ') FROM information_schema.columns "
            "WHERE table_name = 'version' AND column_name NOT IN ('municipality', 'number')")
        insert = ("INSERT INTO version (municipality, number, " + columns + ") SELECT '{}', 77, " +
                  columns + " FROM version WHERE round = '2026'")
        for key, target in ((OWN, OTHER), (OTHER, OWN), (OWN, KEYS[7])):
            with self.subTest(f"{key} for {target}"):
                self.refuses(insert.format(target), "row-level security", key)
        self.refuses(f"INSERT INTO withdrawal (round, municipality, version, reason) "
                     f"VALUES ('2026', '{OTHER}', 1, 'x')", "row-level security", OWN)
        self.refuses(f"INSERT INTO self_check (round, municipality, current) "
                     f"VALUES ('2026', '{OTHER}', 1)", "row-level security", OWN)
        self.refuses("UPDATE self_check SET municipality = '" + OTHER + "' WHERE round = '2026'",
                     "row-level security|foreign key|duplicate key", OWN)

    def test_nobody_changes_what_is_current_for_another(self):
        before = self.programme.query("SELECT * FROM self_check ORDER BY round, municipality")
        for sql in ("UPDATE self_check SET attempts = 99", "DELETE FROM self_check"):
            for key in (None, KEYS[7]):
                self.query(f"{sql} RETURNING 1", key)
            self.assertEqual(
                self.query(f"{sql} WHERE municipality <> '{OWN}' RETURNING 1", OWN), "")
        self.assertEqual(
            self.programme.query("SELECT * FROM self_check ORDER BY round, municipality"), before)

    def test_nobody_touches_what_another_is_about_to_hand_in(self):
        both = ("SELECT municipality, document FROM draft", "SELECT municipality, name, "
                "encode(bytes, 'escape') FROM pending_upload")
        before = [self.programme.query(f"{sql} ORDER BY 1") for sql in both]
        self.assertTrue(all(OWN in text and OTHER in text for text in before))
        for sql in both:
            self.assertNotIn(OTHER, self.query(sql, OWN))
            self.assertIn(OWN, self.query(sql, OWN))
        for table, column in (("draft", "document"), ("pending_upload", "name")):
            changes = (f"UPDATE {table} SET {column} = 'x'", f"DELETE FROM {table}",
                       f"UPDATE {table} SET municipality = '{OWN}'")
            for sql in changes:
                for key in (None, "", KEYS[7]):
                    self.assertEqual(self.query(f"{sql} RETURNING 1", key), "", sql)
                self.assertEqual(
                    self.query(f"{sql} WHERE municipality = '{OTHER}' RETURNING 1", OWN), "", sql)
            self.refuses(f"UPDATE {table} SET municipality = '{KEYS[2]}'", "row-level security", OWN)
            self.refuses(f"INSERT INTO {table} SELECT * FROM {table} ON CONFLICT (round, municipality) "
                         f"DO UPDATE SET municipality = '{KEYS[2]}'", "row-level security", OWN)
        for sql in UNFINISHED.format("2026", KEYS[2]).split(";"):
            for key in (OWN, None, ""):
                self.refuses(sql, "row-level security", key)
            self.refuses(sql.replace(KEYS[2], OTHER) + " ON CONFLICT (round, municipality) DO UPDATE "
                         "SET sha256 = repeat('1', 64)", "row-level security", OWN)
        self.assertEqual([self.programme.query(f"{sql} ORDER BY 1") for sql in both], before)

    def test_a_partition_is_as_protected_as_the_whole(self):
        """Also when somebody grants it by mistake, and to the owner itself."""
        for partition in ("version_2026", "version_a_second"):
            with self.subTest(partition):
                self.refuses(f"SELECT * FROM {partition}", "permission denied", OWN)
                self.programme.query(f"GRANT SELECT, INSERT ON {partition} TO {DAEMON}, {RUN}")
                try:
                    for key in (None, OWN):
                        self.assertEqual(self.query(f"SELECT count(*) FROM {partition}", key), "0")
                    self.refuses(f"INSERT INTO {partition} SELECT * FROM version "
                                 f"WHERE round = '{partition[8:].replace('_', '-')}'",
                                 "row-level security", OWN)
                    self.assertEqual(
                        self.query(f"SELECT count(*) FROM {partition}", role=RUN), "0")
                finally:
                    self.programme.query(f"REVOKE ALL ON {partition} FROM {DAEMON}, {RUN}")
                self.assertEqual(self.programme.query(
                    f"SET ROLE weltoffend_owner; SELECT count(*) FROM {partition}"), "0")

    def test_everything_of_a_self_check_is_protected(self):
        """A table that somebody adds, or a partition without its guard, is found here."""
        tables = ("SELECT string_agg(DISTINCT relname, ' ') FROM pg_class "
                  "JOIN pg_attribute ON attrelid = pg_class.oid AND attname = 'municipality' "
                  "WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p', 'm', 'f') "
                  "AND NOT (relrowsecurity AND relforcerowsecurity)")
        self.assertEqual(set(self.programme.query(tables).split()), OPEN)
        self.programme.query("CREATE TABLE note (municipality text, note text)")
        self.addCleanup(self.programme.query, "DROP TABLE note")
        self.assertEqual(set(self.programme.query(tables).split()), OPEN | {"note"})

    def test_a_run_sees_all_versions_and_stores_none(self):
        self.assertEqual(self.query("SELECT count(*) FROM version", role=RUN), str(2 * len(FEW)))
        self.assertNotEqual(self.query("SELECT count(*) FROM answer", role=RUN), "0")
        self.refuses("INSERT INTO version SELECT * FROM version", "permission denied", role=RUN)

    def test_the_view_of_answers_works_with_the_rights_of_who_looks(self):
        self.programme.query(f"GRANT SELECT ON answer TO {DAEMON}")
        try:
            self.assertEqual(self.query("SELECT count(*) FROM answer"), "0")
            self.assertEqual(self.query("SELECT DISTINCT municipality FROM answer", OWN), OWN)
        finally:
            self.programme.query(f"REVOKE SELECT ON answer FROM {DAEMON}")

    def test_nobody_becomes_another(self):
        others = {"weltoffend_owner", *ROLES, "pg_read_all_data", "pg_execute_server_program"}
        for role in ROLES:
            for other in others - {role}:
                self.refuses(f"SET ROLE {other}", "permission denied", role=role)
            self.refuses(f"ALTER ROLE {role} BYPASSRLS", "must be superuser|permission denied",
                         role=role)
            self.refuses("ALTER TABLE version DISABLE ROW LEVEL SECURITY", "must be owner", role=role)
            self.refuses("CREATE POLICY p ON version USING (true)", "must be owner", role=role)
            self.refuses("COPY (SELECT 1) TO PROGRAM 'cat'", "permission denied|must be superuser",
                         role=role)
            self.refuses("COPY migration TO '/tmp/x'", "permission denied|must be superuser",
                         role=role)
            self.refuses("SELECT pg_read_file('/etc/passwd')", "permission denied", role=role)
            self.refuses("SELECT lo_import('/etc/passwd')", "permission denied", role=role)
        self.refuses("SET row_security = off; SELECT count(*) FROM version",
                     "would be affected by row-level security", OWN)

    def test_hashes_of_tokens_are_read_by_nobody(self):
        self.programme.token(OWN)
        for role in ROLES:
            self.refuses("SELECT sha256 FROM token", "permission denied", role=role)
            self.refuses("SELECT * FROM token", "permission denied", role=role)
            self.refuses("DELETE FROM token", "permission denied", role=role)
            self.refuses("UPDATE token SET role = 'operator', municipality = NULL",
                         "permission denied", role=role)
        self.refuses("INSERT INTO token (role, name, sha256) VALUES ('operator', 'x', repeat('0', 64))",
                     "permission denied")
        for role in (READING, RUN, OPERATOR):
            self.refuses("SELECT * FROM token_find('0000000000000000')", "permission denied",
                         role=role)

    def test_a_token_is_found_by_64_bits_of_its_hash_and_by_no_less(self):
        self.programme.token(OWN)
        sha256 = self.programme.query("SELECT sha256 FROM token ORDER BY id LIMIT 1")
        self.assertIn(sha256, self.query(f"SELECT * FROM token_find('{sha256[:16]}')"))
        for forged in ("", "%", sha256[:15], sha256[:17], sha256, sha256[:15] + "_", "%%%%%%%%%%%%%%%%"):
            self.assertEqual(self.query(f"SELECT * FROM token_find('{forged}')"), "")
        self.assertEqual(self.query("SELECT * FROM token_find(NULL)"), "")

    def test_a_session_is_started_only_by_the_hash_of_a_token_that_holds(self):
        for _ in range(3):
            self.programme.new_token("operator")
        ids = self.programme.query("SELECT id FROM token ORDER BY id DESC LIMIT 3").split()
        held, revoked, expired = hashes = [
            self.programme.query(f"SELECT sha256 FROM token WHERE id = {number}") for number in ids]
        self.programme.query(f"UPDATE token SET revoked_at = now() WHERE id = {ids[1]}; "
                             f"UPDATE token SET expires_at = now() WHERE id = {ids[2]}")
        start = "SELECT session_start('{}', {}, interval '1 day')"
        for forged in ("NULL", "''", "'%'", f"'{held[:16]}'", f"'{ids[0]}'", f"'{held.upper()}'",
                       f"'{'a' * 64}'", f"'{revoked}'", f"'{expired}'"):
            self.refuses(start.format("a" * 64, forged), "does not hold")
        for role in (READING, RUN, OPERATOR):
            self.refuses(start.format("a" * 64, f"'{held}'"), "permission denied", role=role)
        count = "SELECT count(*) FROM session WHERE token IN ({})".format(",".join(ids))
        self.assertEqual(self.programme.query(count), "0")
        number = self.query(start.format("b" * 64, f"'{held}'"))
        self.assertEqual(self.programme.query(f"SELECT token FROM session WHERE id = {number}"), ids[0])
        self.assertEqual(len(set(hashes)), 3)

    def test_leaves_of_a_proof_have_no_contents_and_respect_an_embargo(self):
        self.assertEqual(self.query("SELECT count(*) FROM release_leaves('2026', 1)"), str(len(FEW)))
        columns = self.query("SELECT * FROM release_leaves('2026', 1) LIMIT 1").split("|")
        self.assertEqual(len(columns), 3)
        self.assertRegex(columns[2], "^[0-9a-f]{64}$")
        for forged in ("('2026', 2)", "('2026', NULL)", "(NULL, 1)", "('%', 1)"):
            self.assertEqual(self.query(f"SELECT count(*) FROM release_leaves{forged}"), "0")
        for role in (READING, RUN, OPERATOR):
            self.refuses("SELECT release_leaves('2026', 1)", "permission denied", role=role)

    def test_progress_counts_days_and_tells_nobody(self):
        self.assertEqual(
            self.query("SELECT count(*), max(handed_in) FROM participation_progress('2026')",
                       role=READING), f"1|{len(FEW)}")
        days = self.programme.query("SELECT (received_at AT TIME ZONE 'Europe/Berlin')::date "
                                    "FROM version WHERE round = 'a-second'").splitlines()
        progress = self.query("SELECT * FROM participation_progress('a-second')", role=READING)
        day, handed_in = progress.splitlines()[-1].split("|")
        self.assertIn(day, days)
        self.assertEqual(handed_in, str(len(FEW) - 1))
        for forged in ("NULL", "'%'", "'2026%'"):
            self.assertEqual(self.query(f"SELECT count(*) FROM participation_progress({forged})",
                                        role=READING), "0")
        for role in (DAEMON, RUN, OPERATOR):
            self.refuses("SELECT participation_progress('2026')", "permission denied", role=role)

    def test_only_the_operator_erases_and_gives_out(self):
        calls = (f"municipality_erase('{OTHER}', 'x')", "municipality_export(1)",
                 f"municipality_export_announce('{OTHER}', 'x')", "retention_apply(30, 1)")
        inner = (f"version_erase('{OTHER}', NULL)", "version_erase(NULL, NULL)",
                 "withdrawal_erase(NULL, NULL)", "draft_erase(NULL, NULL)",
                 "token_erase(NULL, now())")
        before = self.programme.query("SELECT count(bytes), count(content) FROM version")
        for role, forbidden in ((DAEMON, calls + inner), (READING, calls + inner),
                                (RUN, calls + inner), (OPERATOR, inner)):
            for call in forbidden:
                self.refuses(f"SELECT * FROM {call}", "permission denied", OTHER, role)
        for reason in ("", "two\nlines", "x" * 201):
            self.refuses(f"SELECT municipality_erase('{OTHER}', '{reason}')", "violates check",
                         role=OPERATOR)
        for days in ("29, 1", "0, 1", "-1, 1", "30, 0"):
            self.refuses(f"SELECT retention_apply({days})", "kept for 30 days", role=OPERATOR)
        self.assertEqual(self.query("SELECT count(*) FROM municipality_erase('99', 'x')",
                                    role=OPERATOR), "0")
        self.refuses("UPDATE version SET bytes = NULL", "permission denied", role=OPERATOR)
        self.assertEqual(
            self.programme.query("SELECT count(bytes), count(content) FROM version"), before)

    def test_nothing_is_given_out_that_could_be_taken_back(self):
        """Who reads an export and rolls back would leave no trace."""
        announce = f"municipality_export_announce('{OTHER}', 'curious')"
        for forged in (f"BEGIN; SELECT municipality_export({announce}); ROLLBACK",
                       f"BEGIN; SAVEPOINT s; SELECT {announce}; RELEASE s; SELECT "
                       "municipality_export(id) FROM privacy_event WHERE reason = 'curious'; ROLLBACK",
                       f"SELECT municipality_export({announce})", "SELECT municipality_export(NULL)",
                       "SELECT municipality_export(-1)"):
            self.refuses(forged, "announced first", role=OPERATOR)
        self.assertEqual(self.query("SELECT count(*) FROM privacy_event", role=OPERATOR), "0")
        number = self.query(f"SELECT {announce}", role=OPERATOR)
        self.assertNotEqual(self.query(f"SELECT count(*) FROM municipality_export({number})",
                                       role=OPERATOR), "0")
        self.refuses("DELETE FROM privacy_event", "permission denied", role=OPERATOR)
        self.refuses("UPDATE privacy_event SET made_in = '3'", "permission denied", role=OPERATOR)
        self.assertEqual(self.query("SELECT count(*) FROM privacy_event", role=OPERATOR), "1")

    def test_hashes_of_invitations_are_read_by_nobody(self):
        """invitation_open() takes one, so it would be as good as the code."""
        self.programme.ctl("invite", OTHER, "--name", "Stelle")
        sha256 = self.programme.query("SELECT sha256 FROM invitation ORDER BY id DESC LIMIT 1")
        self.assertIn("fine|", self.query(f"SELECT * FROM invitation_find('{sha256}')"))
        for role in ROLES:
            for column in ("sha256", "*"):
                self.refuses(f"SELECT {column} FROM invitation", "permission denied", role=role)
        for role in (READING, RUN, OPERATOR):
            for call in (f"invitation_find('{sha256}')", f"invitation_open('{sha256}', '{sha256}')"):
                self.refuses(f"SELECT * FROM {call}", "permission denied", role=role)

    def test_functions_with_the_owners_rights_are_known_one_by_one(self):
        """Each was thought about, has a fixed search path, and is nobody's by default."""
        rows = self.programme.query(
            "SELECT proname, (SELECT string_agg(role, ' ') FROM unnest(ARRAY['" + "','".join(ROLES) +
            "']) AS role WHERE has_function_privilege(role, pg_proc.oid, 'EXECUTE')) FROM pg_proc "
            "WHERE prosecdef AND pronamespace = 'public'::regnamespace")
        known = [row.split("|") for row in rows.splitlines()]
        self.assertEqual(len(known), len(AS_OWNER))  # none has two forms
        self.assertEqual({name: set(roles.split()) for name, roles in known}, AS_OWNER)
        careless = self.programme.query(
            "SELECT string_agg(proname, ' ') FROM pg_proc WHERE prosecdef "
            "AND pronamespace = 'public'::regnamespace "
            "AND (proowner <> 'weltoffend_owner'::regrole OR proacl IS NULL "
            "OR proacl::text ~ '[{,]=X' OR NOT EXISTS ("
            "SELECT FROM unnest(proconfig) AS setting WHERE setting ~ '^search_path=public'))")
        self.assertEqual(careless, "")

    def test_views_with_the_owners_rights_are_known_one_by_one(self):
        rows = self.programme.query(
            "SELECT relname, string_agg(attname, ' ' ORDER BY attnum) FROM pg_class "
            "JOIN pg_attribute ON attrelid = pg_class.oid AND attnum > 0 "
            "WHERE relkind IN ('v', 'm') AND relnamespace = 'public'::regnamespace "
            "AND NOT coalesce('security_invoker=true' = ANY (reloptions), false) GROUP BY relname")
        self.assertEqual(dict(row.split("|") for row in rows.splitlines()), VIEWS_AS_OWNER)


if __name__ == "__main__":
    main()
