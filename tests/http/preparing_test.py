#!/usr/bin/python3
"""A daemon that connects while an operator makes a round: neither ends up waiting for the other."""

import subprocess
import unittest

from daemon import Daemon, Programme, wait_until
from harness import main

# As round_create() does it, slowed down: first what is partitioned by round, then what that refers to.
FIRST = "BEGIN; LOCK TABLE version IN ACCESS EXCLUSIVE MODE;\n"
THEN = """SET lock_timeout = '5s';
    LOCK TABLE edition, municipality, participant IN SHARE ROW EXCLUSIVE MODE;
    COMMIT;
    SELECT 'made';
"""
WAITING = """SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()
    AND wait_event_type = 'Lock' AND usename IN ('weltoffend', 'weltoffend_reading')"""


class Preparing(unittest.TestCase):
    def test_a_connection_that_waits_for_a_table_holds_no_other(self):
        programme = Programme("preparing")
        self.addCleanup(programme.drop)
        operator = subprocess.Popen(
            ["psql", "-XqAt", "-v", "ON_ERROR_STOP=1", "-d", programme.conninfo()],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        self.addCleanup(operator.kill)
        operator.stdin.write(FIRST + "SELECT 'begun';\n")
        operator.stdin.flush()
        self.assertEqual(operator.stdout.readline(), "begun\n")
        daemon = Daemon(programme)
        self.addCleanup(daemon.close)
        daemon.start(until_ready=False)
        wait_until(lambda: int(programme.query(WAITING)) > 0, "the daemon waits for a table")
        said, _ = operator.communicate(THEN, timeout=30)
        self.assertEqual(said, "made\n")
        daemon.wait_until_ready()
        self.assertNotIn("deadlock", daemon.log())


if __name__ == "__main__":
    main()
