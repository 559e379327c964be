"""Pages when all 10,751 municipalities of Germany take part, and there were many rounds: small, and
everybody found."""

import gzip
import html
import pathlib
import re
import sys
import urllib.parse

sys.path.insert(0, str(pathlib.Path(__file__).parents[1] / "support"))

from browser import Browser  # noqa: E402
from daemon import DaemonTest  # noqa: E402
from harness import main  # noqa: E402

MANY = 10711  # beside the example's 40
INVITED = 1000  # of them
ROWS, NAMES, ROUNDS = 50, 200, 120
COMPRESSED_MAX = 60000 - 45000  # what the files take that every page names is measured in tests/portal
ROUND, ACCESS = "/betrieb/runden/large", "/betrieb/zugaenge"
# Keys that no municipality of the example has.
FILL = f"""
    INSERT INTO municipality (key) SELECT '169' || lpad(i::text, 5, '0')
        FROM generate_series(1, {MANY}) AS i;
    INSERT INTO roster (municipality, joined, left_on, letter_of_intent)
        SELECT key, '2024-03-01', '2099-12-31', '2024-02-15' FROM municipality WHERE key LIKE '169%';
    INSERT INTO roster (municipality, joined, left_on)
        SELECT key, '2020-01-01', '2021-01-01' FROM municipality WHERE key LIKE '169%';
    INSERT INTO round (id, edition, opens_at, closes_at, reference_date)
        SELECT 'early-' || i, 'v1', '2020-01-01'::date + i, '2020-06-01'::date + i, '2019-12-31'
        FROM generate_series(1, {ROUNDS}) AS i;
    INSERT INTO participant (round, municipality, name, inhabitants)
        SELECT 'large', key, 'Großgemeinde am See ' || key, 12000 FROM municipality
        WHERE key LIKE '169%';
    INSERT INTO token (sha256, role, municipality, name, expires_at)
        SELECT encode(sha256(key::bytea), 'hex'), 'municipality', key, 'Rathaus ' || key, now() + interval '1 year'
        FROM municipality WHERE key LIKE '169%' ORDER BY key LIMIT {INVITED};
    INSERT INTO invitation (sha256, municipality, name, expires_at)
        SELECT encode(sha256(('i' || key)::bytea), 'hex'), key, 'Rathaus ' || key, now() + interval '1 day'
        FROM municipality WHERE key LIKE '169%' ORDER BY key LIMIT {INVITED};
"""


