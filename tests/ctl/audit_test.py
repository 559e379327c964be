"""What weltoffenctl does leaves a line in the audit, and weltoffenctl finds every tampering."""

import json
import re
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "support"))

import harness  # noqa: E402
from ctl_case import CATALOGUE, OPERATOR, ROSTER, ROUND, CtlTest  # noqa: E402

KEY = "12054000"

# In whose name each role writes.
ACTORS = {"weltoffend": ("token 1", "daemon", "nobody", "several"),
          "weltoffend_publishing": ("run 1",), "weltoffend_operator": ("weltoffenctl 0",)}
ROLES = tuple(ACTORS)

# Those of a superuser: what they do is told apart (Migrations).
PREPARING = {"init", "migrate"}

# Commands that change nothing in the database, and so have no line.
READING = {"catalogue check", "round list", "group list", "key create",
           "token list", "receipt-key list", "verify-receipt", "import", "verify", "audit verify",
           "audit actions", "status"}

# Commands that print what opens something.
GIVING = {"token issue", "token rotate", "invite"}

# What the others are called with, in an order in which each can work, and the action it leaves.
WRITING = [
    ("catalogue publish", [CATALOGUE], "edition-published"),
    ("catalogue publish", [harness.EXAMPLE / "catalogue-v2.json"], "edition-published"),
    ("catalogue bridge", [harness.EXAMPLE / "bridge-v1-v2.json"], "bridge-stored"),
    ("roster import", [ROSTER], "roster-imported"),
    ("round create", ["2026", *ROUND], "round-created"),
    ("round create", ["2099", "--edition", "v1", "--opens", "2099-01-01", "--closes",
                      "2099-02-01", "--reference-date", "2024-12-31"], "round-created"),
    ("round open", ["2099"], "round-opened"),
    ("round extend", ["2099", KEY, "--until", "2099-03-01"], "extension-granted"),
    ("group create", ["2099", "towns", "--owner", "Owner Person", "--label-de", "Städte",
                      "--label-en", "Towns", "--members", ROSTER], "group-created"),
    ("round close", ["2099"], "round-closed"),
    ("receipt-key create", ["KEY_FILE"], "receipt-key-created"),
    ("token issue", ["--role", "municipality", "--municipality", KEY, "--name", "Erika Muster"],
     "token-issued"),
    ("token revoke", ["1"], "token-revoked"),
    ("token issue", ["--role", "director", "--name", "Erika Muster"], "token-issued"),
    ("token rotate", ["2"], "token-rotated"),
    ("invite", [KEY, "--name", "Erika Muster"], "invitation-issued"),
    ("export", [KEY, "NEW_FOLDER", "--reason", "Wunsch von Erika"], "data-exported"),
    ("erase", [KEY, "--reason", "Wunsch von Erika"], "data-erased"),
    ("retention run", [], "retention-applied"),
    ("run now", ["2026", "--no-wait"], "run-requested"),
]


class AuditTest(CtlTest):
    def lines(self, where="true"):
        rows = self.database.query(f"SELECT to_json(audit) FROM audit WHERE {where} "
                                   "ORDER BY chain, number")
        return [json.loads(row) for row in rows.splitlines()]

    def verify(self, *arguments):
        return self.ctl("audit", "verify", *arguments)

    def is_right(self):
        done = self.verify()
        self.assertEqual((done.returncode, done.stderr), (0, ""), done.stdout)
        return done.stdout

    def is_broken(self, place, why, *arguments):
        done = self.verify(*arguments)
        self.assertEqual(done.returncode, 1, done.stdout)
        self.assertEqual(done.stderr, f"weltoffenctl: the audit is broken at {place}\n")
        self.assertIn(f"{place}: {why}", done.stdout)

    def write(self, chain, count, role="weltoffend"):
        """Writes lines to a chain of this name."""
        self.database.query(f"""
            SELECT audit_open('{chain}');
            INSERT INTO audit (actor, action, subject, details)
            SELECT 'daemon', 'sign-in', i::text, '{{"b": 1.50, "a": "ä\\u00fc\\""}}'
            FROM generate_series(1, {count}) AS i""", role)

    def tamper(self, sql):
        """What only a superuser can."""
        self.database.query(f"SET session_replication_role = replica; {sql}")


