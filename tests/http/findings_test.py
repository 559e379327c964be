"""Every document of tests/cases handed in over HTTP: all its findings, and nothing stored."""

import collections
import json
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).parents[1] / "support"))

from daemon import DaemonTest, path_of  # noqa: E402
from harness import SOURCE, main  # noqa: E402

CASES = SOURCE / "tests" / "cases"
BASE = json.loads((CASES / "self-check" / "base.json").read_bytes())
KEY = "03256022"
INHABITANTS = 25000  # what the cases are made for
WARNINGS = {"implausible", "acceptance-unused"}
BROKEN_MIN = 200
LANGUAGES = ("de", "en")
LISTED_MAX = 500


def edit(document, pointer, change):
    """Walks to the place (RFC 6901) and lets `change` do something with its parent and name."""
    *way, last = [word.replace("~1", "/").replace("~0", "~") for word in pointer.split("/")[1:]]
    for word in way:
        document = document[int(word)] if isinstance(document, list) else document[word]
    change(document, int(last) if isinstance(document, list) else last)


def body_of(case):
    if "body" in case:
        return case["body"].encode()
    if "body_hex" in case:
        return bytes.fromhex(case["body_hex"])
    document = json.loads(json.dumps(BASE))
    for pointer, value in case.get("set", {}).items():
        def put(parent, name, value=value):
            if isinstance(parent, list) and name == len(parent):
                parent.append(value)
            else:
                parent[name] = value
        edit(document, pointer, put)
    for pointer in case.get("remove", []):
        edit(document, pointer, lambda parent, name: parent.pop(name))
    return json.dumps(document, ensure_ascii=False).encode()


def cases_of(folder):
    return [{**case, "name": f"{path.name}: {case['name']}"}
            for path in sorted((CASES / folder).glob("*.json")) if path.name != "base.json"
            for case in json.loads(path.read_bytes())]


def places(findings):
    """How often each code stands at each place: their order is free."""
    return collections.Counter(tuple(finding) for finding in findings)


def places_in(document):
    """Without jumps, which depend on what was handed in before: see jump_test.py."""
    return places((finding["code"], finding["pointer"]) for finding in document["findings"]
                  if finding["code"] != "large-jump")


