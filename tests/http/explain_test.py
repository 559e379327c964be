"""One figure explained, and what differs from one release to the next."""

import pathlib
import sys
from fractions import Fraction
from urllib.parse import quote

sys.path.insert(0, str(pathlib.Path(__file__).parents[1] / "support"))

from daemon import KEYS, DaemonTest, self_check  # noqa: E402
from harness import main  # noqa: E402

FIRST, LATE = KEYS[:30], KEYS[30:]
POINTS = {"level": 25, "share": 1, "yes-no": 1}
HEADS = ("id", "subject", "level", "group", "use", "lastPublished")


def corrected(key):
    """The example's self-check with another first answer."""
    return self_check(key).replace(b'"level": 1', b'"level": 4', 1).replace(
        b'"level": 3', b'"level": 2', 1)


class ExplainAndChanges(DaemonTest):
    """Two releases: of thirty self-checks, and of all, after one was corrected."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.round = cls.programme.round("2026")
        cls.base = f"/v1/rounds/{cls.round}/releases"
        cls.daemon.hand_in_all(cls.round, FIRST)
        cls.publish()
        cls.daemon.hand_in_all(cls.round, LATE)
        reply = cls.daemon.put(cls.round, FIRST[0], corrected(FIRST[0]), If_Match="*")
        if reply.status != 200 or reply.json["result"] != "replaced":
            raise RuntimeError(reply.body)
        cls.publish()
        cls.releases = [cls.daemon.get(f"{cls.base}/{number}", "director").json
                        for number in (1, 2)]

    @classmethod
    def publish(cls, *options):
        cls.programme.ctl("run", "now", cls.round, *options)

    def get(self, path, who="director"):
        return self.daemon.get(self.base + path, who)

    def explain(self, name, number=2):
        reply = self.get(f"/{number}/figures/{quote(name, safe='')}")
        self.assertEqual(reply.status, 200, f"{name}: {reply.body}")
        return reply.json

    # --- explanations ---

    def sample(self, number=2):
        """Figures of every level, kind of group and status of a release, a few of each."""
        chosen = {}
        for figure in self.releases[number - 1]["figures"]:
            family = figure["group"].partition("-")[0]
            kind = figure["level"], family, figure["status"], len(figure)
            chosen.setdefault(kind, []).append(figure)
        return [figure for figures in chosen.values() for figure in figures[:2]]

    def test_an_explanation_says_what_the_release_says(self):
        release = self.releases[1]
        groups = {group["id"]: group for group in release["groups"]}
        run = int(self.programme.query("SELECT run FROM release WHERE number = 2"))
        statuses = set()
        for figure in self.sample():
            with self.subTest(figure["id"]):
                shown = self.explain(figure["id"])
                for name in ("round", "release", "publishedAt", "final", "edition", "inputs"):
                    self.assertEqual(shown[name], release[name])
                self.assertEqual((shown["id"], shown["group"], shown["run"]),
                                 (figure["id"], groups[figure["group"]], run))
                self.assertEqual((shown["n"], shown["missing"]),
                                 (figure.get("n"), figure.get("missing")))
                if shown["n"] is not None and "notIncluded" not in figure:
                    self.assertEqual(shown["n"] + shown["missing"], shown["members"])
                self.assertEqual(shown["status"]["name"], figure["status"])
                values = {each["name"]: each["value"] for each in shown["statistics"]}
                for name in ("n", "mean", "share", "q1", "median", "q3", "lower", "upper"):
                    self.assertEqual(values.get(name), figure.get(name))
                self.assertFalse(set(values) & {each["name"] for each in shown["leftOut"]})
                self.is_worded(shown)
                statuses.add(figure["status"])
        self.assertEqual(statuses, {"published", "too-few", "withheld"})

    def is_worded(self, shown):
        """Whatever has a meaning or a reason says it in both languages."""
        self.assertEqual({each["member"]: each["name"] for each in shown["method"]},
                         self.releases[1]["method"])
        told = [shown["status"]["meaning"], shown["subject"]["label"],
                *(each["meaning"] for each in shown["statistics"] + shown["method"]),
                *(each["reason"] for each in shown["leftOut"])]
        for wording in told:
            self.assertTrue(wording["de"] and wording["en"], wording)

    def test_what_was_left_out_has_its_reason(self):
        seen = set()
        for number, figure in [(number, figure) for number in (1, 2)
                               for figure in self.sample(number)]:
            shown = self.explain(figure["id"], number)
            names = {each["name"] for each in shown["leftOut"]}
            reasons = {each["reason"]["en"] for each in shown["leftOut"]}
            if figure["status"] != "published":
                self.assertEqual(reasons, {shown["status"]["meaning"]["en"]})
                seen.add("status")
            elif "quartiles" in figure.get("without", ()):
                self.assertLessEqual({"q1", "median", "q3"}, names)
                seen.add("few")
            elif figure["level"] == "indicator":
                self.assertEqual(names, set())
                seen.add("nothing")
        self.assertEqual(seen, {"status", "few", "nothing"})

    def test_a_figure_above_the_indicators_follows_from_those_it_names(self):
        release = self.releases[1]
        figures = {figure["id"]: figure for figure in release["figures"]}
        kinds = {indicator["id"]: indicator
                 for field in self.daemon.get("/v1/catalogues/v1").json["fields"]
                 for goal in field["goals"] for indicator in goal["indicators"]}
        for figure in self.sample():
            if figure["level"] not in ("goal", "field", "whole"):
                continue
            shown = self.explain(figure["id"])
            self.assertEqual(len(shown["basedOn"]), figure.get("indicators", 0))
            self.assertEqual(sum(each["inBand"] for each in shown["basedOn"]),
                             figure.get("bandIndicators", 0))
            means = []
            for each in shown["basedOn"]:
                below = figures[each["id"]]
                indicator = kinds[below["subject"]]
                mean = (Fraction(below.get("mean", below.get("share")))
                        * POINTS[indicator["kind"]])
                means.append(100 - mean if indicator["polarity"] == "lower" else mean)
            if means:
                self.assertEqual(int(sum(means) / len(means) + Fraction(1, 2)),
                                 int(figure["mean"]))

    def test_what_is_not_published_leads_to_what_is(self):
        followed = 0
        for figure in self.sample():
            shown = self.explain(figure["id"])
            self.assertEqual("use" in shown, figure.get("use") is not None)
            self.assertEqual("lastPublished" in shown, figure.get("lastPublished") is not None)
            for link in (shown.get("use"), shown.get("lastPublished")):
                if link is None:
                    continue
                there = self.daemon.get(link["href"], "director").json
                self.assertEqual(there["status"]["name"], "published")
                followed += 1
        self.assertGreater(followed, 5)

    def test_the_at_sign_may_be_escaped_and_every_role_reads_the_same(self):
        bodies = {self.get(path, who).body
                  for path in ("/2/figures/STR.1.01@all", "/2/figures/STR.1.01%40all")
                  for who in ("director", "operator", KEYS[0])}
        self.assertEqual(len(bodies), 1)
        shown = self.explain("STR.1#measures@all")
        self.assertEqual(shown["subject"]["level"], "measures")

    def test_what_is_not_there_is_not_found(self):
        for path in ("/2/figures/STR.1.01", "/2/figures/STR.1.01@nobody", "/9/figures/whole@all",
                     "/latest/figures/whole@all", "/02/figures/whole@all"):
            with self.subTest(path):
                self.is_problem(self.get(path), 404, "not-found")

    # --- changes ---

    def contents(self, number):
        """The figures of a release without what is no change of them, by id."""
        return {figure["id"]: {name: value for name, value in figure.items() if name not in HEADS}
                for figure in self.releases[number - 1]["figures"]}

    def test_each_figure_that_differs_is_told_as_it_was_and_is(self):
        before, after = self.contents(1), self.contents(2)
        expected = {name: (before.get(name), after.get(name)) for name in {*before, *after}
                    if before.get(name) != after.get(name)}
        changes = self.get("/2/changes").json
        given = {each["id"]: (each["from"], each["to"]) for each in changes["figures"]}
        self.assertEqual(given, expected)
        self.assertEqual(len(given), len(changes["figures"]))
        self.assertGreater(len(given), 100)
        self.assertEqual((changes["round"], changes["release"], changes["since"]),
                         (self.round, 2, 1))
        self.assertEqual(self.get("/2/changes?since=1").json, changes)

    def test_causes_are_those_of_the_whole_and_of_no_figure(self):
        reply = self.get("/2/changes")
        causes = {each["cause"]: each.get("count") for each in reply.json["causes"]}
        self.assertEqual(causes, {"late": len(LATE), "corrected": 1})
        for figure in reply.json["figures"]:
            self.assertEqual(set(figure), {"id", "subject", "level", "group", "from", "to"})
        for key in KEYS:
            self.assertNotIn(key.encode(), reply.body)
        for each in reply.json["causes"]:
            self.assertTrue(each["meaning"]["de"] and each["meaning"]["en"])

    def test_before_the_first_release_there_was_nothing(self):
        for path in ("/1/changes", "/1/changes?since=0"):
            changes = self.get(path).json
            self.assertEqual((changes["since"], changes["causes"]), (0, []))
            self.assertEqual({each["id"]: each["to"] for each in changes["figures"]},
                             self.contents(1))
        self.assertEqual(len(self.get("/2/changes?since=0").json["figures"]),
                         len(self.releases[1]["figures"]))

    def test_only_an_earlier_release_is_compared(self):
        for since in ("2", "3", "latest", "-1", "01", ""):
            with self.subTest(since):
                problem = self.is_problem(self.get(f"/2/changes?since={since}"), 400,
                                          "wrong-parameter")
                self.assertEqual(problem["parameter"], "since")
                self.assertIn("„since=“ nur eines stehen: die Nummer einer früheren Veröffentlichung, oder 0.",
                              problem["detail"])
        self.is_problem(self.get("/9/changes"), 404, "not-found")
        self.is_problem(self.get("/9/changes?since=1"), 404, "not-found")

    # --- embargo ---

    def test_nothing_of_a_release_is_seen_before_its_instant(self):
        reply = self.daemon.put(self.round, FIRST[1], corrected(FIRST[1]), If_Match="*")
        self.assertEqual(reply.status, 200, reply.body)
        self.publish("--embargo", "2099-01-01")
        paths = ("/3", "/3/dcat", "/3/changes", "/3/figures/whole@all")
        for path in paths:
            self.is_problem(self.get(path), 404, "not-found")
            self.assertEqual(self.get(path, "operator").status, 200, path)
        # The clock cannot be moved, so the instant is, past the trigger that forbids it.
        self.programme.query("SET session_replication_role = replica; "
                             "UPDATE release SET visible_from = now() WHERE number = 3")
        for path in paths:
            self.assertEqual(self.get(path).status, 200, path)


if __name__ == "__main__":
    main()
