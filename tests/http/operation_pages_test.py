"""The operator's pages: what they say, to whom, and that they give nothing usable away."""

import html
import json
import pathlib
import re
import sys
import threading
import urllib.parse

sys.path.insert(0, str(pathlib.Path(__file__).parents[1] / "support"))

import harness  # noqa: E402
from browser import Browser  # noqa: E402
from daemon import KEYS, Daemon, DaemonTest, self_check, wait_until  # noqa: E402
from held import Held  # noqa: E402
from operated import Operated  # noqa: E402

PAGES = ["/betrieb", "/betrieb/zugaenge", "/betrieb/protokoll", "/betrieb/zustand",
         "/betrieb/runden/moving"]

# Publishes what was published before once more, as a run does it: all at one moment.
PUBLISHED = """WITH run AS (
        INSERT INTO run (round, state, cause, requested_by, started_at, finished_at, progress,
                         release)
        VALUES ('midway', 'published', 'operator', 'test', now(), now(), 100, {number})
        RETURNING id)
    INSERT INTO release
    SELECT copy.*
    FROM run, release,
         jsonb_populate_record(release, jsonb_build_object('number', {number}, 'run', run.id)) AS copy
    WHERE release.round = 'midway' AND release.number = 1"""


def words(reply):
    """What a page says, without its markup and what stands there again for small screens."""
    shown = re.sub(r'<span class="records__name".*?</span>', "", reply.body.decode())
    text = html.unescape(re.sub(r"<[^>]*>", " ", shown))
    return re.sub(r"\s+", " ", text)


def rows(reply):
    return [words(type("Part", (), {"body": row.encode()}))
            for row in re.findall(r"<tr.*?</tr>", reply.body.decode(), re.DOTALL)]


