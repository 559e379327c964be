"""Handing in: what a municipality's programs rely on."""

import base64
import hashlib
import json
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).parents[1] / "support"))

from daemon import DaemonTest, path_of, self_check  # noqa: E402
from harness import main  # noqa: E402

KEY = "12072"
INDICATORS = 74
ANSWERS = {"STR.1.01": {"level": 3, "comment": "Erfunden: ä"}, "STR.1.02": {"yes": True},
           "STR.2.03": {"count": 12.50, "of": 1000}, "STR.2.04": {"state": "unknown"}}
DOCUMENT = {"edition": "v1", "answers": ANSWERS}
OTHER = {"edition": "v1", "answers": {**ANSWERS, "STR.1.01": {"level": 2}}}
# The canonical form of DOCUMENT, by which it is recognised in any other writing.
CANONICAL = ('{"acceptances":[],"answers":{"STR.1.01":{"comment":"Erfunden: ä","level":3},'
             '"STR.1.02":{"yes":true},"STR.2.03":{"count":"12.5","of":"1000"},'
             '"STR.2.04":{"state":"unknown"}},"edition":"v1","measures":[]}')


def sha256(data):
    return hashlib.sha256(data if isinstance(data, bytes) else data.encode()).hexdigest()


def check_characters(text):
    """Crockford's base 32 of the first 20 bits of the SHA-256."""
    bits = int(sha256(text)[:5], 16)
    return "".join("0123456789ABCDEFGHJKMNPQRSTVWXYZ"[bits >> shift & 31]
                   for shift in (15, 10, 5, 0))


def receipt_sha256(receipt):
    return sha256(json.dumps(receipt, sort_keys=True, separators=(",", ":"), ensure_ascii=False))


