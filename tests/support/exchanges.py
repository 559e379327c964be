"""The raw exchanges of tests/cases/exchanges.txt, which says how they are written."""

import re
import socket
import ssl
import threading

from harness import SOURCE

PIECE = re.compile(r"\\x([0-9a-f]{2})|\\(.)|\{([A-Z]+)\}|\{([^{}]*)\*(\d+)\}|([^\\{]+)",
                   re.DOTALL)
ESCAPES = {"r": b"\r", "n": b"\n", "t": b"\t", "\\": b"\\", '"': b'"'}
REPLY = re.compile(rb"(?:^|(?<=\n)|(?<=[}>x]))HTTP/1\.1 (\d{3}) ")
HIDDEN = b"GET /hidden HTTP/1.1\r\nHost: a\r\n\r\n"


class Exchange:
    """One line: its name, its bytes, and the statuses of the whole daemon's answers."""

    def __init__(self, line, words):
        self.name, text, service, _, daemon = line.split(" | ")
        self.bytes = expand(text, words)
        self.statuses = (service if daemon == "=" else daemon).strip()
        self.is_tried = daemon != "-"


def expand(text, words):
    """The bytes that a line stands for."""
    out = b""
    for byte, escape, word, repeated, count, plain in PIECE.findall(text):
        if byte:
            out += bytes([int(byte, 16)])
        elif escape:
            out += ESCAPES[escape]
        elif word:
            out += words[word]
        elif count:
            out += expand(repeated, words) * int(count)
        else:
            out += plain.encode()
    return out


def exchanges(words):
    """All that are tried with the daemon; words tells what {GET} and so on stand for there."""
    lines = (SOURCE / "tests" / "cases" / "exchanges.txt").read_text().splitlines()
    read = [Exchange(line, words) for line in lines if line and not line.startswith("#")]
    return [exchange for exchange in read if exchange.is_tried]


def statuses(text):
    """The statuses of the replies, e.g. "100 200 400"."""
    return " ".join(found.decode() for found in REPLY.findall(text))


GUARDS = {  # of every answer; pages have more in their policy
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-resource-policy": "same-origin",
    "content-security-policy": "default-src 'none'; .*frame-ancestors 'none'",
    "cache-control": r"private, no-store|private, no-cache|(private|public),( immutable,)? max-age=\d+(, immutable)?",
}


def unguarded(fields):
    """The guards that are missing, wrong or there twice in [(name, value), ...]."""
    wrong = []
    for name, value in GUARDS.items():
        found = [its for other, its in fields if other.lower() == name]
        if len(found) != 1 or not re.fullmatch(value, found[0]):
            wrong.append(f"{name}: {found}")
    return wrong


def unguarded_replies(text):
    """The same of all replies in raw bytes; those that only say "go on" have none."""
    starts = [found.start() for found in REPLY.finditer(text) if found.group(1) != b"100"]
    heads = [text[start:text.index(b"\r\n\r\n", start)].decode() for start in starts]
    return [wrong for head in heads for wrong in unguarded(
        [tuple(line.split(": ", 1)) for line in head.split("\r\n")[1:]])]


class Wire:
    """A connection on which raw bytes go and come."""

    def __init__(self, port):
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=20)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def send(self, data, step):
        """Sends step bytes at a time; the server may have had enough before the end."""
        try:
            for at in range(0, len(data), step):
                self.write(data[at:at + step])
        except OSError:
            pass

    def write(self, data):
        self.socket.sendall(data)

    def receive(self):
        return self.socket.recv(65536)

    def finish(self):
        """Tells the server that nothing more comes; what it says can still be read."""
        try:
            self.socket.shutdown(socket.SHUT_WR)
        except OSError:
            pass

    def read(self, quiet=20):
        """What comes until the server ends, or has been quiet for so many seconds."""
        self.socket.settimeout(quiet)
        said = b""
        try:
            while piece := self.receive():
                said += piece
        except OSError:
            pass
        return said

    def close(self):
        self.socket.close()


class TlsWire(Wire):
    """The same in TLS. An SSLSocket of Python's cannot end one side only, so this does it by hand."""

    def __init__(self, port, trusting):
        super().__init__(port)
        self.incoming, self.outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
        self.tls = trusting.wrap_bio(self.incoming, self.outgoing, server_hostname="localhost")
        self.step(self.tls.do_handshake)

    def step(self, function, *arguments):
        """Calls the function until it needs nothing more from the server."""
        while True:
            try:
                result = function(*arguments)
                self.flush()
                return result
            except ssl.SSLWantReadError:
                self.flush()
                piece = self.socket.recv(65536)
                if piece:
                    self.incoming.write(piece)
                else:
                    self.incoming.write_eof()

    def flush(self):
        if self.outgoing.pending:
            self.socket.sendall(self.outgoing.read())

    def write(self, data):
        self.step(self.tls.write, data)

    def receive(self):
        return self.step(self.tls.read, 65536)

    def finish(self):
        try:
            self.tls.unwrap()
        except ssl.SSLError:
            pass  # it would wait for the other side's end
        try:
            self.flush()
        except OSError:
            pass
        super().finish()


def in_parallel(function, items, threads=8):
    """Calls function with each item, a few at a time; the results in their order."""
    results = [None] * len(items)
    places = iter(range(len(items)))
    lock = threading.Lock()

    def work():
        while True:
            with lock:
                place = next(places, None)
            if place is None:
                return
            results[place] = function(items[place])

    workers = [threading.Thread(target=work) for _ in range(threads)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    return results
