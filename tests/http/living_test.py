"""How the daemon lives: without its database, and with signals."""

import json
import pathlib
import signal
import socket
import sys
import time
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).parents[1] / "support"))

from daemon import (KEYS, Daemon, DaemonTest, Programme, path_of, self_check,  # noqa: E402
                    wait_until)
from harness import Database, main, psql  # noqa: E402

KEY = KEYS[0]
SOON = {"database_wait_deadline": 500}
PROMPTLY = 15  # seconds, before the time to drain is up


class WithoutDatabase(unittest.TestCase):
    def test_it_starts_and_becomes_ready_when_the_database_appears(self):
        database = Database("later")
        self.addCleanup(database.drop)
        database.drop()
        daemon = Daemon(database, **SOON)
        self.addCleanup(daemon.close)
        daemon.start(until_ready=False)
        wait_until(lambda: daemon.health("/live") == 200, "it lives")
        ready = daemon.operator("/ready")
        self.assertEqual((ready.status, ready.json["ready"], ready.json["database"]),
                         (503, False, "not ready"))
        wait_until(lambda: "does not exist" in daemon.operator("/ready").json["reason"],
                   "the reason is said")
        reply = daemon.get("/v1/catalogues")
        self.assertEqual((reply.status, reply.json["type"]), (503, "/problems/unavailable"))
        self.assertGreater(int(reply.headers["Retry-After"]), 0)
        self.assertEqual(daemon.get("/problems/unavailable").status, 200)

        psql(f"{database.server} dbname=postgres", f'CREATE DATABASE "{database.name}"')
        database.initialize()
        daemon.wait_until_ready()
        self.assertEqual(daemon.get("/v1/catalogues").json, {"catalogues": []})
        self.assertNotIn("reason", daemon.operator("/ready").json)

    def test_a_database_without_our_tables_is_not_ready(self):
        database = Database("bare")
        self.addCleanup(database.drop)
        daemon = Daemon(database, **SOON)
        daemon.configure(database=database.conninfo())
        self.addCleanup(daemon.close)
        daemon.start(until_ready=False)
        wait_until(lambda: daemon.health("/live") == 200, "it lives")
        wait_until(lambda: "weltoffenctl" in daemon.operator("/ready").json["reason"],
                   "it says what to do")
        database.initialize()
        daemon.wait_until_ready()


class LosingIt(DaemonTest):
    options = {**SOON, "log_requests": "false"}

    def allow_connections(self, allowed):
        psql(f"{self.programme.server} dbname=postgres",
             f'ALTER DATABASE "{self.programme.name}" ALLOW_CONNECTIONS {allowed}')

    def cut(self):
        psql(f"{self.programme.server} dbname=postgres",
             "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
             f"WHERE datname = '{self.programme.name}'")

    def is_cut_off(self):
        self.cut()
        return self.daemon.health("/ready") == 503

    def test_it_says_so_and_heals_by_itself(self):
        round_id = self.programme.round("2026")
        self.assertEqual(self.daemon.get("/v1/rounds", KEY).status, 200)
        self.addCleanup(self.allow_connections, "true")
        self.allow_connections("false")
        wait_until(self.is_cut_off, "no connection is left, also none that was just being made")
        for reply in (self.daemon.put(round_id, KEY, self_check(KEY)),
                      self.daemon.get("/v1/rounds", KEY)):
            self.is_problem(reply, 503, "unavailable")
            self.assertGreater(int(reply.headers["Retry-After"]), 0)
        self.assertEqual((self.daemon.health("/live"), self.daemon.health("/ready")), (200, 503))

        self.allow_connections("true")
        self.daemon.wait_until_ready()
        reply = self.daemon.put(round_id, KEY, self_check(KEY))
        self.assertEqual(reply.status, 201, reply.body)

    def test_a_cut_connection_is_made_anew(self):
        for _ in range(3):
            self.cut()
            time.sleep(0.1)
            wait_until(lambda: self.daemon.get("/v1/rounds", KEY).status == 200, "it answers again")


