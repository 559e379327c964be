"""A stolen dump of the database: nothing in it opens anything.

Whatever lets somebody in is listed in SECRETS, made by its function and looked for in the dump. And
every word of the dump that has the shape of a secret is tried at every door; that this would find one
is shown with secrets that were planted.
"""

import base64
import pathlib
import re
import sys
import zlib

sys.path.insert(0, str(pathlib.Path(__file__).parents[1] / "support"))

import matrix  # noqa: E402
from browser import ENTRY, SESSION, Browser  # noqa: E402
from daemon import KEYS, DaemonTest  # noqa: E402
from form import form_of  # noqa: E402
from harness import main, run  # noqa: E402

DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
TOKEN = re.compile(r"wok_[a-z]+_[0-9A-Za-z]{33}")
ROLES = ("municipality", "director", "operator")
# The tables whose every field is tried, whatever it looks like.
TABLES = ("token", "session", "invitation")
# Else, runs of letters and digits as long as what our secrets are made of: the random digits of a
# token, these with the checksum, 32 bytes in base64url or in hexadecimal, the proof of a form.
SHAPES = {27, 33, 43, 64, 86}


def base64url(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def in_base_62(number, digits):
    text = ""
    for _ in range(digits):
        number, rest = divmod(number, 62)
        text = DIGITS[rest] + text
    return text


def tokens_of(random):
    """The tokens with these random digits, one for each role."""
    return [text + in_base_62(zlib.crc32(text.encode()), 6)
            for text in (f"wok_{role}_{random}" for role in ROLES)]


def candidates(dump):
    """Every word of a dump that could be a secret or what a secret is made of."""
    words = set(TOKEN.findall(dump))
    words |= {word for word in re.findall(r"(?<![\w-])[\w-]{27,86}(?![\w-])", dump, re.ASCII)
              if len(word) in SHAPES}
    words |= set(re.findall(r"(?<![0-9a-f])[0-9a-f]{64}(?![0-9a-f])", dump))  # also in \\x...
    for table in TABLES:
        rows = re.search(rf"^COPY public\.{table} .*\n((?:[^\\].*\n)*)\\\.$", dump, re.MULTILINE)
        words |= {field for row in rows.group(1).splitlines() for field in row.split("\t")
                  if len(field) >= 4 and field != "\\N"}
    return words


def secrets_of(word):
    """The tokens, and the secrets of links and cookies, that somebody would make of a word."""
    tokens, links = set(TOKEN.findall(word)), {word}
    if re.fullmatch("[0-9A-Za-z]{27}", word):
        tokens |= set(tokens_of(word))
    if re.fullmatch("[0-9A-Za-z]{33}", word):
        tokens |= {f"wok_{role}_{word}" for role in ROLES}
    if re.fullmatch("[0-9a-f]{64}", word):
        data = bytes.fromhex(word)
        links.add(base64url(data))
        tokens |= set(tokens_of(in_base_62(int.from_bytes(data, "big"), 27)))
    return tokens, links


class StolenDump(DaemonTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.programme.round("2026")
        cls.daemon.put("2026", KEYS[0], matrix.marked(KEYS[0]))
        cls.secrets = {name: make(cls) for name, make in SECRETS.items()}
        cls.dump = cls.stolen()

    @classmethod
    def stolen(cls):
        dump = run("pg_dump", "-d", cls.programme.conninfo(), "--no-owner")
        if dump.returncode != 0:
            raise RuntimeError(dump.stderr)
        return dump.stdout

    def tokens(self):
        tokens = [self.programme.token(who) for who in (*KEYS[:3], "director", "operator")]
        tokens.append(self.programme.ctl("token", "rotate", "1"))
        for token in tokens:
            self.daemon.get("/v1/rounds", token)  # so that it was used
        return tokens

    def sessions(self):
        """Of three who signed in: the id, and what the forms prove themselves with."""
        secrets = []
        for who in (KEYS[0], "director", "operator"):
            browser = Browser(self.daemon)
            browser.sign_in(who)
            field = browser.csrf()
            data = base64.urlsafe_b64decode(field + "==")
            proof = bytes(a ^ b for a, b in zip(data[:32], data[32:]))  # without its mask
            secrets += [browser.cookies[SESSION], field, base64url(data[:32]), base64url(data[32:]),
                        base64url(proof)]
        return secrets

    def invitations(self):
        """The codes of one that waits and of one that was opened, and the key that this made."""
        paths = [self.programme.ctl("invite", key, "--name", "x").removeprefix("http://localhost:8080")
                 for key in KEYS[3:5]]
        browser = Browser(self.daemon)
        fields = form_of(browser.get(paths[1]).body.decode(), paths[1])
        shown = browser.post(paths[1], fields).body.decode()
        key = TOKEN.search(shown).group()
        if self.daemon.get("/v1/rounds", key).status != 200:
            raise RuntimeError(shown)
        return [*(path.rpartition("/")[2] for path in paths), *fields.values(), browser.cookies[ENTRY], key]

    def keys_of_the_daemon(self):
        private = pathlib.Path(self.programme.receipt_key).read_text()
        body = "".join(line for line in private.splitlines() if not line.startswith("-"))
        # The private half: what stands behind the header of its PKCS #8 form.
        return [body, base64.b64decode(body)[16:48].hex(), "a" * 64]

    def test_the_dump_has_what_it_is_about(self):
        for table in ("token", "session", "invitation", "version_2026", "audit"):
            self.assertRegex(self.dump, rf"COPY public\.{table} .*\n[^\\]")

    def test_no_secret_is_in_it_in_any_form(self):
        for name, secrets in self.secrets.items():
            self.assertTrue(secrets, name)
            for secret in secrets:
                parts = {secret.encode()}
                if TOKEN.fullmatch(secret):
                    parts.add(secret[-33:-6].encode())  # without prefix and checksum
                elif re.fullmatch(r"[\w-]{43}", secret, re.ASCII):
                    parts.add(base64.urlsafe_b64decode(secret + "="))
                for part in parts:
                    self.assertGreaterEqual(len(part), 27)
                    for form in (part.decode("latin-1"), part.hex(), base64url(part),
                                 base64.b64encode(part).rstrip(b"=").decode(),
                                 part[::-1].decode("latin-1")):
                        self.assertNotIn(form, self.dump, name)

    def doors_opened_by(self, word):
        """The doors that a word opens, or what somebody who found it would make of it."""
        doors = set()
        tokens, links = secrets_of(word)
        for token in tokens:
            if self.daemon.get("/v1/rounds", token).status != 401:
                doors.add("token")
        for link in links:
            if not re.fullmatch(r"[\w.-]+", link, re.ASCII):
                continue  # no such path, no such cookie
            if self.daemon.get(f"/einladung/{link}").status != 404:
                doors.add("invitation")
            if self.daemon.request("GET", "/", None, None,
                                   {"Cookie": f"{SESSION}={link}"}).status != 200:
                doors.add("session")  # what is behind the sign-in
        return doors

    def test_nothing_in_it_opens_a_door(self):
        words = candidates(self.dump)
        self.assertEqual(TOKEN.findall(self.dump), [])
        for table in TABLES:
            hashes = self.programme.query(f"SELECT sha256 FROM {table}").splitlines()
            self.assertLessEqual(set(hashes), words)
        print(f"{len(words)} words of the dump are tried", flush=True)
        for word in sorted(words):
            self.assertEqual(self.doors_opened_by(word), set(), word)

    def test_a_secret_in_it_would_be_found(self):
        """In plain text and in hexadecimal, whole and without what is not secret of it."""
        token = self.secrets["tokens"][1]
        session, code = self.secrets["sessions"][0], self.secrets["invitations"][0]
        plants = {f"Schlüssel {token}.": "token", token[-33:]: "token", token[-33:-6]: "token",
                  session: "session", f'["{code}"]': "invitation",
                  base64.urlsafe_b64decode(session + "=").hex(): "session",
                  base64.urlsafe_b64decode(code + "=").hex(): "invitation"}
        before = candidates(self.stolen())
        for number, (plant, door) in enumerate(plants.items()):
            with self.subTest(plant):
                self.programme.query("INSERT INTO privacy_event (kind, reason, counts) "
                                     f"VALUES ('export', '{plant}', '{{}}')")
                found = candidates(self.stolen()) - before
                before |= found
                self.assertEqual(len(found), 1)
                self.assertEqual(self.doors_opened_by(found.pop()), {door}, number)


SECRETS = {"tokens": StolenDump.tokens, "sessions": StolenDump.sessions,
           "invitations": StolenDump.invitations,
           "keys": StolenDump.keys_of_the_daemon}


if __name__ == "__main__":
    main()
