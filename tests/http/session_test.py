"""Signing in at a browser with an access key, and all the ways in which that is over again."""

import hashlib
import urllib.parse
from concurrent.futures import ThreadPoolExecutor

import harness
from browser import SESSION, Browser
from daemon import DaemonTest, at_once
from held import Held

SESSIONS_MAX = 20  # with one access key

HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "private, no-store",
    "Content-Security-Policy":
        "default-src 'none'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
        "script-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; "
        "frame-ancestors 'none'",
}


class Session(DaemonTest):
    def setUp(self):
        self.browser = Browser(self.daemon)

    def sign_in(self, who="director"):
        reply = self.browser.sign_in(who)
        self.assertEqual(reply.status, 303, reply.body)
        return reply

    def row(self, column, session=None):
        digest = hashlib.sha256((session or self.browser.cookies[SESSION]).encode()).hexdigest()
        return self.programme.query(f"SELECT {column} FROM session WHERE sha256 = '{digest}'")

    # --- signing in ---

    def test_each_role_is_led_to_its_first_page(self):
        for who, page in (("12054000", "/abgabe"), ("director", "/ergebnisse"),
                          ("operator", "/betrieb")):
            with self.subTest(who):
                browser = Browser(self.daemon)
                self.assertEqual(browser.sign_in(who).headers["Location"], page)
                self.assertEqual(browser.get("/").headers["Location"], page)

    def test_the_cookie_has_every_protection(self):
        reply = self.sign_in()
        value = self.browser.cookies[SESSION]
        self.assertEqual(reply.headers["Set-Cookie"],
                         f"{SESSION}={value}; Path=/; Secure; HttpOnly; SameSite=Strict")
        self.assertRegex(value, "^[A-Za-z0-9_-]{43}$")

    def test_a_key_is_taken_as_people_paste_it(self):
        key = self.programme.token("director")
        for text in (f"  {key}\r\n", f"{key[:20]}\r\n{key[20:]}", f"„{key}“", f"<{key}>",
                     f"{key[:9]}\u00a0{key[9:]}", f"\t{key[:30]} {key[30:]}\u200b"):
            with self.subTest(repr(text)):
                self.assertTrue(Browser(self.daemon).sign_in(text).status == 303)

    def test_a_typing_mistake_is_told_from_a_key_that_does_not_hold(self):
        key = self.programme.token("director")
        wrong = key[:-1] + ("a" if key[-1] != "a" else "b")
        revoked = self.programme.new_token("director")
        self.programme.query("UPDATE token SET revoked_at = now() WHERE sha256 = "
                             f"'{hashlib.sha256(revoked.encode()).hexdigest()}'")
        before = self.daemon.operator("/metrics").body.decode()
        for text, status, words in ((wrong, 422, "Tippfehler"), (key[:-3], 422, "Tippfehler"),
                                    (revoked, 403, "gilt nicht oder nicht mehr")):
            with self.subTest(words):
                reply = self.browser.sign_in(text)
                self.assertEqual(reply.status, status)
                self.assertIn(words, reply.body.decode())
                self.assertNotIn(text, reply.body.decode())
                self.assertNotIn("Set-Cookie", reply.headers)
        reply = self.browser.try_key(" ")
        self.assertEqual((reply.status, "Bitte geben Sie" in reply.body.decode()), (422, True))
        self.assertEqual(self.refused(self.daemon.operator("/metrics").body.decode()),
                         self.refused(before) + 3)

    def test_a_key_that_ceases_to_hold_in_that_moment_starts_no_session(self):
        key = self.programme.new_token("director")
        number = self.programme.query("SELECT max(id) FROM token")
        form = {"csrf": self.browser.entry(), "key": key}
        lock = f"SELECT pg_advisory_xact_lock(hashtext('weltoffend session'), {number})"
        with Held(self.programme, lock) as held, ThreadPoolExecutor() as pool:
            coming = pool.submit(self.browser.post, "/anmelden", form)
            held.wait_for("query LIKE '%session_start%'")
            held.say(f"UPDATE token SET revoked_at = now() WHERE id = {number}")
            held.let_go()
            reply = coming.result()
        self.assertEqual(reply.status, 403)
        self.assertIn("gilt nicht oder nicht mehr", reply.body.decode())
        self.assertNotIn(SESSION, self.browser.cookies)
        self.assertEqual(self.open_sessions(key), 0)
        self.assertEqual(self.programme.query(f"SELECT action FROM audit WHERE actor = 'token {number}'"),
                         "")

    @staticmethod
    def refused(metrics):
        return next(int(line.split()[1]) for line in metrics.splitlines()
                    if line.startswith("weltoffend_sign_ins_refused") and " " in line)

    def test_a_new_id_at_each_sign_in_and_none_that_was_brought_along(self):
        brought = "A" * 43
        self.browser.cookies[SESSION] = brought
        self.sign_in()
        first = self.browser.cookies[SESSION]
        self.assertNotEqual(first, brought)
        self.sign_in()
        self.assertNotIn(self.browser.cookies[SESSION], (first, brought))
        old = Browser(self.daemon)
        for value in (first, brought):
            old.cookies[SESSION] = value
            self.assertFalse(old.is_signed_in)
        self.assertTrue(self.browser.is_signed_in)

    def test_the_session_before_ends_under_its_own_name(self):
        keys = [self.programme.new_token(who) for who in ("operator", "director")]
        for key in keys:
            self.sign_in(key)
        lines = self.programme.query("SELECT action || ' ' || actor FROM audit WHERE action LIKE "
                                     "'sign-%' ORDER BY at DESC, number DESC LIMIT 3").splitlines()
        operator, director = (
            self.programme.query("SELECT id FROM token WHERE sha256 = '"
                                 + hashlib.sha256(key.encode()).hexdigest() + "'") for key in keys)
        self.assertEqual(sorted(lines), sorted([
            f"sign-in token {operator}", f"sign-in token {director}", f"sign-out token {operator}"]))

    def test_a_cookie_twice_or_malformed_is_no_session(self):
        self.sign_in()
        value = self.browser.cookies[SESSION]
        for cookies in (f"{SESSION}={value}; {SESSION}={value}", f"{SESSION}={value}x",
                        f"{SESSION}=", f"{SESSION}={value[:-1]}", f'{SESSION}="{value}"',
                        f"{SESSION}={value}; {SESSION}=", f"weltoffend={value}",
                        f"{SESSION.lower()}={value}", f"a=b, {SESSION}={value}"):
            with self.subTest(cookies):
                self.assertEqual(self.browser.get("/", Cookie=cookies).status, 200)
        self.assertEqual(self.browser.get("/", Cookie=f"a=b; {SESSION}={value};c").status, 303)

    # --- where it leads ---

    def test_nobody_is_led_to_another_site(self):
        for wanted in ("//evil.example", "https://evil.example/", "/\\evil.example",
                       "\\\\evil.example", "/%2Fevil.example", "/%5Cevil.example", "evil.example",
                       "javascript:alert(1)", "/\t/evil.example", "/datenschutz\r\nX: y",
                       "/v1/rounds", "/../datenschutz", "/unbekannt", "//datenschutz", "/@evil",
                       "/datenschutz#x", "/."):
            with self.subTest(wanted):
                browser = Browser(self.daemon)
                self.assertEqual(browser.sign_in("director", next=wanted).headers["Location"],
                                 "/ergebnisse")
                query = urllib.parse.urlencode({"next": wanted})
                reply = browser.get(f"/?{query}")
                self.assertIn((reply.status, reply.headers["Location"]),
                              ((303, "/ergebnisse"), (400, None)))

    def test_somebody_who_was_under_way_gets_there(self):
        reply = self.browser.sign_in("director", next="/datenschutz?lang=en")
        self.assertEqual(reply.headers["Location"], "/datenschutz?lang=en")

    def test_a_link_from_elsewhere_goes_on_by_itself(self):
        """Its request comes without the cookie, and so would every redirect of ours."""
        reply = Browser(self.daemon).get("/", site="cross-site")
        self.assertEqual((reply.status, reply.headers["Refresh"]), (200, "0; url=/?next=&onward="))
        self.assertNotIn("Set-Cookie", reply.headers)  # it may have brought one that did not come along
        self.sign_in()
        self.assertEqual(self.browser.get("/?next=&onward=").headers["Location"], "/ergebnisse")
        asked = Browser(self.daemon).get("/?next=%2Fdatenschutz%3Fx%3D1", site="cross-site")
        self.assertEqual(asked.headers["Refresh"], "0; url=/?next=%2Fdatenschutz%3Fx%3D1&onward=")
        again = Browser(self.daemon).get("/?next=&onward=", site="cross-site")
        self.assertNotIn("Refresh", again.headers)

    # --- over ---

    def test_signing_out_ends_it_in_the_database(self):
        self.sign_in()
        value = self.browser.cookies[SESSION]
        reply = self.browser.post("/abmelden", {"csrf": self.browser.csrf()})
        self.assertEqual((reply.status, reply.headers["Location"]), (303, "/"))
        self.assertEqual(reply.headers["Set-Cookie"],
                         f"{SESSION}=; Path=/; Secure; HttpOnly; SameSite=Strict; Max-Age=0")
        self.browser.cookies[SESSION] = value
        self.assertFalse(self.browser.is_signed_in)
        self.assertEqual(self.row("revoked_at IS NOT NULL", value), "t")

    def test_it_ends_when_idle_and_when_old(self):
        for column, seconds in (("seen_at", 1800), ("created_at", 36000)):
            with self.subTest(column):
                self.sign_in()
                digest = hashlib.sha256(self.browser.cookies[SESSION].encode()).hexdigest()
                for age, is_there in ((seconds - 20, True), (seconds + 1, False)):
                    self.programme.query(
                        f"UPDATE session SET {column} = now() - interval '{age} seconds' "
                        f"WHERE sha256 = '{digest}'")
                    self.assertEqual(self.browser.is_signed_in, is_there)

    def test_it_is_noted_at_most_once_a_minute_that_it_was_seen(self):
        self.sign_in()
        before = self.row("seen_at")
        self.browser.get("/")
        self.assertEqual(self.row("seen_at"), before)
        self.programme.query("UPDATE session SET seen_at = seen_at - interval '61 seconds'")
        self.browser.get("/")
        self.assertEqual(self.row("seen_at > now() - interval '30 seconds'"), "t")

    def test_what_ends_the_token_ends_its_sessions_at_once(self):
        for end in ("revoked_at = now()", "expires_at = now()"):
            with self.subTest(end):
                key = self.programme.new_token("director")
                self.assertEqual(self.browser.sign_in(key).status, 303)
                self.assertTrue(self.browser.is_signed_in)
                self.programme.query(f"UPDATE token SET {end} WHERE sha256 = "
                                     f"'{hashlib.sha256(key.encode()).hexdigest()}'")
                self.assertFalse(self.browser.is_signed_in)
        key = self.programme.new_token("director")
        self.browser.sign_in(key)
        self.programme.ctl("token", "revoke", self.programme.query("SELECT max(id) FROM token"))
        self.assertFalse(self.browser.is_signed_in)

    def open_sessions(self, key):
        return int(self.programme.query(
            "SELECT count(*) FROM session JOIN token ON token.id = session.token "
            "WHERE session.revoked_at IS NULL AND token.sha256 = "
            f"'{hashlib.sha256(key.encode()).hexdigest()}'"))

    def test_a_key_has_so_many_sessions_and_one_more_ends_the_one_unused_for_longest(self):
        key, other = (self.programme.new_token("director") for _ in range(2))
        neighbour = Browser(self.daemon)
        neighbour.sign_in(other)
        browsers = [Browser(self.daemon) for _ in range(SESSIONS_MAX)]
        for browser in browsers:
            browser.sign_in(key)
        self.assertTrue(all(browser.is_signed_in for browser in browsers))
        digest = hashlib.sha256(browsers[3].cookies[SESSION].encode()).hexdigest()
        self.programme.query("UPDATE session SET seen_at = now() - interval '10 minutes' "
                             f"WHERE sha256 = '{digest}'")
        self.browser.sign_in(key)
        for browser in (self.browser, neighbour, *browsers):
            self.assertEqual(browser.is_signed_in, browser is not browsers[3])
        self.assertEqual(self.programme.query(
            "SELECT action FROM audit WHERE action LIKE 'sign-%' AND subject = '"
            + self.row("id", browsers[3].cookies[SESSION]) + "' ORDER BY at"), "sign-in\nsign-out")
        self.browser.sign_in(key)  # its own session ends, and no other
        self.assertEqual((self.open_sessions(key), self.open_sessions(other)), (SESSIONS_MAX, 1))
        self.assertTrue(browsers[0].is_signed_in)

    def test_sessions_that_start_at_once_are_counted_all(self):
        key = self.programme.new_token("director")
        browsers = [Browser(self.daemon) for _ in range(SESSIONS_MAX + 20)]
        forms = [{"csrf": browser.entry(), "key": key} for browser in browsers]
        replies = at_once([lambda browser=browser, form=form: browser.post("/anmelden", form)
                           for browser, form in zip(browsers, forms)])
        self.assertEqual({reply.status for reply in replies}, {303})
        self.assertEqual(self.open_sessions(key), SESSIONS_MAX)

    # --- what nobody learns ---

    def test_a_copy_of_the_database_opens_nothing(self):
        self.sign_in()
        dump = harness.run("pg_dump", "--inserts", self.programme.conninfo()).stdout
        self.assertIn("INSERT INTO public.session", dump)
        for secret in (self.browser.cookies[SESSION], self.programme.token("director")):
            self.assertNotIn(secret, dump)
        stolen = self.row("sha256")
        for value in (stolen, stolen[:43]):
            self.browser.cookies[SESSION] = value
            self.assertFalse(self.browser.is_signed_in)

    def test_no_secret_stands_in_the_log_or_in_an_address(self):
        reply = self.sign_in()
        csrf = self.browser.csrf()
        value = self.browser.cookies[SESSION]
        self.browser.post("/abmelden", {"csrf": csrf})
        self.daemon.wait_for_log("path=/abmelden status=303")
        for secret in (value, csrf, self.programme.token("director")):
            self.assertNotIn(secret, self.daemon.log())
        self.assertNotIn(value, reply.headers["Location"])

    def test_the_audit_tells_of_it(self):
        self.sign_in()
        number = self.row("id")
        self.browser.post("/abmelden", {"csrf": self.browser.csrf()})
        lines = self.programme.query("SELECT action FROM audit WHERE action LIKE 'sign-%' AND "
                                     f"subject = '{number}' ORDER BY at")
        self.assertEqual(lines.splitlines(), ["sign-in", "sign-out"])

    # --- what every reply has ---

    def test_pages_and_documents_have_their_headers(self):
        for path, status in (("/", 200), ("/unbekannt", 404), ("/datenschutz", 200)):
            reply = self.browser.get(path)
            with self.subTest(path):
                self.assertEqual(reply.status, status)
                for name, value in HEADERS.items():
                    self.assertEqual(reply.headers.get_all(name), [value], name)
                self.assertIn("camera=()", reply.headers["Permissions-Policy"])
        for path in ("/v1/catalogues", "/v1/rounds", "/v1/unknown"):
            reply = self.daemon.get(path)
            with self.subTest(path):
                self.assertEqual(reply.headers.get_all("Content-Security-Policy"),
                                 ["default-src 'none'; frame-ancestors 'none'"])
                self.assertEqual(reply.headers.get_all("X-Content-Type-Options"), ["nosniff"])

    def test_other_methods_than_a_page_has_are_refused(self):
        for method, path, allow in (("PUT", "/", "GET, HEAD"), ("DELETE", "/anmelden", "POST"),
                                    ("POST", "/", "GET, HEAD"), ("GET", "/abmelden", "POST")):
            with self.subTest(f"{method} {path}"):
                reply = self.browser.request(method, path)
                self.assertEqual((reply.status, reply.headers["Allow"]), (405, allow))
                self.assertEqual(reply.headers["Content-Type"], "text/html; charset=utf-8")

    def test_a_session_does_not_open_the_api(self):
        """A form of another site could not use it either."""
        self.sign_in()
        self.assertEqual(self.browser.get("/v1/rounds").status, 401)

    def test_the_language_is_remembered(self):
        self.assertIn("Anmelden", self.browser.get("/").body.decode())
        self.assertIn("Sign in", self.browser.get("/?lang=en").body.decode())
        self.assertIn("Sign in", self.browser.get("/").body.decode())
        self.assertIn('lang="de"', self.browser.get("/?lang=de").body.decode())


if __name__ == "__main__":
    harness.main()
