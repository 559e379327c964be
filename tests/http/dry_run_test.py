"""A dry run says what would become of the own position, and nothing about others."""

import json
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).parents[1] / "support"))

from daemon import KEYS, DaemonTest, at_once, path_of, self_check  # noqa: E402
from harness import main  # noqa: E402

DRY = "?dry-run=true"
KEY, LATE = KEYS[0], KEYS[-1]


class DryRun(DaemonTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        at_once([lambda key=key: cls.programme.token(key) for key in (*KEYS, "operator")])
        cls.round = cls.released("2026")

    @classmethod
    def released(cls, round_id):
        """A round that all have handed in for, with a release."""
        cls.programme.round(round_id)
        cls.daemon.hand_in_all(round_id)
        if cls.daemon.run(round_id)["state"] != "published":
            raise RuntimeError("no release")
        return round_id

    def tried(self, round_id, key, document, **headers):
        """The answer to a dry run of the document, which changes nothing."""
        before = self.programme.versions(round_id)
        reply = self.daemon.put(round_id, key, document, DRY, **{"If_Match": "*", **headers})
        self.assertEqual((reply.status, reply.json["stored"]), (200, False), reply.body)
        self.assertEqual(self.programme.versions(round_id), before)
        return reply.json

    def position(self, round_id, key):
        return self.daemon.get(f"{path_of(round_id, key)}/position", key).json

    @staticmethod
    def places(position):
        """Each subject's own value and its bands in the own groups, from GET .../position."""
        own = {group["id"] for group in position["groups"] if group["own"]}
        return {subject["subject"]: {
            **subject["own"], "bands": {figure["group"]: figure["band"]
                                        for figure in subject["figures"]
                                        if "band" in figure and figure["group"] in own}}
                for subject in position["subjects"]}

    def changed(self):
        """The example with every level moved by one, a measure less and an answer gone."""
        document = json.loads(self_check(KEY))
        for answer in document["answers"].values():
            if "level" in answer:
                answer["level"] += -1 if answer["level"] == 4 else 1
        document["measures"] = []
        document["answers"].popitem()
        return document

    def test_before_and_after_are_the_positions_before_and_after(self):
        round_id = self.released("real")
        before = self.places(self.position(round_id, KEY))
        tried = self.tried(round_id, KEY, self.changed())
        self.assertEqual(tried["result"], "would-replace")
        etag = self.daemon.get(path_of(round_id, KEY), KEY).headers["ETag"]
        stored = self.daemon.put(round_id, KEY, self.changed(), If_Match=etag)
        self.assertEqual(stored.status, 200, stored.body)
        self.assertNotIn("position", stored.json)
        after = self.places(self.position(round_id, KEY))
        self.assertEqual(tried["position"]["release"], 1)
        told = {entry["subject"]: (entry["before"], entry["after"])
                for entry in tried["position"]["subjects"]}
        self.assertEqual(told, {subject: (before[subject], after[subject]) for subject in before
                                if before[subject] != after[subject]})
        self.assertEqual({entry["level"] for entry in tried["position"]["subjects"]},
                         {"indicator", "measures", "goal", "field", "whole"})
        self.assertGreater(len(told), 30)

    def test_nothing_changes_for_the_same_answers(self):
        reply = self.daemon.put(self.round, KEY, self_check(KEY), DRY).json
        self.assertEqual((reply["result"], reply["position"]),
                         ("unchanged", {"release": 1, "subjects": []}))
        document = json.loads(self_check(KEY))
        document["answers"]["STR.1.01"]["comment"] = "nur eine Bemerkung"
        reply = self.tried(self.round, KEY, document)
        self.assertEqual(reply["position"], {"release": 1, "subjects": []})

    def test_before_is_null_as_long_as_nothing_is_handed_in(self):
        round_id = self.released("gone")
        path = path_of(round_id, LATE)
        etag = self.daemon.get(path, LATE).headers["ETag"]
        gone = self.daemon.request("DELETE", path, LATE, b'{"reason": "x"}',
                                   {"If-Match": etag, "Content-Type": "application/json"})
        self.assertEqual(gone.status, 200, gone.body)
        reply = self.tried(round_id, LATE, self_check(LATE), If_Match=gone.headers["ETag"])
        self.assertEqual(reply["result"], "would-store")
        subjects = reply["position"]["subjects"]
        self.assertEqual({str(entry["before"]) for entry in subjects}, {"None"})
        self.assertTrue(any(entry["after"]["bands"] for entry in subjects))
        self.is_problem(self.daemon.get(f"{path}/position", LATE), 404, "not-found")

        never = self.programme.round("never")
        self.daemon.hand_in_all(never, KEYS[:-1])
        self.assertEqual(self.daemon.run(never)["state"], "published")
        reply = self.daemon.put(never, LATE, self_check(LATE), DRY).json
        self.assertEqual((reply["result"], reply["position"]["release"]), ("would-store", 1))
        self.assertEqual({str(entry["before"]) for entry in reply["position"]["subjects"]},
                         {"None"})

    def test_the_places_are_among_published_figures_and_say_nothing_of_others(self):
        release = self.daemon.get(f"/v1/rounds/{self.round}/releases/1", KEY).json
        figures = {(figure["subject"], figure["group"]): figure for figure in release["figures"]}
        own = {group["id"] for group in self.position(self.round, KEY)["groups"] if group["own"]}
        reply = self.tried(self.round, KEY, self.changed())
        placed = 0
        for entry in reply["position"]["subjects"]:
            self.assertEqual(set(entry), {"subject", "level", "before", "after"})
            for group in {**entry["before"]["bands"], **entry["after"]["bands"]}:
                figure = figures[entry["subject"], group]
                self.assertIn(group, own)
                self.assertEqual(figure["status"], "published")
                self.assertTrue("q1" in figure or "lower" in figure)
                placed += 1
        self.assertGreater(placed, 20)
        body = json.dumps(reply)
        for key in KEYS[1:]:
            self.assertNotIn(f'"{key}"', body)
        # The draft moves no figure: a wilder one is placed among the same ones.
        self.assertEqual(self.daemon.get(f"/v1/rounds/{self.round}/releases/1", KEY).json, release)

    def test_there_is_none_without_a_release_that_can_be_seen(self):
        round_id = self.programme.round("fresh")
        self.assertIsNone(self.daemon.put(round_id, KEY, self_check(KEY), DRY).json["position"])
        self.daemon.hand_in_all(round_id)
        self.programme.ctl("run", "now", round_id, "--embargo", "2099-01-31T09:00")
        self.daemon.wait_for_log("release published .*round=fresh|round=fresh .*published")
        self.assertIsNone(self.tried(round_id, KEY, self.changed())["position"])

    def test_a_broken_document_and_a_wrong_precondition_have_no_position(self):
        problem = self.is_problem(self.daemon.put(self.round, KEY, {"edition": "v1"}, DRY), 422,
                                  "self-check-invalid", stored=False)
        self.assertNotIn("position", problem)
        self.is_problem(self.daemon.put(self.round, KEY, self.changed(), DRY), 428,
                        "precondition-required", stored=False)


if __name__ == "__main__":
    main()
