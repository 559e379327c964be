"""Whatever is done leaves a line in the audit, with it or not at all; operators read all of it."""

import collections
import http.client
import json
import re
import sys
import threading
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "support"))

from audited import AuditTest  # noqa: E402
from browser import Browser  # noqa: E402
from daemon import KEYS, Daemon, path_of, self_check  # noqa: E402
from form import form_of  # noqa: E402
from harness import ctl, main  # noqa: E402

ROUND = "2026"
KEY = KEYS[0]
REASON = "Zahlen von Frau Muster"
REFUSALS_PERIOD_S = 60  # daemon/refusals.h
PLAIN = "1 bis 100 Zeichen aus a bis z, 0 bis 9, Punkt, Bindestrich und Schrägstrich."
TAKES = {"limit": "eine ganze Zahl von 1 bis 1000.", "after": "was dort im Link einer anderen Seite der Liste steht.",
         "chain": PLAIN, "municipality": PLAIN, "action": PLAIN}


class RoundTest(AuditTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.programme.round(ROUND)


class Lines(RoundTest):
    def test_a_self_check_s_life_is_told(self):
        key = KEYS[1]
        programme_round = self.programme.round("life")
        path = path_of(programme_round, key)
        first = self.daemon.put(programme_round, key, self_check(key))
        self.daemon.put(programme_round, key, self_check(key))
        changed = json.loads(self_check(key))
        changed["answers"].popitem()
        second = self.daemon.put(programme_round, key, changed,
                                 If_Match=first.headers["ETag"])
        self.assertEqual((first.status, second.status), (201, 200))
        self.daemon.put(programme_round, key, changed, "?dry-run=true")
        self.daemon.get(path + "/versions/1", key)
        self.daemon.get(path + "/versions/9", key)
        for _ in range(2):
            self.daemon.request("DELETE", path, key, json.dumps({"reason": REASON}),
                                {"If-Match": second.headers["ETag"]})
        told = [(line["action"], line["subject"])
                for line in self.lines(f"round = '{programme_round}' AND municipality = '{key}'")]
        self.assertEqual(told, [
            ("self-check-stored", "1"), ("self-check-unchanged", "1"),
            ("self-check-replaced", "2"), ("self-check-tried", "2"), ("version-read", "1"),
            ("self-check-withdrawn", "2"), ("self-check-withdrawn", "2")])

    def test_whoever_is_told_of_earlier_answers_leaves_a_line(self):
        """A dry run in any case; a refused hand-in if a finding quotes them."""
        key, round_id = KEYS[8], self.programme.round("jumps")
        self.daemon.put(round_id, key, {"edition": "v1", "answers": {"STR.1.01": {"level": 0}}})
        etag = self.daemon.get(path_of(round_id, key), key).headers["ETag"]
        wrong = {"STR.1.02": {"level": "x"}}
        jump = {"STR.1.01": {"level": 4}}
        for answers, query, status, action in (
                ({}, "?dry-run=true", 200, "self-check-tried"),
                (jump, "?dry-run=true", 200, "self-check-tried"),
                ({**jump, **wrong}, "?dry-run=true", 422, "self-check-tried"),
                ({**jump, **wrong}, "", 422, "self-check-refused"),
                (wrong, "", 422, None)):
            with self.subTest(f"{answers} {query}"):
                before = self.lines()
                reply = self.daemon.put(round_id, key, {"edition": "v1", "answers": answers}, query,
                                        If_Match=etag)
                self.assertEqual(reply.status, status, reply.body)
                told = b"war er 0" in reply.body or b'"from"' in reply.body
                lines = [line for line in self.lines() if line not in before]
                self.assertEqual([(line["action"], line["subject"], line["round"], line["municipality"])
                                  for line in lines],
                                 [(action, "1", round_id, key)] if action else [])
                self.assertEqual(told, action is not None)

    def test_without_its_line_no_earlier_answer_is_told(self):
        key, round_id = KEYS[9], self.programme.round("untold")
        self.daemon.put(round_id, key, {"edition": "v1", "answers": {"STR.1.01": {"level": 0}}})
        wrong = {"edition": "v1", "answers": {"STR.1.01": {"level": 4}, "STR.1.02": {"level": "x"}}}
        self.programme.query("REVOKE INSERT (action) ON audit FROM weltoffend")
        try:
            replies = [self.daemon.put(round_id, key, document, query, If_Match="*")
                       for document, query in (({"edition": "v1", "answers": {}}, "?dry-run=true"),
                                               (wrong, "?dry-run=true"), (wrong, ""))]
        finally:
            self.programme.query("GRANT INSERT (action) ON audit TO weltoffend")
        for reply in replies:
            self.assertEqual(reply.status, 500)
            self.assertNotIn(b"STR.1.01", reply.body)

    def test_a_run_without_a_release_leaves_a_line(self):
        round_id = self.programme.round("held")
        self.daemon.hand_in_all(round_id)
        self.assertEqual(self.daemon.run(round_id)["state"], "published")
        run = self.daemon.run(round_id)
        self.assertEqual(run["state"], "held-back")
        line, = self.lines(f"round = '{round_id}' AND action = 'run-held-back'")
        self.assertEqual((line["actor"], line["subject"]), (f"run {run['run']}", str(run["run"])))

    def test_what_is_refused_or_not_there_leaves_no_line_of_what_was_asked(self):
        before = self.lines()
        key = KEYS[2]
        for path in ("/v1/rounds/Erika%20Muster/self-checks/" + key, path_of("none", key),
                     path_of("none", key) + "/versions", path_of(ROUND, key) + "/versions/99",
                     path_of("none", key) + "/template", path_of(ROUND, key) + "/versions/99/receipt"):
            self.assertEqual(self.daemon.get(path, key, Accept="application/json").status, 404)
        self.assertEqual(self.daemon.put("none", key, self_check(key), "?dry-run=true").status, 404)
        self.assertEqual(self.daemon.put("none", key, self_check(key)).status, 404)
        self.assertEqual(self.daemon.put(ROUND, key, {"edition": "v1"}).status, 422)
        # A run that another test has asked for may end meanwhile.
        self.assertEqual([line for line in self.lines() if line not in before
                          and line["action"] not in ("token-issued", "release-published",
                                                 "run-held-back")], [])

    def test_without_its_line_nothing_is_stored_and_nothing_is_given(self):
        round_id = self.programme.round("silent")
        key, other = KEYS[3], KEYS[4]
        self.assertEqual(self.daemon.put(round_id, key, self_check(key)).status, 201)
        self.programme.token(other)
        self.programme.query("REVOKE INSERT (action) ON audit FROM weltoffend")
        try:
            refused = self.daemon.put(round_id, other, self_check(other))
            read = self.daemon.get(path_of(round_id, key), key)
        finally:
            self.programme.query("GRANT INSERT (action) ON audit TO weltoffend")
        self.assertEqual((refused.status, read.status), (500, 500))
        self.assertNotIn(b"answers", read.body)
        self.assertEqual(self.programme.versions(round_id, other), 0)
        self.assertEqual(self.daemon.put(round_id, other, self_check(other)).status, 201)

    def test_a_release_prints_the_heads_and_computing_it_again_does_too(self):
        round_id = self.programme.round("heads")
        self.daemon.hand_in_all(round_id)
        before = {line["chain"]: line for line in self.lines()}
        self.assertEqual(self.daemon.run(round_id)["state"], "published")
        release = self.daemon.get(f"/v1/rounds/{round_id}/releases/1", "director")
        heads = {head["chain"]: head for head in release.json["inputs"]["audit"]}
        self.assertLessEqual(set(before), set(heads))
        for chain, head in heads.items():
            line, = self.lines(f"chain = '{chain}' AND number = {head['number']}")
            self.assertEqual(line["hash"], head["sha256"])
            self.assertGreaterEqual(head["number"], before[chain]["number"])
        line = self.lines("action = 'release-published'")[-1]
        self.assertEqual((line["round"], line["subject"]), (round_id, "1"))
        self.assertRegex(line["actor"], r"^run \d+$")
        kept = Path(self.daemon.directory.name) / "release.json"
        kept.write_bytes(release.body)
        done = ctl("audit", "verify", "--head", kept,
                   database=self.programme.conninfo("weltoffend_operator"))
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        done = ctl("--config", self.daemon.config, "verify", "--recompute", round_id,
                   database=self.programme.conninfo("weltoffend_publishing"))
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)

    def test_no_line_has_a_name_a_token_or_an_address(self):
        """Of all that the other tests of this class left behind as well."""
        self.daemon.hand_in_all(ROUND)
        everything = self.programme.query("SELECT to_json(audit) FROM audit")
        names = set(self.programme.query("SELECT name FROM municipality_name").splitlines())
        for word in [*names, *self.programme.tokens.values(), REASON, "Muster", "127.0.0.1",
                     "wok_", "test director"]:
            self.assertNotIn(word, everything)