class Commands(AuditTest):
    def test_every_command_that_writes_has_its_line(self):
        listed = set(re.findall(r"^  ([a-z]+(?:-[a-z]+)*(?: [a-z]+(?=[ \n]))?)",
                                self.ctl("--help").stdout.split("\n\n", 1)[1], re.MULTILINE))
        self.assertEqual(listed, PREPARING | READING | {command for command, _, _ in WRITING})
        files = {"KEY_FILE": self.directory / "receipt.pem", "NEW_FOLDER": self.directory / "export"}
        secrets = []
        for command, arguments, action in WRITING:
            with self.subTest(command):
                before = len(self.lines())
                done = self.ctl(*command.split(),
                                *(files.get(word, word) for word in arguments))
                self.assertEqual(done.returncode, 0, done.stderr)
                lines = self.lines()
                self.assertEqual(len(lines), before + 1)
                self.assertEqual(lines[-1]["action"], action)
                self.assertRegex(lines[-1]["actor"], r"^weltoffenctl \d+$")
                self.assertRegex(lines[-1]["chain"], "/ctl$")
                secrets += [done.stdout.strip()] if command in GIVING else []
        self.is_right()
        self.says_nothing_of(secrets)
        self.what_fails_has_no_line()

    def says_nothing_of(self, secrets):
        everything = json.dumps(self.lines(), ensure_ascii=False)
        names = set(self.database.query("SELECT name FROM municipality_name").splitlines())
        self.assertGreater(len(names), 30)
        self.assertEqual(len(secrets), 4)
        for word in [*names, *secrets, "Erika", "Muster", "Owner", "Städte", "Towns"]:
            self.assertNotIn(word, everything)

    def what_fails_has_no_line(self):
        before = len(self.lines())
        for arguments in (["round", "create", "2026", *ROUND], ["round", "open", "2099"],
                          ["token", "revoke", "1"], ["token", "revoke", "77"],
                          ["round", "extend", "2026", "01001000", "--until", "2099-01-01"],
                          ["catalogue", "publish", CATALOGUE], ["run", "now", "nowhere"]):
            self.ctl(*arguments)
        self.assertEqual(len(self.lines()), before)

    def test_the_list_of_actions_needs_no_database(self):
        done = harness.ctl("audit", "actions")
        self.assertEqual(done.returncode, 0)
        self.assertIn("release-published", done.stdout)


class Migrations(AuditTest):
    def test_every_migration_from_the_audit_s_own_on_has_its_line(self):
        lines = self.lines("action = 'schema-migrated'")
        ran = self.database.query("SELECT name, sha256 FROM migration WHERE name >= '0011' ORDER BY name")
        self.assertIn("0011_audit|", ran)
        self.assertEqual([f"{line['subject']}|{line['details']['sha256']}" for line in lines],
                         ran.splitlines())
        self.assertRegex(lines[0]["actor"], r"^weltoffenctl \d+$")
        self.assertRegex(lines[0]["chain"], "/ctl$")
        again = harness.ctl("migrate", database=self.database.conninfo())
        self.assertEqual((again.returncode, again.stderr), (0, ""))
        self.assertEqual(self.lines("action = 'schema-migrated'"), lines)
        self.is_right()

    def test_a_chain_is_named_after_the_instance_of_the_configuration(self):
        path = self.directory / "weltoffend.conf"
        path.write_text("instance = Potsdam 1\n")
        with harness.Database("named") as database:
            done = harness.ctl("--config", path, "init", database=database.conninfo())
            self.assertEqual(done.returncode, 0, done.stderr)
            self.assertEqual(database.query("SELECT DISTINCT chain FROM audit"), "potsdam-1/ctl")


