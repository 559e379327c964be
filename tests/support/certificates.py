"""Certificates for tests, made with the openssl program."""

import pathlib
import ssl
import subprocess
import tempfile


def openssl(*arguments):
    done = subprocess.run(["openssl", *map(str, arguments)], stdin=subprocess.DEVNULL,
                          capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise RuntimeError(f"{arguments}: {done.stderr}")


class Certificates:
    """An authority of its own and what it has issued, in a folder that goes with it."""

    def __init__(self):
        self.directory = tempfile.TemporaryDirectory()
        self.folder = pathlib.Path(self.directory.name)
        self.authority = self.folder / "authority.pem"
        self.authority_key = self.folder / "authority.key"
        openssl("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
                "-keyout", self.authority_key, "-out", self.authority, "-days", "30",
                "-subj", "/CN=Test authority")

    def issue(self, name="localhost", days=10, serial=1, kind="ec:P-256"):
        """Issues a certificate; days may be negative, kind is "ec:CURVE", "rsa:BITS", "rsa-pss:BITS"
        or "ed25519". Returns its file and that of its key."""
        algorithm, _, size = kind.partition(":")
        option = {"ec": "ec_paramgen_curve", "rsa": "rsa_keygen_bits", "rsa-pss": "rsa_keygen_bits"}
        options = ["-pkeyopt", f"{option[algorithm]}:{size}"] if size else []
        path = self.folder / f"{name}-{serial}.pem"
        key, request = path.with_suffix(".key"), path.with_suffix(".csr")
        extensions = path.with_suffix(".ext")
        extensions.write_text(f"subjectAltName=DNS:{name}\n")
        openssl("req", "-newkey", algorithm, *options, "-nodes", "-keyout", key, "-out", request,
                "-subj", f"/CN={name}")
        openssl("x509", "-req", "-in", request, "-CA", self.authority, "-CAkey",
                self.authority_key, "-set_serial", serial, "-days", days, "-out", path,
                "-extfile", extensions)
        return path, key

    def trusting(self, certificate=None, key=None):
        """What a client connects with that trusts the authority and may have a certificate."""
        context = ssl.create_default_context(cafile=self.authority)
        if certificate is not None:
            context.load_cert_chain(certificate, key)
        return context

    def close(self):
        self.directory.cleanup()
