"""The list of rounds for those who see how many take part, while an operator makes one more."""

import re
import subprocess
import threading

from browser import Browser
from daemon import KEYS, DaemonTest, self_check, wait_until
from harness import main

MANY, FEW = 5, 2
WAITING = """SELECT count(*) FROM pg_locks JOIN pg_stat_activity USING (pid)
    WHERE relation = 'round'::regclass AND NOT granted AND usename {}"""
NEW = """BEGIN; LOCK TABLE round IN ACCESS EXCLUSIVE MODE;
    INSERT INTO round (id, edition, opens_at, closes_at, reference_date)
    SELECT 'newest', edition, now(), closes_at, reference_date FROM round WHERE id = 'many'; COMMIT;"""


class Between(DaemonTest):
    def psql(self):
        process = subprocess.Popen(["psql", "-XqAt", "-v", "ON_ERROR_STOP=1", "-d", self.programme.conninfo()],
                                   stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.addCleanup(process.kill)
        return process

    def say(self, process, sql):
        process.stdin.write(sql + "\n")
        process.stdin.flush()

    def wait_for(self, who):
        wait_until(lambda: int(self.programme.query(WAITING.format(who))) > 0, f"{who} waits for the table")

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
        first, second = self.psql(), self.psql()
        self.say(first, "BEGIN; LOCK TABLE round IN ACCESS EXCLUSIVE MODE; SELECT 'locked';")
        self.assertEqual(first.stdout.readline(), "locked\n")
        pages = []
        reader = threading.Thread(target=lambda: pages.append(browser.get("/ergebnisse?lang=de").body.decode()))
        reader.start()
        self.wait_for("= 'weltoffend_reading'")
        self.say(second, NEW)
        self.wait_for("NOT LIKE 'weltoffend%'")
        first.communicate("COMMIT;\n")
        second.communicate()
        reader.join()
        shown = self.shown(pages[0])
        self.assertEqual(list(shown), ["newest", "few", "many"])
        self.assertIn(f"{MANY} von 40", shown["many"].replace("\u00a0", " "))
        self.assertIn(f"{FEW} von 40", shown["few"].replace("\u00a0", " "))
        self.assertNotIn("von 40", shown["newest"].replace("\u00a0", " "))


if __name__ == "__main__":
    main()
