"""A thousand slow clients at once, a third each slow with the head, with the body and in reading: a
normal client hardly notices, and the daemon's memory stays within what README.md says, although each
makes it hold as much as its kind can."""

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
ROUNDS = 10  # of forty pairs of PUTs each
SLOWER_MAX = 2
DRIPS_MIN = SLOW / 5  # a second; with less of them they are no load, whatever the PUT takes
KEY = KEYS[0]
ANSWER = "/v1/catalogues/v1"
HEAD = 15 << 10  # what comes of a head before it drips, and leaves room for a byte a second
BODY = 190 << 10  # likewise of a body
REQUESTS = 2500  # of who reads slowly, sent at once: more than the daemon takes in


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
        """How many connections there may be, in all and of a client, are the defaults; only deadlines
        are longer, so that all of the slow clients are there at the same time."""
        daemon = Daemon(self.programme, head_deadline=60000, body_deadline=600000,
                        write_deadline=600000, log_requests="false", **options)
        self.addCleanup(daemon.close)
        return daemon.start()

    def manners(self):
        """Heads come last, since they have only a minute."""
        body = (f"PUT {path_of('slow', KEY)} HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer "
                f"{self.programme.token(KEY)}\r\nContent-Type: application/json\r\n"
                f"Content-Length: {BODY + 1000}\r\n\r\n").encode() + b" " * BODY
        answer = f"GET {ANSWER} HTTP/1.1\r\nHost: a\r\n\r\n".encode()
        head = b"GET / HTTP/1.1\r\nX: " + b"x" * HEAD
        return [Manner(body, b" "), Manner(answer * REQUESTS), Manner(head, b"x")]

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

    def put(self, connection, round_id, key):
        """How long it takes to hand in a self-check that is stored, in milliseconds."""
        body = self_check(key)
        headers = {"Authorization": f"Bearer {self.programme.token(key)}",
                   "Content-Type": "application/json"}
        start = time.perf_counter()
        connection.request("PUT", path_of(round_id, key), body, headers)
        reply = connection.getresponse()
        reply.read()
        took = (time.perf_counter() - start) * 1000
        self.assertEqual(reply.status, 201)
        return took

    def pairs(self, daemons, context, rounds):
        """The times of PUTs to the two daemons, one right after the other, in changing order."""
        connections = [self.connect(daemon, context) for daemon in daemons]
        times = []
        for _ in range(rounds):
            type(self).rounds += 1
            round_ids = [self.programme.round(f"r{self.rounds}-{at}") for at in (0, 1)]
            for key in KEYS:
                pair = [0, 0]
                for at in (0, 1) if len(times) % 2 else (1, 0):
                    pair[at] = self.put(connections[at], round_ids[at], key)
                times.append(pair)
        for connection in connections:
            connection.close()
        return times

    def open_connections(self, daemon):
        page = daemon.operator("/metrics").body.decode()
        return int(re.search(r"^weltoffend_connections_open (\d+)$", page, re.MULTILINE).group(1))

    def memory(self, daemon):
        """Resident memory in KiB."""
        status = pathlib.Path(f"/proc/{daemon.process.pid}/status").read_text()
        return int(re.search(r"VmRSS:\s+(\d+) kB", status).group(1))

    def stated(self, what):
        """How many KiB of this README.md says that a connection holds at most."""
        text = (SOURCE / "README.md").read_text().replace("\n", " ")
        return int(re.search(rf"(\d+) KiB {what}", text).group(1))

    def bound(self, whole, tls, answer_size):
        """What the slow clients may make the daemon hold, in KiB: who is slow with a head or a body
        only the parts of a connection that these fill."""
        rest = self.stated("for the rest") + tls
        body = (BODY >> 10) + self.stated("of body ahead") + rest
        reader = whole + (answer_size >> 10)
        head = self.stated("of head") + rest
        return (body + reader + head) * SLOW // 3

    def play(self, authority, whole, tls, **options):
        context = None if authority is None else authority()
        daemon, calm = self.start(**options), self.start(**options)
        self.pairs((daemon, calm), context, 1)  # everything is warm
        before = self.memory(daemon)
        bound = self.bound(whole, tls, self.answer_size(daemon, context))
        with SlowClients(daemon.port, self.manners(), SLOW, authority) as slow:
            wait_until(lambda: self.open_connections(daemon) >= SLOW, "all slow clients are in")
            # If a connection cost twice as much, it would show.
            wait_until(lambda: self.memory(daemon) - before > bound / 2, "they fill their bounds")
            start, drips = time.monotonic(), slow.drips.value
            times = self.pairs((daemon, calm), context, ROUNDS)
            pace = (slow.drips.value - drips) / (time.monotonic() - start)
            self.assertGreaterEqual(self.open_connections(daemon), SLOW)
            self.assertLess(self.open_connections(calm), 10)
            memory = self.memory(daemon) - before
        among, without = (statistics.median(times) for times in zip(*times))
        slower = statistics.median(pair[0] / pair[1] for pair in times)
        print(f"median PUT among {SLOW} slow clients {among:.2f} ms, beside them {without:.2f} ms; "
              f"median ratio of {len(times)} pairs {slower:.2f}, ratio of the medians "
              f"{among / without:.2f}; {pace:.0f} drips a second; memory grew by {memory} KiB, bound "
              f"{bound} KiB", flush=True)
        self.assertLess(slower, SLOWER_MAX)
        self.assertLess(memory, bound)
        self.assertGreater(pace, DRIPS_MIN)

    def test_plain(self):
        self.play(None, self.stated("in plain HTTP"), 0)

    def test_in_tls(self):
        self.play(self.certificates.trusting, self.stated("in TLS"), self.stated("of TLS"),
                  tls_certificate=self.certificate, tls_key=self.key)


if __name__ == "__main__":
    main()
