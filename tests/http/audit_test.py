"""Whatever is done leaves a line in the audit, with it or not at all; operators read all of it."""

import json
import re
import signal
import sys
import threading
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "support"))

from browser import Browser  # noqa: E402
from daemon import KEYS, Daemon, DaemonTest, Programme, path_of, self_check  # noqa: E402
from harness import SOURCE, ctl, main  # noqa: E402

ROUND = "2026"
KEY = KEYS[0]
REASON = "Zahlen von Frau Muster"
REFUSALS_MAX = 128


def routes():
    """The route table, as README.md has it (tests/daemon/routes_test.c holds it to the code)."""
    text = (SOURCE / "README.md").read_text(encoding="utf-8")
    return re.findall(r"^\| `([A-Z]+) (/v1/[^`]*)` \| ([^|]+) \|$", text, re.MULTILINE)


class AuditTest(DaemonTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.programme.round(ROUND)

    def lines(self, where="true"):
        rows = self.programme.query("SELECT to_json(audit) FROM audit "
                                    f"WHERE {where} ORDER BY at, chain, number")
        return [json.loads(row) for row in rows.splitlines()]

    def of(self, key):
        return [(line["action"], line["subject"]) for line in self.lines(f"municipality = '{key}'")
                if not line["action"].startswith("token")]

    def is_right(self):
        done = ctl("audit", "verify", database=self.programme.conninfo("weltoffend_operator"))
        self.assertEqual((done.returncode, done.stderr), (0, ""), done.stdout)


class Lines(AuditTest):
    def request_for(self, method, path):
        """One that works, for a route."""
        path = path.format(round=ROUND, key=KEY, number=1, version=1, run=1, edition="v1",
                           figure="whole@all", code="forbidden")
        if method == "PUT":
            return path, self_check(KEY), {"Content-Type": "application/json"}
        if method == "DELETE":
            etag = self.daemon.get(path, KEY).headers["ETag"]
            if "/drafts/" in path:
                return path, None, {"If-Match": etag}
            return path, json.dumps({"reason": REASON}), {"If-Match": etag}
        return path, None, {"Accept": "application/json"}

    def test_every_route_that_writes_or_gives_unit_data_has_its_line(self):
        self.daemon.hand_in_all(ROUND)
        self.assertEqual(self.daemon.run(ROUND)["state"], "published")
        concerned = [(method, path, who) for method, path, who in routes()
                     if method != "GET" or who == "municipality"]
        self.assertGreaterEqual(len(concerned), 10)
        for method, path, who in sorted(concerned, key=lambda route: route[0] == "DELETE"):
            with self.subTest(f"{method} {path}"):
                target, body, headers = self.request_for(method, path)
                before = len(self.lines())
                token = KEY if who == "municipality" else who
                reply = self.daemon.request(method, target, token, body, headers)
                self.assertIn(reply.status, (200, 201, 202, 204), reply.body)
                line = self.lines()[before:]
                self.assertEqual(len(line), 1)
                self.assertEqual((line[0]["round"], line[0]["municipality"]),
                                 (ROUND, KEY if who == "municipality" else None))
                self.assertRegex(line[0]["actor"], r"^token \d+$")
        self.is_right()

    def test_every_page_that_gives_unit_data_has_its_line(self):
        key, round_id = KEYS[7], self.programme.round("pages")
        self.daemon.hand_in_all(round_id)
        self.assertEqual(self.daemon.run(round_id)["state"], "published")
        browser = Browser(self.daemon)
        self.assertEqual(browser.sign_in(key).status, 303)
        token = self.programme.query(f"SELECT id FROM token WHERE name = 'test {key}'")
        for path, actions in (("fassungen", ["versions-read"]), ("fassungen/1/quittung", ["receipt-read"]),
                              ("fassungen/1/datei", ["version-read"]), ("formular/csv", ["template-read"]),
                              ("formular/xlsx", ["template-read"]), ("position", ["position-read"])):
            with self.subTest(path):
                before = len(self.lines())
                reply = browser.get(f"/abgabe/{round_id}/{path}")
                self.assertEqual(reply.status, 200, reply.body)
                lines = self.lines()[before:]
                self.assertEqual([line["action"] for line in lines], actions)
                self.assertEqual({(line["actor"], line["round"], line["municipality"]) for line in lines},
                                 {(f"token {token}", round_id, key)})

    def test_a_self_check_s_life_is_told(self):
        key, path = KEYS[1], path_of(ROUND, KEYS[1])
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
            ("self-check-replaced", "2"), ("version-read", "1"),
            ("self-check-withdrawn", "2"), ("self-check-withdrawn", "2")])

    def test_what_is_refused_or_not_there_leaves_no_line_of_what_was_asked(self):
        before = self.lines()
        key = KEYS[2]
        for path in ("/v1/rounds/Erika%20Muster/self-checks/" + key, path_of("none", key),
                     path_of("none", key) + "/versions", path_of(ROUND, key) + "/versions/99",
                     path_of("none", key) + "/template", path_of(ROUND, key) + "/versions/99/receipt"):
            self.assertEqual(self.daemon.get(path, key, Accept="application/json").status, 404)
        self.assertEqual(self.daemon.put("none", key, self_check(key)).status, 404)
        self.assertEqual(self.daemon.put(ROUND, key, {"edition": "v1"}).status, 422)
        # A run that another test has asked for may end meanwhile.
        self.assertEqual([line for line in self.lines() if line not in before
                          and line["action"] not in ("token-issued", "release-published")], [])

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


