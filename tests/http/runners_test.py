"""Runs by themselves: when one is due, and what becomes of one whose runner dies."""

import os
import pathlib
import signal
import subprocess
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).parents[1] / "support"))

from cluster import has_ended  # noqa: E402
from daemon import KEYS, Daemon, Programme, self_check, wait_until  # noqa: E402
from harness import ENVIRONMENT, ctl, main  # noqa: E402

SOME = KEYS[:8]


class Block:
    """Whoever writes a release waits there until the end of a with block."""

    def __init__(self, programme):
        programme.query("""
            CREATE FUNCTION wait_here() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
                PERFORM pg_advisory_xact_lock_shared(42);
                RETURN NULL;
            END $$;
            CREATE TRIGGER wait_here BEFORE INSERT ON release EXECUTE FUNCTION wait_here()""")
        self.session = subprocess.Popen(
            ["psql", "-X", "-q", "-A", "-t", "-d", programme.conninfo()], env=ENVIRONMENT,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.session.stdin.write("SELECT pg_advisory_lock(42);\n\\echo locked\n")
        self.session.stdin.flush()
        while self.session.stdout.readline() != "locked\n":
            pass

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.session.communicate()


class Death(unittest.TestCase):
    def setUp(self):
        self.programme = Programme("death")
        self.addCleanup(self.programme.drop)
        self.programme.round("2026")

    def start(self, **options):
        daemon = Daemon(self.programme, **options)
        self.addCleanup(daemon.close)
        return daemon.start()

    def runner_at_work(self, daemon):
        """Starts a run that waits for the block, and returns its id and its runner's pid."""
        for key in SOME:
            daemon.put("2026", key, self_check(key))
        daemon.request("POST", "/v1/rounds/2026/runs", "operator")
        run, pid = daemon.wait_for_log(r"runner started run=(\d+) pid=(\d+)").groups()
        wait_until(lambda: daemon.get(f"/v1/runs/{run}", "operator").json["progress"] == 80,
                   f"run {run} is about to write")
        return run, int(pid)

    def is_failed(self, daemon, run):
        shown = daemon.await_run(f"/v1/runs/{run}")
        self.assertEqual((shown["state"], shown["release"]), ("failed", None))
        self.assertTrue(shown["message"])
        self.assertEqual(self.programme.query("SELECT count(*) FROM release"), "0")

    def is_told(self, run):
        """In the audit, once."""
        self.assertEqual(self.programme.query("SELECT actor, subject FROM audit "
                                              "WHERE action = 'run-failed'"), f"daemon|{run}")

    def is_made_again(self, run):
        """After a minute, which this cuts short."""
        self.programme.query("UPDATE run SET finished_at = now() - interval '2 minutes'")
        again = wait_until(lambda: self.programme.query(
            "SELECT id, cause FROM run WHERE state = 'published'"), "it was made again")
        self.assertRegex(again, r"^\d+\|repeat$")
        self.assertNotEqual(again.split("|")[0], run)
        self.assertEqual(self.programme.query("SELECT number, run FROM release"),
                         f"1|{again.split('|')[0]}")
        self.assertEqual(self.programme.query("SELECT actor, round, subject, details FROM audit "
                                              "WHERE action = 'run-scheduled'"),
                         f"daemon|2026|{again.split('|')[0]}|" + '{"cause": "repeat"}')

    def test_a_runner_that_is_killed_leaves_nothing_and_the_run_is_made_again(self):
        daemon = self.start()
        with Block(self.programme):
            run, pid = self.runner_at_work(daemon)
            os.kill(pid, signal.SIGKILL)
            self.is_failed(daemon, run)
            self.is_told(run)
            self.assertTrue(daemon.wait_for_log(f"runner died run={run} signal=9"))
        self.assertEqual(daemon.health("/live"), 200)
        self.is_made_again(run)

    def test_with_its_daemon_the_runner_dies_and_another_fails_the_run(self):
        daemon = self.start()
        with Block(self.programme):
            run, pid = self.runner_at_work(daemon)
            daemon.stop(signal.SIGKILL)
            wait_until(lambda: has_ended(pid), "the runner is gone")
            other = self.start(run_heartbeat=5)
            self.is_failed(other, run)
            self.is_told(run)
        run = other.run("2026")
        self.assertEqual((run["state"], run["release"]), ("published", 1))

    def test_a_run_that_was_given_up_publishes_nothing_any_more(self):
        daemon = self.start()
        with Block(self.programme):
            run, pid = self.runner_at_work(daemon)
            self.programme.query(f"UPDATE run SET state = 'failed', finished_at = now(), "
                                 f"message = 'given up' WHERE id = {run}")
        wait_until(lambda: has_ended(pid), "the runner has ended")
        self.is_failed(daemon, run)
        self.assertEqual(daemon.get(f"/v1/runs/{run}", "operator").json["message"], "given up")

    def test_a_runner_has_a_deadline_also_while_the_database_lets_nobody_in(self):
        daemon = self.start(run_deadline=10)
        with Block(self.programme):
            run, pid = self.runner_at_work(daemon)
            self.programme.query(f'ALTER DATABASE "{self.programme.name}" CONNECTION LIMIT 0')
            self.programme.query("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE "
                                 "datname = current_database() AND usename = 'weltoffend'")
            wait_until(lambda: daemon.health("/ready") == 503, "it has no database")
            wait_until(lambda: has_ended(pid), "the runner was ended")
            self.assertIn(f"runner is beyond its deadline and ended run={run}", daemon.log())
            self.assertEqual(daemon.health("/ready"), 503)
            self.programme.query(f'ALTER DATABASE "{self.programme.name}" CONNECTION LIMIT -1')
            wait_until(lambda: daemon.health("/ready") == 200, "it has its database again")
            self.is_failed(daemon, run)

    def test_a_drain_waits_for_the_runner(self):
        daemon = self.start()
        with Block(self.programme):
            self.runner_at_work(daemon)
            daemon.process.send_signal(signal.SIGTERM)
            daemon.wait_for_log("draining")
            with self.assertRaises(subprocess.TimeoutExpired):
                daemon.process.wait(0.5)
        self.assertEqual(daemon.process.wait(15), 0)
        self.assertEqual(self.programme.query("SELECT state, release FROM run"), "published|1")

    def test_a_runner_without_its_database_is_a_failed_run(self):
        nowhere = self.programme.conninfo("weltoffend_publishing") + " dbname=nowhere"
        daemon = self.start(database_publishing=nowhere)
        run = daemon.run("2026")
        self.assertEqual((run["state"], run["message"]), ("failed", "the runner failed"))
        self.assertRegex(daemon.log(), f'<3>run failed run={run["run"]} reason=".*nowhere')


class Schedule(unittest.TestCase):
    def test_what_is_due_is_made_by_itself(self):
        programme = Programme("schedule")
        self.addCleanup(programme.drop)
        daemon = Daemon(programme)
        self.addCleanup(daemon.close)
        daemon.start()
        for round_id in ("interval", "closing"):
            programme.round(round_id)
            for key in SOME:
                daemon.put(round_id, key, self_check(key))
        programme.ctl("round", "close", "closing")
        daemon.configure(run_interval=1)
        daemon.process.send_signal(signal.SIGHUP)

        wait_until(lambda: programme.query("SELECT count(*) FROM release") == "2", "two releases")
        self.assertEqual(programme.query(
            "SELECT release.round, number, is_final, cause "
            "FROM release JOIN run ON run.id = release.run ORDER BY release.round"),
            "closing|1|t|closing\ninterval|1|f|interval")
        shown = daemon.get("/v1/rounds/closing/releases", "director").json["releases"]
        self.assertTrue(shown[0]["final"])
        self.assertEqual(programme.query(
            "SELECT audit.round, actor, subject = run.id::text, audit.details FROM audit "
            "LEFT JOIN run ON run.round = audit.round AND requested_by = 'schedule' "
            "WHERE action = 'run-scheduled' ORDER BY audit.round"),
            'closing|daemon|t|{"cause": "closing"}\ninterval|daemon|t|{"cause": "interval"}')
        self.assertEqual(ctl("audit", "verify", database=programme.conninfo("weltoffend_operator")).returncode,
                         0)

    def test_without_its_line_none_is_queued(self):
        programme = Programme("schedule_untold")
        self.addCleanup(programme.drop)
        programme.round("2026")
        daemon = Daemon(programme)
        self.addCleanup(daemon.close)
        daemon.start()
        for key in SOME:
            daemon.put("2026", key, self_check(key))
        programme.query("REVOKE INSERT (details) ON audit FROM weltoffend")
        programme.ctl("round", "close", "2026")
        daemon.wait_for_log("scheduler could not write to the database")
        self.assertEqual(programme.query("SELECT count(*) FROM run"), "0")
        programme.query("GRANT INSERT (details) ON audit TO weltoffend")
        wait_until(lambda: programme.query("SELECT cause FROM run") == "closing", "the run is queued")


if __name__ == "__main__":
    main()