class Rules(AuditTest):
    def test_no_role_changes_or_forges_a_line(self):
        self.write("rules/1", 3)
        before = self.lines()
        forged = "'rules/1', 99, now(), 'daemon', 'sign-in', repeat('0', 64), repeat('1', 64)"
        for sql in ("UPDATE audit SET actor = 'nobody'", "DELETE FROM audit", "TRUNCATE audit",
                    "DELETE FROM audit_chain", "UPDATE audit_chain SET name = 'other/1'",
                    "INSERT INTO audit (chain, number, at, actor, action, previous, hash) "
                    f"VALUES ({forged})",
                    "ALTER TABLE audit DISABLE TRIGGER USER",
                    "CREATE OR REPLACE FUNCTION audit_append() RETURNS trigger LANGUAGE sql "
                    "AS 'SELECT 1'", "SET session_replication_role = replica"):
            for role in ROLES:
                with self.subTest(f"{role}: {sql}"):
                    self.assertRaisesRegex(RuntimeError, "permission denied|must be owner",
                                           self.database.query,
                                           f"SELECT audit_open('rules/1'); {sql}", role)
        for sql in ("UPDATE audit SET actor = 'nobody'", "DELETE FROM audit", "TRUNCATE audit"):
            with self.subTest(f"owner: {sql}"):
                self.assertRaisesRegex(RuntimeError, "never changes", self.database.query,
                                       f"SET ROLE weltoffend_owner; {sql}")
        self.assertEqual(self.lines(), before)

    def test_each_role_writes_in_its_own_name_to_its_own_chains(self):
        parts = {"weltoffend": ["1", "17.2"], "weltoffend_publishing": ["run", "run.3"],
                 "weltoffend_operator": ["ctl", "ctl.2"]}
        all_parts = [*sum(parts.values(), []), "x.ctl", "1run", "run1", "1.", "1.ctl", "ctl.1.2"]
        all_actors = ["session 1", *sum(ACTORS.values(), ())]
        for role in ROLES:
            with self.subTest(role):
                instance = role.replace("_", "-")
                self.database.query(f"""
                    DO $$ DECLARE the_part text; the_actor text; BEGIN
                        FOREACH the_part IN ARRAY '{{{",".join(all_parts)}}}'::text[] LOOP
                            PERFORM audit_open('{instance}/' || the_part);
                            FOREACH the_actor IN ARRAY '{{{",".join(all_actors)}}}'::text[] LOOP
                                BEGIN
                                    INSERT INTO audit (actor, action, municipality, subject)
                                    VALUES (the_actor, 'token-issued', '{KEY}', '99');
                                EXCEPTION WHEN insufficient_privilege THEN NULL;
                                END;
                            END LOOP;
                        END LOOP;
                    END $$""", role)
                self.assertEqual({(line["chain"], line["actor"])
                                  for line in self.lines(f"chain LIKE '{instance}/%'")},
                                 {(f"{instance}/{part}", actor)
                                  for part in parts[role] for actor in ACTORS[role]})
        self.is_right()

    def test_even_a_superuser_s_numbers_and_hashes_are_replaced(self):
        self.database.query("""
            SELECT audit_open('super/1');
            INSERT INTO audit (chain, number, at, actor, action, previous, hash)
            VALUES ('x/1', 9, '2000-01-01', 'daemon', 'sign-in', repeat('a', 64), repeat('b', 64))
            """)
        line, = self.lines("chain = 'super/1'")
        self.assertEqual((line["number"], line["previous"]), (1, "0" * 64))
        self.assertFalse(line["at"].startswith("2000"))
        self.is_right()

    def test_a_session_without_a_chain_writes_nothing(self):
        self.assertRaisesRegex(RuntimeError, "has no chain", self.database.query,
                               "INSERT INTO audit (actor, action) VALUES ('daemon', 'sign-in')",
                               OPERATOR)

    def test_what_looks_like_a_name_or_an_address_is_refused(self):
        for column, value in (("actor", "Erika Muster"), ("actor", "token x"),
                              ("municipality", "Potsdam"), ("round", "Runde von Erika"),
                              ("subject", "Erika Muster"), ("action", "Erika")):
            with self.subTest(f"{column}: {value}"):
                given = {"actor": "daemon", "action": "sign-in", column: value}
                values = ", ".join(f"'{text}'" for text in given.values())
                self.assertRaisesRegex(RuntimeError, "check constraint", self.database.query,
                                       f"SELECT audit_open('names/1'); INSERT INTO audit "
                                       f"({', '.join(given)}) VALUES ({values})")


