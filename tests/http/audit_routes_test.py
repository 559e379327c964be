"""Every route of the daemon: which lines it leaves in the audit, or why it needs none.

A route that is not known here fails: it belongs into one of the two tables below.
"""

import re
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "support"))

import matrix  # noqa: E402
from audited import AuditTest  # noqa: E402
from browser import Browser  # noqa: E402
from coordinator import CHANGED, DOCUMENT, CoordinatorTest, KEY  # noqa: E402
from daemon import JSON_TYPE, self_check  # noqa: E402
from form import form_of  # noqa: E402
from harness import main  # noqa: E402

ROUND = "2026"
SELF_CHECK = "/v1/rounds/{round}/self-checks/{key}"
DRAFT = "/v1/rounds/{round}/drafts/{key}"
PAGE = "/abgabe/{round}"
FILL_IN = PAGE + "/ausfuellen"
INVITATION = "/einladung/{code}"

# What writes, signs in or out, or hands out what a municipality has said, in an order in which each
# can work, and the actions of the lines it leaves, sorted.
LINES = [
    ("PUT", SELF_CHECK, ["self-check-unchanged"]),
    ("GET", SELF_CHECK, ["self-check-read"]),
    ("GET", SELF_CHECK + "/position", ["position-read"]),
    ("GET", SELF_CHECK + "/versions/{version}/proof", ["proof-read"]),
    ("GET", SELF_CHECK + "/template", ["template-read"]),
    ("GET", SELF_CHECK + "/versions", ["versions-read"]),
    ("GET", SELF_CHECK + "/versions/{number}", ["version-read"]),
    ("GET", SELF_CHECK + "/versions/{number}/receipt", ["receipt-read"]),
    ("DELETE", SELF_CHECK, ["self-check-withdrawn"]),
    ("PUT", DRAFT, ["draft-saved"]),
    ("GET", DRAFT, ["draft-read"]),
    ("DELETE", DRAFT, ["draft-deleted"]),
    ("POST", "/v1/rounds/{round}/runs", ["run-requested"]),

    ("POST", "/anmelden", ["sign-in"]),
    ("POST", INVITATION, ["invitation-opened"]),
    ("GET", "/abgabe", ["versions-read", "versions-read"]),
    ("GET", PAGE, ["versions-read"]),
    ("GET", PAGE + "/formular/{form}", ["template-read"]),
    ("GET", FILL_IN, ["earlier-read", "template-read"]),
    ("GET", FILL_IN + "/{field}", ["earlier-read", "template-read"]),
    ("POST", FILL_IN + "/{field}", ["draft-saved", "earlier-read", "template-read"]),
    ("GET", FILL_IN + "/massnahmen", ["draft-read"]),
    ("POST", FILL_IN + "/massnahmen", ["draft-read", "draft-saved"]),
    ("POST", FILL_IN, ["draft-read", "pending-upload-kept", "self-check-tried", "versions-read"]),
    ("POST", PAGE + "/pruefen", ["pending-upload-kept", "self-check-tried", "versions-read"]),
    ("GET", PAGE + "/pruefen", ["pending-upload-read", "self-check-tried", "versions-read"]),
    ("GET", PAGE + "/abgeben", ["pending-upload-read", "self-check-tried", "versions-read"]),
    ("POST", PAGE + "/abgeben", ["pending-upload-dropped", "pending-upload-read", "self-check-replaced"]),
    ("GET", PAGE + "/fassungen", ["versions-read"]),
    ("GET", PAGE + "/fassungen/{number}", ["receipt-read", "versions-read"]),
    ("GET", PAGE + "/fassungen/{number}/quittung", ["receipt-read"]),
    ("GET", PAGE + "/fassungen/{number}/datei", ["version-read"]),
    ("GET", PAGE + "/position", ["position-read"]),
    ("GET", PAGE + "/zurueckziehen", ["versions-read"]),
    ("POST", PAGE + "/zurueckziehen", ["self-check-withdrawn"]),
    ("POST", "/betrieb/runden/{round}/lauf", ["run-requested"]),
    ("POST", "/abmelden", ["sign-out"]),
]

