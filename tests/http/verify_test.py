"""Proofs, and releases that are computed again: what was published can be checked by anybody who
may, and what was changed behind the back of it is found."""

import hashlib
import json
import pathlib
import random
import re
import sys

sys.path.insert(0, str(pathlib.Path(__file__).parents[1] / "support"))

from daemon import KEYS, Daemon, DaemonTest, Programme, at_once, path_of, self_check  # noqa: E402
from harness import ctl, main  # noqa: E402

ROUND = "2026"
FROZEN = ("version", "release", "release_form", "release_version", "release_participant")


def sha256(data):
    return hashlib.sha256(data).digest()


def root_of(path, node, index, count):
    """The root that a path leads to, by the words of RFC 6962, 2.1.1, from the root downwards."""
    if count == 1:
        if path:
            raise ValueError("the path is too long")
        return node
    left = 1
    while left * 2 < count:
        left *= 2
    if index < left:
        return sha256(b"\1" + root_of(path[:-1], node, index, left) + path[-1])
    return sha256(b"\1" + path[-1] + root_of(path[:-1], node, index - left, count - left))


def canonical(receipt):
    return json.dumps(receipt, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def hand_in_in_three_steps(test, daemon):
    """Three releases with latecomers and a correction; the receipts by key and version."""
    receipts = {}
    for keys in (KEYS[12:], KEYS[:6], KEYS[6:12]):
        replies = daemon.hand_in_all(ROUND, keys)
        receipts |= {(key, 1): reply.json["receipt"]["receipt"]
                     for key, reply in replies.items()}
        if keys == KEYS[:6]:
            document = json.loads(self_check(KEYS[20]))
            document["answers"]["STR.1.01"] = {"state": "unknown"}
            etag = daemon.get(path_of(ROUND, KEYS[20]), KEYS[20]).headers["ETag"]
            reply = daemon.put(ROUND, KEYS[20], document, If_Match=etag)
            receipts[KEYS[20], 2] = reply.json["receipt"]["receipt"]
        run = daemon.run(ROUND)
        test.assertEqual(run["state"], "published", run)
    return receipts


class VerifyTest(DaemonTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.programme.round(ROUND)
        at_once([lambda key=key: cls.programme.token(key) for key in KEYS])
        cls.receipts = hand_in_in_three_steps(cls(), cls.daemon)

    def release(self, number):
        return self.daemon.get(f"/v1/rounds/{ROUND}/releases/{number}", "director").json

    def proof(self, key, version, query=""):
        return self.daemon.get(f"{path_of(ROUND, key)}/versions/{version}/proof{query}", key)

    def verify(self, *arguments, expected=0):
        done = ctl("--config", self.daemon.config, "verify", "--recompute", *arguments,
                   database=self.programme.conninfo("weltoffend_publishing"))
        self.assertEqual(done.returncode, expected, done.stdout + done.stderr)
        return done


class Proofs(VerifyTest):
    def test_a_municipality_can_prove_that_its_version_is_inside(self):
        proven = 0
        for (key, version), receipt in self.receipts.items():
            for number in (1, 2, 3):
                reply = self.proof(key, version, f"?release={number}")
                if reply.status == 404:
                    continue
                proof = reply.json
                self.assertEqual((proof["round"], proof["municipality"], proof["version"],
                                  proof["release"], proof["method"]),
                                 (ROUND, key, version, number, "rfc6962-sha256-salted"))
                self.assertEqual(proof["receiptSha256"], sha256(canonical(receipt)).hex())
                leaf = sha256(b"\0" + bytes.fromhex(proof["salt"] + proof["receiptSha256"]))
                root = root_of([bytes.fromhex(node) for node in proof["path"]], leaf,
                               proof["index"], proof["leaves"]).hex()
                published = self.release(number)["inputs"]
                self.assertEqual((root, proof["merkleRoot"]), 2 * (published["merkleRoot"],))
                self.assertEqual(proof["leaves"], published["versions"])
                proven += 1
        self.assertEqual(proven, 28 + 34 + 40)

    def test_without_a_number_it_is_the_newest_release(self):
        self.assertEqual(self.proof(KEYS[0], 1).json["release"], 3)
        self.assertEqual(self.proof(KEYS[20], 2).json["release"], 3)

    def test_what_is_not_inside_has_no_proof(self):
        for key, version, query in ((KEYS[20], 1, ""), (KEYS[20], 2, "?release=1"),
                                    (KEYS[0], 1, "?release=1"), (KEYS[0], 7, ""),
                                    (KEYS[0], "x", ""), (KEYS[0], 1, "?release=9"),
                                    (KEYS[0], 1, "?release=x")):
            with self.subTest(f"{key}/{version}{query}"):
                self.is_problem(self.proof(key, version, query), 404, "not-found")

    def test_nobody_else_gets_it(self):
        path = f"{path_of(ROUND, KEYS[0])}/versions/1/proof"
        for who in (KEYS[1], "director", "operator"):
            self.is_problem(self.daemon.get(path, who), 403, "forbidden")

    def test_salts_differ_by_municipality_and_release(self):
        salts = [self.proof(key, 1, f"?release={number}").json["salt"]
                 for key in KEYS[12:20] for number in (1, 2, 3)]
        self.assertEqual(len(set(salts)), len(salts))
        self.assertEqual(len({self.release(n)["inputs"]["merkleRoot"] for n in (1, 2, 3)}), 3)


class Recompute(VerifyTest):
    def tampered(self, sql):
        """Changes what never changes, as only a superuser can."""
        disable = "; ".join(f"ALTER TABLE {table} DISABLE TRIGGER USER" for table in FROZEN)
        enable = "; ".join(f"ALTER TABLE {table} ENABLE TRIGGER USER" for table in FROZEN)
        self.programme.query(f"{disable}; {sql}; {enable}")

    def differs(self, expected, *arguments):
        done = self.verify(*arguments, expected=1)
        found = dict(re.findall(r"^round 2026, release (\d): (?:differs: )?(.*)$", done.stdout,
                                re.MULTILINE))
        fine = {number: text for number, text in found.items() if "as it was published" in text}
        self.assertEqual({number: text for number, text in found.items() if number not in fine},
                         expected)
        self.assertRegex(done.stderr, f"{len(expected)} of {len(found)} releases are not what")

    def test_every_release_is_computed_again_to_the_last_byte(self):
        lines = self.verify().stdout.splitlines()
        forms = self.programme.query("SELECT count(DISTINCT form) FROM release_form")
        self.assertEqual(lines, [f"round 2026, release {number}: as it was published, "
                                 f"{forms} forms" for number in (1, 2, 3)])
        self.assertEqual(self.verify(ROUND, "2").stdout.splitlines(), lines[1:2])

    def test_what_comes_later_changes_nothing(self):
        newcomer = ("01001000;Erfunden;Erfunden, Stadt;;2019-01-01;;95000;2024-12-31;2026-01-01"
                    ";;;invented")
        roster = pathlib.Path(self.daemon.directory.name) / "more.csv"
        header = "key;name;official_name;parent;valid_from;valid_to;population;population_date;" \
                 "joined;left;letter_of_intent;note"
        roster.write_text(f"{header}\n{newcomer}\n")
        self.programme.ctl("roster", "import", roster)
        self.programme.ctl("round", "close", ROUND)
        self.programme.query("UPDATE version SET bytes = NULL, content = NULL")
        self.verify()

    def test_it_says_what_it_needs(self):
        for arguments, complaint in (
                (("verify",), "verify needs --recompute"),
                (("verify", "--recompute", ROUND, "x"), "N is the number of a release, not 'x'"),
                (("verify", "--recompute", ROUND, "4"), "there is no such release"),
                (("verify", "--recompute", "2099"), "there is no such release")):
            done = ctl("--config", self.daemon.config, *arguments,
                       database=self.programme.conninfo("weltoffend_publishing"))
            self.assertNotEqual(done.returncode, 0)
            self.assertIn(complaint, done.stderr)

    def test_a_tampered_value_is_found_from_the_release_on_that_it_is_in(self):
        # A municipality that came with the second release, in an answer that nobody withholds.
        before = self.programme.query(f"SELECT \"values\" FROM version "
                                      f"WHERE municipality = '{KEYS[0]}'")
        self.tampered(f"UPDATE version SET \"values\"[1] = 4 - \"values\"[1] "
                      f"WHERE municipality = '{KEYS[0]}'")
        try:
            done = self.verify(expected=1)
            self.assertRegex(done.stdout, "release 1: as it was published")
            self.assertRegex(done.stdout, "release 2: differs: values")
            self.assertRegex(done.stdout, "release 3: differs: values")
        finally:
            self.tampered(f"UPDATE version SET \"values\" = '{before}' "
                          f"WHERE municipality = '{KEYS[0]}'")
        self.verify()

    def test_a_changed_receipt_changes_the_root(self):
        before = self.programme.query(f"SELECT receipt_sha256 FROM version "
                                      f"WHERE municipality = '{KEYS[8]}'")
        change = "UPDATE version SET receipt_sha256 = '{}' WHERE municipality = '{}'"
        self.tampered(change.format("0" * 64, KEYS[8]))
        try:
            done = self.verify(expected=1)
            self.assertRegex(done.stdout, "release 3: differs: Merkle root, ")
            self.assertRegex(done.stdout, "release 2: as it was published")
        finally:
            self.tampered(change.format(before, KEYS[8]))

    def test_a_changed_form_is_found(self):
        self.tampered("UPDATE release_form SET body = body || ' ' WHERE number = 1 "
                      "AND form = 'csv'")
        try:
            self.differs({"1": "csv as it is stored"})
        finally:
            self.tampered("UPDATE release_form SET body = substr(body, 1, length(body) - 1) "
                          "WHERE number = 1 AND form = 'csv'")

    def test_a_forged_form_with_its_digest_is_found(self):
        # Doing it a second time undoes it.
        forge = ("UPDATE release_form SET body = forged, sha256 = encode(sha256(forged), 'hex') "
                 "FROM (SELECT set_byte(body, 5000, get_byte(body, 5000) # 1) AS forged "
                 "FROM release_form WHERE number = 3 AND form = 'csv') AS change "
                 "WHERE number = 3 AND form = 'csv'")
        self.tampered(forge)
        try:
            self.differs({"3": "csv"})
        finally:
            self.tampered(forge)

    def test_a_missing_version_or_participant_is_found(self):
        for table, found in (("release_version", "differs: inputs, values, Merkle root"),
                             ("release_participant", "versions of nobody who took part")):
            with self.subTest(table):
                self.programme.query(f"CREATE TABLE kept AS SELECT * FROM {table}")
                self.tampered(f"DELETE FROM {table} WHERE number = 3 "
                              f"AND municipality = '{KEYS[3]}'")
                try:
                    self.assertRegex(self.verify(ROUND, "3", expected=1).stdout, found)
                finally:
                    self.tampered(f"INSERT INTO {table} SELECT * FROM kept ON CONFLICT DO NOTHING")
                    self.programme.query("DROP TABLE kept")
        self.verify()

    def test_another_key_is_noticed(self):
        other = pathlib.Path(self.daemon.directory.name) / "other.key"
        other.write_text("b" * 64 + "\n")
        config = pathlib.Path(self.daemon.directory.name) / "other.conf"
        config.write_text(re.sub("(?m)^disclosure_key = .*$", f"disclosure_key = {other}",
                                 self.daemon.config.read_text()))
        done = ctl("--config", config, "verify", "--recompute", ROUND, "1",
                   database=self.programme.conninfo("weltoffend_publishing"))
        self.assertEqual(done.returncode, 1)
        self.assertRegex(done.stdout, "release 1: differs: Merkle root, ")


class TwoInstances(DaemonTest):
    """The same programme twice, its self-checks handed in in another order, by another daemon."""

    def forms(self, programme, moment):
        """The forms of the only release, with the moment of its making and the heads of the audit
        made the same."""
        return {form: re.sub(rb'"audit":\[[^]]*\]', b"",
                             bytes.fromhex(body).replace(moment.encode(), b"MOMENT"))
                for form, body in (line.split("|") for line in programme.query(
                    "SELECT form, encode(body, 'hex') FROM release_form").splitlines())}

    def made(self, programme, keys):
        with programme:
            programme.round(ROUND)
            daemon = Daemon(programme)
            try:
                daemon.start()
                for key in keys:
                    self.assertEqual(daemon.put(ROUND, key, self_check(key)).status, 201)
                # What receipts say differs by the moment of arrival, and so does their root.
                self.tamper_receipts(programme)
                self.assertEqual(daemon.run(ROUND)["state"], "published")
                release = daemon.get(f"/v1/rounds/{ROUND}/releases/1", "director").json
                self.assertIsInstance(release["inputs"].pop("audit"), list)
                return release["inputs"], self.forms(programme, release["publishedAt"])
            finally:
                daemon.close()

    def tamper_receipts(self, programme):
        programme.query("ALTER TABLE version DISABLE TRIGGER USER; "
                        "UPDATE version SET receipt_sha256 = content_sha256; "
                        "ALTER TABLE version ENABLE TRIGGER USER")

    def test_they_release_the_same_bytes(self):
        shuffled = random.Random(5).sample(KEYS, len(KEYS))
        first_inputs, first = self.made(Programme("first"), KEYS)
        second_inputs, second = self.made(Programme("second"), shuffled)
        self.assertEqual(first_inputs, second_inputs)
        self.assertEqual(set(first), set(second))
        for form in ("json", "csv", "csv-excel-de", "sdmx-csv"):
            self.assertEqual(first[form], second[form], form)


if __name__ == "__main__":
    main()
