"""What is published is looked up as a role of its own, in a database of its own (database_read)."""

import pathlib
import signal
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).parents[1] / "support"))

import matrix  # noqa: E402
from daemon import KEYS, Daemon, Programme, at_once, wait_until  # noqa: E402
from harness import main  # noqa: E402
from held import Held  # noqa: E402

OWN = KEYS[0]
SOON = {"database_wait_deadline": 300}
# These ask no database, or the one that has everything.
ELSEWHERE = {"/v1/openapi.json", "/problems/{code}", "/static/{file}",
             "/v1/catalogues/{edition}/schema"}
WHO = {"open": None, "any-role": "director", "oversight": "director", "own": OWN,
       "municipality": OWN, "operator": "operator"}


def is_published(route):
    return (route.get("door", "api") == "api" and route["method"] == "GET"
            and route["access"] in ("open", "any-role", "oversight")
            and route["path"] not in ELSEWHERE)


class Reading(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.programme = Programme("reading")
        cls.addClassCleanup(cls.programme.drop)
        cls.programme.round(matrix.ROUND)
        cls.routes = [route for route in matrix.routes() if route.get("door", "api") == "api"]
        cls.whole = cls.begin()
        for key in KEYS[:6]:
            cls.whole.put(matrix.ROUND, key, matrix.marked(key))
        run = cls.whole.run(matrix.ROUND)
        if run["state"] != "published":
            raise RuntimeError(cls.whole.log())
        release = cls.whole.get(f"/v1/rounds/{matrix.ROUND}/releases/1", "director").json
        cls.values = matrix.captures(release["figures"][0]["id"].replace("@", "%40"), str(run["run"]))

    @classmethod
    def begin(cls, until_ready=True, **options):
        daemon = Daemon(cls.programme)
        daemon.configure(**{**SOON, **options})
        cls.addClassCleanup(daemon.close)
        daemon.start(until_ready=until_ready)
        return daemon

    def without(self, option, **more):
        """A daemon that has only the other of its two databases."""
        role = {"database": "weltoffend", "database_read": "weltoffend_reading"}[option]
        daemon = self.begin(False, **{option: self.programme.conninfo(role) + "_away", **more})
        wait_until(lambda: daemon.health("/live") == 200, "it lives")
        wait_until(lambda: "weltoffend_database_ready 4\n" in
                   daemon.operator("/metrics").body.decode(), "the other one is connected")
        return daemon

    def ask(self, daemon, route):
        body, headers = matrix.bodies(OWN)[route["body"]]
        query = matrix.QUERY.get(route["path"])
        return daemon.request(route["method"],
                              matrix.path_of(route, self.values, OWN) + (f"?{query}" if query else ""),
                              WHO[route["access"]], body, headers)

    def test_each_route_of_what_is_published_asks_there_and_no_other_does(self):
        self.assertGreater(len(list(filter(is_published, self.routes))), 10)
        without = self.without("database_read")
        for route in self.routes:
            with self.subTest(f"{route['method']} {route['path']}"):
                usual = self.ask(self.whole, route).status
                self.assertLess(usual, 500)
                found = self.ask(without, route).status
                if is_published(route):
                    self.assertEqual(found, 503)
                else:  # a draft that is saved again is 200 instead of 201
                    self.assertEqual(found // 100, usual // 100)

    def test_what_is_open_needs_the_other_database_for_nothing(self):
        without = self.without("database")
        for route in filter(is_published, self.routes):
            with self.subTest(route["path"]):
                self.assertEqual(self.ask(without, route).status,
                                 200 if route["access"] == "open" else 503)

    def test_it_is_ready_only_with_both_and_says_what_is_missing(self):
        for option in ("database", "database_read"):
            daemon = self.without(option)
            ready = daemon.operator("/ready")
            self.assertEqual((ready.status, ready.json["database"]), (503, "not ready"))
            wait_until(lambda: "_away" in daemon.operator("/ready").json["reason"], "what is missing is said")
            daemon.wait_for_log(f'<4>database connection failed option={option} reason=".*_away')
            self.assertNotRegex(daemon.log(), "failed option=" + ({"database", "database_read"}
                                                                 - {option}).pop() + " ")
        self.assertEqual(self.whole.health("/ready"), 200)

    def test_runs_and_the_audit_go_on_without_it(self):
        started = "SELECT count(*) FROM audit WHERE action = 'configuration-started'"
        before = int(self.programme.query(started))
        daemon = self.without("database_read")
        wait_until(lambda: int(self.programme.query(started)) == before + 1, "its start is noted")
        self.whole.stop()
        self.addCleanup(self.whole.start)
        self.assertEqual(daemon.put(matrix.ROUND, KEYS[6], matrix.marked(KEYS[6])).status, 201)
        self.assertEqual(daemon.run(matrix.ROUND)["state"], "published")

    def test_its_start_is_noted_without_it_also_when_no_key_signs(self):
        started = "SELECT count(*) FROM audit WHERE action = 'configuration-started'"
        before = int(self.programme.query(started))
        self.without("database_read", receipt_key="")
        wait_until(lambda: int(self.programme.query(started)) == before + 1, "its start is noted")

    def test_both_are_counted_and_both_end(self):
        """Work that waits for either is seen, and keeps the daemon from ending no more than its own."""
        daemon = self.begin(database_wait_deadline=20000, database_answer_deadline=20000)
        wait_until(lambda: "weltoffend_database_ready 8\n" in
                   daemon.operator("/metrics").body.decode(), "both are connected")
        self.whole.stop()  # or its scheduler would wait as well
        self.addCleanup(self.whole.start)
        held = self.enterContext(Held(self.programme, "LOCK TABLE round IN ACCESS EXCLUSIVE MODE"))
        replies, counted = [], []

        def ask(path, who):
            try:
                replies.append(daemon.get(path, who).status)
            except OSError:
                replies.append(None)

        def look_and_end():
            held.wait_for("usename = 'weltoffend_reading'",
                          "usename = 'weltoffend' AND query LIKE '%is_carried%'")
            page = daemon.operator("/metrics").body.decode()
            counted.append(int(page.split("\nweltoffend_database_units_open ")[1].split()[0]))
            daemon.process.send_signal(signal.SIGINT)

        at_once([lambda: ask("/v1/rounds", "director"),
                 lambda: ask(f"/v1/rounds/{matrix.ROUND}/self-checks/{OWN}/template", OWN),
                 look_and_end])
        self.assertEqual(daemon.process.wait(15), 0, daemon.log())
        self.assertGreaterEqual(counted[0], 2)
        self.assertEqual(replies, [None, None])  # neither was answered: both were under way


if __name__ == "__main__":
    main()
