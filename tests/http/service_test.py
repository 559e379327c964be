"""What the operator sees: configuration, log, metrics, and the messages to systemd."""

import json
import pathlib
import re
import shutil
import signal
import socket
import subprocess
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).parents[1] / "support"))

from daemon import KEYS, Daemon, DaemonTest, path_of, self_check  # noqa: E402
from harness import SOURCE, Database, main, needed, run  # noqa: E402

KEY = KEYS[0]


def weltoffend(*arguments):
    return run(needed("WELTOFFEND"), *arguments)


class Arguments(unittest.TestCase):
    def test_options_prints_the_configuration_that_is_installed(self):
        printed = weltoffend("--options")
        self.assertEqual((printed.returncode, printed.stderr), (0, ""))
        self.assertEqual(printed.stdout, (SOURCE / "config" / "weltoffend.conf").read_text())

    def test_the_installed_configuration_has_no_mistakes(self):
        checked = weltoffend("--config", SOURCE / "config" / "weltoffend.conf", "--check")
        self.assertEqual((checked.returncode, checked.stderr), (0, ""))

    def test_check_lists_every_mistake_with_its_place(self):
        with Database("check") as database:
            daemon = Daemon(database)
            self.addCleanup(daemon.close)
            daemon.config.write_text("listen = 127.0.0.1:1\nconnections_max = 0\nlog_level = loud\n"
                                     "\n# fine\nrun_daily = 25:00\nsomething\nfoo = 1\n"
                                     "log_requests = yes\nlisten = 127.0.0.1:2\n")
            checked = weltoffend("--config", daemon.config, "--check")
            self.assertEqual((checked.returncode, checked.stdout), (1, ""))
            lines = checked.stderr.splitlines()
            expected = {2: "connections_max", 3: "log_level", 6: "run_daily", 7: "something",
                        8: "foo", 9: "log_requests", 10: "listen is set in line 1"}
            self.assertEqual(len(lines), len(expected), checked.stderr)
            for said, (number, what) in zip(lines, expected.items()):
                self.assertTrue(said.startswith(f"{daemon.config}: line {number}: "), said)
                self.assertIn(what, said)
            started = weltoffend("--config", daemon.config)
            self.assertEqual((started.returncode, started.stderr), (1, checked.stderr))

    def test_wrong_usage_is_told_from_what_cannot_be(self):
        for arguments, status in ((["--nonsense"], 2), (["stray"], 2), (["--config"], 2),
                                  (["--config", "/nonexistent", "--check"], 1),
                                  (["--help"], 0), (["--version"], 0)):
            with self.subTest(arguments):
                self.assertEqual(weltoffend(*arguments).returncode, status)

    def test_a_port_in_use_is_said_in_one_sentence(self):
        with socket.socket() as other, Database("port") as database:
            other.bind(("127.0.0.1", 0))
            other.listen()
            port = other.getsockname()[1]
            for option in ("listen", "listen_operator"):
                daemon = Daemon(database, **{option: f"127.0.0.1:{port}"})
                self.addCleanup(daemon.close)
                started = weltoffend("--config", daemon.config)
                self.assertEqual((started.returncode, started.stdout), (1, ""))
                self.assertRegex(started.stderr,
                                 rf"\A<3>cannot start reason=\"[^\n]*127[.]0[.]0[.]1:{port}"
                                 r"[^\n]*already[^\n]*\"\n\Z")


class Notify(unittest.TestCase):
    """systemd, as far as the daemon can tell."""

    def setUp(self):
        database = Database("notify")
        self.addCleanup(database.drop)
        database.initialize()
        self.daemon = Daemon(database)
        self.addCleanup(self.daemon.close)
        path = self.daemon.config.parent / "notify"
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.addCleanup(self.socket.close)
        self.socket.bind(str(path))
        self.socket.settimeout(60)
        self.daemon.environment["NOTIFY_SOCKET"] = str(path)

    def await_message(self, wanted):
        """Reads messages until one has this line; returns all lines until then."""
        lines = []
        while wanted not in lines:
            lines += self.socket.recv(4096).decode().splitlines()
        return lines

    def test_it_tells_when_it_is_ready_alive_reloading_and_stopping(self):
        self.daemon.environment["WATCHDOG_USEC"] = "400000"
        self.daemon.start()
        self.await_message("READY=1")
        self.await_message("STATUS=Serving")
        for _ in range(3):
            self.await_message("WATCHDOG=1")
        self.daemon.process.send_signal(signal.SIGHUP)
        self.await_message("RELOADING=1")
        self.await_message("READY=1")
        self.daemon.process.send_signal(signal.SIGTERM)
        self.await_message("STOPPING=1")
        self.assertEqual(self.daemon.process.wait(15), 0)

    def test_without_a_watchdog_it_is_quiet(self):
        self.daemon.start()
        self.daemon.stop()
        lines = self.await_message("STOPPING=1")
        self.assertIn("READY=1", lines)
        self.assertNotIn("WATCHDOG=1", lines)


