"""Series over rounds: joined where a bridge says so, and nowhere else."""

import json
import pathlib
import sys
from decimal import Decimal

sys.path.insert(0, str(pathlib.Path(__file__).parents[1] / "support"))

from browser import Browser  # noqa: E402
from daemon import KEYS, DaemonTest, Programme, at_once, self_check  # noqa: E402
from harness import EXAMPLE, ctl, main  # noqa: E402

OLD, NEW = "2025", "2026"
BRIDGE = EXAMPLE / "bridge-v1-v2.json"


def second_self_check(key):
    """The example self-check in edition v2, with some other answers."""
    document = json.loads(self_check(key))
    document["edition"] = "v2"
    document["answers"].pop("COM.1.03", None)
    document["answers"]["COM.1.04"] = {"level": int(key[-1]) % 5}
    if "level" in document["answers"].get("STR.1.01", {}):
        document["answers"]["STR.1.01"] = {"level": 4 - int(key[-1]) % 2}
    return document


class TwoEditions(Programme):
    def __init__(self, name):
        super().__init__(name)
        self.ctl("catalogue", "publish", EXAMPLE / "catalogue-v2.json")
        self.round(OLD, opens="2025-01-01")
        self.edition = "v2"
        self.round(NEW, opens="2026-01-01")


class TrendsTest(DaemonTest):
    @classmethod
    def make_programme(cls):
        return TwoEditions(cls.__name__.lower())

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        at_once([lambda key=key: cls.programme.token(key) for key in KEYS])
        cls.daemon.hand_in_all(OLD)
        for key in KEYS:
            reply = cls.daemon.put(NEW, key, second_self_check(key))
            if reply.status != 201:
                raise RuntimeError(reply.body)
        for round_id in (OLD, NEW):
            if cls.daemon.run(round_id)["state"] != "published":
                raise RuntimeError(round_id)

    def trend(self, query, who="director"):
        reply = self.daemon.get(f"/v1/trends?{query}", who)
        self.assertEqual(reply.status, 200, reply.body)
        return reply.json

    def points(self, query):
        return self.trend(query)["points"]

    def figure(self, round_id, figure_id):
        release = self.daemon.get(f"/v1/rounds/{round_id}/releases/1", "director").json
        figure, = [each for each in release["figures"] if each["id"] == figure_id]
        return figure

    def store(self, name, change=None):
        """Stores the bridge of the example, changed or as it is."""
        document = json.loads(BRIDGE.read_text(encoding="utf-8"))
        if change is not None:
            change(document)
        path = pathlib.Path(self.daemon.directory.name) / f"{name}.json"
        path.write_text(json.dumps(document), encoding="utf-8")
        return ctl("catalogue", "bridge", path,
                   database=self.programme.conninfo("weltoffend_operator"))


class WithoutBridge(TrendsTest):
    def test_nothing_is_joined_by_its_name(self):
        for query in ("indicator=STR.1.01", "goal=STR.1", "field=STR"):
            old, new = self.points(query)
            self.assertEqual((old["round"], old["edition"], old["subject"], old["status"]),
                             (OLD, "v1", None, "not-joined"), query)
            self.assertNotIn("mean", old)
            self.assertEqual((new["round"], new["edition"], new["status"]),
                             (NEW, "v2", "published"), query)
            self.assertNotIn("change", new)

    def test_what_only_the_older_edition_has_is_found_there(self):
        old, new = self.points("indicator=COM.1.03")
        self.assertEqual((old["subject"], new["status"]), ("COM.1.03", "not-joined"))

    def test_the_page_says_why_a_round_has_no_number(self):
        browser = Browser(self.daemon)
        browser.sign_in("director")
        for language, unlinked, explained, no_group in (
                ("de", "andere Ausgabe, nicht verbunden", "Nicht verbunden: ",
                 "diese Gruppe gab es da nicht"),
                ("en", "another edition, not linked", "Not linked: ", "no such group then")):
            page = "/ergebnisse/entwicklung?indicator=STR.1.01&group={}&lang=" + language
            said = browser.get(page.format("all")).body.decode()
            self.assertEqual((said.count(unlinked), said.count(explained)), (1, 1))
            said = browser.get(page.format("nobody")).body.decode()
            self.assertEqual((said.count(unlinked), said.count(no_group)), (1, 1))


