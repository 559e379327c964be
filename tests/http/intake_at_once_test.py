"""Handing in when many do so at the same moment."""

import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).parents[1] / "support"))

from daemon import KEYS, DaemonTest, at_once, self_check  # noqa: E402
from harness import main  # noqa: E402


def document(level):
    return {"edition": "v1", "answers": {"STR.1.01": {"level": level}}}


class AtOnce(DaemonTest):
    options = {"connections_per_client": 256}

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        at_once([lambda key=key: cls.programme.token(key) for key in KEYS])

    def test_forty_municipalities_are_all_stored(self):
        round_id = self.programme.round("forty")
        replies = self.daemon.hand_in_all(round_id)
        self.assertEqual({key: reply.status for key, reply in replies.items()},
                         {key: 201 for key in KEYS})
        self.assertEqual({key: reply.json["municipality"] for key, reply in replies.items()},
                         {key: key for key in KEYS})
        self.assertEqual(self.programme.query(
            f"SELECT count(*), count(DISTINCT municipality), max(number) FROM version "
            f"WHERE round = '{round_id}'"), "40|40|1")

    def test_of_two_first_hand_ins_with_different_content_one_is_stored(self):
        round_id = self.programme.round("two")
        replies = at_once([
            lambda key=key, level=level: self.daemon.put(round_id, key, document(level))
            for key in KEYS for level in (1, 2)])
        for index, key in enumerate(KEYS):
            pair = replies[2 * index:2 * index + 2]
            with self.subTest(key):
                self.assertIn(sorted(reply.status for reply in pair), ([201, 428], [201, 412]))
                stored = next(reply for reply in pair if reply.status == 201).json
                refused = next(reply for reply in pair if reply.status != 201)
                self.assertFalse(refused.json["stored"])
                self.assertEqual(self.programme.query(
                    f"SELECT number, sha256, \"values\"[1] FROM version WHERE round = '{round_id}' "
                    f"AND municipality = '{key}'"),
                    f"1|{stored['receipt']['receipt']['sha256']}|"
                    f"{stored['changes'][0]['to']['level']}")

    def test_the_same_first_hand_in_from_many_sides_is_stored_once(self):
        round_id = self.programme.round("same")
        replies = at_once([lambda: self.daemon.put(round_id, KEYS[0], self_check(KEYS[0]))] * 20)
        self.assertEqual(sorted((reply.status, reply.json["result"]) for reply in replies),
                         [(200, "unchanged")] * 19 + [(201, "stored")])
        for reply in replies:
            self.assertEqual(reply.json["receipt"], replies[0].json["receipt"])
        self.assertEqual(self.programme.query(
            f"SELECT current, attempts FROM self_check WHERE round = '{round_id}'"), "1|20")
        self.assertEqual(self.programme.versions(round_id), 1)

    def test_of_many_corrections_of_one_version_one_is_stored(self):
        round_id = self.programme.round("corrections")
        etag = self.daemon.put(round_id, KEYS[0], self_check(KEYS[0])).headers["ETag"]
        replies = at_once([
            lambda level=level: self.daemon.put(round_id, KEYS[0], document(level), If_Match=etag)
            for level in range(5)])
        self.assertEqual(sorted(reply.status for reply in replies), [200, 412, 412, 412, 412])
        self.assertEqual(self.programme.versions(round_id), 2)


if __name__ == "__main__":
    main()