class Log(DaemonTest):
    options = {"log_level": "debug"}

    def test_lines_carry_the_request_and_no_secrets(self):
        round_id = self.programme.round("2026")
        body = self_check(KEY)
        replies = [self.daemon.put(round_id, KEY, body), self.daemon.put(round_id, KEY, body),
                   self.daemon.put(round_id, KEY, b"{"),
                   self.daemon.put(round_id, KEY, {"edition": "v1", "answers": {"Geheim": 1}}),
                   self.daemon.get(path_of(round_id, KEY), KEY),
                   self.daemon.get("/v1/rounds", "wok_operator_x"),
                   self.daemon.get("/v1/nothing?geheim=1")]
        self.assertEqual([reply.status for reply in replies], [201, 200, 400, 422, 200, 401, 404])
        ids = [reply.headers["X-Request-Id"] for reply in replies]
        self.assertEqual(len(set(ids)), len(ids))
        for reply, request in zip(replies, ids):
            self.assertRegex(request, r"^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$")
            self.daemon.wait_for_log(
                f"^<6>request answered method=\\w+ path=\\S+ status={reply.status} bytes=\\d+ "
                f"ms=\\d+ token=\\S+ request={request}$")
        self.daemon.wait_for_log(f"^<6>self-check stored round=2026 municipality={KEY} version=1 "
                                 f"warnings=\\d+ request={ids[0]}$")
        log = self.daemon.log()
        for line in log.splitlines():
            self.assertRegex(line, r"^<[3-7]>\S")
        for secret in (self.programme.token(KEY), self.programme.token(KEY)[-20:], "wok_",
                       "Erfunden", "eheim"):
            self.assertNotIn(secret, log)
        for indicator in json.loads(body)["answers"]:
            self.assertNotIn(indicator, log)

    def test_what_somebody_sends_cannot_forge_a_line(self):
        self.daemon.request("GET", "/v1/x%20status=200%C2%A0%3C3%3Eforged")
        line = self.daemon.wait_for_log("request answered .*forged.*").group()
        self.assertIn('path="/v1/x status=200', line)
        self.assertEqual(self.daemon.request("GET", "/v1/x%0A%3C3%3Eforged").status, 400)
        self.assertNotRegex(self.daemon.log(), r"(?m)^<3>forged")


class Metrics(DaemonTest):
    def metrics(self):
        reply = self.daemon.operator("/metrics")
        self.assertEqual((reply.status, reply.headers["Content-Type"]),
                         (200, "text/plain; version=0.0.4; charset=utf-8"))
        return reply.body.decode()

    def value(self, name):
        return float(re.search(rf"^{name} (\S+)$", self.metrics(), re.MULTILINE).group(1))

    def test_they_count(self):
        round_id = self.programme.round("2026")
        for body, counter in ((self_check(KEY), "stored"), (self_check(KEY), "unchanged"),
                              (b"{}", "refused")):
            before = self.value(f"weltoffend_self_checks_{counter}_total")
            self.daemon.put(round_id, KEY, body)
            self.assertEqual(self.value(f"weltoffend_self_checks_{counter}_total"), before + 1)
        before = self.value("weltoffend_sign_ins_refused_total")
        self.daemon.get("/v1/rounds", "wok_operator_x")
        self.assertEqual(self.value("weltoffend_sign_ins_refused_total"), before + 1)
        self.assertGreaterEqual(self.value("weltoffend_database_ready"), 1)

    def test_prometheus_likes_them(self):
        promtool = shutil.which("promtool")
        if promtool is None:
            self.fail("promtool is not installed: config/packages has it")
        checked = subprocess.run([promtool, "check", "metrics"], input=self.metrics(), text=True,
                                 capture_output=True, check=False)
        self.assertEqual((checked.returncode, checked.stdout, checked.stderr), (0, "", ""))

    def test_the_operators_listener_has_nothing_else(self):
        for path in ("/", "/v1/catalogues", "/metrics/"):
            self.assertEqual(self.daemon.operator(path).status, 404)
        for path in ("/live", "/ready", "/metrics"):
            self.assertEqual(self.daemon.operator(path).status, 200)
            self.assertEqual(self.daemon.get(path).status, 404)

    def test_a_unix_socket_will_do_as_well(self):
        path = self.daemon.config.parent / "listen"
        other = Daemon(self.programme, listen=path)
        self.addCleanup(other.close)
        other.start()
        with socket.socket(socket.AF_UNIX) as connection:
            connection.connect(str(path))
            connection.sendall(b"GET /v1/catalogues HTTP/1.1\r\nHost: x\r\n"
                               b"Connection: close\r\n\r\n")
            self.assertTrue(connection.makefile("rb").read().startswith(b"HTTP/1.1 200 OK\r\n"))


if __name__ == "__main__":
    main()