class WithANewRound(DaemonTest):
    """The newest round is of another edition without a bridge, and nothing of it is released."""

    @classmethod
    def make_programme(cls):
        return TwoEditions(cls.__name__.lower())

    def test_a_series_stays_until_its_first_release(self):
        at_once([lambda key=key: self.programme.token(key) for key in KEYS])
        self.daemon.hand_in_all(OLD)
        query = "/v1/trends?indicator=STR.1.01"
        self.assertEqual(self.daemon.get(query, "director").json["points"], [])
        self.assertEqual(self.daemon.run(OLD)["state"], "published")
        point, = self.daemon.get(query, "director").json["points"]
        self.assertEqual((point["subject"], point["status"]), ("STR.1.01", "published"))
        point, = self.daemon.get("/v1/trends?indicator=COM.1.04", "director").json["points"]
        self.assertEqual(point["status"], "not-joined")  # which only the new edition has
        browser = Browser(self.daemon)
        browser.sign_in("director")
        page = browser.get("/ergebnisse/entwicklung").body.decode()
        self.assertIn('"indicator:COM.1.03"', page)
        self.assertNotIn('"indicator:COM.1.04"', page)
        page = browser.get("/ergebnisse/entwicklung?indicator=STR.1.01&lang=de").body.decode()
        self.assertIn("<svg", page)
        for word in ("verbunden", "vergleichbar", "Veränderung"):
            self.assertNotIn(word, page)


