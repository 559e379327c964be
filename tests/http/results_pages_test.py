"""Pages of results: their addresses, who sees them, and that they say what the API says."""

import html
import json
import re
import sys
import pathlib
import urllib.parse

sys.path.insert(0, str(pathlib.Path(__file__).parents[1] / "support"))

from browser import Browser  # noqa: E402
from daemon import KEYS, DaemonTest  # noqa: E402
from harness import EXAMPLE, main  # noqa: E402
from results_rounds import EMBARGOED, FRESH, NEW, OLD, ResultsProgramme  # noqa: E402

FORMS = {"json": "application/json", "csv": "text/csv", "csv-excel-de": "text/csv;profile=excel-de",
         "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
         "sdmx-csv": "application/vnd.sdmx.data+csv;version=2.0.0", "dcat": "application/ld+json"}

BREAK, CHANGE = "nicht mit der Runde davor vergleichbar</li>", ">Veränderung</th>"


def german(number):
    return number.replace(".", ",").replace("-", "\u2212")


class ResultsPages(DaemonTest):
    @classmethod
    def make_programme(cls):
        return ResultsProgramme(cls.__name__.lower())

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.programme.fill(cls.daemon)
        cls.browsers = {}
        for who in ("director", "operator", KEYS[0]):
            cls.browsers[who] = Browser(cls.daemon)
            if cls.browsers[who].sign_in(who).status != 303:
                raise RuntimeError(who)

    def page(self, path, who="director", status=200):
        reply = self.browsers[who].get(path)
        self.assertEqual(reply.status, status, reply.body)
        self.assertRegex(reply.headers["Content-Type"], "^text/html")
        return reply.body.decode().replace("\u00a0", " ")

    def release(self, round_id=OLD, number=2):
        return self.daemon.get(f"/v1/rounds/{round_id}/releases/{number}", "director").json

    def test_every_published_number_of_the_group_stands_on_the_page(self):
        page = self.page(f"/ergebnisse/{OLD}/2?group=band-3")
        checked = 0
        for figure in self.release()["figures"]:
            if figure["group"] != "band-3" or figure["status"] != "published":
                continue
            href = f"/ergebnisse/{OLD}/2/kennzahl/{urllib.parse.quote(figure['id'], safe='')}"
            shown = re.search(f'href="{re.escape(href)}">([^<]*)</a>', page)
            self.assertIsNotNone(shown, href)
            number = german(figure.get("mean") or figure["share"])
            self.assertEqual(shown.group(1).removesuffix("\u202f%"), number, figure["id"])
            if "q1" in figure:
                self.assertIn(f"{german(figure['q1'])}\u2013{german(figure['q3'])}", page)
            checked += 1
        self.assertGreater(checked, 60)

    def test_what_is_not_published_says_why_and_offers_what_is(self):
        release = self.release()
        page = self.page(f"/ergebnisse/{OLD}/2?group=band-2")
        refused = [figure for figure in release["figures"]
                   if figure["group"] == "band-2" and figure["status"] == "withheld"]
        self.assertGreater(len(refused), 0)
        self.assertIn("zurückgehalten", page)
        offered = next(figure for figure in refused if figure["use"])
        larger = urllib.parse.quote(f"{offered['subject']}@{offered['use']}", safe="")
        self.assertIn(f'href="/ergebnisse/{OLD}/2/kennzahl/{larger}"', page)
        path = urllib.parse.quote(offered["id"], safe="")
        explained = self.page(f"/ergebnisse/{OLD}/2/kennzahl/{path}")
        self.assertIn("Diese Kennzahl wird nicht gezeigt", explained)
        self.assertIn(f'href="/ergebnisse/{OLD}/2/kennzahl/{larger}"', explained)

    def test_a_series_of_any_name_is_answered(self):
        for subject in ("x" * 1800, "%C3%A4" * 300, "%25" * 600):
            self.page(f"/ergebnisse/entwicklung?indicator={subject}", status=404)
        self.page(f"/ergebnisse/entwicklung?indicator=STR.1.01&group={'x' * 1800}")
        self.page("/ergebnisse/entwicklung?indicator=STR.1.01")

    def test_up_to_three_groups_stand_side_by_side(self):
        page = self.page(f"/ergebnisse/{OLD}/2?group=all&group=band-2&group=band-3&group=band-1")
        head = page[page.index("compact"):].split("</thead>")[0]
        self.assertEqual(re.findall(r"<br>([^<]*)</th>", head), [
            "Alle Kommunen", "Einwohnerzahl 20.000 bis unter 100.000", "Einwohnerzahl ab 100.000"])
        for label in ("Alle Kommunen", "20.000 bis unter 100.000", "ab 100.000"):
            self.assertIn(f"{label}</td>", page)
        self.assertNotIn("unter 20.000</td>", page)
        self.page(f"/ergebnisse/{OLD}/2?group=nobody", status=404)

    def test_a_form_leads_to_the_address_that_can_be_kept(self):
        for sent, kept in (("group=all&group2=band-2&group3=", "group=all&group=band-2"),
                           ("group=band-1&group2=&group3=", "group=band-1")):
            reply = self.browsers["director"].get(f"/ergebnisse/{OLD}/2?{sent}")
            self.assertEqual((reply.status, reply.headers["Location"]),
                             (303, f"/ergebnisse/{OLD}/2?{kept}"))
        reply = self.browsers["director"].get("/ergebnisse/entwicklung?subject=goal:STR.3&group=all")
        self.assertEqual(reply.headers["Location"],
                         "/ergebnisse/entwicklung?goal=STR.3&group=all")

    def test_latest_leads_to_the_number_and_is_linked_from_nowhere(self):
        reply = self.browsers["director"].get(f"/ergebnisse/{NEW}/latest")
        self.assertEqual((reply.status, reply.headers["Location"]), (303, f"/ergebnisse/{NEW}/2"))
        self.page(f"/ergebnisse/{FRESH}/latest", status=404)
        for path in ("", f"/{NEW}", f"/{NEW}/1", f"/{NEW}/2", "/entwicklung"):
            self.assertNotIn("latest", self.page(f"/ergebnisse{path}"))

    def test_files_are_those_of_the_api_byte_for_byte(self):
        base = f"/v1/rounds/{OLD}/releases/2"
        for form, media_type in FORMS.items():
            with self.subTest(form):
                given = self.browsers["director"].get(f"/ergebnisse/{OLD}/2/datei/{form}")
                wanted = self.daemon.get(base + ("/dcat" if form == "dcat" else ""), "director",
                                         Accept=media_type)
                self.assertEqual((given.status, wanted.status), (200, 200))
                self.assertEqual(given.body, wanted.body)
                for name in ("Content-Type", "Content-Disposition", "ETag"):
                    self.assertEqual(given.headers[name], wanted.headers[name], name)
        self.page(f"/ergebnisse/{OLD}/2/datei/pdf", status=404)

    def test_a_release_says_whether_it_is_the_last_word(self):
        self.assertIn("endgültig", self.page(f"/ergebnisse/{OLD}/2"))
        self.assertIn("vorläufig", self.page(f"/ergebnisse/{NEW}/2"))
        self.assertIn("Eine Änderung ist seitdem eingegangen", self.page(f"/ergebnisse/{NEW}/2"))
        older = self.page(f"/ergebnisse/{NEW}/1")
        self.assertIn("Es gibt eine neuere Veröffentlichung", older)
        self.assertIn(f'href="/ergebnisse/{NEW}/2"', older)

    def test_every_file_has_a_name_to_be_kept_under(self):
        page = self.page(f"/ergebnisse/{OLD}/2")
        for form in FORMS:
            reply = self.browsers["director"].get(f"/ergebnisse/{OLD}/2/datei/{form}")
            self.assertTrue(reply.headers["Content-Disposition"] or
                            re.search(f'/datei/{form}" download="benchmark-{OLD}-2[^"]*json', page))

    def test_changes_name_the_cause_and_both_numbers(self):
        page = self.page(f"/ergebnisse/{NEW}/2/aenderungen")
        self.assertIn("berichtigt: 6", page)
        changes = self.daemon.get(f"/v1/rounds/{NEW}/releases/2/changes", "director").json
        mine = [each for each in changes["figures"] if each["group"] == "all"]
        self.assertEqual(page.count('<tr><th scope="row">'), len(mine))
        self.assertIn(f"({len(mine)} Änderungen)</option>", page)
        shown = re.findall('data-name="vorher">([^<]*)</td><td data-name="jetzt">([^<]*)<', page)
        self.assertEqual(len(shown), len(mine))
        for before, now in shown:
            self.assertNotEqual(before, now)
        self.assertIn("erste Veröffentlichung", self.page(f"/ergebnisse/{NEW}/1/aenderungen"))

    def test_series_show_breaks(self):
        joined = self.page("/ergebnisse/entwicklung?indicator=STR.2.01")
        self.assertNotIn("Bruch: mit der Runde davor", joined)
        self.assertNotIn(BREAK, joined)
        self.assertIn(CHANGE, self.page("/ergebnisse/entwicklung?field=ACC"))
        broken = self.page("/ergebnisse/entwicklung?goal=STR.3")
        self.assertIn("Bruch: mit der Runde davor", broken)
        self.assertIn(BREAK, broken)
        self.assertNotIn(CHANGE, broken)
        self.page("/ergebnisse/entwicklung?goal=NIX", status=404)
        self.page("/ergebnisse/entwicklung")

    def test_participation_is_for_directors_and_operators(self):
        for who in ("director", "operator"):
            self.assertIn("34 von 40 Kommunen", self.page("/ergebnisse", who))
            self.assertIn("Noch nicht abgegeben: 6", self.page(f"/ergebnisse/{NEW}", who))
        for path in ("/ergebnisse", f"/ergebnisse/{NEW}"):
            self.assertRegex(self.page(path, "director"),
                             r'(?s)class="chart chart-progress".*<th scope="row">[0-9]+\. \w+ 20'
                             r'[0-9]{2}</th><td class="n" data-name="abgegeben">34</td>')
            page = self.page(path, KEYS[0])
            self.assertNotIn("chart-progress", page)
            self.assertNotIn("haben abgegeben", page)
            self.assertNotIn("Noch nicht abgegeben", page)

    def test_a_roster_with_nobody_has_no_bar(self):
        self.programme.round("2019", opens="2019-01-01", closes="2019-02-01")
        self.programme.query("DELETE FROM participant WHERE round = '2019'")
        for path in ("/ergebnisse", "/ergebnisse/2019"):
            self.assertNotIn('max="0"', self.page(path))

    def test_every_round_can_be_reached_and_says_how_many_took_part(self):
        ids = [f"early-{number:02}" for number in range(1, 31)]
        self.programme.query(
            "INSERT INTO round (id, edition, opens_at, closes_at, reference_date) SELECT id, 'v1', "
            "'2020-01-01', '2020-02-01'::date + (row_number() OVER ())::integer, '2019-12-31' FROM unnest("
            f"'{{{','.join(ids)}}}'::text[]) AS id; INSERT INTO participant SELECT round.id, "
            f"municipality, name, parent, inhabitants FROM participant CROSS JOIN round WHERE round = "
            f"'{OLD}' AND round.id LIKE 'early-%'")
        self.addCleanup(self.programme.query, "DELETE FROM participant WHERE round LIKE 'early-%'; "
                                              "DELETE FROM round WHERE id LIKE 'early-%'")
        for who in ("director", KEYS[0]):
            seen, path = [], "/ergebnisse"
            while path:
                page = self.page(path, who)
                shown = re.findall(r'<h2 [^>]*><a class="kern-link" href="/ergebnisse/([^"]*)"', page)
                self.assertLessEqual(len(shown), 12)
                if who == "director":
                    self.assertEqual(page.count("Kommunen haben abgegeben"),
                                     len([each for each in shown if each != "2019"]))
                seen += shown
                link = re.search('href="([^"#]*)#content">Nächste Seite', page)
                path = link and link.group(1)
            self.assertEqual(len(seen), len(set(seen)))
            self.assertLessEqual({OLD, NEW, FRESH, *ids}, set(seen))
        for number in ("0", "x", "-1", "1.5", "1234567"):
            for path in ("/ergebnisse", f"/ergebnisse/{OLD}"):
                self.assertIn("„page=“ nur eines stehen: die Nummer einer Seite der Liste, von 1 bis 999999.",
                              self.page(f"{path}?page={number}", status=400))
        self.assertIn("Dazu gibt es keinen Eintrag.", self.page("/ergebnisse?page=99"))

    def test_a_release_says_how_many_are_in_it_to_everybody_and_for_ever(self):
        for who in self.browsers:
            self.assertIn("Teilnahme: 39 von 40 Kommunen", self.page(f"/ergebnisse/{OLD}/2", who))
            self.assertIn("Teilnahme: 34 von 40 Kommunen", self.page(f"/ergebnisse/{NEW}/1", who))

    def test_above_the_indicators_the_band_is_called_what_it_is(self):
        head, _, rest = self.page(f"/ergebnisse/{OLD}/2").partition("<tbody>")
        self.assertIn("mittlere 50\u202f%, gemittelt</th>", head)
        overview, _, indicators = rest.partition('id="indikatoren"')
        self.assertNotIn('"mittlere 50\u202f%"', overview)
        banded = re.findall(r'<tr( class="goal")?>(?:(?!</tr>).)*?data-name="mittlere 50\u202f%">'
                            "([^<]+)(<span)?", indicators, re.DOTALL)
        self.assertGreater(len(banded), 50)
        for goal, band, averaged in banded:
            self.assertEqual(bool(goal), bool(averaged), band)
        for path, name, other in (
                (f"/{OLD}/2/kennzahl/STR%40all", "unteres Quartil, gemittelt", ">unteres Quartil<"),
                (f"/{OLD}/2/kennzahl/STR.1.01%40all", ">unteres Quartil<", "gemittelt</li>"),
                ("/entwicklung?goal=STR.3", "mittlere 50\u202f%, gemittelt</th>", "Median</th>"),
                ("/entwicklung?indicator=STR.1.04", "mittlere 50\u202f%</th>", "gemittelt")):
            page = self.page(f"/ergebnisse{path}")
            self.assertIn(name, page)
            self.assertNotIn(other, page)

    def test_a_group_that_is_too_small_leads_to_a_larger_one(self):
        page = self.page(f"/ergebnisse/{OLD}/2?group=land-01&group=all")
        self.assertIn("Schleswig-Holstein: zu klein für eigene Kennzahlen", page)
        self.assertIn(f'href="/ergebnisse/{OLD}/2?group=all">Stattdessen ansehen: Alle Kommunen<', page)
        self.assertIn("chart-radar", page)
        self.assertNotIn("chart-radar", self.page(f"/ergebnisse/{OLD}/2?group=land-01"))
        self.assertIn("(1 Kommune)", self.page(f"/ergebnisse/{OLD}/2/kennzahl/STR%40land-01"))

    def test_an_embargo_holds_for_pages_too(self):
        base = f"/ergebnisse/{EMBARGOED}"
        paths = [f"{base}/1{rest}" for rest in
                 ("", "/methoden", "/aenderungen", "/kennzahl/STR.1.01%40all", "/datei/csv")]
        for who in ("director", KEYS[0]):
            for path in paths:
                self.assertEqual(self.browsers[who].get(path).status, 404, path)
            self.assertIn("noch nichts veröffentlicht", self.page(base, who))
        for path in paths:
            self.assertEqual(self.browsers["operator"].get(path).status, 200, path)
        self.assertIn("Für Kommunen und Programmleitung ab 1. Januar 2099", self.page(base, "operator"))

    def test_what_is_not_there_is_a_page_that_says_so(self):
        for path in ("/nix", f"/{OLD}/9", f"/{OLD}/x", f"/{OLD}/2/kennzahl/x",
                     f"/{OLD}/9/methoden", f"/{OLD}/9/aenderungen",
                     f"/{OLD}/2/aenderungen?group=nix", "/nix/latest"):
            self.assertIn("Fehler:", self.page(f"/ergebnisse{path}", status=404))
        self.assertIn("noch nichts veröffentlicht", self.page(f"/ergebnisse/{FRESH}"))

    # --- the own position ---

    def test_the_own_position_stands_beside_the_figures(self):
        page = self.page(f"/abgabe/{OLD}/position", KEYS[0])
        position = self.daemon.get(f"/v1/rounds/{OLD}/self-checks/{KEYS[0]}/position",
                                   KEYS[0]).json
        answered = {subject["subject"]: subject["own"] for subject in position["subjects"]
                    if subject["own"].get("state") == "answered"}
        catalogue = json.loads((EXAMPLE / "catalogue-v1.json").read_bytes())
        kinds = set()
        for indicator in (each for field in catalogue["fields"] for goal in field["goals"]
                          for each in goal["indicators"] if each["id"] in answered):
            own, kind = answered[indicator["id"]], indicator["kind"]
            said = {"yes-no": {"1": "ja", "0": "nein"}.get(own["value"]),  # as she said it
                    "level": own["value"]}.get(kind, german(own["rounded"]))
            label, sign = html.escape(indicator["label"]["de"]), "\u202f%" if kind == "share" else ""
            unit = "Anteil der Kommunen mit Ja" if kind == "yes-no" else "[^<]*"
            self.assertRegex(page, f'<th scope="row">{re.escape(label)}<span class="unit">{unit}</span></th>\n'
                                   f"<td[^>]*><strong>{said}{sign}</strong>")
            kinds.add((kind, said if kind == "yes-no" else ""))
        self.assertEqual(kinds, {("yes-no", "ja"), ("yes-no", "nein"), ("level", ""), ("share", ""), ("rate", "")})
        for field in position["fields"]:
            for measure in field["measures"]:
                self.assertIn(measure["aim"].split("&")[0][:20], page)
        for key in KEYS[1:]:
            self.assertNotIn(key, page)

    def position(self, round_id, who=KEYS[0]):
        return self.daemon.get(f"/v1/rounds/{round_id}/self-checks/{who}/position", who).json

    def test_the_share_that_plans_measures_stands_beside_the_own(self):
        page = self.page(f"/abgabe/{OLD}/position", KEYS[0])
        rows = re.findall('<tr>\n<th scope="row">Maßnahmen geplant.*?</tr>', page, re.DOTALL)
        subjects = [each for each in self.position(OLD)["subjects"] if each["level"] == "measures"]
        self.assertEqual(len(rows), len(subjects))
        said, published = {True: "geplant", False: "keine"}, 0
        for row, subject in zip(rows, subjects):
            figure = next(each for each in subject["figures"] if each["group"] == "all")
            self.assertIn(f"<strong></strong>{said[subject['own']['planned']]}</td>", row)
            self.assertIn("chart-own", row)
            if figure["status"] == "published":
                self.assertIn(f'data-name="Anteil">{german(figure["share"])}\u202f%</td>', row)
                published += 1
        self.assertGreater(published, 0)
        self.assertEqual({each["own"]["planned"] for each in subjects}, {True, False})

    def test_own_measures_are_shown_with_priority_and_status(self):
        page = self.page(f"/abgabe/{OLD}/position", KEYS[0])
        for field in self.position(OLD)["fields"]:
            for measure in field["measures"]:
                self.assertIn(f'data-name="Priorität">{measure["priority"]} – ', page)
        self.assertRegex(page, 'data-name="Umsetzungsstand">(geplant|begonnen|erledigt|verworfen)</td></tr>')

    def test_a_position_says_when_the_release_holds_an_earlier_version(self):
        who = KEYS[7]
        browser = self.browsers.setdefault(who, Browser(self.daemon))
        browser.sign_in(who)
        position = self.position(NEW, who)
        self.assertEqual((position["version"], position["release"]["version"]), (2, 1))
        self.assertIn("steckt noch Fassung 1 Ihres Selbstchecks. Ihre Werte hier sind die der "
                      "Fassung 2;", self.page(f"/abgabe/{NEW}/position", who))
        self.assertNotIn("steckt noch", self.page(f"/abgabe/{OLD}/position", who))

    def test_a_position_says_what_averaged_means_and_leads_to_the_methods(self):
        page = self.page(f"/abgabe/{OLD}/position", KEYS[0])
        self.assertIn("Gemittelt heißt:", page)
        self.assertIn(f'<a class="kern-link no-print" href="/ergebnisse/{OLD}/2/methoden">Methoden</a>', page)
        self.assertIn("Mittelwert oder Anteil, wo es keinen Median gibt", page)

    def test_a_position_offers_the_larger_group_for_what_is_suppressed(self):
        page = self.page(f"/abgabe/{OLD}/position?group=band-2", KEYS[0])
        offered = [f"{each['subject']}@{figure['use']}" for each in self.position(OLD)["subjects"]
                   for figure in each["figures"]
                   if figure["group"] == "band-2" and figure.get("use")]
        self.assertGreater(len(offered), 0)
        for figure in offered:
            path = urllib.parse.quote(figure, safe="")
            self.assertIn(f'stattdessen: <a class="kern-link" '
                          f'href="/ergebnisse/{OLD}/2/kennzahl/{path}">', page)
            self.page(f"/ergebnisse/{OLD}/2/kennzahl/{path}", KEYS[0])

    def test_a_series_offers_the_larger_group_for_what_is_suppressed(self):
        offered = 0
        for subject in sorted({each["subject"] for number in (OLD, NEW)
                               for each in self.release(number)["figures"]
                               if each["level"] == "indicator"}):
            for group in ("band-2", "band-3"):
                trend = self.daemon.get(f"/v1/trends?indicator={subject}&group={group}",
                                        "director").json
                refused = [point for point in trend["points"] if point.get("use")]
                if not refused:
                    continue
                page = self.page(f"/ergebnisse/entwicklung?indicator={subject}&group={group}")
                for point in refused:
                    path = urllib.parse.quote(f"{point['subject']}@{point['use']}", safe="")
                    href = f"/ergebnisse/{point['round']}/{point['release']}/kennzahl/{path}"
                    self.assertIn(f'stattdessen: <a class="kern-link" href="{href}">', page)
                    self.page(href)
                    offered += 1
        self.assertGreater(offered, 0)

    def test_a_position_is_there_before_a_release_and_says_so_without_a_self_check(self):
        page = self.page(f"/abgabe/{FRESH}/position", KEYS[0])
        self.assertIn("liegt kein Selbstcheck", page)
        self.assertIn(f'<a class="kern-link" href="/abgabe/{FRESH}">Selbstcheck abgeben</a>', page)
        self.page(f"/abgabe/{OLD}/position?group=nobody", KEYS[0], status=404)
        self.page("/abgabe/nix/position", KEYS[0], status=404)

    def test_nothing_is_offered_to_be_handed_in_where_nothing_can_be(self):
        late = self.browsers.setdefault(KEYS[-1], Browser(self.daemon))
        self.assertEqual(late.sign_in(KEYS[-1]).status, 303)
        planned = self.programme.round("geplant", opens="2098-01-01")
        for round_id in (OLD, planned):
            page = self.page(f"/abgabe/{round_id}/position", KEYS[-1])
            self.assertIn("liegt kein Selbstcheck", page)
            self.assertNotIn("Selbstcheck abgeben</a>", page.split("<h1")[1])
        self.programme.ctl("round", "extend", OLD, KEYS[-1], "--until", "2099-06-30")
        self.assertIn(f'href="/abgabe/{OLD}">Selbstcheck abgeben</a>',
                      self.page(f"/abgabe/{OLD}/position", KEYS[-1]))

    def test_the_own_position_is_found_from_every_page_about_a_release(self):
        for round_id, count in ((OLD, 1), (NEW, 1), (FRESH, 0)):
            link = f'<a class="kern-link" href="/abgabe/{round_id}/position">Eigener Stand'
            for path in ("/abgabe", f"/abgabe/{round_id}", f"/ergebnisse/{round_id}",
                         *[f"/abgabe/{round_id}/fassungen/1"] * count):
                self.assertEqual(self.page(path, KEYS[0]).count(link), count, path)
            self.assertNotIn("Eigener Stand", self.page(f"/ergebnisse/{round_id}"))

    def test_nobody_else_has_a_position(self):
        for who in ("director", "operator"):
            self.page(f"/abgabe/{OLD}/position", who, status=403)
        reply = Browser(self.daemon).get(f"/abgabe/{OLD}/position")
        self.assertEqual(reply.status, 303)


if __name__ == "__main__":
    main()
