"""TLS in the daemon: what it speaks, what it refuses, and new certificates while it runs."""

import http.client
import re
import shutil
import signal
import socket
import ssl
import time

from certificates import Certificates
from daemon import KEYS, Reply, path_of, self_check, wait_until
from harness import main, needed, run
from tls_case import GET, TlsTest

KEY = KEYS[0]


class Tls(TlsTest):
    def test_a_self_check_arrives_and_https_is_to_stay(self):
        round_id = self.programme.round("2026")
        connection = http.client.HTTPSConnection("localhost", self.daemon.port,
                                                 context=self.certificates.trusting())
        self.addCleanup(connection.close)
        connection.request("PUT", path_of(round_id, KEY), self_check(KEY), {
            "Authorization": f"Bearer {self.programme.token(KEY)}",
            "Content-Type": "application/json"})
        reply = Reply(connection.getresponse())
        self.assertEqual(reply.status, 201)
        self.assertEqual(reply.headers["Strict-Transport-Security"], "max-age=31536000")

    def test_version_suite_group_and_protocol(self):
        context = self.certificates.trusting()
        context.set_alpn_protocols(["h2", "http/1.1"])
        tls = self.connect(context)
        self.assertEqual((tls.version(), tls.cipher()[0], tls.selected_alpn_protocol()),
                         ("TLSv1.3", "TLS_AES_256_GCM_SHA384", "http/1.1"))
        said = self.s_client("-brief")
        self.assertRegex(said, r"Server Temp Key: ECDH, (P-256|prime256v1), 256 bits")

    def test_what_is_not_in_the_guideline_is_refused(self):
        for wish in (["-tls1_2"], ["-tls1_1", "-cipher", "DEFAULT:@SECLEVEL=0"],
                     ["-tls1", "-cipher", "DEFAULT:@SECLEVEL=0"], ["-groups", "X25519"],
                     ["-ciphersuites", "TLS_CHACHA20_POLY1305_SHA256"], ["-alpn", "h2"]):
            with self.subTest(wish):
                said = self.s_client(*wish)
                self.assertRegex(said, r"alert (protocol version|handshake failure|no application protocol)")
                self.assertNotIn("New, TLSv1", said)

    def test_every_suite_and_group_of_the_guideline_is_spoken(self):
        for suite in ("TLS_AES_256_GCM_SHA384", "TLS_AES_128_GCM_SHA256"):
            for group, said in (("P-256", "prime256v1|P-256), 256"), ("P-384", "secp384r1|P-384), 384"),
                                ("P-521", "secp521r1|P-521), 521")):
                with self.subTest(suite, group=group):
                    shaken = self.s_client("-ciphersuites", suite, "-groups", group, said=b"Q\n")
                    self.assertIn(f"New, TLSv1.3, Cipher is {suite}", shaken)
                    self.assertRegex(shaken, f"Server Temp Key: ECDH, ({said} bits")

    def test_other_signatures_are_refused(self):
        for wish in ("ed25519", "ECDSA+SHA224", "RSA+SHA256", "ECDSA+SHA1"):
            with self.subTest(wish):
                said = self.s_client("-sigalgs", wish, "-cipher", "DEFAULT:@SECLEVEL=0", said=b"Q\n")
                self.assertNotIn("New, TLSv1.3", said)

    def test_a_handshake_counts_for_its_address_like_a_request(self):
        daemon = self.new_daemon(rate_address=1, rate_address_burst=2)
        self.addCleanup(daemon.close)
        daemon.start()
        self.assertEqual(self.ask(self.connect(daemon=daemon)), b"HTTP/1.1 200 OK")
        with self.assertRaises(OSError):
            self.connect(daemon=daemon)
        self.assertEqual(self.metric("requests_limited_total", daemon), 1)

    def test_no_session_is_resumed(self):
        said = self.s_client("-reconnect", said=b"Q\n")
        self.assertNotIn("Reused, ", said)
        self.assertNotIn("New Session Ticket arrived", self.s_client(said=b"Q\n"))

    def test_any_server_name_gets_the_one_certificate(self):
        context = self.certificates.trusting()
        context.check_hostname = False
        for name in ("nothing.example", "a" * 63 + ".example", "xn--55qx5d"):
            self.assertEqual(self.ask(self.connect(context, name)), b"HTTP/1.1 200 OK")
        self.assertIn("New, TLSv1.3", self.s_client("-noservername", said=b"Q\n"))

    def test_plain_http_is_let_go_at_once(self):
        daemon = self.new_daemon(handshake_deadline=10000)
        self.addCleanup(daemon.close)
        daemon.start()
        start = time.monotonic()
        with socket.create_connection(("127.0.0.1", daemon.port), timeout=20) as plain:
            plain.sendall(GET)
            try:
                said = plain.recv(65536)
            except ConnectionResetError:
                said = b""
        self.assertNotIn(b"HTTP/1.1", said)
        self.assertLess(time.monotonic() - start, 5)