class Refusals(AuditTest):
    def test_refusals_are_bundled(self):
        """1,200 refused requests, and a handful of lines."""
        paths = [path_of(ROUND, KEY), path_of(ROUND, KEY) + "/versions", "/v1/runs/1"]
        stranger = KEYS[5]
        self.programme.token(stranger)
        before = len(self.lines())
        for i in range(300):
            for path in paths:
                self.assertEqual(self.daemon.get(path, stranger).status, 403)
            self.assertEqual(self.daemon.get(f"/v1/rounds/{i}").status, 401)
        self.assertEqual(len(self.lines()), before)
        self.daemon.stop()
        lines = self.lines()[before:]
        self.assertLessEqual(len(lines), REFUSALS_MAX)
        number = self.programme.query("SELECT id FROM token WHERE name = "
                                      f"'test {stranger}'")
        self.assertEqual(
            sorted((line["actor"], line["details"]["status"], line["details"]["role"],
                    line["details"]["route"], line["details"]["count"]) for line in lines),
            sorted([("nobody", 401, "none", "GET /v1/rounds/{round}", 300)] +
                   [(f"token {number}", 403, "municipality", f"GET {route}", 300)
                    for route in ("/v1/rounds/{round}/self-checks/{key}",
                                  "/v1/rounds/{round}/self-checks/{key}/versions",
                                  "/v1/runs/{run}")]))
        self.assertEqual({line["action"] for line in lines}, {"access-refused"})
        self.daemon.start()


class Configuration(AuditTest):
    def test_the_configuration_is_told_without_what_it_says(self):
        start = self.lines("action = 'configuration-started'")[-1]
        self.assertEqual(start["actor"], "daemon")
        self.assertIn("database", start["details"]["options"].split(","))
        self.assertRegex(start["details"]["sha256"], "^[0-9a-f]{64}$")
        self.daemon.configure(run_daily="03:14", run_minimum_changes=3)
        self.daemon.process.send_signal(signal.SIGHUP)
        self.daemon.wait_for_log("configuration reloaded")
        for _ in range(100):
            changed = self.lines("action = 'configuration-changed'")
            if changed:
                break
            time.sleep(0.05)
        self.assertEqual(changed[0]["details"]["options"], "run_daily,run_minimum_changes")
        self.assertNotEqual(changed[0]["details"]["sha256"], start["details"]["sha256"])
        everything = self.programme.query("SELECT to_json(audit) FROM audit")
        for secret in ("03:14", "host=", "dbname=", str(self.daemon.directory.name)):
            self.assertNotIn(secret, everything)


class Reading(AuditTest):
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
                self.is_problem(self.daemon.get(f"/v1/audit?{query}", "operator"), 400,
                                "wrong-parameter")
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
