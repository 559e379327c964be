#!/usr/bin/python3
"""A daemon that connects, or a run that publishes, while an operator makes a round: neither ends up
waiting for the other."""

import threading
import unittest

from daemon import Daemon, Programme
from harness import main
from held import Held

# As round_create() does it, slowed down: first what is partitioned by round, then what that refers to.
FIRST = "LOCK TABLE version IN ACCESS EXCLUSIVE MODE"
THEN = """SET lock_timeout = '30s';
    LOCK TABLE edition, municipality, participant IN SHARE ROW EXCLUSIVE MODE;
    COMMIT"""


class RoundCreate(unittest.TestCase):
    def test_a_connection_that_waits_for_a_table_holds_no_other(self):
        programme = Programme("connecting")
        self.addCleanup(programme.drop)
        with Held(programme, FIRST) as operator:
            daemon = Daemon(programme)
            self.addCleanup(daemon.close)
            daemon.start(until_ready=False)
            operator.wait_for("usename IN ('weltoffend', 'weltoffend_reading')")
            operator.say(THEN)
        daemon.wait_until_ready()
        self.assertNotIn("deadlock", daemon.log())

    def test_who_publishes_meanwhile_and_the_round_both_come_to_an_end(self):
        programme = Programme("publishing")
        self.addCleanup(programme.drop)
        made = []
        operator = threading.Thread(target=lambda: made.append(programme.round("2027")))
        with Held(programme, "LOCK TABLE release_version IN ROW EXCLUSIVE MODE") as run:
            operator.start()
            run.wait_for("query LIKE '%round_create%'")
            run.say("LOCK TABLE version IN ROW SHARE MODE")  # as a foreign key does it
            run.let_go()
            operator.join()
        self.assertEqual(made, ["2027"])


if __name__ == "__main__":
    main()
