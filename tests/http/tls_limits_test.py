"""The edge's deadlines and bounds are those of connections, whatever they speak: here in TLS, with a
byte at a time. tests/daemon/http/server_test.c and connection_test.c have them in plain HTTP."""

import socket
import time

from daemon import KEYS, PATIENCE, path_of, wait_until
from harness import main
from tls_case import TlsTest

KEY = KEYS[0]


class Limits(TlsTest):
    options = {"head_deadline": 600, "body_deadline": 600, "idle_deadline": 600,
               "write_deadline": 2000}

    def others(self, daemon=None):
        """How many connections are open besides the one that asks."""
        return self.metric("connections_open", daemon) - 1

    def drip(self, tls, data):
        """Sends a byte every 20 ms until the daemon has had enough; what it said, and after how long."""
        start, said = time.monotonic(), b""
        tls.settimeout(0.02)
        for byte in data:
            try:
                tls.sendall(bytes([byte]))
                piece = tls.recv(65536)
                said += piece
                if not piece:
                    break
            except TimeoutError:
                pass
            except OSError:
                break
            if time.monotonic() - start > 20:
                break
        return said, time.monotonic() - start

    def test_a_head_and_a_body_have_their_time_however_often_a_byte_comes(self):
        self.programme.round("drips")
        head = (f"PUT {path_of('drips', KEY)} HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer "
                f"{self.programme.token(KEY)}\r\nContent-Type: application/json\r\n"
                "Content-Length: 5000\r\n\r\n").encode()
        for at_once, dripped in ((b"GET / HTTP/1.1\r\n", b"X: " + b"y" * 5000), (head, b" " * 5000)):
            with self.subTest(at_once):
                tls = self.connect()
                tls.sendall(at_once)
                said, seconds = self.drip(tls, dripped)
                self.assertRegex(said, rb"^HTTP/1\.1 408 (.|\r|\n)*\r\nConnection: close\r\n")
                self.assertTrue(0.4 < seconds < 10, seconds)  # all of it would take a hundred

    def test_nobody_idles_and_nobody_reads_for_ever(self):
        tls = self.connect()
        self.assertEqual(self.ask(tls), b"HTTP/1.1 200 OK")
        start = time.monotonic()
        while tls.recv(65536):
            pass
        self.assertTrue(0.4 < time.monotonic() - start < 10)
        plain = socket.socket()
        plain.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        plain.connect(("127.0.0.1", self.daemon.port))
        slow = self.certificates.trusting().wrap_socket(plain, server_hostname="localhost")
        self.addCleanup(slow.close)
        slow.sendall(b"GET /v1/catalogues/v1 HTTP/1.1\r\nHost: a\r\n\r\n" * 40)
        self.assertEqual(self.others(), 1)
        wait_until(lambda: self.others() == 0, "nobody waits for it")

    def test_after_the_handshake_a_first_byte_has_the_time_of_a_head(self):
        daemon = self.new_daemon(head_deadline=600, idle_deadline=600000)
        self.addCleanup(daemon.close)
        daemon.start()
        tls = self.connect(daemon=daemon)
        tls.settimeout(PATIENCE)
        start = time.monotonic()
        self.assertEqual(tls.recv(1), b"")
        self.assertGreater(time.monotonic() - start, 0.4)

    def test_an_address_has_only_so_many_connections(self):
        daemon = self.new_daemon(connections_per_client=4)
        self.addCleanup(daemon.close)
        daemon.start()
        held = [self.connect(daemon=daemon) for _ in range(4)]
        with self.assertRaises(OSError):
            self.connect(daemon=daemon)
        self.assertEqual(self.metric("connections_refused_total", daemon), 1)
        self.assertEqual(self.others(daemon), 4)
        held[0].close()
        wait_until(lambda: self.others(daemon) == 3, "there is room")
        self.assertEqual(self.ask(self.connect(daemon=daemon)), b"HTTP/1.1 200 OK")

    def test_who_still_sends_what_is_too_large_gets_to_read_why(self):
        self.programme.round("large")
        head = (f"PUT {path_of('large', KEY)} HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer "
                f"{self.programme.token(KEY)}\r\nContent-Type: application/json\r\n").encode()
        body = b" " * 400000
        for rest, status in ((b"Content-Length: 400000\r\n\r\n" + body, b"413"),
                             (b"Transfer-Encoding: chunked\r\n\r\n61a80\r\n" + body, b"413"),
                             (b"X: " + b"y" * 100000, b"431")):
            with self.subTest(rest[:30]):
                tls = self.connect()
                tls.sendall(head + rest)
                said = b""
                while piece := tls.recv(65536):
                    said += piece
                self.assertEqual(said[:12], b"HTTP/1.1 " + status)
                self.assertTrue(said.endswith(b"}\n"), said)


if __name__ == "__main__":
    main()
