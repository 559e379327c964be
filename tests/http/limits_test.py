"""Rates per address and token, and failed sign-ins that are answered later and later."""

import collections
import socket
import subprocess
import time

from browser import Browser
from daemon import KEYS, Daemon, DaemonTest, at_once, wait_until
from exchanges import Wire, statuses
from harness import main

KEY = KEYS[0]
WRONG = "wok_operator_" + "x" * 30


class LimitsTest(DaemonTest):
    def own(self, **options):
        daemon = Daemon(self.programme, **options)
        self.addCleanup(daemon.close)
        return daemon.start()

    def limited(self, daemon):
        page = daemon.operator("/metrics").body.decode()
        return int(page.split("\nweltoffend_requests_limited_total ")[1].split()[0])


class Rates(LimitsTest):
    def test_an_address_has_a_burst_and_a_rate(self):
        daemon = self.own(rate_address=10, rate_address_burst=5)  # the next one after six seconds
        for _ in range(5):
            self.assertEqual(daemon.get("/nowhere").status, 404)
        refused = daemon.get("/v1/catalogues")
        self.is_problem(refused, 429, "too-many-requests")
        wait = int(refused.headers["Retry-After"])
        self.assertIn(wait, range(2, 8))
        self.assertEqual(self.limited(daemon), 1)
        time.sleep(wait)
        self.assertEqual(daemon.get("/v1/catalogues").status, 200)
        self.assertEqual(daemon.operator("/ready").status, 200)

    def test_it_is_judged_before_the_body(self):
        daemon = self.own(rate_address=1, rate_address_burst=1)
        wire = Wire(daemon.port)
        self.addCleanup(wire.close)
        wire.send(b"GET /v1/catalogues HTTP/1.1\r\nHost: a\r\n\r\nPUT /p HTTP/1.1\r\nHost: a\r\n"
                  b"Expect: 100-continue\r\nContent-Length: 200000\r\n\r\n", 1000)
        self.assertEqual(statuses(wire.read()), "200 429")

    def test_a_token_has_its_own_and_others_are_not_touched(self):
        daemon = self.own(rate_token=1, rate_token_burst=2)
        said = [daemon.get("/v1/rounds", "director").status for _ in range(4)]
        self.assertEqual(said, [200, 200, 429, 429])
        self.assertEqual(daemon.get("/v1/rounds", KEY).status, 200)
        self.assertEqual(daemon.get("/v1/catalogues").status, 200)

    def test_a_session_takes_from_the_bucket_of_its_token(self):
        daemon = self.own(rate_token=1, rate_token_burst=4)
        browser = Browser(daemon)
        self.assertEqual(browser.sign_in("director").status, 303)
        said = [browser.get("/").status for _ in range(2)]
        said += [daemon.get("/v1/rounds", "director").status for _ in range(2)]
        said.append(browser.get("/").status)
        self.assertEqual(said, [303, 303, 200, 429, 429])

    def test_signing_in_takes_from_it_as_well(self):
        daemon = self.own(rate_token=1, rate_token_burst=2)
        key = self.programme.new_token("director")
        start = time.monotonic()
        said = [Browser(daemon).sign_in(key) for _ in range(3)]
        self.assertEqual([reply.status for reply in said], [303, 303, 429])
        self.assertTrue(59 - (time.monotonic() - start) < int(said[2].headers["Retry-After"]) <= 61)
        self.assertEqual(self.limited(daemon), 1)
        self.assertEqual(Browser(daemon).sign_in("director").status, 303)

    def test_a_reload_changes_them(self):
        daemon = self.own(rate_address=1, rate_address_burst=1)
        self.assertEqual([daemon.get("/v1/catalogues").status for _ in range(2)], [200, 429])
        daemon.configure(rate_address=0)
        daemon.process.send_signal(1)
        daemon.wait_for_log("configuration reloaded")
        self.assertEqual(daemon.get("/v1/catalogues").status, 200)