class Deadline(TlsTest):
    options = {"handshake_deadline": 600}

    def test_a_hello_that_drips_does_not_outlast_the_deadline(self):
        failed = self.metric("tls_handshakes_failed_total")
        hello = bytes.fromhex("16030103e8010003e40303") + bytes(900)
        start = time.monotonic()
        with socket.create_connection(("127.0.0.1", self.daemon.port), timeout=10) as plain:
            with self.assertRaises(OSError):
                for byte in hello:
                    plain.sendall(bytes([byte]))
                    time.sleep(0.02)
        self.assertLess(time.monotonic() - start, 10)  # all of it would take eighteen
        self.assertGreater(self.metric("tls_handshakes_failed_total"), failed)

    def test_silence_does_not_either(self):
        start = time.monotonic()
        with socket.create_connection(("127.0.0.1", self.daemon.port), timeout=10) as plain:
            self.assertEqual(plain.recv(1), b"")
        self.assertTrue(0.4 < time.monotonic() - start < 5)

    def test_handshakes_are_counted_and_the_end_of_the_certificate_is_told(self):
        before = self.metric("tls_handshakes_total")
        self.ask(self.connect())
        self.assertEqual(self.metric("tls_handshakes_total"), before + 1)
        ends = ssl.cert_time_to_seconds(self.connect().getpeercert()["notAfter"])
        self.assertEqual(self.metric("tls_certificate_not_after_seconds"), ends)

    def test_a_long_answer_arrives_whole(self):
        tls = self.connect()
        tls.sendall(b"GET /v1/catalogues/v1 HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
        said = b""
        while piece := tls.recv(65536):
            said += piece
        head, body = said.split(b"\r\n\r\n", 1)
        self.assertEqual(int(re.search(rb"Content-Length: (\d+)", head).group(1)), len(body))
        self.assertGreater(len(body), 20000)


class Older(TlsTest):
    options = {"tls_minimum": "1.2"}

    def test_1_2_by_the_switch_and_nothing_older(self):
        said = self.s_client("-tls1_2", said=b"Q\n")
        self.assertIn("ECDHE-ECDSA-AES256-GCM-SHA384", said)
        for wish in (["-tls1_1", "-cipher", "DEFAULT:@SECLEVEL=0"],
                     ["-tls1_2", "-cipher", "ECDHE-ECDSA-CHACHA20-POLY1305"],
                     ["-tls1_2", "-cipher", "ECDHE-ECDSA-AES256-SHA384"]):
            with self.subTest(wish):
                self.assertNotIn("New, TLSv1.2", self.s_client(*wish))

    def test_every_suite_of_the_guideline_is_spoken(self):
        for suite in ("AES256-GCM-SHA384", "AES128-GCM-SHA256"):
            said = self.s_client("-tls1_2", "-cipher", f"ECDHE-ECDSA-{suite}", "-sigalgs",
                                 "ECDSA+SHA512", said=b"Q\n")
            self.assertIn(f"New, TLSv1.2, Cipher is ECDHE-ECDSA-{suite}", said)
            self.assertIn("Peer signing digest: SHA512", said)

    def test_other_signatures_are_refused(self):
        for wish in ("ECDSA+SHA1", "ECDSA+SHA224", "RSA+SHA256"):
            said = self.s_client("-tls1_2", "-cipher", "DEFAULT:@SECLEVEL=0", "-sigalgs", wish)
            self.assertNotIn("New, TLSv1.2", said)

    def test_renegotiation_and_compression_are_refused(self):
        said = self.s_client("-tls1_2", said=b"R\n" + GET)
        self.assertIn("RENEGOTIATING", said)
        self.assertRegex(said, r"no renegotiation|unexpected message|handshake failure")
        self.assertNotIn("HTTP/1.1 200", said)
        self.assertIn("Compression: NONE", self.s_client("-tls1_2", "-comp", said=b"Q\n"))

    def test_no_ticket_is_given(self):
        self.assertNotIn("TLS session ticket:", self.s_client("-tls1_2", said=b"Q\n"))


class Keys(TlsTest):
    """Every kind of certificate that may be had, each signed with what the guideline has for it."""

    KINDS = {"ec:P-384": ("ECDSA", "SHA384"), "ec:P-521": ("ECDSA", "SHA512"),
             "rsa:3072": ("RSA-PSS", "SHA256"), "rsa-pss:3072": ("RSA-PSS", "SHA256")}

    def test_each_kind_is_spoken(self):
        for number, (kind, (signature, digest)) in enumerate(self.KINDS.items()):
            with self.subTest(kind):
                pair = self.certificates.issue(kind=kind, serial=30 + number)
                daemon = self.new_daemon(tls_certificate=pair[0], tls_key=pair[1], tls_minimum="1.2")
                self.addCleanup(daemon.close)
                daemon.start()
                self.assertEqual(self.ask(self.connect(daemon=daemon)), b"HTTP/1.1 200 OK")
                # Only 1.3 ties the digest to the curve.
                for version, digests in (("-tls1_3", digest), ("-tls1_2", "SHA(256|384|512)")):
                    said = self.s_client(version, daemon=daemon, said=b"Q\n")
                    self.assertRegex(said, f"Peer signing digest: {digests}\nPeer signature type: "
                                           f"{signature}\n")
                if kind == "rsa:3072":
                    said = self.s_client("-tls1_2", "-sigalgs", "RSA+SHA256", daemon=daemon)
                    self.assertNotIn("New, TLSv1.2", said)


class Clients(TlsTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.theirs = Certificates()
        cls.addClassCleanup(cls.theirs.close)
        cls.known = cls.theirs.issue("kommune")
        cls.expired = cls.theirs.issue("ehemals", days=-1, serial=2)
        cls.stranger = cls.certificates.issue("fremd", serial=3)

    def trusting(self, pair=(None, None)):
        return self.certificates.trusting(*pair)

    def test_optional_is_verified_if_given_and_none_is_not_known(self):
        daemon = self.new_daemon(tls_client_ca=self.theirs.authority)
        self.addCleanup(daemon.close)
        daemon.start()
        for pair, known in (((None, None), 0), (self.known, 1)):
            self.assertEqual(self.ask(self.connect(self.trusting(pair), daemon=daemon)),
                             b"HTTP/1.1 200 OK")
            self.assertEqual(self.metric("tls_clients_known_total", daemon), known)
        for pair in (self.expired, self.stranger):
            with self.assertRaises(OSError):
                self.ask(self.connect(self.trusting(pair), daemon=daemon))
        self.assertEqual(self.metric("tls_clients_known_total", daemon), 1)

    def test_needed_turns_away_who_has_none(self):
        daemon = self.new_daemon(tls_client_ca=self.theirs.authority, tls_client_needed="true")
        self.addCleanup(daemon.close)
        daemon.start()
        with self.assertRaises(OSError):
            self.ask(self.connect(daemon=daemon))
        self.assertEqual(self.ask(self.connect(self.trusting(self.known), daemon=daemon)),
                         b"HTTP/1.1 200 OK")


class Reload(TlsTest):
    def setUp(self):
        self.folder = self.daemon.config.parent
        self.place(*self.certificates.issue(serial=10))
        self.own = self.new_daemon(tls_certificate=self.folder / "tls.pem",
                                   tls_key=self.folder / "tls.key")
        self.addCleanup(self.own.close)
        self.own.start()

    def place(self, certificate=None, key=None):
        for path, name in ((certificate, "tls.pem"), (key, "tls.key")):
            if path is not None:
                shutil.copy(path, self.folder / name)

    def serial(self):
        return int(self.connect(daemon=self.own).getpeercert()["serialNumber"], 16)

    def reload(self, wanted):
        self.own.process.send_signal(signal.SIGHUP)
        return self.own.wait_for_log(wanted).group()

    def test_new_connections_get_the_new_one_and_live_ones_go_on(self):
        live = self.connect(daemon=self.own)
        self.assertEqual(self.ask(live), b"HTTP/1.1 200 OK")
        self.place(*self.certificates.issue(serial=11))
        self.reload("configuration reloaded")
        self.assertEqual(self.serial(), 11)
        self.assertEqual(self.ask(live), b"HTTP/1.1 200 OK")
        self.assertNotIn("TLS not reloaded", self.own.log())

    def test_a_self_check_that_arrives_meanwhile_is_taken(self):
        round_id, body = self.programme.round("reload"), self_check(KEY)
        live = self.connect(daemon=self.own)
        live.sendall((f"PUT {path_of(round_id, KEY)} HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer "
                      f"{self.programme.token(KEY)}\r\nContent-Type: application/json\r\n"
                      f"Content-Length: {len(body)}\r\n\r\n").encode() + body[:1000])
        self.place(*self.certificates.issue(serial=14))
        self.reload("configuration reloaded")
        self.assertEqual(self.serial(), 14)
        live.sendall(body[1000:])
        self.assertEqual(live.recv(65536).split(b"\r\n")[0], b"HTTP/1.1 201 Created")

    def test_what_cannot_be_used_leaves_the_old_one(self):
        other = self.certificates.issue(serial=12)
        broken = self.folder / "broken"
        broken.write_text("-----BEGIN CERTIFICATE-----\nnonsense\n-----END CERTIFICATE-----\n")
        expired = self.certificates.issue(days=-1, serial=13)
        short = self.certificates.issue(kind="rsa:2048", serial=15)
        good = (self.folder / "tls.pem").read_text(), (self.folder / "tls.key").read_text()
        for pair, why in (((other[0], None), "is not that of the certificate|cannot be used"),
                          ((broken, None), "certificate .* cannot be used"),
                          ((None, broken), "key .* cannot be used"),
                          (expired, "has expired"), (short, "has 2048 bits")):
            with self.subTest(why):
                failed = self.metric("tls_reloads_failed_total", self.own)
                self.place(*pair)
                self.reload(f"<3>TLS not reloaded reason=.*({why})")
                wait_until(lambda: self.metric("tls_reloads_failed_total", self.own) > failed,
                           "the failure is counted")
                self.assertEqual(self.serial(), 10)
                (self.folder / "tls.pem").write_text(good[0])
                (self.folder / "tls.key").write_text(good[1])

    def test_tls_is_not_lost_by_a_reload(self):
        self.own.configure(tls_certificate="", tls_key="")
        self.reload("TLS not reloaded reason=.*needs a restart")
        self.assertEqual(self.serial(), 10)


class Start(TlsTest):
    def refused(self, wanted, **options):
        daemon = self.new_daemon(**options)
        self.addCleanup(daemon.close)
        checked = run(needed("WELTOFFEND"), "--config", daemon.config, "--check")
        started = run(needed("WELTOFFEND"), "--config", daemon.config)
        self.assertEqual((checked.returncode, started.returncode), (1, 1))
        for said in (checked.stderr, started.stderr):
            self.assertRegex(said, wanted)
            self.assertEqual(said.count("\n"), 1, said)

    def test_files_that_cannot_be_used_are_said_in_one_sentence(self):
        other = self.certificates.issue(serial=20)
        expired = self.certificates.issue(days=-1, serial=21)
        self.refused("is not that of the certificate|cannot be used", tls_key=other[1])
        self.refused("has expired", tls_certificate=expired[0], tls_key=expired[1])
        for number, (kind, why) in enumerate((
                ("rsa:2048", "has 2048 bits; of RSA at least 3072"),
                ("rsa-pss:2048", "has 2048 bits"), ("ed25519", "of 25[36] bits, is neither RSA nor on"),
                ("ec:secp224r1", "of 224 bits, is neither"), ("ec:secp256k1", "of 256 bits, is neither"))):
            pair = self.certificates.issue(kind=kind, serial=40 + number)
            self.refused(why, tls_certificate=pair[0], tls_key=pair[1])
        self.refused("cannot be read", tls_certificate="/nonexistent")
        self.refused("key .* cannot be (used|read)", tls_key="")
        self.refused("issuers .* cannot be (used|read)", tls_client_ca=other[1])
        self.refused("need a tls_certificate", tls_certificate="")
        self.refused("needs a tls_client_ca", tls_client_needed="true")

    def test_plain_http_does_not_leave_the_machine_unasked(self):
        plain = {"tls_certificate": "", "tls_key": ""}
        for where in ("0.0.0.0:0", "[::]:0", "192.0.2.1:80"):
            self.refused("plain HTTP on an address that is not loopback", listen=where, **plain)
            self.refused("listen_operator = .* plain HTTP", listen_operator=where)
        for options in ({"listen": f"0.0.0.0:{self.daemon.port + 1}", "listen_plain": "true",
                         **plain}, {"listen": "127.0.0.2:80", **plain}, {"listen": "[::1]:80"},
                        {"listen": "0.0.0.0:80"}):
            daemon = self.new_daemon(**options)
            self.addCleanup(daemon.close)
            checked = run(needed("WELTOFFEND"), "--config", daemon.config, "--check")
            self.assertEqual((checked.returncode, checked.stderr), (0, ""))


if __name__ == "__main__":
    main()