class OperationSize(DaemonTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.programme.round("large")
        cls.own = int(cls.programme.query(
            "SELECT count(*) FROM participant WHERE round = 'large'"))
        cls.programme.query(FILL)
        cls.browser = Browser(cls.daemon)
        cls.browser.sign_in("operator")
        cls.director = Browser(cls.daemon)
        cls.director.sign_in("director")

    def page(self, path, status=200, browser=None):
        reply = (browser or self.browser).get(path)
        self.assertEqual(reply.status, status, path)
        text = reply.body.decode()
        if status == 200:
            size = len(gzip.compress(reply.body))
            self.assertLess(size, COMPRESSED_MAX, path)
        return html.unescape(text).replace("\u00a0", " ").replace("\u202f", " ")

    def link(self, page, words, label):
        nav = re.search(f'<nav class="pages no-print" aria-label="Weitere Einträge: {label}">.*?</nav>',
                        page, re.DOTALL)
        found = nav and re.search(f'href="([^"]*)">{words}</a>', nav.group())
        return found.group(1).split("#")[0] if found else None

    def walk(self, path, label, pattern, most=ROWS, browser=None):
        """Everything that a list has on all of its pages."""
        seen = []
        while path:
            page = self.page(path, browser=browser)
            rows = re.findall(pattern, page)
            self.assertLessEqual(len(rows), most)
            seen += rows
            path = self.link(page, "Nächste Seite", label)
        return seen

    def test_everybody_on_the_roster_is_on_one_of_its_pages(self):
        seen = self.walk(ROUND, "Teilnehmende Kommunen", r'<span class="note">(\d{5,8})</span><span class="line note">')
        self.assertEqual(len(seen), MANY + self.own)
        self.assertEqual(seen, sorted(set(seen)))

    def test_the_first_and_the_last_page_lead_to_each_other(self):
        first = self.page(ROUND)
        self.assertIn("Einträge 1 bis 50 von 10 751", first)
        self.assertIsNone(self.link(first, "Vorige Seite", "Teilnehmende Kommunen"))
        last = self.page(self.link(first, "Letzte Seite", "Teilnehmende Kommunen"))
        self.assertIn("Einträge 10 751 bis 10 751 von 10 751", last)
        self.assertIsNone(self.link(last, "Nächste Seite", "Teilnehmende Kommunen"))
        self.assertEqual(self.page(self.link(last, "Erste Seite", "Teilnehmende Kommunen"))
                         .count("Großgemeinde"), first.count("Großgemeinde"))

    def test_everybody_who_has_not_handed_in_is_on_one_of_the_directors_pages(self):
        path, label = "/ergebnisse/large", "noch nicht abgegeben"
        first = self.page(path, browser=self.director)
        self.assertIn("<summary>Noch nicht abgegeben: 10 751</summary>", first)
        self.assertIn('<details id="fehlende">', first)
        turned = self.page(self.link(first, "Nächste Seite", label), browser=self.director)
        self.assertIn('<details id="fehlende" open>', turned)
        seen = self.walk(path, label, r'<li>[^<]+ <span class="note">(\d{5,8})</span></li>', NAMES,
                         self.director)
        self.assertEqual(len(seen), MANY + self.own)
        self.assertEqual(seen, sorted(set(seen)))

    def test_every_round_is_on_one_of_the_pages_of_rounds(self):
        rounds = int(self.programme.query("SELECT count(*) FROM round"))
        for path, label, pattern, most, who in (
                ("/betrieb", "Erhebungsrunden", r'row"><a [^>]*href="/betrieb/runden/([^"]*)"', ROWS,
                 self.browser),
                ("/ergebnisse", "Erhebungsrunden", r'<h2 [^>]*><a [^>]*href="/ergebnisse/([^"]*)"', 12,
                 self.director)):
            seen = self.walk(path, label, pattern, most, who)
            self.assertEqual(len(seen), rounds, path)
            self.assertEqual(len(set(seen)), rounds, path)

    def test_a_roster_is_searched_by_key_and_by_name(self):
        for search, found in (("16900123", 1), ("1690012", 10), ("großGEMEINDE", MANY),
                              ("See 16904999", 1), ("%", 0), ("nobody", 0)):
            page = self.page(f"{ROUND}?search={urllib.parse.quote(search)}")
            self.assertEqual(page.count("Großgemeinde am See"), min(found, ROWS), search)
            if found == 0:
                self.assertIn("Dazu gibt es keinen Eintrag.", page)
            if found > ROWS:
                self.assertIn(f"?page=2&search={urllib.parse.quote(search)}", page)

    def test_a_row_says_since_when_until_when_and_by_what_letter(self):
        page = self.page(f"{ROUND}?search=16900123")
        for words in ("dabei seit 1. März 2024", "dabei bis 30. Dezember 2099",
                      "Absichtserklärung vom 15. Februar 2024"):
            self.assertIn(words, page)
        self.assertNotIn("2020", page)

    def test_every_key_and_invitation_is_on_one_of_its_pages(self):
        tokens = int(self.programme.query("SELECT count(*) FROM token"))
        seen = self.walk(ACCESS, "Zugangsschlüssel", r'<span class="line">(Rathaus 169\d{5}|test [^<]*)'
                         r'</span>')
        self.assertEqual(len(seen), tokens)
        seen = self.walk(f"{ACCESS}?search=Rathaus", "Einladungen",
                         r'Bezeichnung</span>(Rathaus 169\d{5})</td>')
        self.assertEqual(len(set(seen)), INVITED)

    def test_both_lists_are_searched_and_turned_by_themselves(self):
        page = self.page(f"{ACCESS}?search=16900123")
        self.assertEqual(page.count("<span class=\"note\">16900123</span>"), 1)
        self.assertEqual(page.count("Gemeinde</span>16900123") + page.count("16900123</td>"), 2)
        page = self.page(f"{ACCESS}?tokens=3&invitations=2")
        self.assertIn(f"{ACCESS}?tokens=4&invitations=2", page)
        self.assertIn(f"{ACCESS}?invitations=3&tokens=3", page)

    def test_no_other_number_is_a_page(self):
        for number in ("0", "-1", "x", "1x", "01", "1234567"):
            self.page(f"{ROUND}?page={number}", 400)
            self.assertIn("„invitations=“ nur eines stehen: die Nummer einer Seite der Liste, von 1 bis 999999.",
                          self.page(f"{ACCESS}?invitations={number}", 400))
            self.page(f"/betrieb?page={number}", 400)
            self.page(f"/ergebnisse/large?page={number}", 400)
        self.page(f"{ROUND}?search=%ff", 400)
        beyond = self.page(f"{ROUND}?page=999999")
        self.assertIn("Dazu gibt es keinen Eintrag.", beyond)
        self.assertIsNotNone(self.link(beyond, "Letzte Seite", "Teilnehmende Kommunen"))
        for path, who in (("/betrieb", self.browser), ("/ergebnisse", self.director),
                          ("/ergebnisse/large", self.director)):
            page = self.page(f"{path}?page=999999", browser=who)
            self.assertIn("Dazu gibt es keinen Eintrag.", page)
            self.assertIn("Letzte Seite", page)


if __name__ == "__main__":
    main()
