"""When a release is there and who sees it: embargo, too little changed, what changed and why."""

import json
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).parents[1] / "support"))

from daemon import (  # noqa: E402
    JSON_TYPE, KEYS, DaemonTest, at_once, path_of, self_check, wait_until)
from harness import main  # noqa: E402


def changed(key):
    """The example self-check with another answer."""
    document = json.loads(self_check(key))
    level = document["answers"].get("STR.1.01", {}).get("level", 0)
    document["answers"]["STR.1.01"] = {"level": (level + 1) % 5}
    return document


class ReleaseTest(DaemonTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        at_once([lambda key=key: cls.programme.token(key) for key in KEYS])

    def correct(self, round_id, key):
        etag = self.daemon.get(path_of(round_id, key), key).headers["ETag"]
        reply = self.daemon.put(round_id, key, changed(key), If_Match=etag)
        self.assertEqual(reply.status, 200, reply.body)

    def published(self, round_id):
        run = self.daemon.run(round_id)
        self.assertEqual(run["state"], "published", run)
        return run["release"]

    def run_with_embargo(self, round_id, until):
        """A run whose embargo ends at an instant that SQL gives; returns its release."""
        run = self.programme.query(
            f"INSERT INTO run (round, cause, requested_by, embargo_until) "
            f"VALUES ('{round_id}', 'operator', 'test', {until}) RETURNING id")
        shown = self.daemon.await_run(f"/v1/runs/{run}")
        self.assertEqual(shown["state"], "published", shown)
        return shown["release"]

    def releases(self, round_id, who="director"):
        return self.daemon.get(f"/v1/rounds/{round_id}/releases", who).json


class Embargo(ReleaseTest):
    def newest_everywhere(self, round_id, who):
        """The number of the newest release, wherever one of these roles may read it."""
        base = f"/v1/rounds/{round_id}"
        numbers = {
            self.releases(round_id, who)["releases"][0]["release"],
            int(self.daemon.get(f"{base}/releases/latest", who).headers["Location"][-1]),
            self.daemon.get(base, who).json["latestRelease"],
            self.daemon.get("/v1/rounds", who).json["rounds"][0]["latestRelease"],
            self.daemon.get("/v1/trends?indicator=STR.1.01", who).json["points"][0]["release"],
        }
        if who in KEYS:
            own = path_of(round_id, who)
            numbers |= {self.daemon.get(f"{own}/position", who).json["release"]["release"],
                        self.daemon.get(f"{own}/versions/1/proof", who).json["release"]}
        return numbers

    def statuses(self, round_id, number, who):
        base = f"/v1/rounds/{round_id}/releases/{number}"
        paths = [base, f"{base}?group=all", f"{base}/dcat", f"{base}/changes",
                 f"{base}/changes?since=1", f"{base}/figures/STR.1.01@all"]
        if who in KEYS:
            paths.append(f"{path_of(round_id, who)}/versions/1/proof?release={number}")
        return {self.daemon.get(path, who).status for path in paths}

    def test_a_release_is_seen_by_operators_first_and_by_itself_by_all_later(self):
        round_id = self.programme.round("embargo")
        self.daemon.hand_in_all(round_id, KEYS[1:])
        self.assertEqual(self.published(round_id), 1)
        self.daemon.hand_in_all(round_id, KEYS[:1])
        self.assertEqual(self.releases(round_id)["waiting"], 1)
        self.assertEqual(
            self.run_with_embargo(round_id, "'2098-01-01Z'"), 2)

        others = ("director", KEYS[1])
        for who in others:
            self.assertEqual(self.newest_everywhere(round_id, who), {1}, who)
            self.assertEqual(self.statuses(round_id, 2, who), {404}, who)
        self.assertEqual(self.releases(round_id)["waiting"], 1)
        self.assertEqual(self.newest_everywhere(round_id, "operator"), {2})
        self.assertEqual(self.statuses(round_id, 2, "operator"), {200})
        self.assertEqual(self.releases(round_id, "operator")["waiting"], 0)

        # As if this had been its end from the beginning.
        self.programme.query(f"""
            ALTER TABLE release DISABLE TRIGGER USER;
            UPDATE release SET visible_from = now() + interval '1 second'
                WHERE round = '{round_id}' AND number = 2;
            ALTER TABLE release ENABLE TRIGGER USER""")
        wait_until(lambda: len(self.releases(round_id)["releases"]) == 2,
                   "the embargo ends by itself")
        for who in others:
            self.assertEqual(self.newest_everywhere(round_id, who), {2}, who)
            self.assertEqual(self.statuses(round_id, 2, who), {200}, who)

    def test_no_release_overtakes_one_under_embargo(self):
        round_id = self.programme.round("overtaken")
        self.daemon.hand_in_all(round_id, KEYS[2:])
        done = self.programme.ctl("run", "now", round_id, "--embargo", "2098-07-01T09:30")
        self.assertRegex(done, "published release 1")
        self.daemon.hand_in_all(round_id, KEYS[:2])
        self.assertEqual(self.published(round_id), 2)
        self.assertEqual(self.releases(round_id)["releases"], [])
        self.assertEqual([release["visibleFrom"] for release in
                          self.releases(round_id, "operator")["releases"]],
                         2 * ["2098-07-01T07:30:00Z"])

    def test_an_embargo_has_to_lie_ahead(self):
        round_id = self.programme.round("past")
        self.daemon.hand_in_all(round_id)
        for wrong, complaint in (("2020-01-01", "has to lie ahead: 2020-01-01 is over"),
                                 ("2098-02-30", "no embargo, there is no such day"),
                                 ("tomorrow", "--embargo is YYYY-MM-DD or")):
            with self.subTest(wrong), self.assertRaisesRegex(RuntimeError, complaint):
                self.programme.ctl("run", "now", round_id, "--embargo", wrong)
        self.assertEqual(self.releases(round_id, "operator")["releases"], [])

    def test_a_run_that_is_made_again_keeps_its_embargo(self):
        round_id = self.programme.round("again")
        self.daemon.hand_in_all(round_id)
        self.programme.query(
            f"INSERT INTO run (round, cause, requested_by, requested_at, started_at, finished_at, "
            f"state, embargo_until) VALUES ('{round_id}', 'operator', 'test', now(), now(), "
            f"now() - interval '2 minutes', 'failed', '2098-01-01Z')")
        wait_until(lambda: self.releases(round_id, "operator")["releases"], "it was made again")
        self.assertEqual(self.releases(round_id)["releases"], [])
        self.assertEqual(self.programme.query(
            f"SELECT cause FROM run WHERE round = '{round_id}' AND state = 'published'"),
            "repeat")


class Changes(ReleaseTest):
    def causes(self, round_id):
        return {release["release"]: release["causes"]
                for release in self.releases(round_id)["releases"]}

    def test_the_list_names_what_each_release_changed_and_why(self):
        round_id = self.programme.round("changes")
        self.daemon.hand_in_all(round_id, KEYS[6:])
        self.published(round_id)
        self.daemon.hand_in_all(round_id, KEYS[:6])
        for key in KEYS[10:13]:
            self.correct(round_id, key)
        self.assertEqual(self.releases(round_id)["waiting"], 9)
        self.published(round_id)
        newest, first = self.releases(round_id)["releases"]
        names = ("versions", "added", "corrected", "withdrawn", "joined", "left")
        self.assertEqual([first[name] for name in names], [34, 34, 0, 0, 40, 0])
        self.assertEqual([newest[name] for name in names], [40, 6, 3, 0, 0, 0])
        self.assertEqual(self.causes(round_id), {1: [], 2: ["late", "corrected"]})

    def test_roster_and_method_are_causes(self):
        round_id = self.programme.round("causes")
        self.daemon.hand_in_all(round_id, KEYS[1:])
        self.published(round_id)
        self.daemon.hand_in_all(round_id, KEYS[:1])
        self.published(round_id)
        # What a newcomer and another version of the program would leave behind.
        self.programme.query(f"""
            ALTER TABLE release DISABLE TRIGGER USER;
            ALTER TABLE release_participant DISABLE TRIGGER USER;
            UPDATE release SET method = 'older' WHERE round = '{round_id}' AND number = 1;
            DELETE FROM release_participant WHERE round = '{round_id}' AND number = 1
                AND municipality = '{KEYS[0]}';
            ALTER TABLE release ENABLE TRIGGER USER;
            ALTER TABLE release_participant ENABLE TRIGGER USER""")
        self.assertEqual(self.causes(round_id), {1: [], 2: ["late", "roster", "method"]})

    def test_a_withdrawn_self_check_leaves_the_next_release(self):
        round_id = self.programme.round("withdrawn")
        self.daemon.hand_in_all(round_id)
        self.published(round_id)
        path = path_of(round_id, KEYS[0])
        etag = self.daemon.get(path, KEYS[0]).headers["ETag"]
        self.assertEqual(self.daemon.request("DELETE", path, KEYS[0],
                                             json.dumps({"reason": "Im Test zurückgezogen"}),
                                             {**JSON_TYPE, "If-Match": etag}).status, 200)
        self.assertEqual(self.releases(round_id)["waiting"], 1)
        self.published(round_id)
        self.assertEqual(self.causes(round_id)[2], ["withdrawn"])
        self.assertEqual(self.releases(round_id)["waiting"], 0)


class TooLittle(ReleaseTest):
    options = {"run_minimum_changes": 5}

    def test_too_few_changes_wait_but_not_for_the_final_release(self):
        round_id = self.programme.round("little")
        run = self.daemon.run(round_id)
        self.assertEqual((run["state"], run["message"]), ("held-back", "there is no self-check"))
        self.daemon.hand_in_all(round_id, KEYS[:4])
        run = self.daemon.run(round_id)
        self.assertEqual((run["state"], run["message"]),
                         ("held-back", "too little has changed: 4 self-checks, "
                                       "and a release waits for 5"))
        self.daemon.hand_in_all(round_id, KEYS[4:])
        self.assertEqual(self.published(round_id), 1)
        run = self.daemon.run(round_id)
        self.assertEqual((run["state"], run["message"]), ("held-back", "nothing has changed"))
        self.correct(round_id, KEYS[0])
        run = self.daemon.run(round_id)
        self.assertEqual((run["state"], run["message"]),
                         ("held-back", "too little has changed: 1 self-check, "
                                       "and a release waits for 5"))
        self.programme.ctl("round", "close", round_id)
        final = wait_until(lambda: self.releases(round_id)["releases"][0]["release"] == 2 and
                           self.releases(round_id)["releases"][0], "the final release")
        self.assertEqual((final["final"], final["corrected"]), (True, 1))


if __name__ == "__main__":
    main()
