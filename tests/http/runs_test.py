"""Runs: asked for, and by several daemons at once."""

import json
import pathlib
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).parents[1] / "support"))

from daemon import (KEYS, Daemon, DaemonTest, Programme, at_once, self_check,  # noqa: E402
                    wait_until)
from harness import main  # noqa: E402

SOME = KEYS[:8]


def changed(key, level):
    document = json.loads(self_check(key))
    document["answers"]["STR.1.01"] = {"level": level}
    return document


class OnDemand(DaemonTest):
    def test_a_run_is_asked_for_and_ends_in_a_release(self):
        round_id = self.programme.round("asked")
        path = f"/v1/rounds/{round_id}/runs"
        for key in SOME:
            self.daemon.put(round_id, key, self_check(key))
        for who in (KEYS[0], "director"):
            self.is_problem(self.daemon.request("POST", path, who), 403, "forbidden")
        reply = self.daemon.request("POST", path, "operator")
        self.assertEqual((reply.status, reply.json["state"], reply.json["round"]),
                         (202, "queued", round_id))
        self.assertEqual(reply.headers["Location"], f"/v1/runs/{reply.json['run']}")
        run = self.daemon.await_run(reply.headers["Location"])
        self.assertEqual([run[name] for name in ("state", "cause", "progress", "release")],
                         ["published", "operator", 100, 1])
        self.is_problem(self.daemon.get(reply.headers["Location"], "director"), 403, "forbidden")
        for path in ("/v1/runs/0", "/v1/runs/x", "/v1/runs/99999999999999999999"):
            self.is_problem(self.daemon.get(path, "operator"), 404, "not-found")
        self.is_problem(self.daemon.request("POST", "/v1/rounds/none/runs", "operator"), 404,
                        "not-found")

    def test_nothing_new_makes_no_release(self):
        round_id = self.programme.round("nothing")
        self.assertEqual(self.daemon.run(round_id)["state"], "held-back")
        for key in SOME:
            self.daemon.put(round_id, key, self_check(key))
        self.assertEqual(self.daemon.run(round_id)["state"], "published")
        self.daemon.put(round_id, SOME[0], self_check(SOME[0]))  # a repeat is nothing new
        run = self.daemon.run(round_id)
        self.assertEqual((run["state"], run["release"]), ("held-back", None))
        self.assertTrue(run["message"])
        shown = self.daemon.get(f"/v1/rounds/{round_id}/releases", "director").json
        self.assertEqual(len(shown["releases"]), 1)

    def test_a_correction_waits_for_the_next_release_and_alters_none(self):
        round_id = self.programme.round("correction")
        base = f"/v1/rounds/{round_id}/releases"
        for key in SOME:
            self.daemon.put(round_id, key, self_check(key))
        self.daemon.run(round_id)
        forms = ("application/json", "text/csv", "text/csv;profile=excel-de")
        before = [self.daemon.get(f"{base}/1", "director", Accept=form).body for form in forms]
        self.assertEqual(self.daemon.put(round_id, SOME[0], changed(SOME[0], 0), If_Match="*")
                         .status, 200)
        self.daemon.put(round_id, KEYS[8], self_check(KEYS[8]))
        self.assertEqual(self.daemon.get(base, "director").json["waiting"], 2)
        self.assertEqual(self.daemon.run(round_id)["release"], 2)

        after = [self.daemon.get(f"{base}/1", "director", Accept=form).body for form in forms]
        self.assertEqual(before, after)
        shown = self.daemon.get(base, "director").json
        self.assertEqual(shown["waiting"], 0)
        self.assertEqual([(one["release"], one["versions"], one["added"], one["corrected"])
                          for one in shown["releases"]], [(2, 9, 1, 1), (1, 8, 8, 0)])
        self.assertEqual(self.daemon.get(f"{base}/latest", "director").headers["Location"],
                         f"{base}/2")
        second = self.daemon.get(f"{base}/2", "director").json
        self.assertNotEqual(second["inputs"]["sha256"], json.loads(before[0])["inputs"]["sha256"])


class Together(unittest.TestCase):
    def test_two_daemons_number_the_releases_without_gap_or_double(self):
        programme = Programme("together")
        self.addCleanup(programme.drop)
        daemons = [Daemon(programme), Daemon(programme)]
        for daemon in daemons:
            self.addCleanup(daemon.close)
            daemon.start()
        rounds = [programme.round("one"), programme.round("two")]
        for round_id in rounds:
            for key in SOME:
                daemons[0].put(round_id, key, self_check(key))
        programme.token("operator")
        for level in (1, 2, 3):
            for round_id in rounds:
                self.assertEqual(daemons[1].put(round_id, SOME[0], changed(SOME[0], level),
                                                If_Match="*").status, 200)
            at_once([lambda index=index: daemons[index % 2].request(
                "POST", f"/v1/rounds/{rounds[index // 5]}/runs", "operator")
                for index in range(10)])
            wait_until(lambda: programme.query(
                "SELECT count(*) FROM run WHERE finished_at IS NULL") == "0", "all runs ended")
        self.assertEqual(programme.query(
            "SELECT round, number FROM release ORDER BY round, number"),
            "one|1\none|2\none|3\ntwo|1\ntwo|2\ntwo|3")
        self.assertEqual(programme.query(
            "SELECT count(*) FROM run WHERE state NOT IN ('published', 'held-back')"), "0")
        self.assertEqual(programme.query(
            "SELECT count(*) FROM release JOIN run ON run.id = release.run "
            "AND run.release = release.number AND run.round = release.round"), "6")
        self.assertEqual(programme.query(
            "SELECT count(DISTINCT sha256) FROM release_form WHERE form = 'json'"), "6")


if __name__ == "__main__":
    main()
