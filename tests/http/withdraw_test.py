"""Withdrawing: what was handed in stays, does not count any more, and does not come back alone."""

import json
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).parents[1] / "support"))

from daemon import KEYS, DaemonTest, at_once, path_of, self_check  # noqa: E402
from harness import main  # noqa: E402

KEY = "12072"
REASON = "Erfunden: im falschen Ordner gelegen"
DOCUMENT = {"edition": "v1", "answers": {"STR.1.01": {"level": 3}}}
OTHER = {"edition": "v1", "answers": {"STR.1.01": {"level": 2}}}


class Withdraw(DaemonTest):
    def hand_in(self, round_id, document=None, **headers):
        """Hands in and returns the entity tag."""
        reply = self.daemon.put(round_id, KEY, document or DOCUMENT, **headers)
        self.assertIn(reply.status, (200, 201), reply.body)
        return reply.headers["ETag"]

    def withdraw(self, round_id, etag=None, reason=REASON, key=KEY, who=None):
        body = reason if isinstance(reason, bytes) else json.dumps({"reason": reason})
        return self.daemon.request("DELETE", path_of(round_id, key), who or key, body,
                                   {"If-Match": etag} if etag else {})

    def get(self, round_id):
        return self.daemon.get(path_of(round_id, KEY), KEY)

    def current(self, round_id):
        return self.programme.query(
            f"SELECT municipality, current FROM self_check WHERE round = '{round_id}'")

    def test_a_withdrawn_self_check_is_gone_and_its_versions_stay(self):
        round_id = self.programme.round("gone")
        etag = self.hand_in(round_id)
        reply = self.withdraw(round_id, etag)
        self.assertEqual(reply.status, 200, reply.body)
        self.assertEqual(reply.headers["Cache-Control"], "private, no-store")
        answer = reply.json
        self.assertRegex(answer["withdrawnAt"], r"^20\d\d-\d\d-\d\dT[\d:]{8}[.]\d{6}Z$")
        self.assertEqual(answer, {
            "result": "withdrawn", "round": round_id, "municipality": KEY, "version": 1,
            "reason": REASON, "withdrawnAt": answer["withdrawnAt"]})

        gone = self.get(round_id)
        problem = self.is_problem(gone, 410, "withdrawn")
        self.assertEqual((problem["reason"], problem["withdrawnAt"]),
                         (REASON, answer["withdrawnAt"]))
        self.assertEqual(gone.headers["ETag"], reply.headers["ETag"])
        self.assertEqual(problem["currentETag"], reply.headers["ETag"])
        self.assertNotEqual(reply.headers["ETag"], etag)
        path = f"{path_of(round_id, KEY)}/versions"
        listed = self.daemon.get(path, KEY).json["versions"]
        self.assertEqual([(version["number"], version["current"], version["withdrawn"])
                          for version in listed],
                         [(1, False, {"at": answer["withdrawnAt"], "reason": REASON})])
        self.assertEqual(self.daemon.get(f"{path}/1", KEY).json, DOCUMENT)
        self.assertEqual(self.daemon.get(f"{path}/1/receipt", KEY).status, 200)

    def test_the_version_that_is_meant_has_to_be_named(self):
        round_id = self.programme.round("named")
        self.is_problem(self.withdraw(round_id, '"1-0"'), 404, "not-found")
        first = self.hand_in(round_id)
        second = self.hand_in(round_id, OTHER, If_Match=first)
        for etag, status, code in ((None, 428, "precondition-required"),
                                   (first, 412, "precondition-failed"),
                                   (f"W/{second}", 412, "precondition-failed")):
            with self.subTest(etag):
                reply = self.withdraw(round_id, etag)
                problem = self.is_problem(reply, status, code, stored=False)
                self.assertEqual((problem["currentETag"], reply.headers["ETag"]),
                                 (second, second))
        self.assertEqual(self.current(round_id), f"{KEY}|2")
        self.assertEqual(self.withdraw(round_id, second).status, 200)

    def test_a_reason_is_needed(self):
        round_id = self.programme.round("reason")
        etag = self.hand_in(round_id)
        for reason in (b"", b"null", b"[]", b"{}", b'{"reason": 1}', b'{"reason": "x", "a": 1}',
                       b'{"reason": "x"', b'{"reason": "x", "reason": "y"}', b'\xff', "", "   ",
                       "a\nb", "x" * 501):
            with self.subTest(reason):
                self.is_problem(self.withdraw(round_id, etag, reason), 422, "reason-missing",
                                stored=False)
        self.is_problem(self.withdraw(round_id, etag, "x" * 5000), 413, "too-large",
                        stored=False)
        self.assertEqual(self.current(round_id), f"{KEY}|1")
        self.assertEqual(self.withdraw(round_id, etag, "ä" * 500).json["reason"], "ä" * 500)

    def test_a_repeat_gets_the_same_answer_and_is_written_down(self):
        round_id = self.programme.round("repeat")
        etag = self.hand_in(round_id)
        first = self.withdraw(round_id, etag)
        for reason in (REASON, "another"):
            again = self.withdraw(round_id, etag, reason)
            self.assertEqual((again.status, again.body, again.headers["ETag"]),
                             (200, first.body, first.headers["ETag"]))
        self.assertEqual(self.programme.query(
            f"SELECT attempts FROM withdrawal WHERE round = '{round_id}'"), "3")
        for tag in (None, '"1-0000"', first.headers["ETag"]):
            self.is_problem(self.withdraw(round_id, tag), 410, "withdrawn", stored=False)

    def test_it_comes_back_only_by_its_new_entity_tag(self):
        round_id = self.programme.round("return")
        first = self.hand_in(round_id)
        second = self.hand_in(round_id, OTHER, If_Match=first)
        gone = self.withdraw(round_id, second).headers["ETag"]
        for document in (OTHER, DOCUMENT):
            for headers, status, code in (
                    ({}, 428, "precondition-required"),
                    ({"If_Match": first}, 412, "precondition-failed"),
                    ({"If_Match": second}, 412, "precondition-failed"),
                    ({"If_Match": "*"}, 412, "precondition-failed")):
                with self.subTest(headers=headers):
                    reply = self.daemon.put(round_id, KEY, document, **headers)
                    problem = self.is_problem(reply, status, code, stored=False)
                    self.assertEqual((problem["currentETag"], reply.headers["ETag"]),
                                     (gone, gone))
        dry = self.daemon.put(round_id, KEY, OTHER, "?dry-run=true", If_Match=gone).json
        self.assertEqual((dry["result"], dry["version"]), ("would-store", 3))
        self.assertEqual(self.current(round_id), "")

        reply = self.daemon.put(round_id, KEY, OTHER, If_Match=gone)
        self.assertEqual((reply.status, reply.json["result"], reply.json["version"]),
                         (201, "stored", 3))
        self.assertEqual(reply.json["counts"]["added"], 1)
        self.assertEqual(self.get(round_id).json, OTHER)
        self.is_problem(self.daemon.put(round_id, KEY, DOCUMENT, If_Match=gone), 412,
                        "precondition-failed", stored=False)
        third = reply.headers["ETag"]
        self.assertEqual(self.withdraw(round_id, third).status, 200)
        self.is_problem(self.withdraw(round_id, second), 410, "withdrawn", stored=False)
        self.assertEqual(self.programme.query(
            f"SELECT string_agg(version::text, ' ' ORDER BY version) FROM withdrawal "
            f"WHERE round = '{round_id}'"), "2 3")

    def test_withdrawing_and_correcting_at_once_never_both_succeed(self):
        round_id = self.programme.round("at-once")
        etag = self.hand_in(round_id)
        for _ in range(8):
            correction, withdrawal = at_once([
                lambda: self.daemon.put(round_id, KEY, OTHER, If_Match=etag),
                lambda: self.withdraw(round_id, etag)])
            self.assertEqual(sorted((correction.status, withdrawal.status)), [200, 412],
                             (correction.body, withdrawal.body))
            current = self.current(round_id)
            self.assertEqual(bool(current), correction.status == 200)
            tag = (correction if current else withdrawal).headers["ETag"]
            etag = self.hand_in(round_id, If_Match=tag)

    def test_after_the_round_nothing_is_withdrawn_unless_it_is_extended(self):
        round_id = self.programme.round("closed")
        etag = self.hand_in(round_id)
        self.programme.ctl("round", "close", round_id)
        self.is_problem(self.withdraw(round_id, etag), 409, "round-closed", stored=False)
        self.assertEqual(self.current(round_id), f"{KEY}|1")
        self.programme.ctl("round", "extend", round_id, KEY, "--until", "2099-01-01")
        self.assertEqual(self.withdraw(round_id, etag).status, 200)
        self.programme.query(f"DELETE FROM extension WHERE round = '{round_id}'")
        self.assertEqual(self.withdraw(round_id, etag).status, 200)  # a repeat
        self.is_problem(self.get(round_id), 410, "withdrawn")

    def test_nobody_else_withdraws(self):
        round_id = self.programme.round("others")
        etag = self.hand_in(round_id)
        for who in ("09174", "director", "operator"):
            self.is_problem(self.withdraw(round_id, etag, who=who), 403, "forbidden")
        self.assertEqual(self.current(round_id), f"{KEY}|1")

    def test_a_withdrawal_never_changes_or_leaves(self):
        round_id = self.programme.round("frozen")
        self.withdraw(round_id, self.hand_in(round_id))
        for role, change in (("weltoffend", "UPDATE withdrawal SET reason = 'x'"),
                             ("weltoffend", "DELETE FROM withdrawal"),
                             ("weltoffend_operator", "DELETE FROM withdrawal"),
                             (None, "DELETE FROM withdrawal"), (None, "TRUNCATE withdrawal")):
            with self.subTest(role=role, change=change), self.assertRaises(RuntimeError):
                self.programme.query(change, role)