class Refusals(RoundTest):
    options = {"sign_in_failures": 5}

    @staticmethod
    def added_up(lines, *fields):
        """{fields of the details, and the actor: how often}: a minute that ends meanwhile, by the
        daemon's clock, makes two lines of one kind."""
        counts = collections.Counter()
        for line in lines:
            told = {**line["details"], "actor": line["actor"]}
            counts[tuple(told[field] for field in fields)] += told["count"]
        return dict(counts)

    def test_refusals_are_bundled(self):
        """1,200 refused requests of 4 kinds, and a line for each kind and minute."""
        connection = http.client.HTTPConnection("127.0.0.1", self.daemon.port, timeout=60)
        self.addCleanup(connection.close)

        def status(path, token=None):
            connection.request("GET", path, headers={"Authorization": f"Bearer {token}"} if token else {})
            reply = connection.getresponse()
            reply.read()
            return reply.status

        paths = [path_of(ROUND, KEY), path_of(ROUND, KEY) + "/versions", "/v1/runs/1"]
        stranger = KEYS[5]
        token = self.programme.token(stranger)
        before, begun = self.lines(), time.monotonic()
        for i in range(300):
            for path in paths:
                self.assertEqual(status(path, token), 403)
            self.assertEqual(status(f"/v1/rounds/{i}"), 401)
        self.daemon.stop()
        minutes = (time.monotonic() - begun) // REFUSALS_PERIOD_S
        lines = [line for line in self.lines() if line not in before]
        self.assertLessEqual(len(lines), 4 * (2 + minutes))  # the first and the last one are cut short
        number = self.programme.query("SELECT id FROM token WHERE name = "
                                      f"'test {stranger}'")
        self.assertEqual(
            self.added_up(lines, "actor", "status", "role", "route"),
            {("nobody", 401, "none", "GET /v1/rounds/{round}"): 300,
             **{(f"token {number}", 403, "municipality", f"GET {route}"): 300
                for route in ("/v1/rounds/{round}/self-checks/{key}",
                              "/v1/rounds/{round}/self-checks/{key}/versions", "/v1/runs/{run}")}})
        self.assertEqual({line["action"] for line in lines}, {"access-refused"})
        self.daemon.start()

    def refused(self, act):
        """What the lines say of the refusals that come of it: status, role, route, how often."""
        before = self.lines()
        act()
        self.daemon.stop()
        told = [line for line in self.lines()
                if line not in before and line["action"] == "access-refused"]
        self.daemon.start()
        return self.added_up(told, "status", "role", "route")

    def test_pages_that_need_a_session_and_have_none_are_counted(self):
        page = f"/abgabe/{ROUND}"
        ended, other = Browser(self.daemon), Browser(self.daemon)
        ended.sign_in(KEY)
        self.programme.query("UPDATE session SET revoked_at = now()")

        def visit():
            for _ in range(2):
                self.assertEqual(Browser(self.daemon).get(page).status, 303)
            self.assertEqual(Browser(self.daemon).get(page, site="cross-site").status, 200)
            self.assertEqual(ended.get(page).status, 303)
            other.cookies = {"__Host-weltoffend": "0" * 43}
            self.assertEqual(other.get("/betrieb").status, 303)
            self.assertEqual(Browser(self.daemon).post(f"{page}/abgeben", {}).status, 303)
            self.assertEqual(Browser(self.daemon).get("/").status, 200)
            self.assertEqual(Browser(self.daemon).get("/datenschutz").status, 200)

        self.assertEqual(self.refused(visit), {
            (303, "none", "GET /abgabe/{round}"): 3, (200, "none", "GET /abgabe/{round}"): 1,
            (303, "none", "GET /betrieb"): 1, (303, "none", "POST /abgabe/{round}/abgeben"): 1})

    def test_failed_sign_ins_are_counted(self):
        """In as many ways as they fail; too many wait at once, and the rest gets 429."""
        key = self.programme.token(KEY)
        unknown = "wok_operator_0000000000000000000000000001hmUDL"  # of token_test.c

        def sign_in():
            for text, status in ((key[:-1] + ("x" if key[-1] != "x" else "y"), 422), ("1234", 422),
                                 (unknown, 403), ("", 422)):
                reply = Browser(self.daemon).try_key(text)
                self.assertEqual(reply.status, status)
            statuses = []
            threads = [threading.Thread(target=lambda: statuses.append(
                Browser(self.daemon).try_key("1234").status)) for _ in range(12)]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
            counted.update({status: statuses.count(status) for status in statuses})

        counted = {}
        told = self.refused(sign_in)
        self.assertGreater(counted.get(429, 0), 0)
        self.assertEqual(told, {(422, "none", "POST /anmelden"): 2 + counted[422],
                                (403, "none", "POST /anmelden"): 1,
                                (429, "none", "POST /anmelden"): counted[429]})

    def test_invitations_that_open_nothing_are_counted(self):
        path = self.programme.ctl("invite", KEY, "--name", "x").removeprefix("http://localhost:8080")
        browser = Browser(self.daemon)
        fields = form_of(browser.get(path).body.decode(), path)
        self.assertEqual(browser.post(path, fields).status, 200)
        self.programme.query("UPDATE invitation SET opened_at = now() - interval '1 hour'")

        def knock():
            self.assertEqual(browser.get(path).status, 410)
            self.assertEqual(browser.post(path, fields).status, 410)
            for code in ("x", "0" * 43):
                self.assertEqual(browser.get(f"/einladung/{code}").status, 404)
                self.assertEqual(browser.post(f"/einladung/{code}", fields).status, 404)

        route = "/einladung/{code}"
        self.assertEqual(self.refused(knock), {
            (410, "none", f"GET {route}"): 1, (410, "none", f"POST {route}"): 1,
            (404, "none", f"GET {route}"): 2, (404, "none", f"POST {route}"): 2})


