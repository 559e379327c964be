"""What is published, looked up in a streaming replica (database_read)."""

import os
import pathlib
import sys
import unittest.mock

sys.path.insert(0, str(pathlib.Path(__file__).parents[1] / "support"))

from cluster import Cluster  # noqa: E402
from daemon import KEYS, DaemonTest, self_check, wait_until  # noqa: E402
from harness import main, psql  # noqa: E402

ROUND = "2026"
READING = "weltoffend_reading"


class Replica(DaemonTest):
    options = {"database_wait_deadline": 500}

    @classmethod
    def setUpClass(cls):
        cls.primary, cls.replica = Cluster(), Cluster()
        cls.addClassCleanup(cls.primary.close)
        cls.addClassCleanup(cls.replica.close)
        cls.primary.start()
        cls.replica.follow(cls.primary).start()
        cls.enterClassContext(unittest.mock.patch.dict(
            os.environ, WELTOFFEND_TEST_SERVER=cls.primary.conninfo))
        super().setUpClass()
        cls.daemon.stop()
        cls.there = f"{cls.replica.conninfo} dbname={cls.programme.name}"
        cls.daemon.configure(database_read=f"{cls.there} user={READING}")
        cls.daemon.start()

    def readers(self, conninfo):
        return int(psql(conninfo, "SELECT count(*) FROM pg_stat_activity "
                                  f"WHERE usename = '{READING}'"))

    def test_it_is_looked_up_there_and_nothing_else_is(self):
        self.assertEqual(psql(self.there, "SELECT pg_is_in_recovery()"), "t")
        # All are connected a moment after the first, and gone a moment after their daemon.
        wait_until(lambda: (self.readers(self.there), self.readers(self.programme.conninfo())) == (4, 0),
                   "all readers are there")
        self.programme.round(ROUND)
        for key in KEYS[:6]:
            self.assertEqual(self.daemon.put(ROUND, key, self_check(key)).status, 201)
        self.assertEqual(self.daemon.run(ROUND)["state"], "published")
        base = f"/v1/rounds/{ROUND}"
        wait_until(lambda: self.daemon.get(f"{base}/releases/1", "director").status == 200,
                   "the replica has the release")
        release = self.daemon.get(f"{base}/releases/1", "director").json
        figure = release["figures"][0]["id"].replace("@", "%40")
        for path in (f"{base}/participation", f"{base}/releases", f"{base}/releases/latest",
                     f"{base}/releases/1/figures/{figure}", f"{base}/releases/1/changes?since=0",
                     f"{base}/releases/1/dcat", "/v1/rounds", "/v1/catalogues", "/v1/keys",
                     "/v1/trends?indicator=STR.1.01&group=all"):
            self.assertIn(self.daemon.get(path, "director").status, (200, 302), path)
        self.assertEqual(self.daemon.get(f"{base}/participation", "director").json["handedIn"], 6)

        # It goes, and comes back. What was handed in was never there to be read.
        self.replica.kill()
        wait_until(lambda: self.daemon.health("/ready") == 503, "it is missed")
        self.assertEqual(self.daemon.put(ROUND, KEYS[6], self_check(KEYS[6])).status, 201)
        self.is_problem(self.daemon.get(f"{base}/releases", "director"), 503, "unavailable")
        self.assertEqual(self.daemon.run(ROUND)["state"], "published")
        self.replica.start()
        self.daemon.wait_until_ready()
        wait_until(lambda: self.daemon.get(f"{base}/releases/2", "director").status == 200,
                   "the replica has caught up")


if __name__ == "__main__":
    main()