class Counting(DaemonTest):
    """What was withdrawn does not count wherever something is counted."""

    def test_what_was_withdrawn_counts_nowhere(self):
        round_id = self.programme.round("count")
        replies = self.daemon.hand_in_all(round_id)
        self.assertEqual(self.daemon.run(round_id)["release"], 1)
        base = f"/v1/rounds/{round_id}"
        self.assertEqual(self.daemon.run(round_id)["state"], "held-back")

        gone = self.daemon.request("DELETE", path_of(round_id, KEY), KEY,
                                   json.dumps({"reason": REASON}),
                                   {"If-Match": replies[KEY].headers["ETag"]})
        self.assertEqual(gone.status, 200, gone.body)
        participation = self.daemon.get(f"{base}/participation", "director").json
        self.assertNotIn(KEY, [entry["key"] for entry in participation["municipalities"]
                               if entry["handedIn"]])
        self.assertRegex(self.programme.ctl("status"), fr"(?m)^{round_id} .* {len(KEYS) - 1}/")
        self.assertEqual(self.programme.query(
            f"SELECT DISTINCT is_current FROM answer WHERE round = '{round_id}' "
            f"AND municipality = '{KEY}'"), "f")

        self.assertEqual(self.daemon.run(round_id)["release"], 2)
        release = self.daemon.get(f"{base}/releases/2", "director").json
        self.assertEqual(release["inputs"]["versions"], len(KEYS) - 1)
        self.assertEqual(self.daemon.run(round_id)["state"], "held-back")

        back = self.daemon.put(round_id, KEY, self_check(KEY), If_Match=gone.headers["ETag"])
        self.assertEqual(back.status, 201)
        self.assertEqual(self.daemon.get(f"{base}/releases", "director").json["waiting"], 1)
        self.assertEqual(self.daemon.run(round_id)["release"], 3)
        release = self.daemon.get(f"{base}/releases/3", "director").json
        self.assertEqual(release["inputs"]["versions"], len(KEYS))


if __name__ == "__main__":
    main()
