"""Invitations: a link that shows a municipality's access key to whoever opens it first."""

import hashlib
import html
import re

import harness
from browser import Browser
from daemon import DaemonTest, at_once
from form import form_of
from harness import ctl

KEY = "12054000"


class Invitation(DaemonTest):
    def setUp(self):
        self.browser = Browser(self.daemon)

    def invite(self, *more, key=KEY):
        """Makes one and returns its path."""
        link = self.programme.ctl("invite", key, "--name", "Rathaus Ü", *more)
        self.assertRegex(link, "^http://localhost:8080/einladung/[A-Za-z0-9_-]{43}$")
        return link.removeprefix("http://localhost:8080")

    def fields(self, path, browser=None):
        page = (browser or self.browser).get(path)
        self.assertEqual(page.status, 200, page.body)
        return form_of(page.body.decode(), path)

    def open(self, path):
        return self.browser.post(path, self.fields(path))

    def send(self, path, **fields):
        """Where no form is shown."""
        return self.browser.post(path, {"csrf": self.browser.entry(), **fields})

    @staticmethod
    def key_in(reply):
        found = re.search("<code[^>]*>(wok_municipality_[A-Za-z0-9]+)</code>", reply.body.decode())
        return found and found.group(1)

    def tokens(self):
        return self.programme.query("SELECT count(*) FROM token")

    def test_looking_at_it_changes_nothing(self):
        path, before = self.invite(), self.tokens()
        for _ in range(3):
            page = self.browser.get(path)
            self.assertEqual(page.status, 200)
            self.assertIn("Rathaus Ü", page.body.decode())
            self.assertIsNone(self.key_in(page))
            self.assertEqual(page.headers["Referrer-Policy"], "no-referrer")
        self.assertEqual(self.tokens(), before)

    def test_opening_it_shows_a_key_that_works(self):
        reply = self.open(self.invite())
        self.assertEqual(reply.status, 200)
        key = self.key_in(reply)
        self.assertEqual(self.daemon.get("/v1/rounds", key).status, 200)
        self.assertEqual(self.browser.sign_in(key).headers["Location"], "/abgabe")
        self.assertEqual(
            self.programme.query("SELECT municipality, name FROM token ORDER BY id DESC LIMIT 1"),
            f"{KEY}|Rathaus Ü")

    def test_a_second_opening_says_when_the_first_was(self):
        path = self.invite()
        self.open(path)
        for reply in (self.browser.get(path),
                      self.send(path, once="A" * 43)):
            self.assertEqual(reply.status, 410)
            self.assertRegex(html.unescape(reply.body.decode()),
                             r"am \d+\.\s\w+ \d{4}, \d\d:\d\d\sUhr schon geöffnet")
            self.assertIn("wenden Sie sich an", reply.body.decode())
            self.assertIn("nicht selbst geöffnet", reply.body.decode())
            self.assertIsNone(self.key_in(reply))
        english = self.browser.get(path, Accept_Language="en").body.decode()
        self.assertRegex(html.unescape(english), r"opened on \d+\s\w+ \d{4}, \d\d:\d\d, and")

    def test_two_clicks_show_the_same_key_but_only_for_a_minute(self):
        path = self.invite()
        fields, before = self.fields(path), int(self.tokens())
        keys = {self.key_in(self.browser.post(path, fields)) for _ in range(2)}
        self.assertEqual(len(keys - {None}), 1)
        self.assertEqual(int(self.tokens()), before + 1)
        self.programme.query("UPDATE invitation SET opened_at = now() - interval '61 seconds' "
                             "WHERE opened_at IS NOT NULL")
        self.assertEqual(self.browser.post(path, fields).status, 410)

    def test_of_several_who_open_it_at_once_one_gets_the_key(self):
        path, before = self.invite(), int(self.tokens())
        browsers = [Browser(self.daemon) for _ in range(8)]
        replies = at_once([lambda browser=browser, fields=self.fields(path, browser):
                           browser.post(path, fields) for browser in browsers])
        self.assertEqual(sorted(reply.status for reply in replies), [200] + [410] * 7)
        self.assertEqual(int(self.tokens()), before + 1)

    def test_a_new_one_takes_the_place_of_one_that_nobody_has_opened(self):
        first, second = self.invite(), self.invite()
        for reply in (self.browser.get(first), self.send(first, once="A" * 43)):
            self.assertEqual(reply.status, 410)
            self.assertIn("neueren Link", reply.body.decode())
            self.assertNotIn("nicht selbst geöffnet", reply.body.decode())
        self.assertIsNotNone(self.key_in(self.open(second)))
        self.assertIsNotNone(self.key_in(self.open(self.invite())))

    def test_it_expires(self):
        path = self.invite("--expires", "1d")
        fields = self.fields(path)
        self.programme.query("UPDATE invitation SET created_at = now() - interval '2 days', "
                             "expires_at = now() WHERE opened_at IS NULL AND replaced_at IS NULL")
        for reply in (self.browser.get(path), self.browser.post(path, fields)):
            self.assertEqual(reply.status, 410)
            self.assertIn("abgelaufen", reply.body.decode())

    def test_what_nobody_was_given_is_not_there(self):
        for code in ("A" * 43, "x", "A" * 44):
            self.assertEqual(self.browser.get(f"/einladung/{code}").status, 404)
        path = self.invite()
        for fields in ({}, {"once": "x"}, {"once": ""}):
            self.assertEqual(self.send(path, **fields).status, 400)

    def test_another_site_cannot_open_it(self):
        path = self.invite()
        fields = self.fields(path)
        self.assertEqual(self.browser.post(path, fields, site="cross-site").status, 403)
        self.assertEqual(self.browser.get(path).status, 200)

    def test_neither_code_nor_key_stands_in_the_log_or_the_database(self):
        path = self.invite()
        key = self.key_in(self.open(path))
        code = path.rsplit("/", 1)[1]
        self.browser.get(f"/Einladung/{code}")
        self.browser.get(f"{path}/x")
        self.daemon.wait_for_log("method=POST path=/einladung/{code} status=200")
        self.daemon.wait_for_log("path=/einladung/{code} status=404")
        dump = harness.run("pg_dump", "--inserts", self.programme.conninfo()).stdout
        self.assertIn(hashlib.sha256(code.encode()).hexdigest(), dump)
        for secret in (code, key):
            self.assertNotIn(secret, self.daemon.log())
            self.assertNotIn(secret, dump)

    def test_the_daemon_can_make_a_token_in_no_other_way(self):
        for statement in ("INSERT INTO token (role, name, sha256) VALUES ('operator', 'x', "
                          "repeat('a', 64))", "UPDATE invitation SET opened_at = NULL",
                          "INSERT INTO invitation (municipality, name, sha256, expires_at) VALUES "
                          f"('{KEY}', 'x', repeat('a', 64), now() + interval '1 day')"):
            with self.assertRaisesRegex(RuntimeError, "permission denied"):
                self.programme.query(statement, "weltoffend")

    def test_weltoffenctl_says_what_is_wrong(self):
        operator = self.programme.conninfo("weltoffend_operator")
        for arguments, status, words in (
                (("12", "--name", "x"), 2, "KEY has 8 digits"),
                ((KEY,), 2, "--name"), ((KEY, "--name", ""), 2, "--name is one line"),
                ((KEY, "--name", "x", "--expires", "0d"), 2, "--expires is"),
                ((KEY, "--name", "x", "--expires", "91d"), 2, "--expires is"),
                ((KEY, "--name", "x", "--expires", "2w"), 2, "--expires is"),
                (("16077000", "--name", "x"), 1, "there is no municipality 16077000")):
            with self.subTest(arguments):
                done = ctl("invite", *arguments, database=operator)
                self.assertEqual((done.returncode, done.stdout), (status, ""))
                self.assertIn(words, done.stderr)

    def test_the_audit_tells_of_it(self):
        self.open(self.invite())
        last = "SELECT action, actor ~ '^(nobody|weltoffenctl [0-9]+)$' FROM audit " \
               "WHERE action LIKE 'invitation-%' ORDER BY at DESC LIMIT 2"
        self.assertEqual(self.programme.query(last),
                         "invitation-opened|t\ninvitation-issued|t")


if __name__ == "__main__":
    harness.main()