class HandIn(DaemonTest):
    def counts_add_up(self, counts):
        self.assertEqual(counts["indicators"], INDICATORS)
        for names in (("answered", "skipped", "unknown", "notApplicable"),
                      ("added", "changed", "removed", "unchanged")):
            self.assertEqual(sum(counts[name] for name in names), INDICATORS, counts)

    def test_the_first_hand_in_is_stored_and_gets_a_receipt(self):
        round_id = self.programme.round("first")
        body = json.dumps(DOCUMENT).encode()
        reply = self.daemon.put(round_id, KEY, body)
        self.assertEqual(reply.status, 201, reply.body)
        self.assertEqual(reply.headers["ETag"], f'"1-{sha256(body)[:16]}"')
        self.assertEqual(reply.headers["Location"], path_of(round_id, KEY))
        self.assertEqual(reply.headers["Cache-Control"], "private, no-store")
        answer = reply.json
        self.assertEqual(
            [answer[name] for name in ("result", "stored", "round", "municipality", "version",
                                       "edition", "findings")],
            ["stored", True, round_id, KEY, 1, "v1", []])
        self.counts_add_up(answer["counts"])
        self.assertEqual((answer["counts"]["answered"], answer["counts"]["unknown"]), (3, 1))
        self.assertEqual([change["indicator"] for change in answer["changes"]], list(ANSWERS))
        receipt = answer["receipt"]["receipt"]
        self.assertRegex(receipt.pop("receivedAt"), r"^20\d\d-\d\d-\d\dT[\d:]{8}[.]\d{6}Z$")
        self.assertEqual(receipt.pop("keyId"), self.daemon.get("/v1/keys").json["keys"][0]["kid"])
        number = f"{round_id}-{KEY}-1"
        self.assertEqual(receipt, {
            "round": round_id, "municipality": KEY, "version": 1, "edition": "v1",
            "number": f"{number}-{check_characters(number)}", "bytes": len(body),
            "sha256": sha256(body), "contentSha256": sha256(CANONICAL), "previous": None})

    def test_what_was_handed_in_comes_back_byte_for_byte(self):
        round_id = self.programme.round("back")
        self.is_problem(self.daemon.get(path_of(round_id, KEY), KEY), 404, "not-found")
        body = json.dumps(DOCUMENT, indent=7).encode() + b"\r\n\t "
        etag = self.daemon.put(round_id, KEY, body).headers["ETag"]
        reply = self.daemon.get(path_of(round_id, KEY), KEY)
        self.assertEqual((reply.status, reply.body, reply.headers["ETag"]), (200, body, etag))
        self.assertEqual(reply.headers["Content-Type"], "application/json")
        self.assertEqual(reply.headers["Cache-Control"], "private, no-store")
        again = self.daemon.get(path_of(round_id, KEY), KEY, If_None_Match=etag)
        self.assertEqual((again.status, again.body), (304, b""))
        head = self.daemon.request("HEAD", path_of(round_id, KEY), KEY)
        self.assertEqual((head.status, head.body, head.headers["Content-Length"]),
                         (200, b"", str(len(body))))

    def test_the_same_content_again_is_no_new_version(self):
        round_id = self.programme.round("repeat")
        first = self.daemon.put(round_id, KEY, DOCUMENT)
        turned = {"measures": [], "answers": dict(reversed(ANSWERS.items())), "edition": "v1"}
        for body in (DOCUMENT, turned, json.dumps(DOCUMENT, indent=3).encode()):
            reply = self.daemon.put(round_id, KEY, body)
            self.assertEqual((reply.status, reply.json["result"], reply.json["stored"]),
                             (200, "unchanged", True))
            self.assertEqual(reply.json["receipt"], first.json["receipt"])
            self.assertEqual(reply.headers["ETag"], first.headers["ETag"])
            self.assertEqual(reply.json["changes"], [])
            self.counts_add_up(reply.json["counts"])
        self.assertEqual(self.programme.versions(round_id), 1)
        self.assertEqual(self.programme.query(
            f"SELECT attempts FROM self_check WHERE round = '{round_id}'"), "4")

    def test_a_correction_says_which_version_it_corrects(self):
        round_id = self.programme.round("correction")
        first = self.daemon.put(round_id, KEY, DOCUMENT)
        etag = first.headers["ETag"]
        for code, status, match in (("precondition-required", 428, {}),
                                    ("precondition-failed", 412, {"If_Match": '"1-0000"'}),
                                    ("precondition-failed", 412, {"If_Match": f"W/{etag}"})):
            reply = self.daemon.put(round_id, KEY, OTHER, **match)
            problem = self.is_problem(reply, status, code, stored=False)
            self.assertEqual((problem["currentETag"], problem["currentVersion"]), (etag, 1))
            self.assertEqual(reply.headers["ETag"], etag)
        self.assertEqual(self.programme.versions(round_id), 1)

        reply = self.daemon.put(round_id, KEY, OTHER, If_Match=f'"9-ffff", {etag}')
        self.assertEqual((reply.status, reply.json["result"], reply.json["version"]),
                         (200, "replaced", 2))
        self.assertEqual(reply.json["receipt"]["receipt"]["previous"],
                         receipt_sha256(first.json["receipt"]["receipt"]))
        self.counts_add_up(reply.json["counts"])
        self.assertEqual(reply.json["changes"], [{
            "indicator": "STR.1.01", "from": ANSWERS["STR.1.01"], "to": {"level": 2}}])
        self.is_problem(self.daemon.put(round_id, KEY, DOCUMENT, If_Match=etag), 412,
                        "precondition-failed", stored=False)
        self.assertEqual(
            json.loads(self.daemon.get(path_of(round_id, KEY), KEY).body), OTHER)
        self.assertEqual(self.daemon.put(round_id, KEY, DOCUMENT, If_Match="*").json["version"], 3)
        self.assertEqual(self.programme.versions(round_id), 3)

    def test_a_first_hand_in_corrects_nothing(self):
        round_id = self.programme.round("nothing-there")
        for match in ("*", '"1-0000000000000000"'):
            self.is_problem(self.daemon.put(round_id, KEY, DOCUMENT, If_Match=match), 412,
                            "precondition-failed", stored=False)
        self.assertEqual(self.programme.versions(round_id), 0)

    def test_a_dry_run_says_what_would_happen_and_stores_nothing(self):
        round_id = self.programme.round("dry")
        dry = "?dry-run=true"
        reply = self.daemon.put(round_id, KEY, DOCUMENT, dry)
        self.assertEqual((reply.status, reply.json["result"], reply.json["stored"]),
                         (200, "would-store", False))
        self.assertIsNone(reply.json["receipt"])
        self.counts_add_up(reply.json["counts"])
        self.assertEqual(self.programme.versions(round_id), 0)

        etag = self.daemon.put(round_id, KEY, DOCUMENT).headers["ETag"]
        self.is_problem(self.daemon.put(round_id, KEY, OTHER, dry), 428,
                        "precondition-required", stored=False)
        replies = [self.daemon.put(round_id, KEY, DOCUMENT, dry),
                   self.daemon.put(round_id, KEY, OTHER, dry, If_Match=etag)]
        self.assertEqual([(reply.status, reply.json["result"], reply.json["stored"])
                          for reply in replies],
                         [(200, "unchanged", False), (200, "would-replace", False)])
        self.assertEqual(self.programme.query(
            f"SELECT current, attempts FROM self_check WHERE round = '{round_id}'"), "1|1")
        self.is_problem(self.daemon.put(round_id, KEY, OTHER, "?dry-run=yes"), 400,
                        "unknown-parameter")

    def test_a_digest_is_checked_when_it_is_sent(self):
        round_id = self.programme.round("digest")
        body = self_check(KEY)
        wrong, right = (base64.b64encode(hashlib.sha256(data).digest()).decode()
                        for data in (body + b" ", body))
        self.is_problem(self.daemon.put(round_id, KEY, body, Content_Digest=f"sha-256=:{wrong}:"),
                        400, "digest-mismatch", stored=False)
        self.assertEqual(self.programme.versions(round_id), 0)
        reply = self.daemon.put(round_id, KEY, body,
                                Content_Digest=f"sha-512=:AAAA:, sha-256=:{right}:")
        self.assertEqual(reply.status, 201, reply.body)

    def test_every_example_is_stored_as_the_values_it_says(self):
        round_id = self.programme.round("values")
        self.assertEqual(self.daemon.put(round_id, KEY, self_check(KEY)).status, 201)
        stored = dict(line.split("|") for line in self.programme.query(
            f"SELECT indicator, value FROM answer WHERE round = '{round_id}' "
            "AND is_current AND state = 'answered'").splitlines())
        answers = json.loads(self_check(KEY))["answers"]
        for indicator, answer in answers.items():
            with self.subTest(indicator):
                if "level" in answer:
                    self.assertEqual(float(stored[indicator]), answer["level"])
                elif "yes" in answer:
                    self.assertEqual(float(stored[indicator]), float(answer["yes"]))
                elif "state" not in answer:
                    self.assertIn(indicator, stored)
        given = [answer for answer in answers.values() if "state" not in answer]
        self.assertEqual(len(stored), len(given))


if __name__ == "__main__":
    main()