class OperationPages(DaemonTest):
    options = {"run_heartbeat": 3600, "retention_days": 0}

    @classmethod
    def make_programme(cls):
        return Operated(cls.__name__.lower())

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.programme.fill(cls.daemon)
        cls.browser = Browser(cls.daemon)
        if cls.browser.sign_in("operator").status != 303:
            raise RuntimeError(cls.daemon.log())

    def page(self, path, status=200):
        reply = self.browser.get(path)
        self.assertEqual(reply.status, status, words(reply))
        return reply

    def row(self, path, begin):
        """The only row of the page's tables with these words."""
        found = [row for row in rows(self.page(path)) if begin in row]
        self.assertEqual(len(found), 1, found)
        return found[0]

    def test_nobody_but_an_operator_sees_them(self):
        for who in (KEYS[0], "director"):
            other = Browser(self.daemon)
            other.sign_in(who)
            csrf = other.csrf()
            for path in PAGES:
                self.assertEqual(other.get(path).status, 403, path)
            runs = self.programme.query("SELECT count(*) FROM run")
            self.assertEqual(other.post("/betrieb/runden/moving/lauf", {"csrf": csrf}).status, 403)
            self.assertEqual(self.programme.query("SELECT count(*) FROM run"), runs)
        for path in PAGES:
            reply = Browser(self.daemon).get(path)
            self.assertEqual((reply.status, reply.headers["Location"][:7]), (303, "/?next="))

    def test_no_page_gives_anything_usable_away(self):
        hashes = self.programme.query("SELECT sha256 FROM token UNION ALL SELECT sha256 FROM "
                                      "invitation UNION ALL SELECT sha256 FROM session").split()
        self.assertGreater(len(hashes), 8)
        for path in PAGES:
            text = self.page(path).body.decode()
            for secret in [*hashes, *self.programme.tokens.values(), "Irrtum im Amt"]:
                self.assertNotIn(secret, text, path)

    def test_the_daemon_s_role_sees_no_more_than_the_pages_need(self):
        for column in ("token.sha256 FROM token", "sha256 FROM token_overview",
                       "sha256 FROM invitation_overview", "bytes FROM version_overview",
                       '"values" FROM version_overview'):
            with self.subTest(column):
                self.assertRaisesRegex(RuntimeError, "permission denied|does not exist",
                                       self.programme.query, f"SELECT {column}", "weltoffend")
        self.assertEqual(self.programme.query("SELECT count(*) FROM version", "weltoffend"), "0")
        self.assertEqual(self.programme.query("SELECT sum(versions) FROM version_overview",
                                              "weltoffend"),
                         self.programme.query("SELECT count(*) FROM version"))

    def test_the_first_page_has_every_round_and_the_newest_runs(self):
        shown = self.row("/betrieb", "8 von 40")
        self.assertIn("moving offen", shown)
        self.assertIn("Veröffentlichung 2", shown)
        self.assertIn("planned geplant", self.row("/betrieb", "geplant"))
        self.assertIn("40 %", self.row("/betrieb", "läuft"))

    def test_releases_lead_to_their_results_also_under_embargo(self):
        for path, links in (("/betrieb", [2, 2, 1]), ("/betrieb/runden/moving", [2, 1, 2, 1])):
            shown = re.findall('href="/ergebnisse/moving/([0-9]+)"', self.page(path).body.decode())
            self.assertEqual([int(number) for number in shown], links)
        for number in (1, 2):
            self.page(f"/ergebnisse/moving/{number}")

    def test_why_a_run_made_nothing_is_said_in_the_language_of_the_page(self):
        for language, held_back, failed in (
                ("de", "Seit der letzten Veröffentlichung hat sich nichts geändert.",
                 "Das Rechnen ist abgebrochen"),
                ("en", "Nothing has changed since the last release.", "The computation was cut short")):
            page = self.page(f"/betrieb/runden/moving?lang={language}")
            self.assertIn(held_back, words(page))
            self.assertIn(failed, words(page))
            self.assertNotIn("the runner died", words(page))
            self.assertNotIn("<q", page.body.decode())
        self.page("/betrieb?lang=de")

    def test_what_others_say_of_a_run_is_quoted_as_it_is(self):
        self.programme.query("UPDATE run SET message = 'database: <gone>' WHERE state = 'failed'")
        page = self.page("/betrieb").body.decode()
        self.programme.query("UPDATE run SET message = 'the runner died' WHERE state = 'failed'")
        self.assertIn('Gemeldet wurde, auf Englisch: <q lang="en">database: &lt;gone&gt;</q>', page)

    def test_a_round_has_its_roster_with_extensions_versions_and_withdrawals(self):
        path = "/betrieb/runden/moving"
        withdrawn = self.row(path, KEYS[0])
        self.assertIn("zurückgezogen 1", withdrawn)
        self.assertIn("bis 31. Dezember 2099, 12:00 Uhr", withdrawn)
        self.programme.ctl("round", "extend", "moving", KEYS[1], "--until", "2099-12-30")
        handed_in = self.row(path, KEYS[1])
        self.assertIn("abgegeben 1", handed_in)
        self.assertIn("bis 30. Dezember 2099, 24:00 Uhr", handed_in)
        self.assertIn("noch nichts 0", self.row(path, KEYS[20]))
        shown = [row for row in rows(self.page(path)) if "Nur Betreiber" in row]
        self.assertIn("bis 1. Januar 2099", shown[-1])
        self.page("/betrieb/runden/none", 404)
        self.page("/betrieb/runden/a%20b", 404)

    def test_access_is_listed_with_its_state(self):
        path = "/betrieb/zugaenge"
        self.assertEqual(len([row for row in rows(self.page(path)) if "gesperrt" in row]), 1)
        self.assertEqual(len([row for row in rows(self.page(path)) if "abgelaufen" in row]), 2)
        self.assertIn("Programmleitung", self.row(path, "ersetzt 3"))
        self.assertIn("offen", self.row(path, f"Rathaus {KEYS[3]}"))
        name = self.programme.query("SELECT name FROM participant WHERE round = 'moving' "
                                    f"AND municipality = '{KEYS[3]}'")
        found = self.page(f"{path}?search={urllib.parse.quote(name)}").body.decode()
        self.assertIn(f"Rathaus {KEYS[3]}", found)
        self.assertNotIn(f"Rathaus {KEYS[4]}", found)

    def test_the_audit_is_read_from_its_end_and_filtered(self):
        newest = self.programme.query("SELECT count(*) FROM audit")
        seen, link = [], "/betrieb/protokoll"
        while link:
            reply = self.page(link)
            self.assertLessEqual(len(rows(reply)) - 1, 50)
            seen += rows(reply)[1:]
            found = re.search(r'href="([^"]*)">Frühere Zeilen', reply.body.decode())
            link = html.unescape(found.group(1)) if found else None
        self.assertGreaterEqual(len(seen), int(newest))
        self.assertLess(len(seen), int(newest) + 50)
        only = rows(self.page(f"/betrieb/protokoll?action=self-check-stored&municipality={KEYS[1]}"))
        self.assertEqual(len(only), 2)
        self.assertRegex(only[1], f"Eine erste Fassung wurde abgegeben .*Zugang .*Runde moving "
                                  f"{KEYS[1]}")
        self.page("/betrieb/protokoll?lines=3", 400)
        for query, takes in (("action=none", "eine der Handlungen, die auf der Seite zur Wahl stehen"),
                             ("municipality=1", "der amtliche Schlüssel einer Kommune"),
                             ("before=x", "was dort im Link einer anderen Seite der Liste steht"),
                             ("after=1", "was dort im Link einer anderen Seite der Liste steht")):
            self.assertIn(f"hinter „{query.partition('=')[0]}=“ nur eines stehen: {takes}.",
                          self.page(f"/betrieb/protokoll?{query}", 400).body.decode())

    def test_every_action_has_words_in_both_languages(self):
        listed = harness.ctl("audit", "actions").stdout
        for line in listed.splitlines():
            name, meaning = re.match(r"(\S+)\s+(.*)", line).groups()
            english = self.page(f"/betrieb/protokoll?lang=en&action={name}").body.decode()
            german = self.page(f"/betrieb/protokoll?lang=de&action={name}").body.decode()
            words_of = [re.search(f'value="{name}" selected>([^<]*)<', text).group(1)
                        for text in (english, german)]
            self.assertEqual(html.unescape(words_of[0]), re.split("[;.]", meaning)[0])
            self.assertNotEqual(*words_of)

    def test_health_says_what_the_database_and_the_program_are(self):
        said = words(self.page("/betrieb/zustand"))
        newest = self.programme.query("SELECT max(name) FROM migration")
        for part in ("Datenbank antwortet gut", "werden signiert", newest,
                     "eingestellt ist: nichts löschen", "Fassungen gespeichert 9",
                     "Läufe mit Veröffentlichung 2"):
            self.assertIn(part, said)
        self.assertNotIn("Zertifikat", said)

    def test_every_command_that_is_named_is_one(self):
        helped = harness.ctl("--help").stdout
        named = {command for path in PAGES
                 for command in re.findall("<code>weltoffenctl ([a-z- ]+)[a-z]* ?",
                                           self.page(path).body.decode())}
        self.assertGreater(len(named), 12)
        for command in named:
            first = " ".join(command.split(" --")[0].split()[:2])
            self.assertTrue(re.search(rf"^  {first.removesuffix(' moving')}\b", helped, re.MULTILINE),
                            command)