class Tampering(AuditTest):
    def setUp(self):
        self.database.query("SET session_replication_role = replica; TRUNCATE audit, audit_chain, "
                            "release, run, round, edition CASCADE")
        for chain in ("a/1", "b/1", "c/1"):
            self.write(chain, 5)

    def test_what_nobody_touched_is_right(self):
        said = self.is_right()
        self.assertIn("chain b/1: 5 lines\n", said)
        self.assertIn("15 lines in 3 chains, 0 heads", said)

    def test_a_changed_field_is_found(self):
        for change in ("actor = 'nobody'", "action = 'sign-out'", "round = '2026'",
                       "municipality = '12054000'", "subject = '9'", "subject = NULL",
                       "details = '{}'", "at = at + interval '1 microsecond'",
                       "hash = repeat('0', 64)"):
            with self.subTest(change):
                self.setUp()
                self.tamper(f"UPDATE audit SET {change} WHERE chain = 'b/1' AND number = 3")
                self.is_broken("chain b/1, line 3", "it was changed")

    def test_a_line_gone_from_the_middle_is_found(self):
        self.tamper("DELETE FROM audit WHERE chain = 'b/1' AND number = 3")
        self.is_broken("chain b/1, line 3", "it is gone")

    def test_lines_that_changed_places_are_found(self):
        self.tamper("UPDATE audit SET number = 99 WHERE chain = 'b/1' AND number = 2; "
                    "UPDATE audit SET number = 2 WHERE chain = 'b/1' AND number = 3; "
                    "UPDATE audit SET number = 3 WHERE chain = 'b/1' AND number = 99")
        self.is_broken("chain b/1, line 2", "it was changed")

    def test_a_forged_line_with_a_right_hash_breaks_the_next_one(self):
        self.tamper("UPDATE audit SET actor = 'nobody' WHERE chain = 'b/1' AND number = 3; "
                    "UPDATE audit SET hash = audit_hash(audit) WHERE chain = 'b/1' AND number = 3")
        self.is_broken("chain b/1, line 4", "it does not follow the line before it")

    def heads(self):
        """What a release prints, as a file."""
        rows = self.database.query("SELECT json_agg(json_build_object('chain', chain, 'number', "
                                   "number, 'sha256', hash)) FROM audit_head")
        path = self.directory / "heads.json"
        path.write_text(json.dumps({"inputs": {"audit": json.loads(rows)}}))
        return path

    def publish_heads(self):
        """A release row with the heads of now."""
        self.tamper("""
            INSERT INTO edition (id, document, sha256) VALUES ('v1', '{}', repeat('0', 64));
            INSERT INTO round (id, edition, opens_at, closes_at, reference_date)
            VALUES ('2026', 'v1', '2026-01-01', '2026-02-01', '2026-01-01');
            INSERT INTO run (round, cause, requested_by) VALUES ('2026', 'operator', 'test');
            INSERT INTO release (round, number, edition, published_at, is_final, inputs_sha256,
                                 run, method, visible_from, audit)
            SELECT '2026', 1, 'v1', now(), false, repeat('0', 64), run.id, '', now(),
                   (SELECT json_agg(json_build_object('chain', chain, 'number', number, 'sha256',
                                                      hash)) FROM audit_head)
            FROM run""")

    def test_the_last_line_gone_is_found_by_the_head_a_release_printed(self):
        self.publish_heads()
        self.is_right()
        self.tamper("DELETE FROM audit WHERE chain = 'b/1' AND number = 5")
        self.is_broken("chain b/1, line 5", "it is gone; release 1 of round 2026 has it")

    def test_a_chain_rewritten_to_its_end_is_found_by_the_head_a_release_printed(self):
        self.publish_heads()
        self.tamper("DELETE FROM audit WHERE chain = 'b/1' AND number >= 4")
        self.write("b/1", 2)
        self.is_broken("chain b/1, line 5", "it is not the line that release 1 of round 2026 has")

    def test_a_whole_chain_gone_is_found(self):
        for chain in ("a/1", "b/1", "c/1"):
            with self.subTest(chain):
                self.setUp()
                self.publish_heads()
                self.tamper(f"DELETE FROM audit WHERE chain = '{chain}'; "
                            f"DELETE FROM audit_chain WHERE name = '{chain}'")
                self.is_broken(f"chain {chain}, line 5", "it is gone")

    def test_a_file_kept_elsewhere_tells_when_the_releases_were_rewritten_too(self):
        path = self.heads()
        self.says(self.verify("--head", path), "3 heads held elsewhere")
        self.tamper("DELETE FROM audit WHERE chain = 'c/1' AND number = 5")
        self.is_right()
        self.is_broken("chain c/1, line 5", f"it is gone; {path} has it", "--head", path)

    def test_lines_after_a_head_are_fine(self):
        path = self.heads()
        self.write("b/1", 3)
        self.says(self.verify("--head", path), "chain b/1: 8 lines")

    def test_a_file_without_heads_is_refused(self):
        for text in ("{}", "[]", "[{}]", "nonsense", '{"inputs": {}}'):
            with self.subTest(text):
                path = self.directory / "wrong.json"
                path.write_text(text)
                self.fails(self.verify("--head", path), ".*wrong.json")


if __name__ == "__main__":
    harness.main()
