"""The list of a municipality's rounds: all it takes part in, and none else."""

import datetime
import re

import harness
from coordinator import DOCUMENT, KEY, CoordinatorTest, text_of

OTHER_KEY = "03256022"


class HandInRounds(CoordinatorTest):
    def links(self, browser=None):
        page = (browser or self.browser).get("/abgabe").body.decode()
        return list(dict.fromkeys(re.findall('href="/abgabe/([a-z0-9-]+)"', page)))

    def test_all_own_rounds_are_reached_the_open_ones_first(self):
        old = [self.programme.round(f"old-{i:02}", opens=f"2026-02-{i:02}",
                                    closes="2026-05-31") for i in range(1, 20)]
        opened = self.programme.round("open", opens="2026-01-01")
        planned = self.programme.round("planned", opens="2098-01-01")
        for i in range(20): # newer ones in which others alone take part
            self.programme.round(f"foreign-{i:02}", opens="2097-01-01", closes="2098-01-01")
        self.programme.query(
            f"DELETE FROM participant WHERE round LIKE 'foreign-%' AND municipality = '{KEY}'")
        links = self.links()
        self.assertEqual(links, [opened, planned, *reversed(old)])
        page = self.browser.get("/abgabe")
        words = text_of(page)
        self.assertIn("Formular für Excel herunterladen (.xlsx) CSV für Programme herunterladen "
                      "(nur Kennungen)", words)
        places = [page.body.decode().index(part) for part in (
            "liegt kein Selbstcheck vor", "/formular/xlsx", 'type="file"')]
        self.assertEqual(places, sorted(places))
        self.assertLess(words.index("Ältere Erhebungsrunden"), words.index("Erhebungsrunde old-08"))
        self.assertLess(words.index("Erhebungsrunde old-10"), words.index("Ältere Erhebungsrunden"))
        for round_id in (old[0], planned):
            self.assertEqual(self.browser.get(f"/abgabe/{round_id}").status, 200)
        # Without one that is open.
        self.programme.ctl("round", "close", opened)
        self.assertEqual(len(self.links()), 21)
        # A municipality without any.
        self.programme.query(f"DELETE FROM participant WHERE municipality = '{OTHER_KEY}'")
        other = self.coordinator(OTHER_KEY)
        self.assertEqual(self.links(other), [])
        self.assertIn("noch keine Erhebungsrunde", text_of(other.get("/abgabe")))

    def test_what_is_still_due_comes_first_and_what_ends_soonest(self):
        today = self.programme.today()
        ends = {"later": 60, "done-soon": 1, "soon": 2, "extended": 1, "done": 70}
        for day, (name, left) in enumerate(ends.items(), 1):  # each opened after the one before
            self.programme.round(name, opens=f"2026-03-{day:02}",
                                 closes=today + datetime.timedelta(left))
        self.programme.ctl("round", "extend", "extended", KEY, "--until",
                           today + datetime.timedelta(30))
        for name in ("done-soon", "done"):
            self.hand_in(name, DOCUMENT)
        shown = [name for name in self.links() if name in ends]
        self.assertEqual(shown, ["soon", "extended", "later", "done-soon", "done"])


if __name__ == "__main__":
    harness.main()