class Reading(RoundTest):
    options = {"instance": "Potsdam 1"}

    def page(self, query=""):
        reply = self.daemon.get("/v1/audit" + query, "operator")
        self.assertEqual(reply.status, 200, reply.body)
        return reply

    def follow(self, query):
        """All lines from here on, by the links."""
        lines = []
        while True:
            reply = self.page(query)
            lines += reply.json["lines"]
            link = reply.headers["Link"]
            if link is None:
                return lines, reply.json["after"]
            query = re.fullmatch(r'</v1/audit(\?[^>]*)>; rel="next"', link).group(1)

    def test_the_links_lead_to_every_line_once(self):
        self.daemon.hand_in_all(ROUND)
        lines, after = self.follow("?limit=7")
        self.assertEqual([(line["chain"], line["number"], line["sha256"]) for line in lines],
                         [(line["chain"], line["number"], line["hash"]) for line in self.lines()])
        self.assertIn("potsdam-1/1", {line["chain"] for line in lines})
        self.assertEqual(self.page(f"?after={after}").json, {"lines": [], "after": after})
        self.assertEqual(len(self.page().json["lines"]), min(100, len(lines)))

    def test_a_cursor_misses_nothing_that_commits_late(self):
        """Writers on many chains, some of which commit long after they took their time and
        number, while somebody reads on with a small limit."""
        def write(number):
            for turn in range(10):
                pause = 0.3 if (turn + number) % 3 == 0 else 0
                self.programme.query(
                    f"SELECT audit_open('late/{number}'); "
                    "INSERT INTO audit (actor, action) VALUES ('daemon', 'sign-in'), "
                    f"('daemon', 'sign-out'); SELECT pg_sleep({pause})", "weltoffend")

        threads = [threading.Thread(target=write, args=[i]) for i in range(6)]
        seen, after = [], ""
        overtaken = 0
        for thread in threads:
            thread.start()
        is_last = False
        while not is_last:
            is_last = not any(thread.is_alive() for thread in threads)
            lines, after = self.follow(f"?limit=5&after={after}")
            if seen and lines and lines[0]["at"] < seen[-1]["at"]:
                overtaken += 1
            seen += lines
        places = [(line["chain"], line["number"]) for line in seen]
        self.assertEqual(len(places), len(set(places)))
        self.assertEqual(set(places), {(line["chain"], line["number"]) for line in self.lines()})
        self.assertEqual(sum(line["chain"].startswith("late/") for line in seen), 120)
        self.assertGreater(overtaken, 0)  # a cursor of times would have missed them

    def test_chain_municipality_and_action_narrow_it(self):
        self.daemon.put(ROUND, KEY, self_check(KEY))
        for name, column in (("chain", "chain"), ("municipality", "municipality"),
                             ("action", "action")):
            value = self.lines(f"municipality = '{KEY}' AND action LIKE 'self-check-%'")[0][column]
            lines, _ = self.follow(f"?limit=2&{name}={value}")
            with self.subTest(f"{name} {value}"):
                self.assertEqual([(line["chain"], line["number"]) for line in lines],
                                 [(line["chain"], line["number"])
                                  for line in self.lines(f"{column} = '{value}'")])

    def test_only_operators_read_it_and_only_with_right_parameters(self):
        for who in (KEY, "director"):
            self.is_problem(self.daemon.get("/v1/audit", who), 403, "forbidden")
        self.is_problem(self.daemon.get("/v1/audit"), 401, "unauthenticated")
        for query in ("limit=0", "limit=1001", "limit=x", "limit=", "after=x", "after=1.",
                      "after=1.2_", "after=1.2__3.4", "after=1.2.3", "after=99999999999.1",
                      "chain=%27", "action=A", "municipality=", "limit=1&limit=2"):
            with self.subTest(query):
                problem = self.is_problem(self.daemon.get(f"/v1/audit?{query}", "operator"), 400,
                                          "wrong-parameter")
                name = query.partition("=")[0]
                self.assertEqual(problem["parameter"], name)
                self.assertIn(f"hinter „{name}=“ nur eines stehen: {TAKES[name]}", problem["detail"])
        english = self.daemon.get("/v1/audit?limit=0", "operator", Accept_Language="en").json
        self.assertEqual(english["detail"], "In the address, only one thing can stand behind “limit=”: "
                                            "a whole number from 1 to 1000.")
        self.is_problem(self.daemon.get("/v1/audit?from=1", "operator"), 400, "unknown-parameter")

    def test_two_instances_of_one_name_have_chains_of_their_own(self):
        other = Daemon(self.programme, **self.options)
        try:
            other.start()
            other.put(ROUND, KEYS[6], self_check(KEYS[6]))
            chains = {line["chain"] for line in self.lines("chain LIKE 'potsdam%'")}
            self.assertTrue(any(re.fullmatch(r"potsdam-1/\d+\.2", chain) for chain in chains),
                            chains)
        finally:
            other.close()
        self.is_right()


if __name__ == "__main__":
    main()
