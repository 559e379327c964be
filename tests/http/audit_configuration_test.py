"""What the daemon works with is told in the audit: options by their names, files by fingerprints."""

import hashlib
import shutil
import signal
import ssl
import subprocess
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "support"))

from audited import AuditTest  # noqa: E402
from certificates import Certificates  # noqa: E402
from daemon import Daemon, wait_until  # noqa: E402
from harness import main  # noqa: E402


class Configuration(AuditTest):
    def setUp(self):
        self.certificates = Certificates()
        self.addCleanup(self.certificates.close)
        self.folder = self.certificates.folder

    def start(self, **options):
        """A daemon of its own; what its first line says."""
        before = len(self.told())
        self.own = Daemon(self.programme, **options)
        self.addCleanup(self.own.close)
        self.own.start()
        return self.next(before)

    def told(self):
        return [line for line in self.lines("action LIKE 'configuration-%'") if line["actor"] == "daemon"]

    def next(self, before):
        """The one line that comes after so many."""
        wait_until(lambda: len(self.told()) > before, "the line of the configuration is written")
        line, = self.told()[before:]
        return line

    def reload(self, **options):
        """Changes options, and what the line says that comes of it and of the files."""
        before = len(self.told())
        self.own.configure(**options)
        self.own.process.send_signal(signal.SIGHUP)
        line = self.next(before)
        self.assertEqual(line["action"], "configuration-changed")
        return line["details"]

    def reload_without_a_line(self):
        before, times = self.told(), self.own.log().count("configuration reloaded")
        self.own.process.send_signal(signal.SIGHUP)
        self.own.wait_for_log(fr"(?s)(configuration reloaded.*){{{times + 1}}}")
        time.sleep(0.5)  # it writes in the meantime, if it does
        self.assertEqual(self.told(), before)

    def key_id(self):
        return self.own.get("/v1/keys").json["keys"][0]["kid"]

    def place(self, certificate=None, key=None):
        for path, name in ((certificate, "tls.pem"), (key, "tls.key")):
            if path is not None:
                shutil.copy(path, self.folder / name)

    @staticmethod
    def fingerprint(path):
        return hashlib.sha256(ssl.PEM_cert_to_DER_cert(Path(path).read_text())).hexdigest()

    def test_options_are_told_without_what_they_say(self):
        line = self.start()
        start = line["details"]
        self.assertEqual((line["action"], "failed" in start), ("configuration-started", False))
        self.assertIn("database", start["options"].split(","))
        self.assertIn("receipt_key", start["options"].split(","))
        self.assertEqual(start["files"], {"receipt_key": self.key_id()})
        self.assertRegex(start["sha256"], "^[0-9a-f]{64}$")
        changed = self.reload(run_daily="03:14", run_minimum_changes=3)
        self.assertEqual(changed["options"], "run_daily,run_minimum_changes")
        self.assertNotEqual(changed["sha256"], start["sha256"])
        self.reload_without_a_line()
        everything = self.programme.query("SELECT to_json(audit) FROM audit")
        for secret in ("03:14", "host=", "dbname=", str(self.own.directory.name)):
            self.assertNotIn(secret, everything)

    def test_the_key_of_receipts_is_told_by_its_id(self):
        path = self.folder / "receipt.pem"
        shutil.copy(self.programme.receipt_key, path)
        before = self.start(receipt_key=path)["details"]
        self.assertEqual(before["files"], {"receipt_key": self.key_id()})
        shutil.copy(self.programme.new_key(), path)  # the same option, another key
        changed = self.reload()
        self.assertEqual((changed["options"], changed["files"], changed["sha256"]),
                         ("", {"receipt_key": self.key_id()}, before["sha256"]))
        self.assertNotEqual(changed["files"], before["files"])

    def test_a_key_that_cannot_be_used_is_not_told_as_taken_over(self):
        start = self.start()["details"]
        stranger = self.folder / "stranger.pem"  # a key that the database does not know
        stranger.write_bytes(self.private_key())
        for path in (self.folder / "missing.pem", stranger):
            with self.subTest(path.name):
                failed = self.reload(receipt_key=path)
                self.assertEqual((failed["options"], failed["failed"], failed["files"], failed["sha256"]),
                                 ("", "receipt_key", start["files"], start["sha256"]))
                mended = self.reload(receipt_key=self.programme.receipt_key)
                self.assertEqual((mended["options"], mended["files"], "failed" in mended),
                                 ("", start["files"], False))

    @staticmethod
    def private_key():
        return subprocess.run(["openssl", "genpkey", "-algorithm", "ed25519"], check=True,
                              capture_output=True).stdout

    def test_certificates_are_told_by_their_fingerprints(self):
        first, second = self.certificates.issue(serial=1), self.certificates.issue(serial=2)
        ca = self.folder / "clients.pem"
        shutil.copy(self.certificates.authority, ca)
        self.place(*first)
        start = self.start(tls_certificate=self.folder / "tls.pem", tls_key=self.folder / "tls.key",
                           tls_client_ca=ca)["details"]
        files = start["files"]
        self.assertEqual(files, {"certificate": self.fingerprint(first[0]),
                                 "client_ca": hashlib.sha256(ca.read_bytes()).hexdigest(),
                                 "receipt_key": files["receipt_key"]})
        self.place(*second)
        changed = self.reload()
        self.assertEqual((changed["options"], changed["files"]),
                         ("", {**files, "certificate": self.fingerprint(second[0])}))
        ca.write_text(ca.read_text() * 2)
        self.assertEqual(self.reload()["files"]["client_ca"],
                         hashlib.sha256(ca.read_bytes()).hexdigest())

    def test_a_chain_behind_the_certificate_is_told_by_its_own_and_a_key_in_the_file_by_none(self):
        (leaf, key), (other, _) = (self.certificates.issue(serial=serial) for serial in (1, 2))
        authority = self.certificates.authority
        path = self.folder / "tls.pem"

        def told(*behind):
            """What is told with these certificates behind the first one."""
            path.write_text("".join(file.read_text() for file in (leaf, *behind)))
            return self.reload()["files"]

        path.write_text(leaf.read_text() + authority.read_text())
        files = self.start(tls_certificate=path, tls_key=key)["details"]["files"]
        self.assertEqual(files, {"certificate": self.fingerprint(leaf), "chain": self.chain(authority),
                                 "receipt_key": files["receipt_key"]})
        for behind in ((authority, other), (other, authority), (other,)):
            self.assertEqual(told(*behind), {**files, "chain": self.chain(*behind)})
        path.write_text(leaf.read_text() + key.read_text() + other.read_text())
        self.reload_without_a_line()
        alone = told()
        self.assertEqual(alone, {"certificate": files["certificate"], "receipt_key": files["receipt_key"]})

    @staticmethod
    def chain(*paths):
        return hashlib.sha256(b"".join(ssl.PEM_cert_to_DER_cert(path.read_text()) for path in paths)) \
            .hexdigest()

    def test_a_certificate_that_cannot_be_used_is_not_told_as_taken_over(self):
        first, second = self.certificates.issue(serial=1), self.certificates.issue(serial=2)
        self.place(*first)
        start = self.start(tls_certificate=self.folder / "tls.pem",
                           tls_key=self.folder / "tls.key")["details"]
        failed = self.reload(tls_certificate=second[0], tls_minimum="1.2", run_minimum_changes=4)
        self.assertEqual((failed["options"], failed["failed"], failed["files"]),
                         ("run_minimum_changes", "tls", start["files"]))
        self.reload_without_a_line()
        mended = self.reload(tls_key=second[1])
        self.assertEqual((mended["options"], "failed" in mended, mended["files"]["certificate"]),
                         ("tls_certificate,tls_key,tls_minimum", False, self.fingerprint(second[0])))


if __name__ == "__main__":
    main()