class SignIns(LimitsTest):
    def are_waits(self, waits, least):
        """None is shorter than it should be; that none is longer, tests/daemon/limits_test.c says."""
        for seconds, wanted in zip(waits, least, strict=True):
            self.assertTrue(wanted - 0.05 <= seconds < wanted + 30, waits)

    def timed(self, daemon, token):
        start = time.monotonic()
        status = daemon.get("/v1/rounds", token).status
        return status, time.monotonic() - start

    def test_answers_come_later_and_later_but_not_for_who_is_right(self):
        daemon = self.own(sign_in_failures=2)
        waits = []
        for _ in range(5):
            status, seconds = self.timed(daemon, WRONG)
            self.assertEqual(status, 401)
            waits.append(seconds)
        self.are_waits(waits, (0, 0, 0.25, 0.5, 1))
        self.assertEqual(self.timed(daemon, "operator")[0], 200)
        self.assertGreater(self.timed(daemon, WRONG)[1], 0.9)  # one success forgives one failure
        at_once([lambda: self.timed(daemon, WRONG)] * 3)
        status, seconds = self.timed(daemon, "operator")
        self.assertEqual(status, 200)
        self.assertLess(seconds, 7)  # a wrong one would wait for eight seconds now

    def test_the_page_of_the_sign_in_waits_as_well(self):
        daemon = self.own(sign_in_failures=1)
        waits = []
        for key, status in ((WRONG, 422), *((self.unheld(), 403) for _ in range(3))):
            start = time.monotonic()
            self.assertEqual(Browser(daemon).sign_in(key).status, status)
            waits.append(time.monotonic() - start)
        self.are_waits(waits, (0, 0.25, 0.5, 1))
        self.assertEqual(Browser(daemon).sign_in("director").status, 303)

    def unheld(self):
        """A well-formed token that was revoked."""
        token = self.programme.new_token("director")
        self.programme.ctl("token", "revoke", self.programme.query("SELECT max(id) FROM token"))
        return token

    def test_only_a_few_answers_wait(self):
        daemon = self.own(sign_in_failures=1)
        self.assertEqual(daemon.get("/v1/rounds", WRONG).status, 401)
        # Four more, so that the next ones wait for four seconds at least: until all of them have come.
        at_once([lambda: daemon.get("/v1/rounds", WRONG)] * 4)
        replies = at_once([lambda: daemon.get("/v1/rounds", WRONG)] * 20)
        said = [reply.status for reply in replies]
        self.assertEqual((said.count(401), said.count(429)), (4, 16))
        refused = next(reply for reply in replies if reply.status == 429)
        self.is_problem(refused, 429, "too-many-requests")
        self.assertEqual(refused.headers["Retry-After"], "8")

    def test_only_a_few_wait_of_those_that_began_together(self):
        """All are looked at before the first answer, when nothing has failed yet."""
        token = self.unheld()
        for ask in (lambda daemon: daemon.get("/v1/rounds", token),
                    lambda daemon: Browser(daemon).sign_in(token)):
            daemon = self.own(sign_in_failures=2)
            unlock = self.lock_tokens()

            def unlock_when_all_are_there():
                wait_until(lambda: self.open_requests(daemon) == 30, "all are looked at")
                unlock()

            *replies, _ = at_once([lambda: ask(daemon)] * 30 + [unlock_when_all_are_there])
            said = collections.Counter(reply.status for reply in replies)
            self.assertLessEqual(said[401] + said[403], 2 + 4, said)
            self.assertEqual(said[401] + said[403] + said[429], 30, said)

    def open_requests(self, daemon):
        """Without the one that asks."""
        page = daemon.operator("/metrics").body.decode()
        return int(page.split("\nweltoffend_exchanges_open ")[1].split()[0]) - 1

    def lock_tokens(self):
        """Whoever looks for a token waits until the function that this returns is called."""
        holder = subprocess.Popen(["psql", "-qX", "-d", self.programme.conninfo()],
                                  stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.addCleanup(holder.kill)
        holder.stdin.write("BEGIN; LOCK TABLE token; \\echo locked\n")
        holder.stdin.flush()
        self.assertEqual(holder.stdout.readline(), "locked\n")
        return holder.communicate

    def test_an_error_of_the_database_forgives_nothing(self):
        daemon = self.own(sign_in_failures=2, database_answer_deadline=1000)
        for _ in range(2):
            self.assertEqual(self.timed(daemon, self.unheld())[0], 401)
        self.programme.token("director")
        unlock = self.lock_tokens()
        for _ in range(2):
            self.assertEqual(daemon.get("/v1/rounds", "director").status, 503)
            self.assertEqual(Browser(daemon).sign_in("director").status, 503)
        unlock()
        daemon.wait_until_ready()
        status, seconds = self.timed(daemon, self.unheld())
        self.assertEqual(status, 401)
        self.assertGreater(seconds, 0.2)

    def test_who_leaves_meanwhile_does_no_harm_and_neither_does_the_end(self):
        daemon = self.own(sign_in_failures=1)
        for _ in range(4):
            with socket.create_connection(("127.0.0.1", daemon.port)) as connection:
                connection.sendall(b"GET /v1/rounds HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer "
                                   + WRONG.encode() + b"\r\n\r\n")
        daemon.stop()

    def test_no_address_is_logged(self):
        self.daemon.get("/v1/rounds", WRONG)
        self.daemon.put(self.programme.round("2026"), KEY, {})
        lines = [line for line in self.daemon.log().splitlines() if "listening" not in line]
        self.assertGreater(len(lines), 2)
        self.assertNotIn("127.0.0.1", "\n".join(lines))


if __name__ == "__main__":
    main()
