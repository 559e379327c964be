"""Versions: everything that was handed in can be had again, by its municipality alone."""

import hashlib
import json
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).parents[1] / "support"))

from daemon import DaemonTest, path_of  # noqa: E402
from harness import main  # noqa: E402

KEY = "12072"
OTHER = "09174"


def body(level):
    return json.dumps({"edition": "v1", "answers": {"STR.1.01": {"level": level}}},
                      indent=level).encode()


class Versions(DaemonTest):
    def hand_in(self, round_id, *levels):
        etag, answers = None, []
        for level in levels:
            reply = self.daemon.put(round_id, KEY, body(level),
                                    **({"If_Match": etag} if etag else {}))
            self.assertIn(reply.status, (200, 201), reply.body)
            etag = reply.headers["ETag"]
            answers.append(reply)
        return answers

    def test_the_list_has_every_version_newest_first(self):
        round_id = self.programme.round("list")
        answers = self.hand_in(round_id, 1, 2, 3)
        reply = self.daemon.get(f"{path_of(round_id, KEY)}/versions", KEY)
        self.assertEqual((reply.status, reply.headers["Cache-Control"]),
                         (200, "private, no-store"))
        receipts = [answer.json["receipt"]["receipt"] for answer in answers]
        self.assertEqual(reply.json, {
            "round": round_id, "municipality": KEY,
            "draftSavedAt": None, "versions": [{
                "number": level, "receivedAt": receipts[level - 1]["receivedAt"],
                "mediaType": "application/json", "bytes": len(body(level)),
                "sha256": hashlib.sha256(body(level)).hexdigest(),
                "receipt": receipts[level - 1]["number"], "current": level == 3,
                "withdrawn": None} for level in (3, 2, 1)]})

    def test_who_has_handed_in_nothing_has_an_empty_list(self):
        round_id = self.programme.round("nothing")
        reply = self.daemon.get(f"{path_of(round_id, KEY)}/versions", KEY)
        self.assertEqual((reply.status, reply.json["versions"]), (200, []))
        self.is_problem(self.daemon.get(f"{path_of('nowhere', KEY)}/versions", KEY), 404,
                        "not-found")

    def test_every_version_comes_back_byte_for_byte(self):
        round_id = self.programme.round("bytes")
        for number, answer in enumerate(self.hand_in(round_id, 1, 2, 3), 1):
            path = f"{path_of(round_id, KEY)}/versions/{number}"
            reply = self.daemon.get(path, KEY)
            self.assertEqual((reply.status, reply.body, reply.headers["Content-Type"]),
                             (200, body(number), "application/json"))
            self.assertEqual((reply.headers["ETag"], reply.headers["Cache-Control"]),
                             (answer.headers["ETag"], "private, no-store"))
            again = self.daemon.get(path, KEY, If_None_Match=reply.headers["ETag"])
            self.assertEqual((again.status, again.body), (304, b""))

    def test_a_receipt_is_the_same_bytes_for_ever(self):
        round_id = self.programme.round("receipts")
        first = self.hand_in(round_id, 1)[0]
        path = f"{path_of(round_id, KEY)}/versions/1/receipt"
        before = self.daemon.get(path, KEY)
        self.assertEqual(before.json, first.json["receipt"])
        self.daemon.put(round_id, KEY, body(2), If_Match=first.headers["ETag"])
        after = self.daemon.get(path, KEY)
        self.assertEqual((after.body, after.headers["ETag"]),
                         (before.body, before.headers["ETag"]))
        self.assertEqual(self.daemon.get(path, KEY, If_None_Match=after.headers["ETag"]).status,
                         304)

    def test_there_is_one_address_for_each_version_and_no_other(self):
        round_id = self.programme.round("addresses")
        self.hand_in(round_id, 1)
        versions = f"{path_of(round_id, KEY)}/versions"
        for number in ("0", "2", "01", "+1", "-1", "1.0", "x", "9999999999", "1%00",
                       "99999999999999999999"):
            for behind in ("", "/receipt"):
                with self.subTest(number + behind):
                    reply = self.daemon.get(f"{versions}/{number}{behind}", KEY)
                    self.assertIn(reply.status, (400, 404), reply.body)
        self.is_problem(self.daemon.get(f"{versions}/2", KEY), 404, "not-found")

    def test_nobody_else_sees_any_of_it(self):
        round_id = self.programme.round("others")
        self.hand_in(round_id, 1)
        for behind in ("", "/1", "/1/receipt"):
            path = f"{path_of(round_id, KEY)}/versions{behind}"
            self.is_problem(self.daemon.get(path), 401, "unauthenticated")
            for who in (OTHER, "director", "operator"):
                with self.subTest(behind=behind, who=who):
                    self.is_problem(self.daemon.get(path, who), 403, "forbidden")

    def test_a_signature_never_changes(self):
        round_id = self.programme.round("frozen")
        self.hand_in(round_id, 1)
        for change in ("jws = NULL", "jws = jws || 'A'", "receipt = receipt || ' '"):
            with self.subTest(change), self.assertRaisesRegex(RuntimeError, "never changes"):
                self.programme.query(f"UPDATE version SET {change} WHERE round = '{round_id}'")


if __name__ == "__main__":
    main()
