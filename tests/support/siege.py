"""Asking a daemon at random for a while: how long and by which seed, the bytes that go there and what
comes back, and what must not have happened to the daemon.

WELTOFFEND_CONTRACT_SECONDS   how long to ask. Without it 20 seconds, and always with the same seed, so that
                              the gate says the same of the same tree; with it every run has a new one
WELTOFFEND_CONTRACT_SEED      the seed of an earlier run, to have it again
"""

import collections
import http.client
import io
import os
import re
import socket
import time
import unittest

from daemon import wait_until

TOLD = os.environ.get("WELTOFFEND_CONTRACT_SECONDS")
SECONDS = float(TOLD or 20)
SEED = int(os.environ.get("WELTOFFEND_CONTRACT_SEED") or (time.time_ns() % 10 ** 9 if TOLD else 1))
ANSWER_SECONDS = 20  # for one answer, also of a sanitized daemon
FAILURE = re.compile(r"request failed|cannot be rendered|ERROR: AddressSanitizer|runtime error|Assertion|"
                     r"LeakSanitizer")


class Answer:
    """A whole answer as it stood on the wire."""

    def __init__(self, status, headers, body):
        self.status, self.headers, self.body = status, headers, body


def answers_in(received, is_head=False):
    """The answers in these bytes, one behind the other; None for one that was cut off."""
    while received:
        head, end, rest = received.partition(b"\r\n\r\n")
        line = re.match(rb"HTTP/1\.1 (\d{3}) [^\r]*\r?\n?", head)
        if not end or not line:
            yield None
            return
        headers = http.client.parse_headers(io.BytesIO(head[line.end():] + end))
        length = 0 if is_head else int(headers["Content-Length"] or 0)
        if len(rest) < length:
            yield None
            return
        if int(line[1]) >= 200:  # 100 Continue comes before the answer
            yield Answer(int(line[1]), headers, rest[:length])
        received = rest[length:]


def read_all(connection):
    """What comes until the other side closes or falls silent for as long as it may."""
    received = b""
    try:
        while chunk := connection.recv(65536):
            received += chunk
    except ConnectionResetError:
        pass
    return received


def in_parts(random, data):
    """The data whole, or in small segments."""
    size = random.choice((len(data), len(data), 500, 17)) or 1
    return [data[i:i + size] for i in range(0, len(data), size)]


def throw(port, parts, is_ended=True):
    """Sends these bytes on a connection of their own; what comes back."""
    with socket.create_connection(("127.0.0.1", port), ANSWER_SECONDS) as connection:
        try:
            for part in parts:
                connection.sendall(part)
            if is_ended:
                connection.shutdown(socket.SHUT_WR)
        except OSError:
            pass  # it may answer and close before it has read everything
        return read_all(connection)


class Siege(unittest.TestCase):
    """A test whose class has a daemon that is asked at random, by cls.random."""

    def setUp(self):
        """What a test asks does not depend on how far the one before it came in its time."""
        self.random.seed(f"{SEED} {self._testMethodName}")

    def run_for(self, seconds, what, step):
        """Takes steps for so long; ends with the figures, or with what was wrong."""
        counts, wrong = collections.Counter(), {}
        until = time.monotonic() + seconds
        while time.monotonic() < until and len(wrong) < 20:
            try:
                wrong.update(step(counts))
            except (OSError, http.client.HTTPException) as failure:
                wrong[type(failure).__name__] = failure
        figures = ", ".join(f"{status}: {count}" for status, count in sorted(counts.items(), key=str))
        print(f"{what}: {sum(counts.values())} in {seconds:.0f} s, seed {SEED}: {figures}", flush=True)
        log = self.daemon.log()
        self.assertIsNone(FAILURE.search(log), log[-6000:])
        if wrong:
            self.fail("\n" + "\n".join(f"{key}\n  {wrong[key]}" for key in wrong))
        self.assertTrue(wait_until(lambda: self.daemon.health("/live") == 200, "it lives"))
        return counts
