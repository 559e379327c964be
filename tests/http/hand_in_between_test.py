"""What can come in between a coordinator and her receipt, and what there is afterwards."""

import json

import harness
from browser import Browser
from coordinator import CHANGED, DOCUMENT, KEY, CoordinatorTest, fields_of, text_of, title_of
from daemon import path_of

OTHER_KEY = "03256022"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class HandInBetween(CoordinatorTest):
    # --- somebody else in between ---

    def test_a_version_that_came_in_between_is_shown_first(self):
        round_id = self.programme.round("between")
        self.hand_in(round_id, DOCUMENT)
        page = self.check(round_id, CHANGED)
        self.assertIn("Geändert: 1, ", text_of(page))
        colleague = self.coordinator()
        etag = self.daemon.get(path_of(round_id, KEY), KEY).headers["ETag"]
        self.daemon.put(round_id, KEY, {"edition": "v1", "answers": {}}, If_Match=etag)
        reply = self.submit(round_id, page)
        self.assertEqual(reply.status, 412)
        self.assertIn("Inzwischen gilt eine andere Fassung (2)", text_of(reply))
        self.assertIn("hinzugekommen: 3, ", text_of(reply))
        self.assertTrue(title_of(reply).startswith("Fehler: "))
        self.assertEqual(self.programme.versions(round_id), 2)
        done = self.submit(round_id, reply, colleague, csrf=colleague.csrf())
        self.assertEqual(done.headers["Location"], f"/abgabe/{round_id}/fassungen/3")

    def test_another_file_that_was_checked_meanwhile_is_shown_first(self):
        round_id = self.programme.round("another")
        page = self.check(round_id, DOCUMENT)
        self.check(round_id, CHANGED, browser=self.coordinator(), name="von-anderen.json")
        reply = self.submit(round_id, page)
        self.assertEqual(reply.status, 409)
        self.assertIn("andere Datei zur Prüfung hochgeladen", text_of(reply))
        self.assertIn("von-anderen.json", text_of(reply))
        self.assertEqual(self.programme.versions(round_id), 0)

    def test_pressing_twice_leads_to_the_same_receipt(self):
        round_id = self.programme.round("twice")
        page = self.check(round_id, DOCUMENT)
        first = self.submit(round_id, page)
        again = self.submit(round_id, page)
        self.assertEqual((again.status, again.headers["Location"]),
                         (303, first.headers["Location"]))
        self.assertEqual(self.programme.versions(round_id), 1)

    def test_a_file_that_waited_too_long_is_gone(self):
        round_id = self.programme.round("waited")
        page = self.check(round_id, DOCUMENT)
        self.programme.query("UPDATE pending_upload SET received_at = now() - interval '25 hours'")
        self.assertEqual(self.browser.get(f"/abgabe/{round_id}/pruefen").headers["Location"],
                         f"/abgabe/{round_id}")
        reply = self.submit(round_id, page)
        self.assertEqual(reply.status, 409)
        self.assertIn("liegt nicht mehr bereit", text_of(reply))
        other = self.programme.round("waited2")
        self.check(other, DOCUMENT)
        self.assertEqual(self.waiting(round_id), "")

    def test_a_file_waits_for_its_own_municipality_only(self):
        round_id = self.programme.round("own")
        self.check(round_id, DOCUMENT)
        other = self.coordinator(OTHER_KEY)
        self.assertEqual(other.get(f"/abgabe/{round_id}/pruefen").status, 303)
        self.check(round_id, CHANGED, browser=other)
        self.assertEqual(len(self.waiting(round_id).splitlines()), 2)
        seen = self.programme.query(
            f"SELECT set_config('weltoffend.key', '{KEY}', false); "
            "SELECT count(*) FROM pending_upload", "weltoffend")
        self.assertEqual(seen.splitlines()[-1], self.programme.query(
            f"SELECT count(*) FROM pending_upload WHERE municipality = '{KEY}'"))
        self.assertEqual(
            self.programme.query("SELECT count(*) FROM pending_upload", "weltoffend"), "0")

    def test_after_a_session_has_ended_it_is_said_that_nothing_was_handed_in(self):
        round_id = self.programme.round("ended")
        page = self.check(round_id, DOCUMENT)
        self.browser.cookies.clear()
        for reply, back in (
                (self.submit(round_id, page), f"/abgabe/{round_id}/abgeben"),
                (self.upload(round_id, CHANGED, csrf="x"), f"/abgabe/{round_id}"),
                (self.browser.post(f"/abgabe/{round_id}/zurueckziehen", {"reason": "x"}),
                 f"/abgabe/{round_id}/zurueckziehen"),
                (self.browser.post("/betrieb/runden/x/lauf", {}), "/betrieb/runden/x")):
            self.assertEqual(reply.headers["Location"],
                             f"/?next={back.replace('/', '%2F')}&undone=1")
            shown = self.browser.get(reply.headers["Location"])
            self.assertIn("Es wurde nichts abgegeben und nichts geändert", text_of(shown))
            self.assertEqual(fields_of(shown, "/anmelden")["next"], back)
        self.assertEqual(self.browser.post("/abmelden", {}).headers["Location"], "/")
        self.assertNotIn("nichts abgegeben", text_of(self.browser.get("/")))
        back = f"/abgabe/{round_id}/abgeben"
        self.assertEqual(self.browser.sign_in(KEY, next=back).headers["Location"], back)
        self.assertEqual(self.programme.versions(round_id), 0)
        reply = self.submit(round_id, self.browser.get(back)) # the file has waited
        self.assertEqual(reply.headers["Location"], f"/abgabe/{round_id}/fassungen/1")

    # --- the round's time ---

    def test_a_round_before_and_after_its_time(self):
        before = self.programme.round("before", opens="2098-01-01")
        after = self.programme.round("after", opens="2026-01-01", closes="2026-05-31")
        page = self.browser.get(f"/abgabe/{before}")
        self.assertIn("beginnt am 1. Januar 2098", text_of(page).replace("\u00a0", " "))
        self.assertIn(f"/abgabe/{before}/formular/xlsx", page.body.decode())
        self.assertNotIn('type="file"', page.body.decode())
        page = self.browser.get(f"/abgabe/{after}")
        self.assertIn("endete am 31. Mai 2026, 24:00 Uhr",
                      text_of(page).replace("\u00a0", " "))
        self.assertNotIn('type="file"', page.body.decode())
        for round_id, words in ((before, "noch nicht eröffnet"), (after, "ist geschlossen")):
            reply = self.upload(round_id, DOCUMENT)
            self.assertEqual(reply.status, 409)
            self.assertIn(words, text_of(reply))

    def test_an_extension_is_shown_to_whom_it_is_granted(self):
        round_id = self.programme.round("extended", opens="2026-01-01", closes="2026-05-31")
        self.programme.ctl("round", "extend", round_id, KEY, "--until", "2099-06-30")
        page = self.browser.get(f"/abgabe/{round_id}")
        self.assertIn("Die Frist wurde für Ihre Kommune verlängert", text_of(page))
        self.assertIn("30. Juni 2099", text_of(page).replace("\u00a0", " "))
        self.hand_in(round_id, DOCUMENT)
        other = self.coordinator(OTHER_KEY).get(f"/abgabe/{round_id}")
        self.assertIn("endete am 31. Mai 2026", text_of(other).replace("\u00a0", " "))
        self.assertIsNone(self.daemon.get(f"/v1/rounds/{round_id}", "director")
                          .json["extendedUntil"])

    def test_a_round_that_closes_between_the_steps(self):
        round_id = self.programme.round("closing")
        page = self.check(round_id, DOCUMENT)
        self.programme.ctl("round", "close", round_id)
        reply = self.submit(round_id, page)
        self.assertEqual(reply.status, 409)
        self.assertIn("Die Runde ist geschlossen", text_of(reply))
        self.assertEqual(self.programme.versions(round_id), 0)

    # --- afterwards ---

    def test_the_same_content_again_needs_no_hand_in(self):
        round_id = self.programme.round("same")
        self.hand_in(round_id, DOCUMENT)
        page = self.check(round_id, json.dumps(DOCUMENT, indent=3).encode())
        self.assertIn("Diese Angaben haben Sie schon abgegeben", text_of(page))
        self.assertNotIn("Verbindlich abgeben", text_of(page))

    def test_withdrawing_with_a_reason(self):
        round_id = self.programme.round("withdraw")
        address = f"/abgabe/{round_id}/zurueckziehen"
        self.assertIn("nichts, was sich zurückziehen lässt", text_of(self.browser.get(address)))
        self.hand_in(round_id, DOCUMENT)
        page = self.browser.get(address)
        for reason in ("", " \n", "x" * 501, "x" * 9000):
            reply = self.browser.post(address, {**fields_of(page, address), "reason": reason})
            self.assertEqual(reply.status, 422, reason[:9])
            self.assertIn("1 bis 500 Zeichen", text_of(reply))
        stale = {**fields_of(page, address), "reason": "Erfunden", "seen": '"1-0000000000000000"'}
        reply = self.browser.post(address, stale)
        self.assertEqual(reply.status, 412)
        reply = self.browser.post(address, {**fields_of(page, address), "reason": "Erfunden\r\nso"})
        self.assertEqual((reply.status, reply.headers["Location"]), (303, f"/abgabe/{round_id}"))
        self.assertIn("wurde zurückgezogen", text_of(self.browser.get(f"/abgabe/{round_id}")))
        self.assertIn("zählt nicht", text_of(self.browser.get(f"/abgabe/{round_id}/fassungen/1")))
        self.assertIn("Diese Fassung gilt", text_of(self.hand_in(round_id, CHANGED)))

    def test_versions_and_downloads(self):
        round_id = self.programme.round("files")
        self.assertIn("noch nichts abgegeben",
                      text_of(self.browser.get(f"/abgabe/{round_id}/fassungen")))
        file = json.dumps(DOCUMENT).encode()
        self.hand_in(round_id, file)
        self.hand_in(round_id, "indicator;answer\nSTR.1.01;1\n".encode(), name="b.csv")
        listed = self.browser.get(f"/abgabe/{round_id}/fassungen")
        self.assertRegex(text_of(listed), "2 .*gilt.* 1 .*ersetzt")
        receipt = self.browser.get(f"/abgabe/{round_id}/fassungen/1/quittung")
        self.assertEqual(receipt.json,
                         self.daemon.get(f"{path_of(round_id, KEY)}/versions/1/receipt", KEY).json)
        self.assertIn("ersetzt", text_of(self.browser.get(f"/abgabe/{round_id}/fassungen/1")))
        for path, name, media_type in (
                ("fassungen/1/datei", f"selbstcheck-{round_id}-{KEY}-fassung-1.json",
                 "application/json"),
                ("fassungen/2/datei", f"selbstcheck-{round_id}-{KEY}-fassung-2.csv", "text/csv"),
                ("fassungen/1/quittung", f"quittung-{round_id}-{KEY}-fassung-1.json",
                 "application/json"),
                ("formular/xlsx", f"selbstcheck-{round_id}-{KEY}.xlsx", XLSX),
                ("formular/csv", f"selbstcheck-{round_id}-{KEY}.csv", "text/csv")):
            with self.subTest(path):
                reply = self.browser.get(f"/abgabe/{round_id}/{path}")
                self.assertEqual(reply.headers["Content-Disposition"],
                                 f'attachment; filename="{name}"')
                self.assertTrue(reply.headers["Content-Type"].startswith(media_type))
        self.assertEqual(self.browser.get(f"/abgabe/{round_id}/fassungen/1/datei").body, file)

    def test_what_there_is_not(self):
        round_id = self.programme.round("not")
        for path in ("nie", f"{round_id}/fassungen/1", f"{round_id}/fassungen/x",
                     f"{round_id}/fassungen/1/datei", f"{round_id}/formular/pdf", "nie/pruefen",
                     "nie/fassungen", "nie/zurueckziehen", "%22%0d"):
            with self.subTest(path):
                reply = self.browser.get(f"/abgabe/{path}")
                self.assertIn(reply.status, (303, 400, 404))
                if reply.status == 303:
                    self.assertEqual(self.browser.get(reply.headers["Location"]).status, 404)
        self.assertEqual(self.upload("nie", DOCUMENT).status, 404)
        # Not a query of what the page asks the API.
        self.assertEqual(self.browser.get(f"/abgabe/{round_id}/fassungen/1%3Fx=y").status, 404)

    def test_others_have_no_way_in(self):
        round_id = self.programme.round("roles")
        stranger = Browser(self.daemon)
        self.assertEqual(stranger.get("/abgabe").headers["Location"], "/?next=%2Fabgabe")
        director = self.coordinator("director")
        for path in ("/abgabe", f"/abgabe/{round_id}", f"/abgabe/{round_id}/fassungen"):
            self.assertEqual(director.get(path).status, 403)
        self.assertEqual(self.upload(round_id, DOCUMENT, csrf="wrong").status, 403)
        self.assertEqual(self.waiting(round_id), "")



if __name__ == "__main__":
    harness.main()
