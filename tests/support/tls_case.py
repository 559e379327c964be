"""A daemon that speaks TLS, and clients that connect to it."""

import re
import socket
import subprocess
import unittest

from certificates import Certificates
from daemon import Daemon, Programme

GET = b"GET /v1/catalogues HTTP/1.1\r\nHost: localhost\r\n\r\n"


class TlsTest(unittest.TestCase):
    options = {}

    @classmethod
    def setUpClass(cls):
        cls.programme = Programme(cls.__name__.lower())
        cls.addClassCleanup(cls.programme.drop)
        cls.certificates = Certificates()
        cls.addClassCleanup(cls.certificates.close)
        cls.certificate, cls.key = cls.certificates.issue()
        cls.daemon = cls.new_daemon(**cls.options)
        cls.addClassCleanup(cls.daemon.close)
        cls.daemon.start()

    @classmethod
    def new_daemon(cls, **options):
        return Daemon(cls.programme,
                      **{"tls_certificate": cls.certificate, "tls_key": cls.key, **options})

    def connect(self, context=None, name="localhost", daemon=None):
        plain = socket.create_connection(("127.0.0.1", (daemon or self.daemon).port), timeout=10)
        self.addCleanup(plain.close)
        context = context or self.certificates.trusting()
        tls = context.wrap_socket(plain, server_hostname=name)
        self.addCleanup(tls.close)
        return tls

    def ask(self, tls):
        """One request on this connection; the first line of the answer."""
        tls.sendall(GET)
        return tls.recv(65536).split(b"\r\n")[0]

    def s_client(self, *arguments, said=b"", daemon=None):
        """What the openssl program prints when it connects."""
        return subprocess.run(
            ["openssl", "s_client", "-connect", f"127.0.0.1:{(daemon or self.daemon).port}",
             *arguments], input=said, timeout=20, check=False, stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT).stdout.decode(errors="replace")

    def metric(self, name, daemon=None):
        page = (daemon or self.daemon).operator("/metrics").body.decode()
        return float(re.search(rf"^weltoffend_{name} (\S+)$", page, re.MULTILINE).group(1))