class WithBridge(TrendsTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        stored = cls.programme.ctl("catalogue", "bridge", BRIDGE)
        if "from v1 to v2 is stored: 105 entries" not in stored:
            raise RuntimeError(stored)

    def test_points_are_the_published_figures_and_their_difference(self):
        for query, subject, numbers in (
                ("indicator=STR.1.01", "STR.1.01", ("mean", "q1", "median", "q3")),
                ("goal=STR.1", "STR.1", ("mean", "lower", "upper")),
                ("field=ACC", "ACC", ("mean", "lower", "upper"))):
            trend = self.trend(query)
            self.assertEqual((trend["level"], trend["subject"], trend["group"]),
                             (query.split("=")[0], subject, "all"))
            old, new = trend["points"]
            published = [self.figure(each, f"{subject}@all") for each in (OLD, NEW)]
            for point, figure in zip((old, new), published):
                self.assertEqual((point["subject"], point["release"], point["break"]),
                                 (subject, 1, False))
                for name, value in figure.items():
                    if name not in ("id", "level", "group"):
                        self.assertEqual(point[name], value, name)
            base = "n" if "n" in published[0] else "indicators"
            change = {"since": OLD, base: {"from": published[0][base], "to": published[1][base]}}
            for name in numbers:
                change[name] = str(Decimal(published[1][name]) - Decimal(published[0][name]))
            self.assertEqual(new["change"], change)
            self.assertNotIn("change", old)

    def test_what_an_edition_changed_has_a_break_and_no_difference(self):
        old, new = self.points("goal=STR.3")
        self.assertEqual((old["break"], new["break"], new["status"]), (False, True, "published"))
        self.assertNotIn("change", new)

    def test_what_ended_or_is_new_stands_alone(self):
        old, new = self.points("indicator=COM.1.03")
        self.assertEqual((old["subject"], new["status"]), ("COM.1.03", "not-joined"))
        old, new = self.points("indicator=COM.1.04")
        self.assertEqual((old["status"], new["subject"]), ("not-joined", "COM.1.04"))

    def test_groups_have_series_of_their_own(self):
        for group in ("band-1", "band-2", "kind-gemeinde"):
            trend = self.trend(f"indicator=STR.2.01&group={group}")
            self.assertEqual(trend["group"], group)
            for point in trend["points"]:
                figure = self.figure(point["round"], f"STR.2.01@{group}")
                self.assertEqual((point["status"], point.get("mean")),
                                 (figure["status"], figure.get("mean")))
        self.assertEqual({point["status"] for point in
                          self.points("indicator=STR.2.01&group=nobody")}, {"no-such-group"})

    def test_every_role_sees_the_same(self):
        bodies = {self.daemon.get("/v1/trends?indicator=STR.1.01", who).body
                  for who in ("director", "operator", KEYS[0], KEYS[1])}
        self.assertEqual(len(bodies), 1)
        self.is_problem(self.daemon.get("/v1/trends?indicator=STR.1.01"), 401, "unauthenticated")

    def test_exactly_one_subject_is_asked_for(self):
        for query in ("", "?group=all", "?indicator=STR.1.01&goal=STR.1",
                      "?indicator=STR.1.01&indicator=STR.1.02",
                      "?indicator=STR.1.01&group=all&group=band-1"):
            with self.subTest(query):
                problem = self.is_problem(self.daemon.get(f"/v1/trends{query}", "director"), 400,
                                          "wrong-parameter")
                self.assertEqual(problem["detail"], "Genau eines von indicator, goal und field angeben, und "
                                                    "höchstens eine group.")
        self.is_problem(self.daemon.get("/v1/trends?since=1", "director"), 400,
                        "unknown-parameter")
        for query in ("indicator=STR.1", "goal=STR", "field=STR.1.01", "indicator=%27",
                      "indicator=%22%20%7C%7C%20true"):
            with self.subTest(query):
                self.is_problem(self.daemon.get(f"/v1/trends?{query}", "director"), 404,
                                "not-found")


class Bridges(TrendsTest):
    def test_the_one_stored_last_counts(self):
        def breaks(document):
            document["indicators"][0]["change"] = "changed"
            document["goals"][0]["change"] = "changed"

        before = int(self.programme.query("SELECT count(*) FROM edition_bridge"))
        self.assertEqual(self.store("first").returncode, 0)
        self.assertIn("is stored already", self.store("first").stdout)
        self.assertIn("change", self.points("indicator=STR.1.01")[1])
        self.assertEqual(self.store("second", breaks).returncode, 0)
        old, new = self.points("indicator=STR.1.01")
        self.assertEqual((old["subject"], new["break"]), ("STR.1.01", True))
        self.assertNotIn("change", new)
        self.assertEqual(self.store("third").returncode, 0)
        self.assertIn("change", self.points("indicator=STR.1.01")[1])
        stored = int(self.programme.query("SELECT count(*) FROM edition_bridge")) - before
        self.assertIn(stored, (2, 3))  # the first one may be there already

    def test_names_may_change_from_edition_to_edition(self):
        def swapped(document):
            first, second = document["indicators"][1:3]
            first["to"], second["to"] = second["to"], first["to"]

        done = self.store("swapped", swapped)
        kinds = json.loads((EXAMPLE / "catalogue-v1.json").read_text(encoding="utf-8"))
        one, two = kinds["fields"][0]["goals"][0]["indicators"][1:3]
        self.assertEqual(one["kind"], two["kind"], "the example has two of a kind here")
        self.assertEqual(done.returncode, 0, done.stderr)
        old, new = self.points("indicator=STR.1.02")
        self.assertEqual((old["subject"], new["subject"]), ("STR.1.03", "STR.1.02"))
        self.assertEqual(old["n"], self.figure(OLD, "STR.1.03@all")["n"])
        self.assertEqual(self.store("straight").returncode, 0)

    def test_mistakes_are_listed_and_nothing_is_stored(self):
        def reversed_order(document):
            document["from"], document["to"] = "v2", "v1"
            for name in ("indicators", "goals", "fields"):
                for entry in document[name]:
                    entry.update(**{"change": {"new": "ended", "ended": "new"}.get(
                        entry["change"], entry["change"])})
                    old, new = entry.pop("from", None), entry.pop("to", None)
                    entry.update({name: value for name, value in (("from", new), ("to", old))
                                  if value is not None})

        before = self.programme.query("SELECT count(*) FROM edition_bridge")
        for name, change, complaint in (
                ("gap", lambda document: document["indicators"].pop(0),
                 "/indicators: 'STR.1.01' of edition v1 is missing"),
                ("stranger", lambda document: document.update(to="v9"),
                 "there is no published edition v9"),
                ("nameless", lambda document: document.pop("from"),
                 "'from' has to name an edition"),
                ("backwards", reversed_order, "v1 was published before v2")):
            with self.subTest(name):
                done = self.store(name, change)
                self.assertEqual(done.returncode, 1)
                self.assertIn(complaint, done.stderr)
        self.assertEqual(self.programme.query("SELECT count(*) FROM edition_bridge"), before)

    def test_a_stored_bridge_never_changes(self):
        self.assertEqual(self.store("frozen").returncode, 0)
        for table in ("edition_bridge", "edition_bridge_entry"):
            for sql in (f"DELETE FROM {table}", f"TRUNCATE {table} CASCADE"):
                with self.assertRaisesRegex(RuntimeError, "never changes"):
                    self.programme.query(sql)


if __name__ == "__main__":
    main()
