#!/usr/bin/python3
"""Drafts: saved as they are, seen by their owner alone, never counted, never lost by accident."""

import json

from daemon import DaemonTest, JSON_TYPE, at_once, self_check
from harness import main

KEY, OTHER = "12054000", "01003000"
BEGUN = {"edition": "v1", "answers": {"STR.1.01": {"level": 3}, "STR.1.02": {}}}


class Drafts(DaemonTest):
    def setUp(self):
        self.round = self.programme.round(f"r{self._testMethodName[-20:].strip('_').replace('_', '-')}")
        self.path = f"/v1/rounds/{self.round}/drafts/{KEY}"

    def save(self, document, who=KEY, **headers):
        fields = {name.replace("_", "-"): value for name, value in headers.items()}
        body = document if isinstance(document, bytes) else json.dumps(document).encode()
        return self.daemon.request("PUT", self.path, who, body, {**JSON_TYPE, **fields})

    def delete(self, **headers):
        fields = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.daemon.request("DELETE", self.path, KEY, headers=fields)

    def codes(self, reply):
        return [finding["code"] for finding in reply.json["findings"]]

    def test_are_given_back_byte_for_byte(self):
        body = b'{ "edition" : "v1",\n\t"answers": {"STR.1.01": {"comment": "\\u00fc"}}}'
        saved = self.save(body)
        self.assertEqual((saved.status, saved.json["result"], saved.headers["Location"]),
                         (201, "stored", self.path), saved.body)
        reply = self.daemon.get(self.path, KEY)
        self.assertEqual((reply.status, reply.body), (200, body))
        self.assertEqual(reply.headers["ETag"], saved.headers["ETag"])
        self.assertEqual(reply.headers["Cache-Control"], "private, no-store")
        again = self.daemon.get(self.path, KEY, If_None_Match=saved.headers["ETag"])
        self.assertEqual((again.status, again.body), (304, b""))

    def test_say_what_is_wrong_so_far_and_are_saved(self):
        reply = self.save({"answers": {"STR.1.01": {"level": 7}, "STR.1.02": {},
                                       "STR.2.03": {"count": 4}}, "measures": [{"aim": ""}]})
        self.assertEqual((reply.status, reply.json["stored"]), (201, True))
        self.assertEqual(self.codes(reply),
                         ["edition-missing", "level-out-of-range", "answer-missing", "of-missing",
                          "part-missing", "part-missing", "text-empty"], reply.body)
        self.assertEqual(reply.json["errorCount"], 7)

    def test_may_be_empty(self):
        self.assertEqual(self.save({}).status, 201)

    def test_are_refused_where_a_form_could_not_show_them_again(self):
        cases = {
            "unknown-indicator": {"edition": "v1", "answers": {"STR.9.01": {"level": 1}}},
            "unknown-member": {"edition": "v1", "answers": {"STR.1.01": {"lvl": 1}}},
            "not-an-object": {"edition": "v1", "answers": []},
            "not-a-list": {"edition": "v1", "answers": {}, "measures": {}},
        }
        for code, document in cases.items():
            with self.subTest(code):
                problem = self.is_problem(self.save(document), 422, "self-check-invalid", False)
                self.assertIn(code, [finding["code"] for finding in problem["findings"]])
        unknown = {"edition": "v1", "acceptances": [{"indicator": "STR.9.01"}]}
        self.is_problem(self.save(unknown), 422, "self-check-invalid", False)
        self.is_problem(self.save({"edition": "v2"}), 422, "edition-mismatch", False)
        self.is_problem(self.save([]), 422, "self-check-invalid", False)
        self.assertEqual(self.daemon.get(self.path, KEY).status, 404)

    def test_behind_many_findings_are_refused_all_the_same(self):
        """Only 500 findings are listed."""
        measures = [{"aim": "", "measure": "", "goal": ""}] * 200
        document = {"edition": "v1", "measures": measures, "answers": {"STR.9.01": {}}}
        self.is_problem(self.save(document), 422, "self-check-invalid", False)

    def test_that_cannot_be_read_are_refused_with_the_place(self):
        problem = self.is_problem(self.save(b'{"edition": "v1",\n  "answers": {]}'), 400,
                                  "unreadable", False)
        self.assertEqual((problem["line"], problem["column"]), (2, 15))
        self.is_problem(self.save(b"\xff{}"), 400, "unreadable", False)
        self.is_problem(self.save(b""), 400, "unreadable", False)

    def test_are_json_within_the_limit(self):
        self.is_problem(self.save(b"a;b", Content_Type="text/csv"), 415, "media-type", False)
        self.is_problem(self.save(b"x", Content_Encoding="gzip"), 415, "media-type", False)
        self.is_problem(self.save(b" " * 262145), 413, "too-large", False)
        self.assertEqual(self.save(b"{}" + b" " * 262142).status, 201)

    def test_whose_digest_differs_are_refused(self):
        self.is_problem(self.save(BEGUN, Content_Digest="sha-256=:AAAA:"), 400, "digest-mismatch",
                        False)

    def test_are_not_overwritten_from_another_window(self):
        first = self.save(BEGUN).headers["ETag"]
        problem = self.is_problem(self.save({}), 428, "precondition-required", False)
        self.assertEqual(problem["currentETag"], first)
        second = self.save({"edition": "v1"}, If_Match=first)
        self.assertEqual((second.status, second.json["result"]), (200, "replaced"))
        stale = self.save({"answers": {}}, If_Match=first)
        problem = self.is_problem(stale, 412, "precondition-failed", False)
        self.assertEqual((problem["currentETag"], stale.headers["ETag"]),
                         (second.headers["ETag"],) * 2)
        self.is_problem(self.save({"answers": {}}, If_None_Match="*", If_Match="*"), 412,
                        "precondition-failed", False)
        self.assertEqual(self.daemon.get(self.path, KEY).body, b'{"edition": "v1"}')

    def test_sent_again_are_unchanged(self):
        first = self.save(BEGUN)
        again = self.save(BEGUN)
        self.assertEqual((again.status, again.json["result"], again.headers["ETag"]),
                         (200, "unchanged", first.headers["ETag"]))

    def test_that_were_deleted_do_not_come_back_by_a_delayed_save(self):
        etag = self.save(BEGUN).headers["ETag"]
        self.assertEqual(self.delete(If_Match=etag).status, 204)
        self.is_problem(self.save({}, If_Match=etag), 412, "precondition-failed", False)
        self.assertEqual(self.daemon.get(self.path, KEY).status, 404)

    def test_are_deleted_by_their_etag_and_again(self):
        etag = self.save(BEGUN).headers["ETag"]
        self.is_problem(self.delete(), 428, "precondition-required", False)
        self.is_problem(self.delete(If_Match='"x"'), 412, "precondition-failed", False)
        for _ in range(2):
            reply = self.delete(If_Match=etag)
            self.assertEqual((reply.status, reply.body), (204, b""))

    def test_saved_at_once_are_one_draft(self):
        bodies = [{"edition": "v1", "answers": {"STR.1.01": {"level": n % 5, "comment": str(n)}}}
                  for n in range(12)]
        replies = at_once([lambda body=body: self.save(body) for body in bodies])
        self.assertEqual(sorted(reply.status for reply in replies), [201] + [428] * 11)
        etag = self.daemon.get(self.path, KEY).headers["ETag"]
        replies = at_once([lambda body=body: self.save({**body, "measures": []}, If_Match=etag)
                           for body in bodies])
        self.assertEqual(sorted(reply.status for reply in replies), [200] + [412] * 11)

    def test_are_for_their_owner_alone(self):
        self.save(BEGUN)
        for who in (OTHER, "director", "operator"):
            for method, body in (("GET", None), ("PUT", b"{}"), ("DELETE", None)):
                with self.subTest(f"{method} {who}"):
                    reply = self.daemon.request(method, self.path, who, body, JSON_TYPE)
                    self.is_problem(reply, 403, "forbidden")

    def test_cannot_be_seen_by_sql_without_the_key(self):
        self.save(BEGUN)
        count = "SELECT count(*) FROM draft"
        self.assertEqual(self.programme.query(count, "weltoffend"), "0")
        # set_config() is a row of its own.
        as_key = f"SELECT set_config('weltoffend.key', '{{}}', false); {count} WHERE round = '{self.round}'"
        self.assertEqual(self.programme.query(as_key.format(KEY), "weltoffend").split("\n")[1], "1")
        self.assertEqual(self.programme.query(as_key.format(OTHER), "weltoffend").split("\n")[1], "0")

    def test_count_nowhere(self):
        self.save(json.loads(self_check(KEY)))
        participation = self.daemon.get(f"/v1/rounds/{self.round}/participation", "director").json
        self.assertEqual(participation["handedIn"], 0)
        self.assertEqual(self.programme.versions(self.round), 0)
        versions = f"/v1/rounds/{self.round}/self-checks/{KEY}/versions"
        self.assertEqual(self.daemon.get(versions, KEY).json["versions"], [])
        for key in ("01003000", "03159016", "03256022"):
            self.daemon.put(self.round, key, self_check(key))
        self.assertEqual(self.daemon.run(self.round)["state"], "published")
        release = self.daemon.get(f"/v1/rounds/{self.round}/releases/1", "director").json
        self.assertEqual(release["inputs"]["versions"], 3)

    def test_stay_when_the_self_check_is_handed_in(self):
        document = self_check(KEY)
        etag = self.save(document).headers["ETag"]
        self.assertEqual(self.daemon.put(self.round, KEY, document).status, 201)
        self.assertEqual(self.daemon.get(self.path, KEY).headers["ETag"], etag)

    def test_of_a_closed_round_are_read_and_deleted_but_not_saved(self):
        etag = self.save(BEGUN).headers["ETag"]
        self.programme.ctl("round", "close", self.round)
        problem = self.is_problem(self.save({}, If_Match=etag), 409, "round-closed", False)
        self.assertIn("closesAt", problem)
        self.assertEqual(self.save(BEGUN).json["result"], "unchanged")
        self.assertEqual(self.daemon.get(self.path, KEY).status, 200)
        self.assertEqual(self.delete(If_Match=etag).status, 204)

    def test_are_not_saved_before_the_round_opens(self):
        self.round = self.programme.round("later", opens="2098-01-01")
        self.path = f"/v1/rounds/later/drafts/{KEY}"
        self.is_problem(self.save(BEGUN), 409, "round-not-open", False)

    def test_of_what_does_not_exist_are_404(self):
        for path in (f"/v1/rounds/nowhere/drafts/{KEY}", self.path):
            self.is_problem(self.daemon.get(path, KEY), 404, "not-found")
        self.path = f"/v1/rounds/nowhere/drafts/{KEY}"
        self.is_problem(self.save({}), 404, "not-found")
        self.is_problem(self.delete(), 404, "not-found")

    def test_are_in_the_audit(self):
        etag = self.save(BEGUN).headers["ETag"]
        self.daemon.get(self.path, KEY)
        self.delete(If_Match=etag)
        self.delete(If_Match=etag)
        lines = self.programme.query(f"SELECT action, municipality FROM audit WHERE round = "
                                     f"'{self.round}' AND action LIKE 'draft-%' ORDER BY at, number")
        self.assertEqual(lines.split("\n"), [f"draft-{done}|{KEY}"
                                             for done in ("saved", "read", "deleted")])


if __name__ == "__main__":
    main()
