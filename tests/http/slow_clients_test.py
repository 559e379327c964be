"""A thousand slow clients at once, a third each slow with the head, with the body and in reading: a
normal client hardly notices, and the daemon's memory stays within what README.md says."""

import http.client
import pathlib
import re
import statistics
import time
import unittest

from certificates import Certificates
from daemon import KEYS, Daemon, Programme, path_of, self_check, wait_until
from harness import SOURCE, main
from slow import Manner, SlowClients, raise_descriptors

SLOW = 1000
TURNS = 5  # with them, and before and after each without them
MEASUREMENTS = 3  # at most: what else the machine does may spoil one, a daemon that is slow spoils all
SLOWER_MAX = 2
KEY = KEYS[0]
ANSWER = "/v1/catalogues/v1"


class SlowClientsTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        raise_descriptors()
        cls.programme = Programme("slow")
        cls.addClassCleanup(cls.programme.drop)
        cls.certificates = Certificates()
        cls.addClassCleanup(cls.certificates.close)
        cls.certificate, cls.key = cls.certificates.issue()
        cls.programme.round("slow")
        for key in KEYS:
            cls.programme.token(key)
        cls.rounds = 0

    def start(self, **options):
        daemon = Daemon(self.programme, connections_max=SLOW + 100,
                        connections_per_client=SLOW + 100, head_deadline=60000,
                        body_deadline=600000, write_deadline=600000, log_requests="false",
                        **options)
        self.addCleanup(daemon.close)
        return daemon.start()

    def manners(self):
        body = (f"PUT {path_of('slow', KEY)} HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer "
                f"{self.programme.token(KEY)}\r\nContent-Type: application/json\r\n"
                "Content-Length: 200000\r\n\r\n").encode()
        answer = f"GET {ANSWER} HTTP/1.1\r\nHost: a\r\n\r\n".encode()
        return [Manner(b"GET / HTTP/1.1\r\nX: ", b"x"), Manner(body, b" "), Manner(answer * 20)]

    def connect(self, daemon, context):
        if context is None:
            return http.client.HTTPConnection("127.0.0.1", daemon.port, timeout=30)
        return http.client.HTTPSConnection("localhost", daemon.port, timeout=30, context=context)

    def answer_size(self, daemon, context):
        """How long the answer is that the slow readers do not take."""
        connection = self.connect(daemon, context)
        connection.request("GET", ANSWER)
        size = len(connection.getresponse().read())
        connection.close()
        return size

    def put_times(self, daemon, context):
        """How long each of forty self-checks takes that are stored, in milliseconds."""
        type(self).rounds += 1
        round_id = self.programme.round(f"r{self.rounds}")
        connection = self.connect(daemon, context)
        times = []
        for key in KEYS:
            body = self_check(key)
            start = time.perf_counter()
            connection.request("PUT", path_of(round_id, key), body, {
                "Authorization": f"Bearer {self.programme.token(key)}",
                "Content-Type": "application/json"})
            reply = connection.getresponse()
            reply.read()
            times.append((time.perf_counter() - start) * 1000)
            self.assertEqual(reply.status, 201)
        connection.close()
        return times

    def open_connections(self, daemon):
        page = daemon.operator("/metrics").body.decode()
        return int(re.search(r"^weltoffend_connections_open (\d+)$", page, re.MULTILINE).group(1))

    def memory(self, daemon):
        """Resident memory in KiB."""
        status = pathlib.Path(f"/proc/{daemon.process.pid}/status").read_text()
        return int(re.search(r"VmRSS:\s+(\d+) kB", status).group(1))

    def bound(self, what):
        """What README.md says a connection holds at most, in KiB."""
        text = (SOURCE / "README.md").read_text()
        return int(re.search(rf"(\d+) KiB\s+{what}", text).group(1))

    def times_among(self, daemon, context, authority):
        """put_times() among the slow clients, and the daemon's memory then."""
        with SlowClients(daemon.port, self.manners(), SLOW, authority):
            time.sleep(2)
            self.assertGreaterEqual(self.open_connections(daemon), SLOW)
            times = self.put_times(daemon, context)
            self.assertGreaterEqual(self.open_connections(daemon), SLOW)
            memory = self.memory(daemon)
        wait_until(lambda: self.open_connections(daemon) < 10, "they have gone")
        return times, memory

    def measure(self, daemon, context, authority):
        """How many times as long a PUT takes among them, and the memory at its most. Each turn is
        held against what stood right before and right after it, so that a slow minute of the
        machine is in both; the median of the turns leaves out one in which it was in one only."""
        without, among, most = [self.put_times(daemon, context)], [], 0
        for _ in range(TURNS):
            times, memory = self.times_among(daemon, context, authority)
            among.append(times)
            most = max(most, memory)
            without.append(self.put_times(daemon, context))
        turns = [statistics.median(among[i]) / statistics.median(without[i] + without[i + 1])
                 for i in range(TURNS)]
        slower = statistics.median(turns)
        print(f"median PUT without slow clients {statistics.median(sum(without, [])):.2f} ms, with "
              f"{SLOW} of them {statistics.median(sum(among, [])):.2f} ms; by turns "
              f"{', '.join(f'{turn:.2f}' for turn in turns)}: {slower:.2f} times", flush=True)
        return slower, most

    def play(self, daemon, authority, bound):
        context = None if authority is None else authority()
        self.put_times(daemon, context)  # everything is warm
        before, most = self.memory(daemon), 0
        bound += SLOW // 3 * self.answer_size(daemon, context) // 1024
        for left in reversed(range(MEASUREMENTS)):
            slower, memory = self.measure(daemon, context, authority)
            most = max(most, memory)
            if slower < SLOWER_MAX:
                break
            load = pathlib.Path("/proc/loadavg").read_text().split()[0]
            print(f"{slower:.2f} times is too slow; load average {load}; "
                  f"{left} more measurements", flush=True)
        print(f"memory grew by {most - before} KiB, bound {bound} KiB", flush=True)
        self.assertLess(slower, SLOWER_MAX)
        self.assertLess(most - before, bound)

    def test_plain(self):
        self.play(self.start(), None, SLOW * self.bound("in plain HTTP"))

    def test_in_tls(self):
        daemon = self.start(tls_certificate=self.certificate, tls_key=self.key)
        self.play(daemon, self.certificates.trusting, SLOW * self.bound("in TLS"))


if __name__ == "__main__":
    main()