class Findings(DaemonTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.codes = set()

    def new_round(self, name):
        round_id = self.programme.round(name)
        self.programme.query(f"UPDATE participant SET inhabitants = {INHABITANTS} "
                             f"WHERE round = '{round_id}' AND municipality = '{KEY}'")
        return round_id

    def is_nothing_stored(self, round_id):
        self.assertEqual(self.programme.versions(round_id), 0)
        self.assertEqual(self.programme.query(
            f"SELECT count(*) FROM self_check WHERE round = '{round_id}'"), "0")

    def refused(self, round_id, case, status, codes):
        """The replies in both languages, which say the same in different words."""
        problems = []
        for language in LANGUAGES:
            reply = self.daemon.put(round_id, KEY, body_of(case), Accept_Language=language)
            self.assertEqual(reply.status, status, reply.body)
            code = reply.json["type"].removeprefix("/problems/")
            self.assertIn(code, codes)
            self.assertEqual(reply.headers["Content-Language"], language)
            problems.append(self.is_problem(reply, status, code, stored=False))
        self.assertNotEqual(problems[0]["title"], problems[1]["title"])
        self.assertNotEqual(problems[0]["detail"], problems[1]["detail"])
        return problems

    def has_findings(self, problem, expected):
        """Exactly these, with true counts and words for people."""
        warnings = sum(code in WARNINGS for code, _ in expected)
        self.assertEqual((problem["errorCount"], problem["warningCount"]),
                         (len(expected) - warnings, warnings))
        self.assertEqual(problem["truncated"], len(expected) > LISTED_MAX)
        if not problem["truncated"]:
            self.assertEqual(places_in(problem), places(expected))
        for finding in problem["findings"]:
            self.assertEqual(finding["severity"],
                             "warning" if finding["code"] in WARNINGS else "error")
            self.assertTrue(finding["detail"].strip() and finding["remedy"].strip(), finding)
            self.assertNotRegex(finding["detail"] + finding["remedy"], r"\{[a-z]+\}|\(null\)")
            self.codes.add(finding["code"])

    def test_each_broken_document_gets_all_its_findings(self):
        round_id = self.new_round("broken")
        broken = [case for case in cases_of("self-check") if "findings" in case]
        for case in broken:
            with self.subTest(case["name"]):
                german, english = self.refused(round_id, case, 422,
                                               ("self-check-invalid", "edition-mismatch"))
                mismatch = any(code == "edition-mismatch" for code, _ in case["findings"])
                self.assertEqual(german["type"] == "/problems/edition-mismatch", mismatch)
                for problem in (german, english):
                    self.has_findings(problem, case["findings"])
                for one, other in zip(german["findings"], english["findings"]):
                    self.assertEqual((one["code"], one["pointer"]),
                                     (other["code"], other["pointer"]))
                    self.assertNotEqual(one["detail"], other["detail"])
                    self.assertNotEqual(one["remedy"], other["remedy"])
        self.is_nothing_stored(round_id)
        self.assertGreaterEqual(len(broken), BROKEN_MIN)

        # Whatever code somebody met can be looked up.
        for code in self.codes:
            reply = self.daemon.get(f"/problems/{code}")
            self.assertEqual((reply.status, reply.json["code"]), (200, code))
            self.assertTrue(reply.json["title"]["de"] and reply.json["remedy"]["en"])
            told = reply.json.get("finding", reply.json)
            for language in LANGUAGES:
                example = told["example"][language]
                self.assertEqual(example["code"], code)
                self.assertNotRegex(json.dumps([told["title"], told["remedy"], example]),
                                    r"\{[a-z]+\}|null")

    def test_each_unreadable_document_is_told_where(self):
        round_id = self.new_round("unreadable")
        unreadable = [case for case in cases_of("self-check") if "unreadable" in case]
        for case in unreadable:
            with self.subTest(case["name"]):
                for problem in self.refused(round_id, case, 400, ("unreadable",)):
                    self.assertEqual([problem["line"], problem["column"]], case["unreadable"])
                    for number in case["unreadable"]:
                        self.assertIn(str(number), problem["detail"])
                    page = self.daemon.get(f"/problems/{problem['reason']}").json
                    self.assertTrue(any(problem["detail"].endswith(
                        f"{page['meaning'][language]} {page['remedy'][language]} {end}")
                        for language, end in (("de", "Es wurde nichts gespeichert."),
                                              ("en", "Nothing was stored."))))
        self.is_nothing_stored(round_id)
        self.assertGreater(len(unreadable), 0)

    def test_a_dry_run_finds_the_same(self):
        round_id = self.new_round("dry-broken")
        case = next(case for case in cases_of("self-check") if len(case.get("findings", ())) > 5)
        replies = [self.daemon.put(round_id, KEY, body_of(case), query)
                   for query in ("", "?dry-run=true")]
        self.assertEqual([reply.status for reply in replies], [422, 422])
        self.assertEqual(replies[0].json["findings"], replies[1].json["findings"])
        self.is_nothing_stored(round_id)

    def test_sound_documents_are_stored_with_their_warnings(self):
        round_id = self.new_round("sound")
        sound = cases_of("self-check-accepted")
        match = {}
        for case in sound:
            with self.subTest(case["name"]):
                body = body_of(case)
                reply = self.daemon.put(round_id, KEY, body, **match)
                self.assertIn((reply.status, reply.json.get("result")),
                              ((201, "stored"), (200, "replaced"), (200, "unchanged")), reply.body)
                self.assertEqual(places_in(reply.json), places(case["findings"]))
                match = {"If_Match": reply.headers["ETag"]}
                if reply.json["result"] == "unchanged":
                    continue
                self.assertEqual(self.daemon.get(path_of(round_id, KEY), KEY).body, body)
                stored = json.loads(self.programme.query(
                    f"SELECT warnings FROM version WHERE round = '{round_id}' "
                    "ORDER BY number DESC LIMIT 1"))
                self.assertEqual(places_in({"findings": stored}), places(case["findings"]))
        self.assertGreater(len(sound), 0)


if __name__ == "__main__":
    main()
