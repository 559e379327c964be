"""Forms that are sent without a session, for the access key and on an invitation: sent only by the browser
that was shown them, and shown again when that is not so."""

import html
import re

import harness
import matrix
from browser import ENTRY, SESSION, Browser
from daemon import DaemonTest
from form import form_of

STALE = {"/anmelden": {"de": "wurde noch nicht geprüft", "en": "has not been checked yet"},
         "/einladung/{code}": {"de": "noch nicht gezeigt", "en": "has not been shown yet"}}
ADVICE = {"de": "in den Einstellungen Ihres Browsers Cookies", "en": "allow cookies for this site"}
COUNTED = ("sign_ins_refused", "sign_ins_slowed")


class Entry(DaemonTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.link = cls.invite()

    def setUp(self):
        self.browser = Browser(self.daemon)

    @classmethod
    def invite(cls):
        link = cls.programme.ctl("invite", "12054000", "--name", "Rathaus")
        return link.removeprefix("http://localhost:8080")

    def forms(self):
        """Each route that takes one, the path that is asked and what a person adds."""
        values = {"/anmelden": ("/", {"key": self.programme.token("director")}),
                  "/einladung/{code}": (self.link, {})}
        routes = {route["path"] for route in matrix.routes() if route["door"] == "page"
                  and route["method"] == "POST" and route["access"] == "open"}
        self.assertEqual(routes, set(values))
        return [(route, shown, route.replace("{code}", self.link.rpartition("/")[2]), more)
                for route, (shown, more) in values.items()]

    def fields(self, shown, action, browser=None, **headers):
        page = (browser or self.browser).get(shown, **headers)
        self.assertEqual(page.status, 200, page.body)
        return form_of(page.body.decode(), action)

    def state(self):
        """What one that is taken would change."""
        counted = self.daemon.operator("/metrics").body.decode()
        rows = self.programme.query(
            "SELECT (SELECT count(*) FROM session), (SELECT count(*) FROM token), "
            "(SELECT count(*) FROM invitation WHERE opened_at IS NOT NULL), "
            "(SELECT count(*) FROM audit WHERE action <> 'access-refused')")  # those come by the minute
        return rows, [re.findall(f"^weltoffend_{name}.* [0-9]+$", counted, re.MULTILINE) for name in COUNTED]

    def is_shown_again(self, route, reply, language="de"):
        self.assertEqual((reply.status, reply.headers["Content-Type"]), (403, "text/html; charset=utf-8"))
        self.assertEqual(reply.headers["Cache-Control"], "private, no-store")
        page = html.unescape(reply.body.decode())
        for words in (STALE[route][language], ADVICE[language]):
            self.assertIn(words, page)
        self.assertNotRegex(page, "wok_[a-z]+_")

    # --- the cookie ---

    def test_the_cookie_has_every_protection_and_is_given_once(self):
        for _, shown, _, _ in self.forms():
            with self.subTest(shown):
                browser = Browser(self.daemon)
                reply = browser.get(shown)
                value = browser.cookies[ENTRY]
                self.assertEqual(reply.headers.get_all("Set-Cookie"),
                                 [f"{ENTRY}={value}; Path=/; Secure; HttpOnly; SameSite=Strict"])
                self.assertRegex(value, "^[A-Za-z0-9_-]{43}$")
                self.assertEqual(reply.headers["Cache-Control"], "private, no-store")
                self.assertNotIn(value, reply.body.decode())
                self.assertIsNone(browser.get(shown).headers["Set-Cookie"])
                for brought in (value[:-1], value + "A", "", f"{value}; {ENTRY}={value}"):
                    again = Browser(self.daemon)
                    again.get(shown, Cookie=f"{ENTRY}={brought}")
                    self.assertNotIn(again.cookies[ENTRY], (value, brought))

    def test_pages_without_such_a_form_give_none(self):
        for path in ("/datenschutz", "/gibt-es-nicht", "/abgabe", "/einladung/x"):
            self.assertIsNone(self.browser.get(path).headers["Set-Cookie"])

    def test_it_ends_when_somebody_signs_in(self):
        """Whatever was brought along: who knew it before knows nothing then."""
        brought = "A" * 43
        self.browser.cookies[ENTRY] = brought
        fields = {**self.fields("/", "/anmelden"), "key": self.programme.token("director")}
        reply = self.browser.post("/anmelden", fields)
        session = self.browser.cookies[SESSION]
        self.assertEqual(reply.headers.get_all("Set-Cookie"), [
            f"{SESSION}={session}; Path=/; Secure; HttpOnly; SameSite=Strict",
            f"{ENTRY}=; Path=/; Secure; HttpOnly; SameSite=Strict; Max-Age=0"])
        self.is_shown_again("/anmelden", self.browser.post("/anmelden", fields))
        self.assertNotEqual(self.browser.cookies[ENTRY], brought)
        self.assertEqual(self.browser.cookies[SESSION], session)

    # --- what is refused ---

    def test_every_form_without_a_session_is_guarded_and_shown_again(self):
        """The field of another browser, of a session, none; the cookie of another, none, twice."""
        signed_in, other = Browser(self.daemon), Browser(self.daemon)
        signed_in.sign_in("operator")
        session, of_session = signed_in.cookies[SESSION], signed_in.csrf()
        for route, shown, action, more in self.forms():
            fields = {**self.fields(shown, action), **more}
            right, own = fields["csrf"], self.browser.cookies[ENTRY]
            wrong = ("A" if right[0] != "A" else "B") + right[1:]
            mine = f"{ENTRY}={own}"
            before = self.state()
            for csrf, cookie in [(csrf, mine) for csrf in (other.entry(), wrong, right[:-1], right + "A", "",
                                                           "A" * 86, own, of_session, "é")] + [
                    (right, None), (right, f"{ENTRY}={other.cookies[ENTRY]}"), (right, f"{mine}; {mine}"),
                    (right, f"{SESSION}={own}"), (right, f"{ENTRY}={own[:-1]}"),
                    (of_session, f"{ENTRY}={session}"), (of_session, f"{SESSION}={session}"),
                    (of_session, f"{SESSION}={session}; {mine}")]:
                for language in ("de", "en"):
                    with self.subTest(route, csrf=csrf, cookie=cookie):
                        browser = Browser(self.daemon)
                        reply = browser.post(action, {**fields, "csrf": csrf}, Cookie=cookie,
                                             Accept_Language=language)
                        self.is_shown_again(route, reply, language)
                        self.assertNotIn(SESSION, browser.cookies)
            del fields["csrf"]
            self.is_shown_again(route, self.browser.post(action, fields))
            self.assertEqual(self.state(), before)

    def test_what_is_shown_again_can_be_sent(self):
        """Also where the way on is remembered, and in the language that was chosen."""
        type(self).link = self.invite()
        for route, shown, action, more in self.forms():
            with self.subTest(route):
                browser = Browser(self.daemon)
                fields = {**self.fields(shown, action, browser), **more}
                if route == "/anmelden":
                    fields["next"] = "/datenschutz?x=1"
                browser.cookies.clear()
                browser.cookies["lang"] = "en"
                reply = browser.post(action, fields)
                self.is_shown_again(route, reply, "en")
                again = {**form_of(reply.body.decode(), action), **more}
                self.assertEqual(again.get("next"), fields.get("next"))
                self.assertEqual(browser.post(action, again).status, 303 if route == "/anmelden" else 200)
        type(self).link = self.invite()

    def test_a_key_that_is_wrong_is_told_only_to_who_was_shown_the_form(self):
        """And only that counts as a failed sign-in."""
        reply = self.browser.post("/anmelden", {"csrf": "x", "key": "wok_nonsense"})
        self.is_shown_again("/anmelden", reply)
        self.assertNotIn('aria-invalid="true"', reply.body.decode())
        again = form_of(reply.body.decode(), "/anmelden")
        before = self.state()
        reply = self.browser.post("/anmelden", {**again, "key": "wok_nonsense"})
        self.assertEqual(reply.status, 422)
        self.assertIn('aria-invalid="true"', reply.body.decode())
        self.assertNotEqual(self.state()[1], before[1])

    # --- several windows ---

    def test_two_windows_work_side_by_side(self):
        for _, shown, action, more in self.forms():
            first, second = ({**self.fields(shown, action), **more} for _ in range(2))
            self.assertNotEqual(first["csrf"], second["csrf"])
            mistaken = self.browser.post(action, {**second, "key": "", "once": "x"})
            self.assertIn(mistaken.status, (400, 422))
            self.assertIn(self.browser.post(action, first).status, (200, 303))
        type(self).link = self.invite()

    def test_an_invitation_in_a_mail_in_the_browser_leaves_the_other_window_as_it_is(self):
        """It comes without the cookie, which must not be replaced by that."""
        fields = {**self.fields("/", "/anmelden"), "key": self.programme.token("director")}
        reply = self.browser.get(self.link, site="cross-site", Cookie=None)
        self.assertEqual((reply.status, reply.headers["Refresh"], reply.headers["Set-Cookie"]),
                         (200, f"0; url={self.link}?onward=", None))
        shown = self.fields(f"{self.link}?onward=", self.link)
        again = self.browser.get(f"{self.link}?onward=", site="cross-site")  # not round in a circle
        self.assertNotIn("Refresh", again.headers)
        self.assertEqual(self.browser.post("/anmelden", fields).status, 303)
        reply = self.browser.post(self.link, shown)
        self.is_shown_again("/einladung/{code}", reply)  # signed in since
        reply = self.browser.post(self.link, form_of(reply.body.decode(), self.link))
        self.assertIn("<code", reply.body.decode())
        self.assertTrue(self.browser.is_signed_in)
        type(self).link = self.invite()

    def test_the_key_that_an_invitation_shows_leads_in(self):
        shown = self.browser.post(self.link, self.fields(self.link, self.link))
        reply = self.browser.post("/anmelden", form_of(shown.body.decode(), "/anmelden"))
        self.assertEqual((reply.status, reply.headers["Location"]), (303, "/abgabe"))
        type(self).link = self.invite()


if __name__ == "__main__":
    harness.main()
