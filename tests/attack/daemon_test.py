"""The whole daemon publishes what attack_worlds publishes, and is attacked by what its API says.

A handful of worlds: everything goes in over HTTP, and figures are read from the API only.
"""

import json
import pathlib
import random
import sys
import tempfile
import unittest

HERE = pathlib.Path(__file__).parent
sys.path[:0] = [str(HERE), str(HERE.parent / "support")]

import invent  # noqa: E402
import invented  # noqa: E402
from attack import Product, Report, attack_world  # noqa: E402
from daemon import JSON_TYPE, Daemon, Programme, path_of  # noqa: E402
from harness import Database, main, needed  # noqa: E402

ROUND = "2026"
# Three or four releases, with joiners, correctors, leavers, Kreise and an own group; each release
# changes something, and nobody comes back.
SEEDS = (196, 232, 422)
MEASURE = {"goal": "AAA.1", "aim": "erfunden", "measure": "erfunden", "responsible": "erfunden",
           "priority": 1, "due": "2027-03-31", "status": "planned"}


class World(Programme):
    """A database with a world in it, of which nothing is handed in yet."""

    def __init__(self, world):
        Database.__init__(self, f"world{world['name'].split()[-1]}")
        self.edition = world["edition"]["edition"]
        self.tokens = {}
        self.initialize()
        self.import_file("catalogue.json", json.dumps(world["edition"]), "catalogue", "publish")
        self.import_file("roster.csv", roster(world), "roster", "import")
        self.round(ROUND)
        for group in world["groups"]:
            self.import_file("members.csv", "\n".join(["key", *group["members"], ""]), "group",
                             "create", ROUND, group["id"], "--owner", "erfunden", "--label-de",
                             "erfunden", "--label-en", "invented", "--members")
        invented.issue_tokens(self, [place["key"] for place in world["participants"]],
                              random.Random(1))

    def import_file(self, name, text, *command):
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder) / name
            path.write_text(text, encoding="utf-8")
            self.ctl(*command, path)


def roster(world):
    lines = [f"{place['key']};Erfunden;Erfunden;{place['parent'] or ''};"
             f"{invented.DAYS.format(inhabitants=place['inhabitants'])};"
             for place in world["participants"]]
    return "\n".join([invented.HEADER, *lines, ""])


def answer(kind, value, state):
    if state != invent.ANSWERED:
        return {"state": "unknown"}
    return {"yes-no": {"yes": value == 1}, "level": {"level": value},
            "share": {"count": value, "of": 100}}[kind]


def document(world, contribution):
    indicators = [each for area in world["edition"]["fields"] for goal in area["goals"]
                  for each in goal["indicators"]]
    answers = {each["id"]: answer(each["kind"], value, state) for each, value, state in
               zip(indicators, contribution["values"], contribution["states"])}
    return {"edition": world["edition"]["edition"], "answers": answers,
            "measures": [MEASURE] if contribution["planned"][0] else []}


class DaemonWorlds(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        program = pathlib.Path(needed("WELTOFFEND_BUILD")) / "tests" / "attack" / "attack_worlds"
        cls.product = Product(program)
        cls.addClassCleanup(cls.product.__exit__)

    @staticmethod
    def etag(daemon, key):
        """Of the version that is current or was withdrawn, or None."""
        return daemon.get(path_of(ROUND, key), key).headers["ETag"]

    def hand_in(self, daemon, world, release, before):
        """Makes the current self-checks those of the release."""
        now = {each["key"]: document(world, each) for each in release["contributions"]}
        for key in before.keys() - now.keys():
            reply = daemon.request("DELETE", path_of(ROUND, key), key,
                                   json.dumps({"reason": "invented"}),
                                   {**JSON_TYPE, "If-Match": self.etag(daemon, key)})
            self.assertEqual(reply.status, 200, reply.body)
        for key, each in now.items():
            if before.get(key) != each:
                etag = self.etag(daemon, key)
                reply = daemon.put(ROUND, key, each, If_Match=etag) if etag else \
                    daemon.put(ROUND, key, each)
                self.assertIn(reply.status, (200, 201), reply.body)
        return now

    def publish(self, daemon, world):
        """Has the daemon make all releases of the world, and returns what its API says."""
        now = {}
        for release in world["releases"]:
            now = self.hand_in(daemon, world, release, now)
            if release["final"]:
                daemon.close_round(ROUND)
                continue
            run = daemon.run(ROUND)
            self.assertEqual(run["state"], "published", run)
        return [daemon.get(f"/v1/rounds/{ROUND}/releases/{number}", "director").json
                for number in range(1, len(world["releases"]) + 1)]

    def test_the_daemon_publishes_the_same_and_nobody_is_found_out(self):
        for seed in SEEDS:
            world = invent.world(seed)
            with self.subTest(seed=seed), World(world) as database:
                daemon = Daemon(database)
                world["key"] = daemon.make_key().read_text().strip()
                self.addCleanup(daemon.close)
                releases = self.publish(daemon.start(), world)
                daemon.stop()
                self.assertEqual([release["figures"] for release in releases],
                                 [release["figures"] for release in self.product.publish(world)])
                report = Report()
                attack_world(report, world, releases)
                print(world["name"], *report.lines(), sep="\n")
                self.assertEqual((report.lost, report.unexplained), ([], []))


if __name__ == "__main__":
    main()
