"""What pages and their assets are to a client: kept for ever, packed where it is safe, and problems
as pages."""

import gzip
import pathlib
import re
import signal
import sys

sys.path.insert(0, str(pathlib.Path(__file__).parents[1] / "support"))

from daemon import DaemonTest, wait_until  # noqa: E402
from harness import main  # noqa: E402

HTML = "text/html,application/xhtml+xml,*/*;q=0.8"
HERE = {"Sec_Fetch_Site": "same-origin"}


class Privacy(DaemonTest):
    def test_the_page_says_how_long_data_is_kept_as_it_is_configured(self):
        def said():
            return self.daemon.get("/datenschutz?lang=de", Accept=HTML).body.decode()

        self.assertIn("spätestens aber 1825 Tage nach dem Ende der Erhebungsrunde", said())
        self.assertIn("werden 90 Tage nach ihrem Ende gelöscht", said())
        self.daemon.configure(retention_days=0, retention_token_days=12345)
        self.daemon.process.send_signal(signal.SIGHUP)
        wait_until(lambda: "12\u202f345 Tage" in said(), "the new number")
        self.assertNotIn("1825", said())
        self.assertNotIn("spätestens", said())


class Pages(DaemonTest):
    def page(self, path="/lizenzen", **headers):
        return self.daemon.get(path, Accept=HTML, **headers)

    def asset(self, suffix):
        return re.search(rf'"(/static/[a-z0-9-]+[.]{suffix})"', self.page().body.decode()).group(1)

    def test_an_asset_is_kept_for_ever_and_packed_for_who_takes_it(self):
        path = self.asset("css")
        plain = self.daemon.get(path)
        packed = self.daemon.get(path, Accept_Encoding="br, gzip;q=0.5")
        self.assertEqual(packed.headers["Content-Encoding"], "gzip")
        self.assertIsNone(plain.headers["Content-Encoding"])
        self.assertEqual(gzip.decompress(packed.body), plain.body)
        self.assertNotEqual(packed.headers["ETag"], plain.headers["ETag"])
        for reply in (plain, packed):
            self.assertEqual((reply.status, reply.headers["Content-Type"]),
                             (200, "text/css; charset=utf-8"))
            self.assertEqual(reply.headers["Cache-Control"], "public, max-age=31536000, immutable")
            self.assertEqual(reply.headers["Vary"], "Accept-Encoding")
        self.assertIsNone(self.daemon.get(path, Accept_Encoding="gzip;q=0")
                          .headers["Content-Encoding"])

    def test_an_asset_that_is_there_already_is_not_sent_again(self):
        path = self.asset("js")
        etag = self.daemon.get(path).headers["ETag"]
        again = self.daemon.get(path, If_None_Match=etag)
        self.assertEqual((again.status, again.body), (304, b""))
        head = self.daemon.request("HEAD", path)
        self.assertEqual((head.status, head.body, head.headers["ETag"]), (200, b"", etag))
        self.assertGreater(int(head.headers["Content-Length"]), 0)

    def test_every_font_that_the_style_sheet_names_is_there(self):
        style = self.daemon.get(self.asset("css")).body.decode()
        fonts = re.findall(r'url\("(/static/[^"]+)"\)', style)
        self.assertEqual(len(fonts), 2)
        for font in fonts:
            reply = self.daemon.get(font, Accept_Encoding="gzip")
            self.assertEqual((reply.status, reply.headers["Content-Type"], reply.body[:4]),
                             (200, "font/woff2", b"wOF2"))
            self.assertIsNone(reply.headers["Content-Encoding"])

    def test_a_page_is_packed_only_for_what_was_begun_here(self):
        plain = self.page(Accept_Encoding="gzip")
        self.assertIsNone(plain.headers["Content-Encoding"])
        for site, is_packed in (("same-origin", True), ("none", True), ("same-site", False),
                                ("cross-site", False)):
            reply = self.page(Accept_Encoding="gzip", Sec_Fetch_Site=site)
            self.assertEqual(reply.headers["Content-Encoding"] == "gzip", is_packed, site)
            if is_packed:
                self.assertEqual(gzip.decompress(reply.body), plain.body)
        self.assertIsNone(self.page(**HERE).headers["Content-Encoding"])

    def test_a_page_has_what_keeps_it_safe(self):
        headers = self.page().headers
        policy = headers["Content-Security-Policy"]
        self.assertIn("default-src 'none'", policy)
        self.assertNotIn("unsafe", policy)
        self.assertEqual(headers["Cache-Control"], "private, no-store")
        self.assertEqual(headers["X-Content-Type-Options"], "nosniff")
        self.assertNotRegex(self.page().body.decode(), r"<style|<script>| style=| on[a-z]+=")

    def test_the_language_follows_the_address_then_the_browser(self):
        for path, header, language in (("/lizenzen", "en", "en"), ("/lizenzen", "fr", "de"),
                                       ("/lizenzen?lang=de", "en", "de")):
            reply = self.page(path, Accept_Language=header)
            self.assertIn(f'<html lang="{language}">', reply.body.decode())
            self.assertEqual(reply.headers["Content-Language"], language)

    def test_a_problem_of_a_page_is_a_page_with_the_number_of_the_request(self):
        cases = ((self.page("/gibt-es-nicht"), 404), (self.page("/lizenzen?x=1"), 400),
                 (self.daemon.request("POST", "/lizenzen", headers={"Accept": HTML}), 405),
                 (self.page("/problems/gibt-es-nicht"), 404))
        for reply, status in cases:
            self.assertEqual((reply.status, reply.headers["Content-Type"]),
                             (status, "text/html; charset=utf-8"))
            text = reply.body.decode()
            self.assertIn("<title>Fehler: ", text)
            self.assertIn(reply.headers["X-Request-Id"], text)

    def test_what_a_program_asks_for_stays_a_document(self):
        self.is_problem(self.daemon.get("/gibt-es-nicht"), 404, "not-found")
        shown = self.daemon.get("/problems/round-closed").json
        self.assertEqual(shown["code"], "round-closed")
        self.assertEqual(shown["title"]["de"], "Die Runde ist geschlossen.")

    def test_a_code_is_explained_as_a_page(self):
        for path in ("/hilfe/level-out-of-range", "/problems/level-out-of-range"):
            text = self.page(path).body.decode().split("<main")[1].split("</main")[0]
            self.assertEqual("<code>level-out-of-range</code>" in text, path.startswith("/problems"))
            self.assertNotIn("{", text)

    def test_help_is_a_plain_sentence_and_says_how_a_value_is_confirmed(self):
        confirm = "Schreiben Sie in das Feld „Warum der Wert stimmt“ einen kurzen Satz."
        for code, title, example, remedy, is_to_confirm in (
                ("implausible", "Was dieser Hinweis bedeutet",
                 "Zum Beispiel: Der Wert 2,512 je 1.000 Einwohner (berechnet aus 120) ist "
                 "ungewöhnlich;", "Die Zahlen prüfen und berichtigen,", True),
                ("level-out-of-range", "Was dieser Fehler bedeutet",
                 "Zum Beispiel: Der Wert ist 7;", "Eine Zahl von 0 bis 4 angeben.", False),
                ("count-missing", "Es fehlt die Anzahl.", "Es fehlt die Anzahl.",
                 "Die Anzahl angeben.", False)):
            page = self.page(f"/hilfe/{code}?lang=de").body.decode()
            main = page.split("<main")[1].split("</main")[0]
            self.assertIn(f">{title}</h1>", main)
            self.assertIn(example, main)
            self.assertEqual(main.count(remedy), 1)
            self.assertEqual(confirm in main, is_to_confirm)
            self.assertNotIn("…", main)
            self.assertNotIn("Kennung", main)
            self.assertNotIn("/abgabe", main)  # nobody is signed in

    def test_a_page_about_a_code_is_for_people_and_the_document_for_programs_too(self):
        for code, people, programs in (
                ("date-invalid", "Ein Datum angeben, zum Beispiel 31.03.2027.",
                 "Ein Datum angeben, zum Beispiel 31.03.2027 (in JSON in der Form JJJJ-MM-TT, zum "
                 "Beispiel 2027-03-31)."),
                ("answers-missing", "Die Antworten angeben, eine Zeile je Indikator.",
                 "Die Antworten angeben, eine Zeile je Indikator (in JSON unter „answers“).")):
            page = self.page(f"/hilfe/{code}?lang=de").body.decode()
            self.assertIn(people, page)
            self.assertNotIn("JSON", page.split("<main")[1].split("</main")[0])
            self.assertEqual(self.daemon.get(f"/problems/{code}").json["remedy"]["de"], programs)
        example = self.daemon.get("/problems/confirmation-missing").json["example"]["de"]
        self.assertIn("column", example)  # so it is of a table
        self.assertNotIn("JSON", example["remedy"])

    def test_what_is_asked_for_is_escaped_in_the_link_to_the_other_language(self):
        text = self.page("/hilfe/%22%3E%3Cb%3E?lang=de").body.decode()
        self.assertNotIn("<b>", text)
        self.assertIn('href="/hilfe/%22%3E%3Cb%3E?lang=en"', text)


if __name__ == "__main__":
    main()