class Runs(DaemonTest):
    def test_a_round_may_be_named_like_a_page(self):
        browser = Browser(self.daemon)
        browser.sign_in("operator")
        for name in ("zugaenge", "protokoll", "zustand", "runden"):
            self.programme.round(name)
            path = f"/betrieb/runden/{name}"
            self.assertIn(f'href="{path}"', browser.get("/betrieb").body.decode())
            self.assertIn(f"Erhebungsrunde {name}", words(browser.get(path)))

    def test_editions_in_use_that_no_bridge_links_are_named(self):
        browser = Browser(self.daemon)
        browser.sign_in("operator")
        self.programme.round("first", opens="2025-01-01")
        self.programme.ctl("catalogue", "publish", harness.EXAMPLE / "catalogue-v2.json")
        self.assertNotIn("nicht verbunden", words(browser.get("/betrieb")))  # no round has it yet
        edition, self.programme.edition = self.programme.edition, "v2"
        self.programme.round("second", opens="2026-01-01")
        self.programme.edition = edition
        page = words(browser.get("/betrieb"))
        self.assertIn("Die Ausgaben v1 und v2 sind nicht verbunden", page)
        self.assertIn("weltoffenctl catalogue bridge FILE", page)
        self.assertIn("editions v1 and v2 are not linked", words(browser.get("/betrieb?lang=en")))
        self.programme.ctl("catalogue", "bridge", harness.EXAMPLE / "bridge-v1-v2.json")
        page = words(browser.get("/betrieb?lang=de"))
        self.assertIn("second", page)
        self.assertNotIn("nicht verbunden", page)

    def test_a_run_is_started_followed_and_audited(self):
        self.programme.round("2026")
        browser = Browser(self.daemon)
        browser.sign_in("operator")
        csrf = browser.csrf()
        self.assertEqual(browser.post("/betrieb/runden/2026/lauf", {"csrf": "x"}).status, 403)
        self.assertEqual(self.programme.query("SELECT count(*) FROM run"), "0")
        reply = browser.post("/betrieb/runden/2026/lauf", {"csrf": csrf})
        self.assertEqual((reply.status, reply.headers["Location"]),
                         (303, "/betrieb/runden/2026#laeufe"))
        wait_until(lambda: "data-reload" not in browser.get("/betrieb/runden/2026").body.decode(),
                   "the run has ended")
        for language, said in (("de", "zurückgehalten In dieser Runde liegt kein Selbstcheck vor; "),
                               ("en", "held back This round has no self-check; ")):
            page = words(browser.get(f"/betrieb/runden/2026?lang={language}"))
            self.assertIn(said, page)
            self.assertNotIn("Veröffentlichung hat sich nichts geändert", page)
        line = json.loads(self.programme.query(
            "SELECT to_json(audit) FROM audit WHERE action = 'run-requested'"))
        self.assertEqual((line["round"], line["actor"][:6]), ("2026", "token "))
        self.assertEqual(browser.post("/betrieb/runden/none/lauf", {"csrf": csrf}).status, 404)

    def test_a_run_that_has_published_never_stands_beside_a_list_without_its_release(self):
        self.programme.round("midway")
        for key in KEYS[:8]:
            self.daemon.put("midway", key, self_check(key))
        self.assertEqual(self.daemon.run("midway")["release"], 1)
        browser = Browser(self.daemon)
        browser.sign_in("operator")
        for number, path, statement in ((2, "/betrieb/runden/midway", "found AS"),
                                        (3, "/betrieb", "extensions")):
            with Held(self.programme, "LOCK TABLE run IN ACCESS EXCLUSIVE MODE") as held:
                shown = []
                beside = threading.Thread(target=lambda path=path: shown.append(browser.get(path)))
                beside.start()
                held.wait_for(f"query LIKE '%{statement}%'")
                held.say(PUBLISHED.format(number=number))
                held.let_go()
                beside.join()
            found = [row for row in rows(shown[0])
                     if re.search(rf"Veröffentlichung {number}\b|^ {number} \d+\. ", row)]
            self.assertEqual(len(found), 2, found)

    def test_a_key_of_receipts_that_does_not_hold_is_told_in_the_language_of_the_page(self):
        key = self.programme.new_key()
        self.programme.query("SET session_replication_role = replica; DELETE FROM receipt_key WHERE "
                             "created_at = (SELECT max(created_at) FROM receipt_key)")
        daemon = Daemon(self.programme, receipt_key=key)
        self.addCleanup(daemon.close)
        daemon.start(until_ready=False)
        browser = Browser(daemon)
        wait_until(lambda: daemon.health("/live") == 200, "it lives")
        wait_until(lambda: browser.sign_in("operator").status == 303, "somebody can sign in")
        for language, said in (("de", "Den Schlüssel für Quittungen kennt die Datenbank nicht."),
                               ("en", "The database does not know the key of receipts.")):
            wait_until(lambda path=f"/betrieb/zustand?lang={language}", said=said:
                       said in words(browser.get(path)), said)

    def test_without_a_database_there_is_a_page_that_says_so(self):
        browser = Browser(self.daemon)
        browser.sign_in("operator")
        name = self.programme.query("SELECT current_database()")
        self.programme.query(f'ALTER DATABASE "{name}" CONNECTION LIMIT 0')
        self.programme.query("SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                             "WHERE usename = 'weltoffend' AND datname = current_database()")
        reply = wait_until(lambda: (lambda one: one if one.status == 503 else None)(
            browser.get("/betrieb")), "the page says 503")
        self.assertTrue(reply.headers["Content-Type"].startswith("text/html"))
        self.assertTrue(reply.headers["Retry-After"])
        self.programme.query(f'ALTER DATABASE "{name}" CONNECTION LIMIT -1')
        wait_until(lambda: browser.get("/betrieb").status == 200, "the page is back")


if __name__ == "__main__":
    harness.main()