# Why the others need none, and who asks them here.
NONE = {
    "It says what everybody may know.": (None, [
        ("GET", "/v1/catalogues"), ("GET", "/v1/catalogues/{edition}"),
        ("GET", "/v1/catalogues/{edition}/schema"), ("GET", "/v1/openapi.json"), ("GET", "/v1/keys"),
        ("GET", "/problems/{code}"), ("GET", "/static/{file}"), ("GET", "/"), ("GET", "/hilfe/{code}"),
        ("GET", "/barrierefreiheit"), ("GET", "/datenschutz"), ("GET", "/impressum"),
        ("GET", "/lizenzen"), ("GET", "/api")]),
    "It says what is published, to all who take part.": ("director", [
        ("GET", "/v1/rounds"), ("GET", "/v1/rounds/{round}"), ("GET", "/v1/rounds/{round}/releases"),
        ("GET", "/v1/rounds/{round}/releases/latest"), ("GET", "/v1/rounds/{round}/releases/{number}"),
        ("GET", "/v1/rounds/{round}/releases/{number}/dcat"),
        ("GET", "/v1/rounds/{round}/releases/{number}/changes"),
        ("GET", "/v1/rounds/{round}/releases/{number}/figures/{figure}"), ("GET", "/v1/trends"),
        ("GET", "/ergebnisse"), ("GET", "/ergebnisse/entwicklung"), ("GET", "/ergebnisse/{round}"),
        ("GET", "/ergebnisse/{round}/latest"), ("GET", "/ergebnisse/{round}/{number}"),
        ("GET", "/ergebnisse/{round}/{number}/kennzahl/{figure}"),
        ("GET", "/ergebnisse/{round}/{number}/aenderungen"),
        ("GET", "/ergebnisse/{round}/{number}/methoden"),
        ("GET", "/ergebnisse/{round}/{number}/datei/{form}")]),
    "It says who takes part and how runs went, and no answers.": ("operator", [
        ("GET", "/v1/rounds/{round}/participation"), ("GET", "/v1/runs/{run}"), ("GET", "/v1/audit"),
        ("GET", "/betrieb"), ("GET", "/betrieb/zugaenge"), ("GET", "/betrieb/protokoll"),
        ("GET", "/betrieb/zustand"), ("GET", "/betrieb/runden/{round}")]),
    "It shows an invitation's button; opening it is told.": (None, [("GET", INVITATION)]),
}


