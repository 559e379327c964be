#!/usr/bin/python3
"""Filling a self-check in on the pages: what is entered is what is handed in, and nothing that was
entered is lost."""

import html
import json
import re

from browser import Browser
from daemon import DaemonTest, JSON_TYPE, path_of, self_check
from form import filled_in, form_of
from harness import EXAMPLE, main

KEY, OTHER = "12054000", "01003000"
CATALOGUE = json.loads((EXAMPLE / "catalogue-v1.json").read_text())
FIELDS = [field["id"] for field in CATALOGUE["fields"]]


def text_of(reply):
    return html.unescape(reply.body.decode())


class FillIn(DaemonTest):
    def setUp(self):
        name = re.sub("[^a-z]+", "-", self._testMethodName[5:])[:24].strip("-")
        self.round = self.programme.round(name)
        self.base = f"/abgabe/{self.round}"
        self.form = f"{self.base}/ausfuellen"
        self.draft = f"/v1/rounds/{self.round}/drafts/{KEY}"
        self.browser = self.signed_in()

    def signed_in(self, key=KEY):
        browser = Browser(self.daemon)
        self.assertEqual(browser.sign_in(key).status, 303)
        return browser

    def page(self, path, status=200):
        reply = self.browser.get(path)
        self.assertEqual(reply.status, status, reply.body)
        return reply

    def send(self, path, changes, button="weiter", browser=None):
        """The form of the page as it stands, with some fields changed."""
        browser = browser or self.browser
        fields = form_of(browser.get(path).body.decode(), path)
        fields.update(changes)
        if button:
            fields[button] = "1"
        return browser.post(path, fields)

    def saved(self):
        reply = self.daemon.get(self.draft, KEY)
        return reply.json if reply.status == 200 else None

    def test_fields_of_measures_that_are_wrong_are_marked(self):
        reply = self.send(f"{self.form}/massnahmen", {
            "goal.0": "STR.1", "measure.0": "Beschluss", "due.0": "morgen"}, button=None)
        page = text_of(reply)
        self.assertEqual(reply.status, 422, page[:3000])
        self.assertEqual(re.findall('id="(m0-[a-z]+)"[^>]* aria-invalid="true"', page),
                         ["m0-aim", "m0-due"])

    def test_what_is_only_unusual_is_described_and_not_wrong(self):
        self.send(f"{self.form}/STR", {"count.STR.2.02": "90000"})
        page = text_of(self.page(f"{self.form}/STR"))
        self.assertIn('aria-describedby="q5-count-finding-0 ', page)
        self.assertIn("(berechnet aus 90000)", page)
        self.assertNotIn("aria-invalid", page)

    def test_a_draft_is_told_of_and_led_to_until_it_is_handed_in(self):
        begun = "Auf der Seite ist ein Entwurf angefangen, zuletzt gespeichert am "
        beside = "Was nur im Entwurf steht, steht nicht im Formular."
        for path in ("/abgabe", self.base):
            text = text_of(self.page(path))
            self.assertIn("Ohne Datei: hier auf der Seite ausfüllen", text)
            self.assertNotIn("Entwurf", text)
        other = self.signed_in(OTHER)
        self.send(f"{self.form}/{FIELDS[0]}", {"choice.STR.1.01": "3"})
        versions = f"{path_of(self.round, KEY)}/versions"
        self.assertIsNotNone(self.daemon.get(versions, KEY).json["draftSavedAt"])
        for path in ("/abgabe", self.base):
            text = text_of(self.page(path))
            for words in (begun, beside, f'href="{self.form}">Entwurf weiter ausfüllen</a>'):
                self.assertIn(words, text)
            self.assertNotIn("Ohne Datei: hier auf der Seite ausfüllen", text)
            self.assertIn("A draft was begun on the page, last saved on",
                          text_of(self.page(f"{path}?lang=en")))
            self.page(f"{path}?lang=de")
            self.assertNotIn(begun, text_of(other.get(path)))
        self.assertEqual(self.daemon.request("DELETE", self.draft, KEY, headers={
            "If-Match": self.daemon.get(self.draft, KEY).headers["ETag"]}).status, 204)
        self.assertNotIn(begun, text_of(self.page(self.base)))
        self.assertIsNone(self.daemon.get(versions, KEY).json["draftSavedAt"])

    def test_takes_a_whole_self_check_to_its_receipt_with_the_same_content_as_json(self):
        document = json.loads(self_check(KEY))
        document.pop("acceptances", None)
        for field in CATALOGUE["fields"]:
            reply = self.send(f"{self.form}/{field['id']}", filled_in(document, field))
            self.assertEqual(reply.status, 303, text_of(reply)[:3000])
        self.assertEqual(reply.headers["Location"], f"{self.form}/massnahmen?gespeichert=1")
        for number, measure in enumerate(document["measures"]):
            reply = self.send(f"{self.form}/massnahmen",
                              {f"{part}.{number}": str(value) for part, value in measure.items()},
                              button=None)
            self.assertEqual(reply.status, 303, text_of(reply)[:3000])
        saved = self.saved()
        self.assertEqual(saved["answers"], document["answers"])
        self.assertEqual(saved["measures"], document["measures"])

        csrf = {"csrf": self.browser.csrf()}
        reply = self.browser.post(self.form, {**csrf, "schritt": "pruefen"})
        self.assertEqual((reply.status, reply.headers["Location"]), (303, f"{self.base}/pruefen"))
        page = self.page(f"{self.base}/pruefen").body.decode()
        fields = form_of(page, f"{self.base}/abgeben")
        reply = self.browser.post(f"{self.base}/abgeben", fields)
        self.assertEqual((reply.status, reply.headers["Location"]),
                         (303, f"{self.base}/fassungen/1"), text_of(reply)[:3000])
        self.assertIsNone(self.saved())

        receipt = self.daemon.get(path_of(self.round, KEY) + "/versions/1/receipt", KEY).json
        again = self.programme.round(self.round[:20] + "-json")
        json_reply = self.daemon.request("PUT", path_of(again, KEY), KEY,
                                         json.dumps(document).encode(), JSON_TYPE)
        self.assertEqual(json_reply.status, 201, json_reply.body)
        self.assertEqual(receipt["receipt"]["contentSha256"],
                         json_reply.json["receipt"]["receipt"]["contentSha256"])

    def test_keeps_what_is_wrong_and_says_where(self):
        reply = self.send(f"{self.form}/STR", {"count.STR.2.02": "1.234", "count.STR.2.03": "17",
                                               "choice.STR.1.01": "3"})
        page = text_of(reply)
        self.assertEqual(reply.status, 422)
        self.assertIn("<title>Fehler: ", page)
        self.assertEqual(self.saved()["answers"], {
            "STR.1.01": {"level": 3}, "STR.2.02": {"count": "1.234"}, "STR.2.03": {"count": 17}})
        for place, words in {"q5-count": "1.234“ kann 1234 heißen", "q6-of": "Gesamtzahl fehlt"}.items():
            self.assertRegex(page, f'href="#{place}">[^<]*{words}')
            self.assertRegex(page, f'id="{place}"[^>]*aria-describedby="{place}-finding-0')
            self.assertRegex(page, f'id="{place}-finding-0"')
            self.assertRegex(page, f'id="{place}"[^>]* aria-invalid="true"')
        self.assertEqual(page.count("aria-invalid"), 2)
        self.assertIn('aria-describedby="q5-count-finding-0 q5-hint"', page)
        self.assertRegex(page, 'id="q5-hint">Geben Sie nur die Anzahl an')
        fields = form_of(reply.body.decode(), f"{self.form}/STR")
        self.assertEqual((fields["count.STR.2.02"], fields["choice.STR.1.01"]), ("1.234", "3"))

        csrf = {"csrf": self.browser.csrf()}
        reply = self.browser.post(self.form, {**csrf, "schritt": "pruefen"})
        self.assertEqual(reply.status, 422)
        self.assertIn(f'href="{self.form}/STR#q5-count"', text_of(reply))
        mended = self.send(f"{self.form}/STR", {"count.STR.2.02": "12,5", "of.STR.2.03": "1000"})
        self.assertEqual(mended.status, 303)
        self.assertEqual(self.saved()["answers"]["STR.2.02"], {"count": 12.5})

    def test_removes_the_measure_whose_button_was_pressed(self):
        path = f"{self.form}/massnahmen"
        for row, aim in enumerate("abc"):
            self.send(path, {f"goal.{row}": "STR.1", f"aim.{row}": aim, f"measure.{row}": aim})
        self.send(path, {"goal.0": "", "aim.0": "", "measure.0": "", "entfernen": "1"}, button=None)
        self.assertEqual([one["aim"] for one in self.saved()["measures"]], ["c"])
        self.send(path, {"entfernen": "none"}, button=None)
        self.assertEqual([one["aim"] for one in self.saved()["measures"]], ["c"])

    def test_tells_of_somebody_else_and_loses_neither_answer(self):
        path = f"{self.form}/STR"
        shown = form_of(self.page(path).body.decode(), path)
        other = self.send(path, {"choice.STR.1.01": "3"}, browser=self.signed_in())
        self.assertEqual(other.status, 303)
        reply = self.browser.post(path, {**shown, "choice.STR.1.01": "1", "choice.STR.1.02": "yes"})
        self.assertEqual(reply.status, 409)
        self.assertIn("Beschlossen und in Umsetzung", text_of(reply).split("Inzwischen gespeichert:")[1])
        self.assertEqual(self.saved()["answers"], {"STR.1.01": {"level": 3}})
        again = form_of(reply.body.decode(), path)
        self.assertEqual((again["choice.STR.1.01"], again["choice.STR.1.02"]), ("1", "yes"))
        self.assertEqual(self.browser.post(path, again).status, 303)
        self.assertEqual(self.saved()["answers"], {"STR.1.01": {"level": 1}, "STR.1.02": {"yes": True}})

    def test_lets_two_people_work_in_two_fields(self):
        path = f"{self.form}/STR"
        shown = form_of(self.page(path).body.decode(), path)
        other = self.send(f"{self.form}/COH", {"choice.COH.1.02": "2"}, browser=self.signed_in())
        self.assertEqual(other.status, 303)
        self.assertEqual(self.browser.post(path, {**shown, "choice.STR.1.01": "1"}).status, 303)
        self.assertEqual(self.saved()["answers"], {"COH.1.02": {"level": 2}, "STR.1.01": {"level": 1}})

    def test_keeps_the_entries_on_the_page_when_the_round_has_closed(self):
        path = f"{self.form}/STR"
        shown = form_of(self.page(path).body.decode(), path)
        self.programme.query(f"UPDATE round SET closes_at = now() WHERE id = '{self.round}'")
        reply = self.browser.post(path, {**shown, "choice.STR.1.01": "1",
                                         "comment.STR.1.01": "Nicht <verloren>"})
        self.assertEqual(reply.status, 409)
        kept = form_of(reply.body.decode(), path)
        self.assertEqual((kept["choice.STR.1.01"], kept["comment.STR.1.01"]), ("1", "Nicht <verloren>"))
        self.assertEqual(kept["seen"], shown["seen"])
        self.assertIsNone(self.saved())

    def test_begins_with_the_current_version_and_discards_only_what_was_seen(self):
        document = {"edition": "v1", "answers": {"STR.1.01": {"level": 2},
                                                 "STR.1.02": {"state": "unknown"}}}
        self.assertEqual(self.daemon.request("PUT", path_of(self.round, KEY), KEY,
                                             json.dumps(document).encode(), JSON_TYPE).status, 201)
        page = text_of(self.page(self.form))
        self.assertIn("2 von 74 Indikatoren", page)
        self.assertIn("beginnt mit Ihrer geltenden Fassung", page)
        self.assertEqual(self.send(f"{self.form}/STR", {"choice.STR.1.01": "3"}).status, 303)
        self.assertEqual(self.saved()["answers"], {"STR.1.01": {"level": 3},
                                                   "STR.1.02": {"state": "unknown"}})
        fields = {**form_of(self.page(self.form).body.decode(), self.form), "schritt": "verwerfen"}
        self.assertEqual(self.send(f"{self.form}/STR", {"choice.STR.1.01": "4"}).status, 303)
        self.assertEqual(self.browser.post(self.form, fields).status, 412)
        self.assertIsNotNone(self.saved())
        fields = {**form_of(self.page(self.form).body.decode(), self.form), "schritt": "verwerfen"}
        self.assertEqual(self.browser.post(self.form, fields).status, 303)
        self.assertIsNone(self.saved())

    def test_says_after_a_session_has_ended_what_was_not_saved_and_leads_back(self):
        path = f"{self.form}/STR"
        self.assertEqual(self.send(path, {"choice.STR.1.01": "3"}).status, 303)
        shown = form_of(self.page(path).body.decode(), path)
        self.browser.cookies.clear()
        reply = self.browser.post(path, {**shown, "choice.STR.1.02": "yes"})
        self.assertEqual(reply.status, 303)
        page = text_of(self.page(reply.headers["Location"]))
        self.assertIn("die letzte Seite ist nicht gespeichert", page)
        fields = form_of(page, "/anmelden")
        fields["key"] = self.programme.token(KEY)
        self.assertEqual(self.browser.post("/anmelden", fields).headers["Location"], path)
        self.assertEqual(self.saved()["answers"], {"STR.1.01": {"level": 3}})
        self.assertNotIn("nicht gespeichert", text_of(Browser(self.daemon).get("/")))

    def test_knows_no_other_field(self):
        self.page(f"{self.form}/XYZ", 404)
        fields = {"csrf": self.browser.csrf(), "choice.XYZ.1.01": "1"}
        self.assertEqual(self.browser.post(f"{self.form}/XYZ", fields).status, 404)
        self.assertIsNone(self.saved())

    def test_is_for_the_municipality_alone(self):
        self.send(f"{self.form}/STR", {"choice.STR.1.01": "3"})
        other = self.signed_in(OTHER)
        self.assertIn("0 von 74", text_of(other.get(self.form)))
        nobody = Browser(self.daemon)
        self.assertEqual(nobody.get(self.form).status, 303)
        self.assertEqual(self.signed_in("director").get(self.form).status, 403)


if __name__ == "__main__":
    main()
