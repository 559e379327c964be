"""A coordinator's task at a browser, page by page: from the form to the receipt."""

import decimal
import json
import re

import harness
import workbooks
from coordinator import (CHANGED, DOCUMENT, KEY, CoordinatorTest, fields_of, sha256, text_of,
                         title_of)
from daemon import path_of, self_check

ODD = "STR.2.02"  # a value that has to be confirmed when it is unusual
BROKEN = {"edition": "v1", "answers": {"STR.1.01": {"level": 7}, "STR.9.99": {"level": 1}}}
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CATALOGUE = harness.EXAMPLE / "catalogue-v1.json"


def whole(points):
    """As all pages show them."""
    return str(decimal.Decimal(points).quantize(decimal.Decimal(1), decimal.ROUND_HALF_UP))


class HandInPages(CoordinatorTest):
    # --- the way through ---

    def test_from_the_file_to_the_receipt(self):
        round_id = self.programme.round("way")
        file = json.dumps(DOCUMENT, indent=5).encode()
        page = self.check(round_id, file)
        self.assertIn("Noch ist nichts abgegeben", text_of(page))
        self.assertIn("3 – ", text_of(page))
        self.assertIn("Erfunden <b>ä</b>", text_of(page))
        self.assertEqual(self.programme.versions(round_id), 0)
        self.assertEqual(self.waiting(round_id), f"{KEY}|{sha256(file)}")

        reply = self.submit(round_id, page)
        self.assertEqual((reply.status, reply.headers["Location"]),
                         (303, f"/abgabe/{round_id}/fassungen/1"))
        self.assertEqual(self.waiting(round_id), "")
        receipt = self.browser.get(reply.headers["Location"])
        stored = self.daemon.get(f"{path_of(round_id, KEY)}/versions/1/receipt", KEY).json
        for name in ("number", "sha256", "contentSha256", "keyId"):
            self.assertIn(stored["receipt"][name], text_of(receipt))
        self.assertEqual(stored["receipt"]["sha256"], sha256(file))
        self.assertIn("Diese Fassung gilt", text_of(receipt))
        self.assertEqual(self.daemon.get(path_of(round_id, KEY), KEY).body, file)

    def test_the_municipality_is_called_by_its_name(self):
        round_id = self.programme.round("name")
        name = self.programme.query("SELECT name FROM participant WHERE "
                                    f"round = '{round_id}' AND municipality = '{KEY}'")
        self.assertNotIn(KEY, name)
        self.assertEqual(self.daemon.get(f"/v1/rounds/{round_id}", KEY).json["municipality"],
                         {"key": KEY, "name": name})
        self.assertIsNone(self.daemon.get(f"/v1/rounds/{round_id}", "director")
                          .json["municipality"])
        self.assertIn(f"Kommune {name} Datei", text_of(self.check(round_id, DOCUMENT)))
        receipt = text_of(self.hand_in(round_id, DOCUMENT))
        self.assertIn(f"Kommune {name} Schlüssel der Kommune {KEY} ", receipt)
        position = self.browser.get(f"/abgabe/{round_id}/position").body.decode()
        self.assertIn(f'aria-hidden="true">{name} ({KEY}) · ', position)
        self.assertIn(f'<p class="kern-body">{name} (Schlüssel der Kommune: {KEY})', position)

    def test_what_the_first_page_says_of_a_round(self):
        round_id = self.programme.round("first")
        page = self.browser.get("/abgabe")
        self.assertEqual(page.status, 200)
        self.assertIn(f"Erhebungsrunde {round_id}", text_of(page))
        self.assertIn("bis 31. Dezember 2099, 24:00 Uhr", text_of(page).replace("\u00a0", " "))
        self.assertIn("Noch abzugeben", text_of(page))
        text = self.browser.get(f"/abgabe/{round_id}").body.decode()
        places = [text.index(part) for part in (
            "liegt kein Selbstcheck vor", "/formular/xlsx", 'type="file"')]
        self.assertEqual(places, sorted(places))
        self.hand_in(round_id, DOCUMENT)
        self.assertIn("Abgegeben, Fassung 1", text_of(self.browser.get("/abgabe")))
        self.assertIn("Es gilt Ihre Fassung 1", text_of(self.browser.get(f"/abgabe/{round_id}")))

    # --- mistakes ---

    def test_a_file_with_mistakes_is_answered_with_the_table(self):
        round_id = self.programme.round("mistakes")
        reply = self.check(round_id, BROKEN, status=422, name="mein <check>.json")
        self.assertTrue(title_of(reply).startswith("Fehler: "), title_of(reply))
        words = text_of(reply)
        for part in ("2 Stellen müssen korrigiert werden", "Datei mein <check>.json.",
                     "STR.1.01, Stufe ", "Der Wert ist 7; die Skala geht von 0 bis 4.", "STR.9.99",
                     "Es wurde nichts abgegeben", "Ihre Selbstcheck-Datei"):
            self.assertIn(part, words)
        self.assertIn('href="/hilfe/level-out-of-range"', reply.body.decode())
        help_page = self.browser.get("/hilfe/level-out-of-range")
        self.assertEqual(help_page.status, 200)
        self.assertIn('<a class="kern-link" href="/abgabe">Zurück zu', help_page.body.decode())
        self.assertEqual(self.programme.versions(round_id), 0)

    def test_findings_are_there_in_the_other_language_too(self):
        round_id = self.programme.round("findings-language")
        for content, status, words in (
                (BROKEN, 422, ("mein check.json", "2 places have to be corrected",
                               "The value is 7; the scale goes from 0 to 4.")),
                (b'{"edition": "v1",\n "answers": }', 400, ("mein check.json", "Line 2"))):
            reply = self.check(round_id, content, status=status, name="mein check.json")
            link = f"/abgabe/{round_id}/pruefen?lang=en"
            self.assertIn(f'href="{link}"', reply.body.decode())
            english = self.browser.get(link)
            self.assertEqual(english.status, status)
            for part in words:
                self.assertIn(part, text_of(english))
            self.browser.get("/?lang=de")
        self.check(round_id, DOCUMENT)
        refused = self.upload(round_id, b"%PDF-1.7 ...")
        self.assertIn(f'href="/abgabe/{round_id}?lang=en"', refused.body.decode())
        self.assertIn(sha256(json.dumps(DOCUMENT).encode()), self.waiting(round_id))

    def test_places_are_those_of_the_sender_s_own_file(self):
        round_id = self.programme.round("places")
        for content, media_type, name, place in (
                ("indicator;answer\nSTR.1.01;7\n".encode(), "text/csv", "a.csv",
                 "Zeile 2, Spalte „answer“"),
                (b'{"edition": "v1", "answers": {}, "measures": [{"goal": "YYY"}]}',
                 "application/json", "a.json", "Maßnahme 1, Ziel "),
                (self.workbook(round_id, {"STR.1.01/answer": 7}), XLSX, "a.xlsx", "Blatt „")):
            with self.subTest(name):
                reply = self.check(round_id, content, status=422, name=name,
                                   media_type=media_type)
                self.assertIn(place, text_of(reply))
        english = self.browser.get(f"/abgabe/{round_id}?lang=en")
        self.assertIn("Hand in the completed file", text_of(english))

    def workbook(self, round_id, cells):
        book = workbooks.opened(self.browser.get(f"/abgabe/{round_id}/formular/xlsx").body)
        form = workbooks.Form(book)
        for place, value in cells.items():
            form.set(place, value)
        return workbooks.saved(book)

    def test_the_kind_of_a_file_is_known_by_what_is_in_it(self):
        round_id = self.programme.round("kinds")
        csv = "indicator;answer;comment\nSTR.1.01;{};Größe\n"
        workbook = workbooks.filled(self.browser.get(f"/abgabe/{round_id}/formular/xlsx").body,
                                    CHANGED, json.loads(CATALOGUE.read_bytes()))
        for content, name, media_type, kind in (
                (csv.format(1).encode("cp1252"), "a.csv", "application/vnd.ms-excel", "CSV"),
                (csv.format(2).encode("utf-16"), "a.txt", "text/plain", "CSV"),
                (csv.format(3).encode("utf-8-sig"), "a", "application/octet-stream", "CSV"),
                (workbook, "a.csv", "text/csv", "Excel"),
                (b"\xef\xbb\xbf \r\n" + json.dumps(DOCUMENT).encode(), "a.csv", "text/csv", "JSON")):
            with self.subTest(name=name, kind=kind):
                receipt = self.hand_in(round_id, content, name=name, media_type=media_type)
                self.assertIn(f"Datei {kind},", text_of(receipt))
        self.assertEqual(self.programme.versions(round_id), 5)

    def test_files_of_other_kinds_are_refused_with_what_to_do(self):
        round_id = self.programme.round("others")
        zipped = b"PK\x03\x04" + bytes(26) + b"mimetypeapplication/vnd.oasis.opendocument.spreadsheet"
        for content, status, words in (
                (None, 422, "Wählen Sie zuerst eine Datei aus"), (b"", 415, "Die Datei ist leer"),
                (b"  \r\n", 415, "Die Datei ist leer"), (b"%PDF-1.7 ...", 415, "PDF-Datei"),
                (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(99), 415, "alten Excel-Format"),
                (zipped, 415, "OpenDocument"), (b"\x7fELF\0\0\1", 415, "nicht angenommen")):
            with self.subTest(words):
                reply = self.upload(round_id, content)
                self.assertEqual(reply.status, status, reply.body.decode())
                self.assertIn(words, text_of(reply))
                self.assertIn('aria-describedby="file-hint file-mistake"', reply.body.decode())
                self.assertTrue(title_of(reply).startswith("Fehler: "))

    def test_a_file_that_cannot_be_read_is_told_where(self):
        round_id = self.programme.round("unreadable")
        for content, words in ((b'{"edition": "v1",\n "answers": }', "Zeile 2"),
                               (b"PK\x03\x04 and nothing more", "Arbeitsmappe")):
            reply = self.check(round_id, content, status=400)
            self.assertIn(words, text_of(reply))
            self.assertIn("lässt sich nicht lesen", text_of(reply))

    def test_a_file_that_is_too_large_is_told_the_limit_in_words(self):
        round_id = self.programme.round("large")
        for size, start in ((3 << 20, b"PK\x03\x04"), (300 << 10, b"{")):
            with self.subTest(size):
                reply = self.upload(round_id, start + bytes([32]) * size)
                self.assertEqual(reply.status, 413)
                self.assertIn("bis 2 MB", text_of(reply).replace("\u00a0", " "))
                self.assertIn("256 KB", text_of(reply).replace("\u00a0", " "))

    # --- values that have to be confirmed ---

    def odd(self, level=3):
        return {"edition": "v1", "answers": {"STR.1.01": {"level": level},
                                             ODD: {"count": 1000}}}

    def test_an_unusual_value_is_confirmed_on_the_page(self):
        round_id = self.programme.round("odd")
        file = json.dumps(self.odd()).encode()
        page = self.check(round_id, file)
        self.assertIn("Bitte bestätigen", text_of(page))
        self.assertIn("Der Wert 5,628 je 1.000 Einwohner (berechnet aus 1000) ist ungewöhnlich; "
                      "üblich sind Werte von 0 bis 1,5 je 1.000 Einwohner.", text_of(page))
        self.assertNotIn("Hier ist keine Begründung nötig", text_of(page))
        field = f"grund.implausible.{ODD}"
        self.assertIn(field, fields_of(page, f"/abgabe/{round_id}/abgeben"))
        for reason in ("", "   ", "x" * 501, "x" * 499 + "\r\n\r\n"):
            reply = self.submit(round_id, page, **{field: reason})
            self.assertEqual(reply.status, 422)
            self.assertIn("Schreiben Sie eine Begründung mit 1 bis 500 Zeichen", text_of(reply))
            self.assertEqual(fields_of(reply, f"/abgabe/{round_id}/abgeben")[field], reason)
        # A browser counts a line break as one character and sends two.
        reason = "ü" * 249 + "\r\n" + "ü" * 250
        self.assertEqual(self.submit(self.twin(file), self.browser.get(
            "/abgabe/odd-twin/pruefen"), **{field: reason}).status, 303)
        self.assertEqual(self.programme.versions(round_id), 0)
        reply = self.submit(round_id, reply, **{field: "Erfunden:\r\nneues <Haus>"})
        self.assertEqual(reply.status, 303, reply.body.decode())
        self.assertEqual(self.daemon.get(path_of(round_id, KEY), KEY).body, file)
        content = json.loads(self.programme.query(
            f"SELECT content FROM version WHERE round = '{round_id}'"))
        self.assertEqual(content["acceptances"], [
            {"code": "implausible", "indicator": ODD, "reason": "Erfunden: neues <Haus>"}])

    def twin(self, file):
        """Another round, in which the same file waits."""
        round_id = self.programme.round("odd-twin")
        self.check(round_id, file)
        return round_id

    def test_nobody_outside_can_give_reasons_beside_the_file(self):
        round_id = self.programme.round("beside")
        reply = self.daemon.put(round_id, KEY, self.odd(), Acceptances=json.dumps(
            [{"code": "implausible", "indicator": ODD, "reason": "x"}]))
        self.assertEqual(reply.status, 422)

    def test_other_mistakes_come_before_confirming(self):
        round_id = self.programme.round("both")
        document = self.odd(level=9)
        reply = self.check(round_id, document, status=422)
        self.assertIn("confirmation-missing", reply.body.decode())
        self.assertEqual(self.received(reply), ["9", "1000", "1000"])
        text = reply.body.decode()  # after the findings comes the file that is mended
        self.assertLess(text.index('type="file"'), text.index("/formular/xlsx"))

    def test_what_she_entered_is_named_and_what_was_made_of_it_has_its_unit(self):
        round_id = self.programme.round("units")
        workbook = self.workbook(round_id, {"STR.1.01/answer": 9, "STR.2.02/answer": 1000})
        csv = "indicator;answer;of\nSTR.1.01;9\nSTR.2.02;1000,5\nSTR.2.03;900;1000\n".encode()
        for content, name, media_type, received, words in (
                (csv, "a.csv", "text/csv", ["9", "1000,5", "1000,5", "900"],
                 "Der Wert 90 % (berechnet aus 900 von 1000) ist ungewöhnlich; üblich sind "
                 "Werte von 0 bis 10 %."),
                (workbook, "a.xlsx", XLSX, ["9", "1000", "1000"],
                 "Der ungewöhnliche Wert 5,628 je 1.000 Einwohner (berechnet aus 1000) ist noch "
                 "nicht bestätigt.")):
            with self.subTest(name):
                reply = self.check(round_id, content, status=422, name=name,
                                   media_type=media_type)
                self.assertEqual(self.received(reply), received)
                self.assertIn(words, text_of(reply))

    def received(self, page):
        """The cells under "Ihre Angabe"."""
        return re.findall(r'"true">Ihre Angabe</span>([^<]*)</td>', page.body.decode())

    def test_the_page_that_was_posted_can_be_loaded_in_the_other_language(self):
        round_id = self.programme.round("other-language")
        self.check(round_id, DOCUMENT)
        page = self.browser.get(f"/abgabe/{round_id}/abgeben?lang=en")
        self.assertIn("Nothing is handed in yet", text_of(page))

    def test_it_is_shown_what_becomes_of_the_own_position(self):
        round_id = self.programme.round("position")
        self.daemon.hand_in_all(round_id)
        self.daemon.run(round_id)
        document = json.loads(self_check(KEY))
        document["answers"]["STR.1.01"] = {"level": 4}
        page = self.check(round_id, document)
        told = self.daemon.put(round_id, KEY, document, "?dry-run=true", If_Match=self.daemon.get(
            path_of(round_id, KEY), KEY).headers["ETag"]).json["position"]["subjects"]
        field = next(one for one in told if one["subject"] == "STR")
        words = {"below": "unter der", "within": "in der", "above": "über der"}
        self.assertIn(" ".join((whole(field["before"]["points"]), "Künftig",
                                whole(field["after"]["points"]),
                                "Im Vergleich mit allen Kommunen",
                                words[field["after"]["bands"]["all"]])), text_of(page))


if __name__ == "__main__":
    harness.main()
