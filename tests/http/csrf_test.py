"""No other site can make a browser do something here."""

import harness
import matrix
from browser import SESSION, Browser
from daemon import DaemonTest


class Csrf(DaemonTest):
    def setUp(self):
        self.browser = Browser(self.daemon)
        self.browser.sign_in("director")

    def is_refused(self, reply):
        self.assertEqual((reply.status, reply.headers["Content-Type"]),
                         (403, "text/html; charset=utf-8"))
        self.assertIn("kam nicht von einer Seite dieses Dienstes", reply.body.decode())
        self.assertTrue(self.browser.is_signed_in)

    def test_what_another_site_sends_is_refused(self):
        fields = {"csrf": self.browser.csrf()}
        host = f"127.0.0.1:{self.daemon.port}"
        for site, origin in (("cross-site", None), ("same-site", None), ("", None), ("x", None),
                             ("cross-site", f"http://{host}"), (None, None), (None, "null"),
                             (None, "https://evil.example"), (None, f"http://{host}.evil.example"),
                             (None, f"http://evil.example/{host}"), (None, host),
                             (None, f"ftp://{host}"), (None, "http://127.0.0.1")):
            with self.subTest(site=site, origin=origin):
                self.is_refused(self.browser.post("/abmelden", fields, site=site, Origin=origin))

    def test_without_the_right_field_it_is_refused(self):
        right = self.browser.csrf()
        other = Browser(self.daemon)
        other.sign_in("director")
        wrong = ("A" if right[0] != "A" else "B") + right[1:]
        for csrf in (other.csrf(), wrong, right[:-1], right + "A", "", "A" * 86, "é",
                     self.browser.cookies[SESSION], None):
            with self.subTest(csrf):
                self.is_refused(self.browser.post("/abmelden",
                                                  {} if csrf is None else {"csrf": csrf}))

    def test_the_field_is_another_on_every_page_and_each_works(self):
        fields = [self.browser.csrf() for _ in range(3)]
        self.assertEqual(len(set(fields)), 3)
        self.assertEqual(self.browser.post("/abmelden", {"csrf": fields[0]}).status, 303)

    def test_a_browser_without_sec_fetch_site_is_known_by_its_origin(self):
        fields = {"csrf": self.browser.csrf()}
        origin = f"http://127.0.0.1:{self.daemon.port}"
        self.assertEqual(self.browser.post("/abmelden", fields, site=None, Origin=origin).status,
                         303)

    def test_a_field_of_an_earlier_session_is_refused(self):
        fields = {"csrf": self.browser.csrf()}
        self.browser.sign_in("director")
        self.is_refused(self.browser.post("/abmelden", fields))

    def test_every_form_of_the_route_table_is_guarded(self):
        """Whoever may post it: refused from another site, and without the field of the session."""
        browsers = {access: Browser(self.daemon) for access in ("any-role", "municipality", "operator")}
        for who, browser in zip(("director", matrix.OWN, "operator"), browsers.values()):
            self.assertEqual(browser.sign_in(who).status, 303)
        values = matrix.captures("all@all", "1")
        forms = [route for route in matrix.routes() if route.get("door") == "page"
                 and route["method"] == "POST" and route["access"] != "open"]
        self.assertGreater(len(forms), 5)
        for route in forms:
            browser = browsers[route["access"]]
            path = matrix.path_of(route, values, matrix.OWN)
            body, headers = matrix.bodies(matrix.OWN)[route["body"]]
            right = browser.csrf().encode()
            for csrf, site in ((right, "cross-site"), (right, "same-site"), (right[:-1], "same-origin"),
                               (b"", "same-origin"), (right[::-1], "same-origin")):
                with self.subTest(route["path"], csrf=csrf, site=site):
                    reply = browser.post(path, body.replace(b"CSRF", csrf), site=site,
                                         Content_Type=headers["Content-Type"])
                    self.is_refused(reply)
            self.assertTrue(browser.is_signed_in)

    def test_nobody_is_signed_in_by_another_site(self):
        browser = Browser(self.daemon)
        for site, origin in (("cross-site", None), (None, None), (None, "https://evil.example")):
            fields = {"csrf": browser.entry(), "key": self.programme.token("director")}
            reply = browser.post("/anmelden", fields, site=site, Origin=origin)
            self.assertEqual(reply.status, 403)
            self.assertNotIn(SESSION, browser.cookies)

    def test_a_form_that_cannot_be_read_is_refused(self):
        for body, kind, status in (
                (b"csrf=%zz", "application/x-www-form-urlencoded", 400),
                (b"csrf=%00", "application/x-www-form-urlencoded", 400),
                (b"csrf=\xff", "application/x-www-form-urlencoded", 400),
                (b"a=%ff", "application/x-www-form-urlencoded", 400),
                (b"&".join(b"a=1" for _ in range(3000)), "application/x-www-form-urlencoded", 400),
                (b"{}", "application/json", 415), (b"csrf=x", "text/plain", 415),
                (b"--x--\r\n", "multipart/form-data; boundary=x", 415), (b"x", None, 415),
                (b"a" * 70000, "application/x-www-form-urlencoded", 413)):
            with self.subTest(kind=kind, body=body[:20]):
                self.assertEqual(self.browser.post("/abmelden", body, Content_Type=kind).status,
                                 status)
        self.assertTrue(self.browser.is_signed_in)

    def test_who_is_not_signed_in_is_led_to_the_sign_in(self):
        self.browser.cookies.clear()
        reply = self.browser.post("/abmelden", {})
        self.assertEqual((reply.status, reply.headers["Location"]), (303, "/"))


if __name__ == "__main__":
    harness.main()
