"""Asking a daemon at random for a while: how long and by which seed, the bytes that go there and what
comes back, and what must not have happened to the daemon.

WELTOFFEND_CONTRACT_SECONDS   how long to ask. Without it 20 seconds, and always with the same seed, so that
                              the gate says the same of the same tree; with it every run has a new one
WELTOFFEND_CONTRACT_SEED      the seed of an earlier run, to have it again
"""

import collections
import http.client
import io
import json
import os
import re
import socket
import time
import unittest

from daemon import wait_until

TOLD = os.environ.get("WELTOFFEND_CONTRACT_SECONDS")
SECONDS = float(TOLD or 20)
SEED = int(os.environ.get("WELTOFFEND_CONTRACT_SEED") or (time.time_ns() % 10 ** 9 if TOLD else 1))
ANSWERS_LEAST = 0.5  # a second; here there are six to two hundred
DEADLINE_MS = 1000
DEADLINES = {"head_deadline": DEADLINE_MS, "body_deadline": DEADLINE_MS, "idle_deadline": DEADLINE_MS}
ANSWER_SECONDS = 20  # for one answer, also of a sanitized daemon
FAILURE = re.compile(r"request failed|cannot be rendered|ERROR: AddressSanitizer|runtime error|Assertion|"
                     r"LeakSanitizer")


class Answer:
    """A whole answer as it stood on the wire."""

    def __init__(self, status, headers, body):
        self.status, self.headers, self.body = status, headers, body

    @property
    def json(self):
        return json.loads(self.body)


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
    """What comes until the other side closes."""
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
    """Sends these bytes on a connection of their own; what comes back, and whether an answer is due: all of
    it went out and began in time. Who is answered early and sends on may lose the answer, and who says
    nothing for a while is left without a word."""
    start, is_sent, begun = time.monotonic(), True, None
    with socket.create_connection(("127.0.0.1", port), ANSWER_SECONDS) as connection:
        try:
            for part in parts:
                connection.sendall(part)
                begun = begun or time.monotonic()
            if is_ended:
                connection.shutdown(socket.SHUT_WR)
        except OSError:
            is_sent = False
        received = read_all(connection)
    return received, is_sent and begun is not None and begun - start < DEADLINE_MS / 1000 * 0.9


def begins_whole(data):
    """Whether these bytes surely begin with a whole request, however wrong, to which an answer is due."""
    head, end, rest = data.lstrip(b"\r\n").partition(b"\r\n\r\n")
    if not end or re.search(b"transfer-encoding", head, re.IGNORECASE):
        return False
    lengths = re.findall(rb"content-length([^\r]*)", head, re.IGNORECASE)
    if not lengths:
        return True
    length = re.fullmatch(rb": *(\d{1,8})", lengths[0])
    return len(lengths) == 1 and length is not None and int(length[1]) <= len(rest)


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
            except (OSError, http.client.HTTPException, AssertionError) as failure:
                wrong[type(failure).__name__] = failure
        figures = ", ".join(f"{status}: {count}" for status, count in sorted(counts.items(), key=str))
        print(f"{what}: {sum(counts.values())} in {seconds:.0f} s, seed {SEED}: {figures}", flush=True)
        log = self.daemon.log()
        self.assertIsNone(FAILURE.search(log), log[-6000:])
        if wrong:
            self.fail("\n" + "\n".join(f"{key}\n  {wrong[key]}" for key in wrong))
        answers = sum(count for status, count in counts.items() if isinstance(status, int))
        self.assertGreaterEqual(answers, int(seconds * ANSWERS_LEAST))
        self.assertTrue(wait_until(lambda: self.daemon.health("/live") == 200, "it lives"))
        return counts
