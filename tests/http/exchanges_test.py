"""Raw bytes against the whole daemon: plain, in TLS, byte by byte, and through nginx, which is asked
alone as well. No request that is hidden in another's bytes may ever be carried out."""

import pathlib
import re
import unittest

from certificates import Certificates
from daemon import KEYS, Daemon, Programme
from exchanges import HIDDEN, TlsWire, Wire, exchanges, in_parallel, statuses, unguarded_replies
from harness import SOURCE, main
from nginx import Nginx

KEY = KEYS[0]
BYTE_BY_BYTE_MAX = 3000  # longer ones go in pieces of
PIECE = 29


def step_of(exchange):
    return 1 if len(exchange.bytes) <= BYTE_BY_BYTE_MAX else PIECE


class Exchanges(unittest.TestCase):
    maxDiff = None

    @classmethod
    def setUpClass(cls):
        cls.programme = Programme("exchanges")
        cls.addClassCleanup(cls.programme.drop)
        cls.programme.round("2026")
        cls.certificates = Certificates()
        cls.addClassCleanup(cls.certificates.close)
        cls.exchanges = exchanges(cls.words())
        cls.daemon = Daemon(cls.programme)
        cls.addClassCleanup(cls.daemon.close)
        cls.daemon.start()

    @classmethod
    def words(cls):
        post = (f"POST /v1/rounds/none/runs HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer "
                f"{cls.programme.token('operator')}\r\n").encode()
        put = (f"PUT /v1/rounds/2026/self-checks/{KEY}?dry-run=true HTTP/1.1\r\nHost: a\r\n"
               f"Authorization: Bearer {cls.programme.token(KEY)}\r\n"
               f"Content-Type: application/json\r\n").encode()
        return {"GET": b"GET /v1/catalogues HTTP/1.1\r\nHost: a\r\n", "HOST": b"Host: a\r\n",
                "PUT": put, "POST": post,
                "CHUNKED": post + b"Transfer-Encoding: chunked\r\n\r\n", "HIDDEN": HIDDEN}

    def hidden(self, daemon):
        return len(re.findall(r" path=/hidden ", daemon.log()))

    def setUp(self):
        self.guarded = []

    def play(self, connect, step, quiet=20, ends=True, threads=8, is_ours=True):
        """The statuses of each exchange; the client ends its side unless told otherwise. Of the
        daemon's own answers, what guards them is looked at."""
        def one(exchange):
            wire = connect()
            try:
                wire.send(exchange.bytes, step(exchange))
                if ends:
                    wire.finish()
                said = wire.read(quiet)
                if is_ours:
                    self.guarded.append((exchange.name, unguarded_replies(said)))
                return statuses(said)
            finally:
                wire.close()

        return in_parallel(one, self.exchanges, threads)

    def as_expected(self, said):
        wrong = [f"{exchange.name}: {found!r}, not {exchange.statuses!r}"
                 for exchange, found in zip(self.exchanges, said) if found != exchange.statuses]
        self.assertEqual(wrong, [])
        self.assertEqual(len(self.guarded) % len(self.exchanges), 0)
        self.assertEqual([found for found in self.guarded if found[1]], [])

    def test_there_are_as_many_as_promised(self):
        told = re.search(r"holds (\d+) raw exchanges", (SOURCE / "README.md").read_text())
        self.assertEqual(len(self.exchanges), int(told.group(1)))
        self.assertGreaterEqual(len(self.exchanges), 120)
        self.assertGreaterEqual(sum(HIDDEN in exchange.bytes for exchange in self.exchanges), 80)

    def test_plain_at_once_and_byte_by_byte(self):
        for step in (lambda exchange: len(exchange.bytes), step_of):
            said = self.play(lambda: Wire(self.daemon.port), step)
            self.as_expected(said)
            self.assertEqual(self.hidden(self.daemon), 0)

    def test_in_tls_at_once_and_byte_by_byte(self):
        certificate, key = self.certificates.issue()
        daemon = Daemon(self.programme, tls_certificate=certificate, tls_key=key)
        self.addCleanup(daemon.close)
        daemon.start()
        trusting = self.certificates.trusting()
        for step in (lambda exchange: len(exchange.bytes), step_of):
            said = self.play(lambda: TlsWire(daemon.port, trusting), step)
            self.as_expected(said)
            self.assertEqual(self.hidden(daemon), 0)

    def test_through_nginx_and_nginx_alone(self):
        """nginx accepts more than we do and takes some bytes behind a request for another one; the
        daemon must not see a request that nginx did not see. nginx waits for each answer, though the
        client does not, so that it counts what the daemon counts."""
        path = pathlib.Path(self.daemon.directory.name) / "listen"
        daemon = Daemon(self.programme, listen=path)
        self.addCleanup(daemon.close)
        daemon.start()
        with Nginx(daemon_socket=path, more="proxy_ignore_client_abort on;") as nginx:
            through, alone = ([], []), ([], [])
            for at, step in enumerate((lambda exchange: len(exchange.bytes), step_of)):
                for port, said in ((nginx.port, through), (nginx.static_port, alone)):
                    said[at].extend(self.play(lambda port=port: Wire(port), step, 0.7, False, 24,
                                              False))
            nginx.finish()
            daemon.stop()
            handed_on = nginx.requests().count("/hidden 404")
            executed = self.hidden(daemon) - handed_on
            self.assertEqual(executed, 0)
            self.assertGreater(handed_on, 0)
        for at, manner in enumerate(("at once", "byte by byte")):
            for name, said in (("through nginx", through[at]), ("nginx alone", alone[at])):
                other = sum(found.split()[:1] != exchange.statuses.split()[:1]
                            for exchange, found in zip(self.exchanges, said))
                print(f"{name}, {manner}: first status differs from the daemon's in {other} of "
                      f"{len(said)} exchanges")
        print(f"requests for /hidden that nginx took for requests and handed on: {handed_on}, that "
              f"the daemon got: {self.hidden(daemon)}; hidden requests executed: {executed}")


if __name__ == "__main__":
    main()