class AuditRoutes(AuditTest, CoordinatorTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.programme.round(ROUND)
        cls.programme.round("2025", opens="2025-01-01")
        cls.daemon.put("2025", KEY, self_check(KEY))
        cls.daemon.hand_in_all(ROUND)
        if cls.daemon.run(ROUND)["state"] != "published":
            raise RuntimeError("no release")
        figures = cls.daemon.get(f"/v1/rounds/{ROUND}/releases/1", "director").json["figures"]
        cls.values = {**matrix.captures(figures[0]["id"], "1"), "round": ROUND,
                      "code": cls.programme.ctl("invite", KEY, "--name", "x").rpartition("/")[2]}

    def setUp(self):
        super().setUp()
        self.browsers = {None: Browser(self.daemon), KEY: self.browser}
        for who in ("director", "operator"):
            self.browsers[who] = Browser(self.daemon)
            self.browsers[who].sign_in(who)

    def path_of(self, path, **values):
        return matrix.path_of({"path": path}, {**self.values, **values}, KEY)

    def new_lines(self, act):
        """The status of what it answers, and the lines of whoever asks that it leaves."""
        before = self.lines()
        reply = act()
        self.assertIn(reply.status, (200, 201, 202, 204, 302, 303), reply.body)
        return [line for line in self.lines() if line not in before
                and re.match(r"token \d+$|nobody$", line["actor"])
                and line["action"] != "access-refused"]

    # --- how each is asked so that it works ---

    def send_form(self, page, action, who=KEY, **fields):
        """What the form on this page sends, with more in some fields."""
        browser = self.browsers[who]
        shown = form_of(browser.get(page).body.decode(), action)
        return lambda: browser.post(action, {**shown, **fields})

    def put(self, target, document):
        etag = self.daemon.get(target, KEY).headers["ETag"]
        return lambda: self.daemon.request("PUT", target, KEY, document,
                                           {**JSON_TYPE, **({"If-Match": etag} if etag else {})})

    def delete(self, target, body=None):
        etag = self.daemon.get(target, KEY).headers["ETag"]
        return lambda: self.daemon.request("DELETE", target, KEY, body, {"If-Match": etag})

    def api(self, method, route):
        target = self.path_of(route)
        if method == "PUT":
            return self.put(target, self_check(KEY))
        if method == "DELETE":
            return self.delete(target, None if route == DRAFT else b'{"reason": "x"}')
        who = KEY if "{key}" in route else "operator"
        return lambda: self.daemon.request(method, target, who, None, {"Accept": "application/json"})

    def page(self, method, route):
        target = self.path_of(route)
        if method == "GET":
            return lambda: self.browser.get(target)
        if route == PAGE + "/pruefen":
            csrf = self.browser.csrf()
            return lambda: self.upload(ROUND, CHANGED, csrf=csrf)
        if route == "/anmelden":
            key = self.programme.token(KEY)
            return lambda: Browser(self.daemon).sign_in(key)
        if route == "/betrieb/runden/{round}/lauf":
            return self.send_form(f"/betrieb/runden/{ROUND}", target, "operator")
        if route == INVITATION:
            return self.send_form(target, target, None)
        page = {PAGE + "/abgeben": f"/abgabe/{ROUND}/pruefen", "/abmelden": "/datenschutz"}.get(route, target)
        return self.send_form(page, target, **{PAGE + "/zurueckziehen": {"reason": "x"},
                                 FILL_IN + "/{field}": {"choice.STR.1.01": "1"},
                                 FILL_IN + "/massnahmen": {"goal.0": "STR.1", "aim.0": "x",
                                                            "measure.0": "x"}}.get(route, {}))

    # --- the tests ---

    def names_whom_it_concerns(self, route, line):
        is_own = route.startswith(("/abgabe", "/v1/")) and route != "/v1/rounds/{round}/runs"
        if is_own:
            self.assertEqual(line["municipality"], KEY)
        if "{round}" in route:
            self.assertEqual(line["round"], ROUND)
        self.assertRegex(line["actor"], "^nobody$" if route == INVITATION else r"^token \d+$")

    def test_every_route_is_known(self):
        known = [(method, path) for method, path, *_ in LINES]
        known += [route for _, routes in NONE.values() for route in routes]
        self.assertEqual(sorted(known),
                         sorted((route["method"], route["path"]) for route in matrix.routes()))

    def test_what_writes_or_gives_unit_data_has_its_lines(self):
        for method, route, actions in LINES:
            with self.subTest(f"{method} {route}"):
                kind = self.api if route.startswith("/v1/") else self.page
                lines = self.new_lines(kind(method, route))
                self.assertEqual(sorted(line["action"] for line in lines), actions)
                for line in lines:
                    self.names_whom_it_concerns(route, line)
        self.is_right()

    def test_the_others_have_none(self):
        self.values["file"] = re.search(r'/static/([^"]+)', Browser(self.daemon).get("/").body.decode()).group(1)
        for who, routes in NONE.values():
            for method, route in routes:
                with self.subTest(f"{method} {route}"):
                    query = matrix.QUERY.get(route)
                    values = {} if route == INVITATION else {"code": "forbidden"}
                    target = self.path_of(route, **values) + (f"?{query}" if query else "")
                    if route.startswith("/v1/"):
                        ask = lambda: self.daemon.get(target, who)
                    else:
                        ask = lambda: self.browsers[who].get(target)
                    self.assertEqual(self.new_lines(ask), [])


class PendingFiles(AuditTest, CoordinatorTest):
    def test_files_that_wait_too_long_are_told_when_they_go(self):
        round_id = self.programme.round("waiting")
        self.check(round_id, DOCUMENT)
        self.programme.query("UPDATE pending_upload SET received_at = now() - interval '25 hours' "
                             f"WHERE round = '{round_id}'")
        self.check(round_id, CHANGED)
        line, = self.lines("action = 'pending-uploads-expired'")
        self.assertEqual((line["actor"], line["subject"], line["municipality"]), ("daemon", "1", None))

    def test_without_its_line_no_file_is_kept_or_read(self):
        round_id = self.programme.round("unkept")
        self.check(round_id, DOCUMENT)
        for action in ("kept", "read"):
            self.programme.query(f"ALTER TABLE audit ADD CONSTRAINT no_{action} "
                                 f"CHECK (action <> 'pending-upload-{action}') NOT VALID")
            try:
                upload = self.upload(round_id, CHANGED)
                page = self.browser.get(f"/abgabe/{round_id}/pruefen")
            finally:
                self.programme.query(f"ALTER TABLE audit DROP CONSTRAINT no_{action}")
            self.assertEqual((upload.status, page.status),
                             (500, 200) if action == "kept" else (303, 500))
            self.assertEqual(b"Erfunden" in page.body, action == "kept")


if __name__ == "__main__":
    main()
