"""A stolen dump of the database: nothing in it opens anything.

Whatever lets somebody in is listed in SECRETS, made by its function and looked for in the dump.
"""

import base64
import pathlib
import re
import sys
import urllib.parse

sys.path.insert(0, str(pathlib.Path(__file__).parents[1] / "support"))

import matrix  # noqa: E402
from daemon import KEYS, DaemonTest  # noqa: E402
from harness import main, run  # noqa: E402

TOKEN = re.compile(rb"wok_[a-z]+_[0-9A-Za-z]{33}")


class StolenDump(DaemonTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.programme.round("2026")
        cls.daemon.put("2026", KEYS[0], matrix.marked(KEYS[0]))
        cls.secrets = {name: make(cls) for name, make in SECRETS.items()}
        dump = run("pg_dump", "-d", cls.programme.conninfo(), "--no-owner")
        if dump.returncode != 0:
            raise RuntimeError(dump.stderr)
        cls.dump = dump.stdout.encode()

    def tokens(self):
        tokens = [self.programme.token(who) for who in (*KEYS[:3], "director", "operator")]
        tokens.append(self.programme.ctl("token", "rotate", "1"))
        for token in tokens:
            self.daemon.get("/v1/rounds", token)  # so that it was used
        return tokens

    def sessions(self):
        page = matrix.Page(self.daemon, {who: self.programme.token(who)
                                         for who in (KEYS[0], "director", "operator")})
        return [cookie.partition("=")[2] for cookie in page.cookies.values()]

    def invitations(self):
        links = [self.programme.ctl("invite", key, "--name", "x") for key in KEYS[3:5]]
        return [link.rpartition("/einladung/")[2] for link in links]

    def keys_of_the_daemon(self):
        private = pathlib.Path(self.programme.receipt_key).read_text()
        body = "".join(line for line in private.splitlines() if not line.startswith("-"))
        # The private half: what stands behind the header of its PKCS #8 form.
        return [body, base64.b64decode(body)[16:48].hex(), "a" * 64]

    def test_the_dump_has_what_it_is_about(self):
        for table in ("token", "session", "invitation", "version_2026", "audit"):
            self.assertRegex(self.dump.decode(), rf"COPY public\.{table} .*\n[^\\]")

    def test_no_secret_is_in_it_in_any_form(self):
        for name, secrets in self.secrets.items():
            self.assertTrue(secrets, name)
            for secret in secrets:
                self.assertGreaterEqual(len(secret), 27)
                random = secret.rpartition("_")[2][:27]  # without prefix and checksum
                for part in {secret, random}:
                    raw = part.encode()
                    for form in (raw, raw.hex().encode(), base64.b64encode(raw).rstrip(b"="),
                                 base64.urlsafe_b64encode(raw).rstrip(b"="),
                                 urllib.parse.quote(part).encode(), raw[::-1]):
                        self.assertNotIn(form, self.dump, name)

    def test_nothing_in_it_is_a_token(self):
        self.assertEqual(TOKEN.findall(self.dump), [])

    def test_nothing_in_it_opens_a_door(self):
        """Every text that looks like a secret is tried as a token and as a session."""
        words = set(re.findall(rb"(?<![0-9A-Za-z_-])[0-9A-Za-z_-]{27,64}(?![0-9A-Za-z_-])", self.dump))
        self.assertGreater(len(words), 20)
        name = matrix.Page(self.daemon, {"x": self.programme.token("director")}).cookies["x"]
        cookie = name.partition("=")[0]
        for word in sorted(words)[:400]:
            text = word.decode()
            for token in (text, f"wok_operator_{text}", f"wok_municipality_{text}"):
                reply = self.daemon.request("GET", "/v1/rounds", None, None,
                                            {"Authorization": f"Bearer {token}"})
                self.assertEqual(reply.status, 401, text)
            self.assertEqual(self.daemon.get(f"/einladung/{text}").status, 404, text)
            reply = self.daemon.request("GET", "/", None, None, {"Cookie": f"{cookie}={text}"})
            self.assertEqual(reply.status, 200, text)  # the sign-in, not what is behind it


SECRETS = {"tokens": StolenDump.tokens, "sessions": StolenDump.sessions,
           "invitations": StolenDump.invitations,
           "keys": StolenDump.keys_of_the_daemon}


if __name__ == "__main__":
    main()
