"""The list of rounds for those who see how many take part, while an operator makes one more."""

import re
import threading

from browser import Browser
from daemon import KEYS, DaemonTest, self_check
from harness import main
from held import Held

MANY, FEW = 5, 2
LOCK = "LOCK TABLE round IN ACCESS EXCLUSIVE MODE"
NEW = f"""{LOCK};
    INSERT INTO round (id, edition, opens_at, closes_at, reference_date)
    SELECT 'newest', edition, now(), closes_at, reference_date FROM round WHERE id = 'many';
    COMMIT"""


class Between(DaemonTest):
    def shown(self, page):
        """Of each round what the page says of it."""
        return {re.search('href="/ergebnisse/([^"]+)"', card).group(1): re.sub("<[^>]*>", "", card)
                for card in re.findall("<article.*?</article>", page, re.DOTALL)}

    def test_no_round_is_shown_with_the_participation_of_another(self):
        """The lock is given in the order in which it was asked for: to the first look at the rounds, to
        the new one, to the second look."""
        for round_id, opens, count in (("many", "2026-01-01", MANY), ("few", "2026-02-01", FEW)):
            self.programme.round(round_id, opens=opens)
            for key in KEYS[:count]:
                self.assertEqual(self.daemon.put(round_id, key, self_check(key)).status, 201)
        browser = Browser(self.daemon)
        browser.sign_in("director")
        pages = []
        reader = threading.Thread(
            target=lambda: pages.append(browser.get("/ergebnisse?lang=de").body.decode()))
        with Held(self.programme, LOCK) as first, Held(self.programme, "SELECT") as second:
            reader.start()
            first.wait_for("usename = 'weltoffend_reading'")
            second.begin(NEW)
            first.wait_for("usename NOT LIKE 'weltoffend%'")
            first.let_go()
            second.end()
            reader.join()
        shown = self.shown(pages[0])
        self.assertEqual(list(shown), ["newest", "few", "many"])
        self.assertIn(f"{MANY} von 40", shown["many"].replace("\u00a0", " "))
        self.assertIn(f"{FEW} von 40", shown["few"].replace("\u00a0", " "))
        self.assertNotIn("von 40", shown["newest"].replace("\u00a0", " "))


if __name__ == "__main__":
    main()
