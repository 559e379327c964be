"""A municipality's own place: its values beside the published figures, and nothing of others."""

import json
import pathlib
import sys
from decimal import ROUND_HALF_UP, Decimal

sys.path.insert(0, str(pathlib.Path(__file__).parents[1] / "support"))

from daemon import KEYS, DaemonTest, at_once, path_of, self_check  # noqa: E402
from harness import EXAMPLE, main  # noqa: E402

ROUND = "2026"
CATALOGUE = json.loads((EXAMPLE / "catalogue-v1.json").read_text(encoding="utf-8"))
INDICATORS = {indicator["id"]: indicator for field in CATALOGUE["fields"]
              for goal in field["goals"] for indicator in goal["indicators"]}


def rounded(value, places=0):
    return Decimal(value).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)


def points(indicator, value):
    """What a rounded number is worth, of which more is better; None without points."""
    if indicator["kind"] == "rate" or indicator["polarity"] == "neutral":
        return None
    worth = Decimal(value) * (25 if indicator["kind"] == "level" else 1)
    return 100 - worth if indicator["polarity"] == "lower" else worth


class Position(DaemonTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.programme.round(ROUND)
        at_once([lambda key=key: cls.programme.token(key) for key in KEYS])
        cls.daemon.hand_in_all(ROUND)
        if cls.daemon.run(ROUND)["state"] != "published":
            raise RuntimeError("no release")
        cls.release = cls.daemon.get(f"/v1/rounds/{ROUND}/releases/1", "director").json

    def position(self, key, round_id=ROUND):
        reply = self.daemon.get(f"{path_of(round_id, key)}/position", key)
        self.assertEqual(reply.status, 200, reply.body)
        self.assertEqual(reply.headers["Cache-Control"], "private, no-store")
        return reply.json

    def own_rounded(self, indicator, answer, key):
        """The own number as a figure of the indicator would be written, worked out again."""
        if indicator["kind"] == "level":
            return rounded(answer["level"], 1)
        if indicator["kind"] == "yes-no":
            return Decimal(100 if answer["yes"] else 0)
        stored = Decimal(self.programme.query(
            f"SELECT value FROM answer WHERE round = '{ROUND}' AND is_current "
            f"AND municipality = '{key}' AND indicator = '{indicator['id']}'"))
        return rounded(stored) if indicator["kind"] == "share" else None

    def test_the_figures_are_those_of_the_release_and_no_others(self):
        position = self.position(KEYS[0])
        self.assertEqual(
            {name: position[name] for name in ("round", "municipality", "version", "edition")},
            {"round": ROUND, "municipality": KEYS[0], "version": 1, "edition": "v1"})
        self.assertEqual(position["release"],
                         {"release": 1, "publishedAt": self.release["publishedAt"],
                          "final": False, "version": 1})
        figures = [{"subject": subject["subject"], "level": subject["level"], **figure}
                   for subject in position["subjects"] for figure in subject["figures"]]
        for figure in figures:
            figure.pop("band", None)
        given = [{name: value for name, value in figure.items() if name != "id"}
                 for figure in self.release["figures"]]
        self.assertEqual(figures, given)
        body = json.dumps(position)
        for key in KEYS[1:]:
            self.assertNotIn(f'"{key}"', body)

    def test_own_groups_are_marked(self):
        groups = {key: {group["id"]: group["own"] for group in self.position(key)["groups"]}
                  for key in KEYS}
        published = {group["id"]: group["members"] for group in self.release["groups"]}
        for group, members in published.items():
            self.assertEqual(sum(own[group] for own in groups.values()), members, group)
        self.assertEqual({group for group, own in groups["12054000"].items() if own},
                         {"all", "band-3", "kind-gemeinde", "land-12"})

    def test_own_values_stand_beside_quartiles(self):
        banded = 0
        for key in KEYS[:4]:
            answers = json.loads(self_check(key))["answers"]
            for subject in self.position(key)["subjects"]:
                indicator = INDICATORS.get(subject["subject"])
                if indicator is None:
                    continue
                answer = answers.get(indicator["id"], {"state": "skipped"})
                own = subject["own"]
                self.assertEqual(own["state"], answer.get("state", "answered"))
                if own["state"] != "answered":
                    self.assertEqual(set(own), {"state"})
                    continue
                expected = self.own_rounded(indicator, answer, key)
                if expected is not None:
                    self.assertEqual(Decimal(own["rounded"]), expected)
                self.assertEqual("points" in own, points(indicator, 0) is not None)
                for figure in subject["figures"]:
                    self.assertEqual("band" in figure, "q1" in figure)
                    if "q1" not in figure:
                        continue
                    value = Decimal(own["rounded"])
                    self.assertEqual(figure["band"],
                                     "below" if value < Decimal(figure["q1"]) else
                                     "above" if value > Decimal(figure["q3"]) else "within")
                    banded += 1
        self.assertGreater(banded, 200)

    def test_strengths_and_gaps_are_worked_out_from_rounded_numbers(self):
        means = {figure["subject"]: figure.get("mean", figure.get("share"))
                 for figure in self.release["figures"]
                 if figure["group"] == "all" and figure["level"] == "indicator"}
        listed = 0
        for key in KEYS[:6]:
            answers = json.loads(self_check(key))["answers"]
            for field, given in zip(CATALOGUE["fields"], self.position(key)["fields"]):
                differences = []
                for goal in field["goals"]:
                    for indicator in goal["indicators"]:
                        answer = answers.get(indicator["id"], {"state": "skipped"})
                        mean = means[indicator["id"]]
                        if "state" in answer or mean is None or points(indicator, 0) is None:
                            continue
                        own = points(indicator, self.own_rounded(indicator, answer, key))
                        mean = points(indicator, mean)
                        differences.append((indicator["id"], own, mean, own - mean))
                strengths = sorted((each for each in differences if each[3] > 0),
                                   key=lambda each: -each[3])[:5]
                gaps = sorted((each for each in differences if each[3] < 0),
                              key=lambda each: each[3])[:5]
                self.assertEqual(given["field"], field["id"])
                for name, expected in (("strengths", strengths), ("gaps", gaps)):
                    found = [(each["indicator"], Decimal(each["own"]), Decimal(each["mean"]),
                              Decimal(each["difference"])) for each in given[name]]
                    self.assertEqual([each[3] for each in found], [each[3] for each in expected])
                    self.assertLessEqual(set(found), set(differences))
                    listed += len(found)
        self.assertGreater(listed, 100)

    def test_scores_are_the_means_of_what_is_below(self):
        for key in KEYS[:6]:
            own = {subject["subject"]: subject["own"]
                   for subject in self.position(key)["subjects"]}
            for field in CATALOGUE["fields"]:
                goals = [own[goal["id"]].get("points") for goal in field["goals"]]
                goals = [Decimal(score) for score in goals if score is not None]
                expected = rounded(sum(goals) / len(goals), 2) if goals else None
                given = own[field["id"]].get("points")
                self.assertEqual(None if given is None else Decimal(given), expected)
            fields = [Decimal(own[field["id"]]["points"]) for field in CATALOGUE["fields"]
                      if "points" in own[field["id"]]]
            self.assertEqual(Decimal(own["whole"]["points"]),
                             rounded(sum(fields) / len(fields), 2))

    def test_planned_measures_are_its_own_until_they_are_erased(self):
        seen = 0
        for key in KEYS[:8]:
            measures = json.loads(self_check(key)).get("measures", [])
            position = self.position(key)
            listed = [measure for field in position["fields"] for measure in field["measures"]]
            self.assertEqual(sorted(measure["aim"] for measure in listed),
                             sorted(measure["aim"] for measure in measures))
            planned = {measure["goal"] for measure in measures
                       if measure.get("status") != "dropped"}
            self.assertEqual({subject["subject"].removesuffix("#measures")
                              for subject in position["subjects"]
                              if subject["own"].get("planned")}, planned)
            seen += len(listed)
        self.assertGreater(seen, 5)

        last = KEYS[-1]
        before = self.position(last)
        self.programme.query(f"UPDATE version SET bytes = NULL, content = NULL "
                             f"WHERE municipality = '{last}'")
        after = self.position(last)
        self.assertEqual([set(field) for field in after["fields"]],
                         len(after["fields"]) * [{"field", "strengths", "gaps"}])
        self.assertEqual(after["subjects"], before["subjects"])

    def test_it_is_there_before_a_release_but_not_before_a_self_check(self):
        round_id = self.programme.round("fresh")
        path = f"{path_of(round_id, KEYS[0])}/position"
        self.is_problem(self.daemon.get(path, KEYS[0]), 404, "not-found")
        self.daemon.hand_in_all(round_id, KEYS[:1])
        position = self.position(KEYS[0], round_id)
        self.assertEqual((position["release"], position["groups"]), (None, []))
        self.assertEqual({len(subject["figures"]) for subject in position["subjects"]}, {0})
        self.assertEqual({len(field["strengths"]) for field in position["fields"]}, {0})
        self.daemon.hand_in_all(round_id, KEYS[1:-1])
        self.assertEqual(self.daemon.run(round_id)["state"], "published")
        self.daemon.hand_in_all(round_id, KEYS[-1:])
        self.assertEqual(self.position(KEYS[-1], round_id)["release"]["version"], None)

    def test_nobody_else_may_see_it(self):
        path = f"{path_of(ROUND, KEYS[0])}/position"
        for who in (KEYS[1], "director", "operator"):
            self.is_problem(self.daemon.get(path, who), 403, "forbidden")
        self.is_problem(self.daemon.get(path), 401, "unauthenticated")


if __name__ == "__main__":
    main()
