#!/usr/bin/python3
"""A daemon that connects while an operator makes a round: neither ends up waiting for the other."""

import unittest

from daemon import Daemon, Programme
from harness import main
from held import Held

# As round_create() does it, slowed down: first what is partitioned by round, then what that refers to.
FIRST = "LOCK TABLE version IN ACCESS EXCLUSIVE MODE"
THEN = """SET lock_timeout = '30s';
    LOCK TABLE edition, municipality, participant IN SHARE ROW EXCLUSIVE MODE;
    COMMIT"""


class Preparing(unittest.TestCase):
    def test_a_connection_that_waits_for_a_table_holds_no_other(self):
        programme = Programme("preparing")
        self.addCleanup(programme.drop)
        with Held(programme, FIRST) as operator:
            daemon = Daemon(programme)
            self.addCleanup(daemon.close)
            daemon.start(until_ready=False)
            operator.wait_for("usename IN ('weltoffend', 'weltoffend_reading')")
            operator.say(THEN)
        daemon.wait_until_ready()
        self.assertNotIn("deadlock", daemon.log())


if __name__ == "__main__":
    main()
