"""What is held of people: given out, erased by wish or by age, and what stays."""

import json
import pathlib
import stat
import sys

sys.path.insert(0, str(pathlib.Path(__file__).parents[1] / "support"))

import matrix  # noqa: E402
from daemon import JSON_TYPE, KEYS, DaemonTest, path_of  # noqa: E402
from harness import ctl, main  # noqa: E402

OWN, OTHER = KEYS[0], KEYS[1]
FEW = KEYS[:7]


class Privacy(DaemonTest):
    def operator(self, *arguments, config=None):
        before = [] if config is None else ["--config", config]
        return ctl(*before, *arguments, database=self.programme.conninfo("weltoffend_operator"))

    def hand_in(self, round_id, keys=FEW):
        for key in keys:
            reply = self.daemon.put(round_id, key, matrix.marked(key))
            self.assertEqual(reply.status, 201, reply.body)

    def held(self, round_id, key):
        """How much of the words of a municipality there is."""
        return self.programme.query(
            "SELECT count(bytes), count(content), count(*) FILTER (WHERE warnings <> '[]'), "
            f"count(*) FROM version WHERE round = '{round_id}' AND municipality = '{key}'")

    def events(self, kind):
        return int(self.programme.query(f"SELECT count(*) FROM privacy_event WHERE kind = '{kind}'"))

    def audited(self, action):
        return int(self.programme.query(f"SELECT count(*) FROM audit WHERE action = '{action}'"))

    def words_in_database(self, word):
        """Tables in which the word stands, in a text, a JSON or bytes."""
        tables = self.programme.query(
            "SELECT string_agg(table_name, ' ') FROM information_schema.tables "
            "WHERE table_schema = 'public' AND table_type = 'BASE TABLE'").split()
        hexed = word.encode().hex()
        return set(self.programme.query(" UNION ALL ".join(
            f"SELECT '{table}' WHERE EXISTS (SELECT FROM {table} WHERE {table}::text LIKE '%{word}%' "
            f"OR {table}::text LIKE '%{hexed}%')" for table in tables)).split())

    def upload(self, round_id, key, word, hours=0):
        """A file that was checked and waits for "hand in"."""
        self.programme.query(
            "INSERT INTO pending_upload (round, municipality, bytes, sha256, media_type, name, "
            f"received_at) VALUES ('{round_id}', '{key}', '\"{word}\"', repeat('0', 64), "
            f"'application/json', '{word}.json', now() - interval '{hours} hours')")

    def sign_in(self, name, hours):
        """A session of the token of this name, with its last click so long ago."""
        self.programme.query(
            "INSERT INTO session (sha256, token, created_at, seen_at) "
            f"SELECT encode(sha256('{name}{hours}'), 'hex'), id, at, at FROM token, "
            f"(SELECT now() - interval '{hours} hours') AS click (at) WHERE name = '{name}'")

    def clicks(self, name):
        """How many hours ago the sessions of the token of this name had their last click."""
        return self.programme.query(
            "SELECT string_agg(round(extract(epoch FROM now() - seen_at) / 3600)::text, ' ' "
            "ORDER BY seen_at) FROM session JOIN token ON token.id = session.token "
            f"WHERE name = '{name}'")

    def invite(self, name, key, **moments):
        columns = {"created_at": 2000, "expires_at": -100, **moments}
        self.programme.query(
            f"INSERT INTO invitation (municipality, name, sha256, {', '.join(columns)}) VALUES "
            f"('{key}', '{name}', encode(sha256('{name}'), 'hex'), "
            + ", ".join(f"now() - interval '{hours} hours'" for hours in columns.values()) + ")")

    def verify(self, round_id):
        done = ctl("--config", self.daemon.config, "verify", "--recompute", round_id)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertRegex(done.stdout, f"^round {round_id}, release 1: as it was published, ")

    def test_erasing_takes_the_words_and_leaves_the_releases(self):
        round_id = self.programme.round("erase")
        self.hand_in(round_id)
        self.assertEqual(self.daemon.run(round_id)["state"], "published")
        release = self.daemon.get(f"/v1/rounds/{round_id}/releases/1", "director").body
        receipt = self.daemon.get(path_of(round_id, OWN) + "/versions/1/receipt", OWN).body
        etag = self.daemon.get(path_of(round_id, OWN), OWN).headers["ETag"]
        self.assertNotEqual(self.words_in_database(matrix.secret_of(OWN)), set())
        erasures, lines = self.events("erasure"), self.audited("data-erased")

        done = self.operator("erase", OWN, "--reason", "Wunsch vom 1. Juni")
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        self.assertEqual(self.held(round_id, OWN), "0|0|0|1")
        self.assertEqual(self.held(round_id, OTHER).split("|")[:2], ["1", "1"])
        self.assertEqual(self.words_in_database(matrix.secret_of(OWN)), set())
        self.assertNotEqual(self.words_in_database(matrix.secret_of(OTHER)), set())
        self.assertEqual((self.events("erasure"), self.audited("data-erased")),
                         (erasures + 1, lines + 1))

        self.verify(round_id)
        self.assertEqual(self.daemon.get(f"/v1/rounds/{round_id}/releases/1", "director").body,
                         release)
        self.assertEqual(
            self.daemon.get(path_of(round_id, OWN) + "/versions/1/receipt", OWN).body, receipt)
        proof = self.daemon.get(path_of(round_id, OWN) + "/versions/1/proof", OWN)
        self.assertEqual(proof.status, 200)
        for path in ("", "/versions/1"):
            self.is_problem(self.daemon.get(path_of(round_id, OWN) + path, OWN), 410, "erased")
        listed = self.daemon.get(path_of(round_id, OWN) + "/versions", OWN).json["versions"]
        self.assertEqual([one["number"] for one in listed], [1])
        self.assertEqual(self.daemon.get(path_of(round_id, OWN) + "/template", OWN).status, 200)
        self.assertEqual(self.daemon.get(path_of(round_id, OWN) + "/position", OWN).status, 200)

        # What was erased is not there: the same file is a new version, and says which it follows.
        again = self.daemon.put(round_id, OWN, matrix.marked(OWN))
        self.is_problem(again, 428, "precondition-required", stored=False)
        again = self.daemon.put(round_id, OWN, matrix.marked(OWN), If_Match=etag)
        self.assertEqual((again.status, again.json["result"]), (200, "replaced"))
        self.assertEqual(self.held(round_id, OWN).split("|")[:2], ["1", "1"])
        self.assertEqual(self.daemon.get(path_of(round_id, OWN), OWN).body, matrix.marked(OWN))
        # A second time there is only the new one to erase.
        done = self.operator("erase", OWN, "--reason", "Noch einmal")
        self.assertRegex(done.stdout.splitlines()[1], r"^1\s")

    def test_warnings_that_quote_go_with_the_words(self):
        round_id = self.programme.round("warn")
        self.hand_in(round_id, [OWN])
        self.programme.query("ALTER TABLE version DISABLE TRIGGER version_is_frozen")
        try:
            self.programme.query(
                "UPDATE version SET warnings = '[{\"received\": \"Zitat-4711\"}]' "
                f"WHERE round = '{round_id}'")
        finally:
            self.programme.query("ALTER TABLE version ENABLE TRIGGER version_is_frozen")
        self.assertEqual(self.words_in_database("Zitat-4711"), {"version", "version_warn"})
        self.operator("erase", OWN, "--reason", "x")
        self.assertEqual(self.words_in_database("Zitat-4711"), set())
        for column, value in (("warnings", "'[{}]'"), ("sha256", "repeat('0', 64)"),
                              ("bytes", "''"), ("states", "states || 1::smallint")):
            with self.assertRaisesRegex(RuntimeError, "never changes"):
                self.programme.query(f"UPDATE version SET {column} = {value} "
                                     f"WHERE round = '{round_id}'")

    def test_reasons_drafts_and_ended_tokens_go_too(self):
        round_id = self.programme.round("reasons")
        self.hand_in(round_id, [OWN])
        etag = self.daemon.get(path_of(round_id, OWN), OWN).headers["ETag"]
        gone = self.daemon.request("DELETE", path_of(round_id, OWN), OWN,
                                   b'{"reason": "Grund-4711"}', {**JSON_TYPE, "If-Match": etag})
        self.assertEqual(gone.status, 200)
        self.programme.query("INSERT INTO draft (round, municipality, document, sha256) VALUES "
                             f"('{round_id}', '{OWN}', '\"Entwurf-4711\"', repeat('0', 64))")
        self.upload(round_id, OWN, "Wartet-4711")
        self.upload(round_id, OTHER, "Wartet-4712")
        for name in ("Ende-4711", "Gilt-4711"):
            self.programme.ctl("token", "issue", "--role", "municipality", "--municipality", OWN,
                               "--name", name)
        self.programme.query("UPDATE token SET revoked_at = now() WHERE name = 'Ende-4711'")
        for hours in (0, 25):
            self.sign_in("Gilt-4711", hours)
        words = ("Grund-4711", "Entwurf-4711", "Ende-4711", "Wartet-4711")
        for word in words:
            self.assertNotEqual(self.words_in_database(word), set(), word)
        self.operator("erase", OWN, "--reason", "x")
        for word in words:
            self.assertEqual(self.words_in_database(word), set(), word)
        self.assertEqual(self.words_in_database("Wartet-4712"), {"pending_upload"})
        self.assertEqual(self.words_in_database("Gilt-4711"), {"token"})
        self.assertEqual(self.clicks("Gilt-4711"), "0")  # who is signed in stays so
        self.assertEqual(self.daemon.get(path_of(round_id, OWN), OWN).json["reason"], "-")

    def test_an_export_has_everything_of_one_and_nothing_of_others(self):
        round_id = self.programme.round("export")
        self.hand_in(round_id, [OWN, OTHER])
        self.upload(round_id, OWN, "Wartet-4713")
        self.upload(round_id, OTHER, matrix.secret_of(OTHER))
        folder = pathlib.Path(self.daemon.directory.name) / "export"
        done = self.operator("export", OWN, folder, "--reason", "Auskunft")
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        files = {str(path.relative_to(folder)): path for path in folder.rglob("*") if path.is_file()}
        self.assertIn(f"{len(files)} files of municipality {OWN}", done.stdout)
        self.assertEqual(files[f"rounds/{round_id}/version-1.json"].read_bytes(), matrix.marked(OWN))
        self.assertEqual(files[f"rounds/{round_id}/pending-upload.bin"].read_bytes(), b'"Wartet-4713"')
        stored = json.loads(files[f"rounds/{round_id}/pending-upload.stored.json"].read_text())
        self.assertEqual(stored["name"], "Wartet-4713.json")
        receipt = self.daemon.get(path_of(round_id, OWN) + "/versions/1/receipt", OWN).json
        self.assertEqual(
            json.loads(files[f"rounds/{round_id}/version-1.receipt.json"].read_text()), receipt)
        for name in ("municipality.json", "tokens.json", "audit.json", "withdrawals.json",
                     "self-checks.json", "sessions.json", "invitations.json", "privacy.json"):
            json.loads(files[name].read_text())
        tokens = json.loads(files["tokens.json"].read_text())
        self.assertTrue(tokens and all("sha256" not in token for token in tokens))
        self.assertIn("self-check-stored", files["audit.json"].read_text())
        for path in files.values():
            self.assertEqual(stat.S_IMODE(path.stat().st_mode), 0o600)
            text = path.read_bytes().decode()
            self.assertNotIn(matrix.secret_of(OTHER), text)
            self.assertNotIn(OTHER, text)
        self.assertEqual(stat.S_IMODE(folder.stat().st_mode), 0o700)
        self.assertEqual((self.events("export"), self.audited("data-exported")), (1, 1))

        for arguments, status, why in (
                (("export", OWN, folder, "--reason", "x"), 1, "cannot be made"),
                (("export", "01051001", f"{folder}-2", "--reason", "x"), 1, "no municipality"),
                (("export", "x", f"{folder}-2", "--reason", "x"), 2, "KEY has 8 digits"),
                (("export", OWN, f"{folder}-2"), 2, "--reason"),
                (("export", OWN, f"{folder}-2", "--reason", ""), 2, "--reason is one line"),
                (("erase", "01051001", "--reason", "x"), 1, "no municipality"),
                (("erase", OWN), 2, "--reason")):
            done = self.operator(*arguments)
            self.assertEqual((done.returncode, done.stdout), (status, ""), arguments)
            self.assertIn(why, done.stderr)
        self.assertFalse(pathlib.Path(f"{folder}-2").exists())
        self.assertEqual((self.events("export"), self.audited("data-exported")), (1, 1))

    def end(self, round_id, days):
        self.programme.query(f"UPDATE round SET opens_at = now() - interval '{days + 9} days', "
                             f"closes_at = now() - interval '{days} days' WHERE id = '{round_id}'")

    def retention(self, *options, days=100, token_days=10):
        self.daemon.configure(retention_days=days, retention_token_days=token_days)
        done = self.operator("retention", "run", *options, config=self.daemon.config)
        self.assertEqual(done.returncode, 0, done.stderr)
        heads, row = (line.split("  ") for line in done.stdout.splitlines())
        return dict(zip([word.strip() for word in heads if word.strip()],
                        [word.strip() for word in row if word.strip()]))

    def test_retention_erases_what_is_old_and_nothing_else(self):
        old, young, open_round, unreleased = (
            self.programme.round(name) for name in ("old", "young", "open", "unreleased"))
        for round_id in (old, young, open_round, unreleased):
            self.hand_in(round_id)
        for round_id, days in ((old, 101), (young, 99)):
            self.end(round_id, days)
            self.assertEqual(self.daemon.run(round_id)["state"], "published")
        self.daemon.stop()  # it would release what has ended by itself
        self.addCleanup(lambda: self.daemon.process or self.daemon.start())
        self.end(unreleased, 102)
        for name, ended in (("Alt-1", 11), ("Neu-1", 9)):
            self.programme.ctl("token", "issue", "--role", "director", "--name", name)
            self.programme.query(
                f"UPDATE token SET expires_at = now() - interval '{ended} days' WHERE name = '{name}'")
        self.upload(old, OWN, "Alt-2")  # young, but of a round that is to go
        self.upload(young, OWN, "Alt-3", hours=25)
        self.upload(young, OTHER, "Neu-3", hours=23)
        for hours in (9, 10 * 24 + 23, 11 * 24 + 1):
            self.sign_in("Neu-1", hours)
        self.invite("Alt-4", OWN, opened_at=11 * 24)
        self.invite("Alt-5", OWN, replaced_at=11 * 24)
        self.invite("Alt-6", OTHER, expires_at=11 * 24)
        self.invite("Neu-4", OWN, opened_at=9 * 24)
        self.invite("Neu-5", OWN)
        before, lines = self.events("retention"), self.audited("retention-applied")

        # A round that has no release yet is as old as any other.
        expected = {"rounds": f"{unreleased} {old}", "versions": str(2 * len(FEW)),
                    "withdrawals": "0", "drafts": "2",
                    "tokens": "1"}
        self.assertEqual(self.retention("--dry-run"), expected)
        self.assertEqual(self.held(old, OWN).split("|")[0], "1")
        self.assertEqual((self.events("retention"), self.audited("retention-applied")),
                         (before, lines))
        # Whatever is configured, a file does not wait for longer than a day.
        kept = self.retention(days=0, token_days=0)
        self.assertEqual((kept["versions"], kept["drafts"], kept["tokens"]), ("0", "1", "0"))
        self.assertEqual(self.words_in_database("Alt-3"), set())
        self.assertEqual(self.held(old, OWN).split("|")[0], "1")
        before, lines = self.events("retention"), self.audited("retention-applied")

        self.assertEqual(self.retention(), {**expected, "drafts": "1"})
        for round_id, left in ((old, "0"), (young, "1"), (open_round, "1"), (unreleased, "0")):
            self.assertEqual(self.held(round_id, OWN).split("|")[0], left, round_id)
        for number in range(1, 7):
            self.assertEqual(self.words_in_database(f"Alt-{number}"), set(), number)
        for word, table in (("Neu-1", "token"), ("Neu-3", "pending_upload"),
                            ("Neu-4", "invitation"), ("Neu-5", "invitation")):
            self.assertEqual(self.words_in_database(word), {table}, word)
        self.assertEqual(self.clicks("Neu-1"), "263 9")
        self.assertEqual(self.events("retention"), before + 1)
        self.assertGreater(self.audited("retention-applied"), lines)
        self.verify(old)
        self.assertEqual(self.retention()["versions"], "0")
        self.daemon.start()
        self.assertEqual(self.daemon.run(unreleased)["state"], "published")
        self.verify(unreleased)

        self.daemon.configure(retention_days=29)
        done = self.operator("retention", "run", config=self.daemon.config)
        self.assertEqual((done.returncode, done.stdout), (1, ""))
        self.assertIn("30 days at least", done.stderr)


if __name__ == "__main__":
    main()