class Signals(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.programme = Programme("signals")
        cls.addClassCleanup(cls.programme.drop)

    def setUp(self):
        self.daemon = Daemon(self.programme)
        self.addCleanup(self.daemon.close)
        self.daemon.start()

    def daemon_counts(self, gauge):
        """Waits until there is one beside the request that asks for the metrics."""
        wait_until(lambda: f"weltoffend_{gauge} 2\n" in
                   self.daemon.operator("/metrics").body.decode(), f"the daemon has {gauge}")

    def half_sent(self, round_id):
        """A connection on which half of an upload was sent, and the other half."""
        self.programme.round(round_id)
        body = self_check(KEY)
        head = (f"PUT {path_of(round_id, KEY)} HTTP/1.1\r\nHost: localhost\r\n"
                f"Authorization: Bearer {self.programme.token(KEY)}\r\n"
                f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n")
        connection = socket.create_connection(("127.0.0.1", self.daemon.port), timeout=10)
        self.addCleanup(connection.close)
        connection.sendall(head.encode() + body[:1000])
        self.daemon_counts("exchanges_open")
        return connection, body[1000:]

    def test_sigterm_lets_what_has_begun_be_finished(self):
        connection, rest = self.half_sent("drained")
        self.daemon.process.send_signal(signal.SIGTERM)
        self.daemon.wait_for_log("draining")
        self.assertEqual(self.daemon.operator("/ready").json["reason"], "shutting down")
        with self.assertRaises(ConnectionRefusedError):
            socket.create_connection(("127.0.0.1", self.daemon.port))
        self.assertIsNone(self.daemon.process.poll())
        connection.sendall(rest)
        reply = connection.makefile("rb").read()
        self.assertTrue(reply.startswith(b"HTTP/1.1 201 "), reply)
        self.assertIn(b"\r\nConnection: close\r\n", reply)
        self.assertEqual(self.daemon.process.wait(PROMPTLY), 0)
        self.assertEqual(self.programme.versions("drained"), 1)

    def test_sigterm_closes_what_is_idle(self):
        idle = socket.create_connection(("127.0.0.1", self.daemon.port), timeout=10)
        self.addCleanup(idle.close)
        self.daemon_counts("connections_open")
        self.daemon.process.send_signal(signal.SIGTERM)
        self.assertEqual(self.daemon.process.wait(PROMPTLY), 0)
        self.assertEqual(idle.recv(1), b"")

    def test_a_drain_has_an_end(self):
        self.daemon.configure(drain_deadline=300)
        self.daemon.process.send_signal(signal.SIGHUP)
        self.daemon.wait_for_log("configuration reloaded")
        self.half_sent("endless")
        self.daemon.process.send_signal(signal.SIGTERM)
        self.assertEqual(self.daemon.process.wait(PROMPTLY), 0)
        self.assertIn("time to drain is up", self.daemon.log())
        self.assertEqual(self.programme.versions("endless"), 0)

    def test_a_second_sigterm_ends_it_at_once(self):
        self.half_sent("impatient")
        self.daemon.process.send_signal(signal.SIGTERM)
        self.daemon.wait_for_log("draining")
        self.daemon.process.send_signal(signal.SIGTERM)
        self.assertEqual(self.daemon.process.wait(PROMPTLY), 0)

    def test_sigint_ends_it_at_once(self):
        connection, _ = self.half_sent("interrupted")
        self.daemon.process.send_signal(signal.SIGINT)
        self.assertEqual(self.daemon.process.wait(PROMPTLY), 0)
        try:
            self.assertEqual(connection.recv(1), b"")
        except ConnectionResetError:
            pass  # it had not read everything
        self.assertEqual(self.programme.versions("interrupted"), 0)

    def test_sighup_takes_what_changed_and_keeps_the_old_when_it_is_wrong(self):
        round_id = self.programme.round("reloaded")
        body = json.dumps({"edition": "v1", "answers": {}}).encode().ljust(20000)

        def status():
            return self.daemon.put(round_id, KEY, body, "?dry-run=true").status

        self.assertEqual(status(), 200)
        self.daemon.configure(self_check_limit=16384, listen="127.0.0.1:1", database_queue=10)
        self.daemon.process.send_signal(signal.SIGHUP)
        line = self.daemon.wait_for_log("configuration reloaded.*").group()
        self.assertIn("needs_restart=listen,database_queue", line)
        self.assertEqual(status(), 413)

        self.daemon.config.write_text("self_check_limit = 200000\nlog_level = loud\nnonsense\n")
        self.daemon.process.send_signal(signal.SIGHUP)
        for place in ("line 2", "line 3"):
            self.daemon.wait_for_log(f'<3>configuration not reloaded .*place="{place}" reason=".+"')
        self.assertEqual(status(), 413)

        self.daemon.config.unlink()
        self.daemon.process.send_signal(signal.SIGHUP)
        self.daemon.wait_for_log("<3>configuration not reloaded .*No such file")
        self.assertEqual(status(), 413)


if __name__ == "__main__":
    main()
