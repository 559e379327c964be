"""Disclosure control as an installation has it: its key, its groups, and the end of a round."""

import json
import pathlib
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).parents[1] / "support"))

from daemon import KEYS, DaemonTest, self_check  # noqa: E402
from harness import main  # noqa: E402


def figures_of(release, **wanted):
    return [figure for figure in release["figures"]
            if all(figure[name] == value for name, value in wanted.items())]


class Disclosure(DaemonTest):
    def release(self, round_id):
        reply = self.daemon.get(f"/v1/rounds/{round_id}/releases/latest", "director")
        self.assertEqual(reply.status, 302, reply.body)
        return self.daemon.get(reply.headers["Location"], "director").json

    def publish(self, round_id):
        run = self.daemon.run(round_id)
        self.assertEqual(run["state"], "published", run)
        return self.release(round_id)

    def test_groups_of_an_operator_are_in_the_release(self):
        round_id = self.programme.round("groups")
        members = KEYS[::3]
        with tempfile.NamedTemporaryFile("w", suffix=".csv") as file:
            file.write("\n".join(["key", *members]) + "\n")
            file.flush()
            self.programme.ctl("group", "create", round_id, "third", "--owner", "Erfundene Stiftung",
                               "--label-de", "Jede dritte", "--label-en", "Every third",
                               "--members", file.name)
        self.daemon.hand_in_all(round_id)
        release = self.publish(round_id)
        self.assertEqual(release["groups"][-1], {
            "id": "third", "label": {"de": "Jede dritte", "en": "Every third"}, "family": "own",
            "members": len(members), "tooSmall": False, "owner": "Erfundene Stiftung"})
        figures = figures_of(release, group="third")
        self.assertEqual(len(figures), len(figures_of(release, group="all")))
        self.assertIn("published", {figure["status"] for figure in figures})
        participation = self.daemon.get(f"/v1/rounds/{round_id}/participation", "director").json
        self.assertEqual(participation["groups"][-1], {
            "id": "third", "label": {"de": "Jede dritte", "en": "Every third"},
            "members": len(members), "handedIn": len(members)})
        self.assertEqual([group["id"] for group in participation["groups"]],
                         [group["id"] for group in release["groups"]])

    def test_the_final_release_says_how_many_it_could_not_include(self):
        round_id = self.programme.round("final")
        self.daemon.hand_in_all(round_id, KEYS[:30])
        first = self.publish(round_id)
        self.daemon.hand_in_all(round_id, KEYS[30:33])
        second = self.publish(round_id)
        self.assertEqual({figure["status"] for figure
                          in figures_of(second, level="measures", group="all")}, {"too-few"})
        self.programme.ctl("round", "close", round_id)
        self.daemon.hand_in_all(round_id, KEYS[33:])  # too late
        self.daemon.close_round(round_id)  # as it is already
        final = self.release(round_id)
        self.assertTrue(final["final"])
        known = {figure["id"]: figure for figure in first["figures"]}
        repeated = [figure for figure in final["figures"] if "notIncluded" in figure]
        self.assertGreater(len(repeated), 50)
        for figure in repeated:
            before = known[figure["id"]]
            self.assertLessEqual(figure["notIncluded"], 3)
            self.assertEqual({name: value for name, value in figure.items()
                              if name != "notIncluded"}, before)
        self.assertEqual({figure["notIncluded"] for figure
                          in repeated if figure["level"] == "measures"
                          and figure["group"] == "all"}, {3})

    def test_planned_goals_stay_when_the_bytes_are_erased(self):
        round_id = self.programme.round("erased")
        self.daemon.hand_in_all(round_id)
        goals = [goal["id"] for field in json.loads(self.catalogue())["fields"]
                 for goal in field["goals"]]
        before = self.programme.query("SELECT municipality, planned FROM version "
                                      f"WHERE round = '{round_id}' ORDER BY 1")
        for line in before.splitlines():
            key, planned = line.split("|")
            measures = json.loads(self_check(key)).get("measures", [])
            wanted = {measure["goal"] for measure in measures
                      if measure.get("status") != "dropped"}
            self.assertEqual(planned, "{" + ",".join(
                str(int(goal in wanted)) for goal in goals) + "}", key)
        self.assertIn("1", before.partition("|")[2])
        self.programme.query("UPDATE version SET bytes = NULL, content = NULL "
                             f"WHERE round = '{round_id}'")
        release = self.publish(round_id)
        counts = [figure["count"] for figure in figures_of(release, level="measures", group="all",
                                                           status="published")]
        self.assertGreater(len(counts), 5)
        self.assertGreater(min(counts), 0)

    def catalogue(self):
        return self.daemon.get("/v1/catalogues/v1").body

    def test_a_run_without_a_key_fails_and_says_how_to_make_one(self):
        round_id = self.programme.round("keyless")
        self.daemon.hand_in_all(round_id, KEYS[:5])
        path = pathlib.Path(self.daemon.options["disclosure_key"])
        right = path.read_bytes()
        try:
            path.unlink()
            run = self.daemon.run(round_id)
            self.assertEqual((run["state"], run["message"]), (
                "failed", f"there is no disclosure key; weltoffenctl key create {path} makes one"))
            self.assertEqual(self.programme.query("SELECT actor, subject FROM audit WHERE round = "
                                                  f"'{round_id}' AND action = 'run-failed'"),
                             f"run {run['run']}|{run['run']}")
            for wrong in (b"", b"a" * 62 + b"\n", bytes(range(31)), bytes(2000), b"a" * 5000):
                path.write_bytes(wrong)
                run = self.daemon.run(round_id)
                self.assertEqual((run["state"], run["message"]), (
                    "failed", f"the disclosure key {path} has to be 32 to 1024 bytes"), wrong)
            path.write_bytes(bytes(range(256)))
            self.assertEqual(self.daemon.run(round_id)["state"], "published")
        finally:
            path.write_bytes(right)


if __name__ == "__main__":
    main()
