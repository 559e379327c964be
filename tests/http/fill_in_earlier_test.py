#!/usr/bin/python3
"""The answers of the last round beside the form: shown, and taken over where the draft is empty."""

import html
import json
import re
import tempfile

import workbooks
from browser import Browser
from daemon import DaemonTest, JSON_TYPE, KEYS, path_of
from form import form_of
from harness import EXAMPLE, main

BEFORE = {
    "STR.1.01": {"level": 3, "comment": "Beschluss vom <Mai>"},
    "STR.1.02": {"state": "not_applicable", "reason": "no_concept"},
    "STR.1.03": {"state": "unknown"},
    "STR.1.04": {"level": 0},
    "STR.2.02": {"count": 1.234, "comment": "ohne Praktika"},
    "STR.2.03": {"count": 17, "of": 1000},
    "STR.2.04": {"yes": True},
    "STR.3.01": {"state": "skipped", "comment": "nächstes Jahr"},
    "COH.1.02": {"level": 2},
}
TAKEN = {name: BEFORE[name]
         for name in ("STR.1.01", "STR.1.02", "STR.1.04", "STR.2.02", "STR.2.03", "STR.2.04")}
BUTTON = 'name="uebernehmen"'


class Earlier(DaemonTest):
    keys = iter(KEYS)  # one municipality for each test: what it handed in stays

    def setUp(self):
        self.key = next(self.keys)
        self.name = re.sub("[^a-z]+", "-", self._testMethodName[5:])[:20].strip("-")
        self.programme.edition = "v1"
        self.before = self.programme.round(f"{self.name}-2025", opens="2025-01-01",
                                           closes="2099-06-30")
        self.version = self.hand_in(self.before, BEFORE)
        self.browser = self.signed_in()

    def this_round(self):
        self.round = self.programme.round(f"{self.name}-2026")
        self.form = f"/abgabe/{self.round}/ausfuellen"
        self.path = f"{self.form}/STR"

    def signed_in(self, key=None):
        browser = Browser(self.daemon)
        self.assertEqual(browser.sign_in(key or self.key).status, 303)
        return browser

    def hand_in(self, round_id, answers):
        body = json.dumps({"edition": "v1", "answers": answers}).encode()
        reply = self.daemon.request("PUT", path_of(round_id, self.key), self.key, body, JSON_TYPE)
        self.assertEqual(reply.status, 201, reply.body)
        return reply

    def page(self, path=None, browser=None, status=200):
        reply = (browser or self.browser).get(path or self.path)
        self.assertEqual(reply.status, status, reply.body)
        return reply.body.decode()

    def take_over(self, changes=(), path=None):
        path = path or self.path
        fields = form_of(self.page(path), path)
        return self.browser.post(path, {**fields, **dict(changes), "uebernehmen": "1"})

    def saved(self):
        reply = self.daemon.get(f"/v1/rounds/{self.round}/drafts/{self.key}", self.key)
        return reply.json["answers"] if reply.status == 200 else None

    def question(self, page, indicator):
        """What stands with one question, as people read it."""
        part = re.search(f'<fieldset class="kern-fieldset question[^>]*>\\s*<legend[^>]*><span '
                         f'class="question__number">{re.escape(indicator)}<.*?</fieldset>', page, re.S)
        return html.unescape(re.sub(r"\s+", " ", re.sub("<[^>]+>", " ", part.group(0))))

    def test_are_shown_with_every_question_that_was_answered(self):
        self.this_round()
        page = self.page()
        words = {"STR.1.01": "3 – Beschlossen und in Umsetzung Ihre Bemerkung damals: Beschluss vom <Mai>",
                 "STR.1.02": "Trifft nicht zu: ", "STR.1.03": "Unbekannt", "STR.1.04": "0 – ",
                 "STR.2.02": "1,2340 Ihre Bemerkung damals: ohne Praktika",
                 "STR.2.03": "17 von 1000", "STR.2.04": "Ja",
                 "STR.3.01": "übersprungen Ihre Bemerkung damals: nächstes Jahr"}
        for indicator, said in words.items():
            self.assertIn(f"Runde {self.before}: {said}", self.question(page, indicator))
        for indicator in ("STR.2.01", "STR.2.05"):
            self.assertNotIn(self.before, self.question(page, indicator))
        self.assertIn("&lt;Mai&gt;", page)
        english = self.page(f"{self.path}?lang=en", self.signed_in())
        self.assertIn(f"Round {self.before}: 17 of 1000", self.question(english, "STR.2.03"))
        self.assertIn(f"Ihre Antwort aus der Runde {self.before}.", self.page(self.form))

    def test_fill_an_empty_page_and_lead_back_to_it(self):
        self.this_round()
        self.assertIn(f"6 Fragen, die hier noch offen sind, haben Sie in der Runde {self.before}", self.page())
        reply = self.take_over()
        self.assertEqual((reply.status, reply.headers["Location"]),
                         (303, f"{self.path}?gespeichert=uebernommen"))
        self.assertEqual(self.saved(), TAKEN)
        page = self.page(reply.headers["Location"])
        self.assertIn("Bitte prüfen Sie, ob sie noch stimmen", page)
        self.assertNotIn(BUTTON, page)
        self.assertIn("Eine Frage, die hier noch offen ist", self.page(f"{self.form}/COH"))
        self.assertNotIn(BUTTON, self.page(f"{self.form}/ADM"))
        self.take_over(path=f"{self.form}/COH")
        reply = self.hand_in(self.round, self.saved())
        self.assertEqual(reply.json["counts"]["answered"], 6)

    def test_never_replace_what_is_in_the_draft_or_on_the_page(self):
        self.this_round()
        draft = {"STR.1.01": {"level": 1}, "STR.1.04": {"state": "unknown"},
                 "STR.2.04": {"state": "skipped"}}
        saved = self.daemon.request(
            "PUT", f"/v1/rounds/{self.round}/drafts/{self.key}", self.key,
            json.dumps({"edition": "v1", "answers": draft}).encode(), JSON_TYPE)
        self.assertEqual(saved.status, 201)
        reply = self.take_over({"count.STR.2.03": "5", "of.STR.2.03": "50",
                                "comment.STR.2.02": "wird gezählt", "choice.STR.2.01": "2"})
        self.assertEqual(reply.status, 303)
        self.assertEqual(self.saved(), {
            **draft, "STR.1.02": BEFORE["STR.1.02"], "STR.2.01": {"level": 2},
            "STR.2.02": {"state": "skipped", "comment": "wird gezählt"},
            "STR.2.03": {"count": 5, "of": 50}})

    def test_come_with_what_is_wrong_on_the_page(self):
        self.this_round()
        reply = self.take_over({"count.STR.2.03": "viele"})
        self.assertEqual(reply.status, 422)
        page = reply.body.decode()
        self.assertIn("Bitte prüfen Sie, ob sie noch stimmen", page)
        fields = form_of(page, self.path)
        self.assertEqual((fields["count.STR.2.03"], fields["choice.STR.1.01"]), ("viele", "3"))

    def test_are_not_taken_over_what_somebody_else_saved_meanwhile(self):
        self.this_round()
        shown = form_of(self.page(), self.path)
        other = self.signed_in()
        fields = form_of(self.page(browser=other), self.path)
        self.assertEqual(other.post(self.path, {**fields, "choice.STR.1.01": "1"}).status, 303)
        reply = self.browser.post(self.path, {**shown, "uebernehmen": "1"})
        self.assertEqual(reply.status, 409)
        self.assertEqual(self.saved(), {"STR.1.01": {"level": 1}})

    def test_need_the_page_they_are_offered_on(self):
        self.this_round()
        fields = {**form_of(self.page(), self.path), "uebernehmen": "1"}
        self.assertEqual(self.browser.post(self.path, {**fields, "csrf": "x"}).status, 403)
        self.assertEqual(self.browser.post(self.path, fields, site="cross-site").status, 403)
        self.assertIsNone(self.saved())

    def test_are_those_of_the_municipality_alone_and_audited(self):
        self.this_round()
        page = self.page(browser=self.signed_in(KEYS[-1]))
        self.assertNotIn(self.before, page)
        self.assertNotIn(BUTTON, page)
        audited = f"SELECT count(*) FROM audit WHERE action = 'earlier-read' " \
                  f"AND round = '{self.round}'"
        self.assertEqual(self.programme.query(audited), "0")
        self.page()
        self.assertEqual(self.programme.query(
            f"{audited} AND municipality = '{self.key}' AND subject = '{self.before}'"), "1")

    def test_end_with_a_withdrawal_and_never_are_those_of_a_later_round(self):
        later = self.programme.round(f"{self.name}-2027", opens="2026-06-01")
        self.hand_in(later, {"STR.1.01": {"level": 4}})
        self.this_round()
        self.assertNotIn(later, self.page())
        gone = self.daemon.request("DELETE", path_of(self.before, self.key), self.key, b'{"reason": "x"}',
                                   {"If-Match": self.version.headers["ETag"], **JSON_TYPE})
        self.assertEqual(gone.status, 200, gone.body)
        page = self.page()
        self.assertNotIn(BUTTON, page)
        self.assertNotIn("Runde " + self.before, page)

    def bridge(self, *changed):
        """The example's bridge from v1 to v2, but these indicators and what holds them changed."""
        bridge = json.loads((EXAMPLE / "bridge-v1-v2.json").read_bytes())
        for one in bridge["indicators"] + bridge["goals"] + bridge["fields"]:
            if any(name.startswith(one.get("from", "-")) for name in changed):
                one["change"] = "changed"
        with tempfile.NamedTemporaryFile("w", suffix=".json") as file:
            json.dump(bridge, file)
            file.flush()
            self.programme.ctl("catalogue", "bridge", file.name)

    def cell(self, place):
        """What the workbook of this round says there."""
        if not hasattr(self, "book"):
            self.book = workbooks.Form(workbooks.opened(
                self.browser.get(f"/abgabe/{self.round}/formular/xlsx").body))
        return self.book.cell(place).value

    def test_of_another_edition_are_only_those_that_go_on_without_a_break(self):
        self.programme.ctl("catalogue", "publish", EXAMPLE / "catalogue-v2.json")
        self.programme.edition = "v2"
        self.this_round()
        self.assertNotIn(BUTTON, self.page())  # no bridge says that they are the same
        promised = f"Ihre Antwort aus der Runde {self.before}."
        self.assertNotIn(promised, self.page(self.form))
        self.bridge("STR.1.04", "STR.2.03")
        self.assertIn(promised, self.page(self.form))
        page = self.page()
        another = f"Neu oder anders gefragt als in der Runde {self.before}"
        for indicator in ("STR.1.04", "STR.2.03", "STR.3.03"):  # the last one is new
            self.assertIn(another, self.question(page, indicator))
        for indicator in ("STR.1.01", "STR.2.01"):
            self.assertNotIn(another, self.question(page, indicator))
        self.assertIn("4 Fragen, die hier noch offen sind", page)
        # The workbook is filled in by the same rule; what begins the name of an indicator counts.
        taken = {name for name in BEFORE if self.cell(f"{name}/answer") or self.cell(f"{name}/state")}
        shown = {name for name in BEFORE if self.before in self.question(
            self.page(f"{self.form}/{name[:3]}"), name) and another not in self.question(
            self.page(f"{self.form}/{name[:3]}"), name)}
        self.assertEqual(taken, shown - {"STR.3.01"})  # which was skipped
        self.assertLess(taken, set(BEFORE))
        self.assertLessEqual({"STR.1.01", "STR.1.02", "STR.1.03", "STR.2.02", "STR.2.04"}, taken)
        self.assertEqual(self.take_over().status, 303)
        self.assertEqual(self.saved(), {name: answer for name, answer in TAKEN.items()
                                        if name not in ("STR.1.04", "STR.2.03")})


if __name__ == "__main__":
    main()
