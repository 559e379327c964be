"""Handing in: who may, when, and in which form; whatever is refused is not stored."""

import pathlib
import socket
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).parents[1] / "support"))

from daemon import JSON_TYPE, DaemonTest, path_of, self_check  # noqa: E402
from harness import main  # noqa: E402

KEY, ANOTHER = "12072", "12054000"
LIMIT = 262144
UNKNOWN_TOKENS = {
    "nothing": None, "no scheme": "{token}", "another scheme": "Basic {token}",
    "an empty token": "Bearer ", "a word": "Bearer secret", "cut short": "Bearer {cut}",
    "one character wrong": "Bearer {wrong}", "more behind it": "Bearer {token} {token}"}


class Who(DaemonTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.round = cls.programme.round("who")
        cls.path = path_of(cls.round, KEY)

    def put_with(self, authorization):
        headers = dict(JSON_TYPE)
        if authorization is not None:
            headers["Authorization"] = authorization
        return self.daemon.request("PUT", self.path, None, self_check(KEY), headers)

    def is_unauthenticated(self, reply):
        self.is_problem(reply, 401, "unauthenticated")
        self.assertEqual(reply.headers["WWW-Authenticate"], 'Bearer realm="weltoffend"')

    def test_without_a_token_that_is_known_nobody_gets_in(self):
        token = self.programme.token(KEY)
        wrong = token[:20] + ("A" if token[20] != "A" else "B") + token[21:]
        for name, form in UNKNOWN_TOKENS.items():
            with self.subTest(name):
                self.is_unauthenticated(self.put_with(form and form.format(
                    token=token, cut=token[:-1], wrong=wrong)))
        self.is_unauthenticated(self.daemon.get("/v1/rounds"))

    def test_a_token_is_gone_when_it_is_revoked_deleted_or_expired(self):
        for name, end in (
                ("revoked", None),
                ("deleted", "DELETE FROM token WHERE id = {}"),
                ("expired", "UPDATE token SET expires_at = now() WHERE id = {}")):
            token = self.programme.new_token(KEY)
            number = self.programme.query("SELECT max(id) FROM token")
            with self.subTest(name):
                self.assertEqual(self.daemon.get("/v1/rounds", token).status, 200)
                if end is None:
                    self.programme.ctl("token", "revoke", number)
                else:
                    self.programme.query(end.format(number))
                self.is_unauthenticated(self.daemon.get("/v1/rounds", token))
                self.is_unauthenticated(self.put_with(f"Bearer {token}"))
        self.assertEqual(self.daemon.get("/v1/rounds", KEY).status, 200)

    def test_two_tokens_of_a_municipality_hold_side_by_side(self):
        new = self.programme.new_token(KEY)
        for token in (new, self.programme.token(KEY)):
            self.assertEqual(self.daemon.get("/v1/rounds", token).status, 200)

    def test_nobody_but_the_municipality_itself(self):
        for who in (ANOTHER, "director", "operator"):
            for reply in (self.daemon.put(self.round, KEY, self_check(KEY), who=who),
                          self.daemon.get(self.path, who)):
                with self.subTest(who):
                    self.is_problem(reply, 403, "forbidden")
        self.assertEqual(self.programme.versions(self.round), 0)

    def test_only_those_in_a_round_that_is_there(self):
        self.programme.query("INSERT INTO municipality (key) VALUES ('12073')")
        replies = [self.daemon.put("nowhere", KEY, self_check(KEY)),
                   self.daemon.get(path_of("nowhere", KEY), KEY),
                   self.daemon.put(self.round, "12073", self_check(KEY)),
                   self.daemon.get(path_of(self.round, "12073"), "12073")]
        for reply in replies:
            self.is_problem(reply, 404, "not-found")

    def tearDown(self):
        self.assertEqual(self.programme.versions(self.round), 0)


class When(DaemonTest):
    def is_outside(self, reply, code, opens, closes):
        problem = self.is_problem(reply, 409, code, stored=False)
        self.assertEqual((problem["opensAt"], problem["closesAt"], problem["timeZone"]),
                         (opens, closes, "Europe/Berlin"))
        for instant in (opens, closes):
            year, month, day = instant[:10].split("-")
            self.assertIn(f"{day}.{month}.{year}, {instant[11:]} Uhr", problem["detail"])

    def test_not_before_the_round_opens(self):
        round_id = self.programme.round("later", "2099-06-01T08:30", "2099-06-30")
        self.is_outside(self.daemon.put(round_id, KEY, self_check(KEY)), "round-not-open",
                        "2099-06-01T08:30", "2099-07-01T00:00")
        self.assertEqual(self.programme.versions(round_id), 0)
        self.programme.ctl("round", "open", round_id)
        self.assertEqual(self.daemon.put(round_id, KEY, self_check(KEY)).status, 201)

    def test_not_after_it_closed_but_for_what_is_there_already(self):
        round_id = self.programme.round("closing")
        body = self_check(KEY)
        etag = self.daemon.put(round_id, KEY, body).headers["ETag"]
        self.programme.ctl("round", "close", round_id)
        opens, closes = self.programme.query(
            """SELECT to_char(opens_at AT TIME ZONE 'Europe/Berlin', 'YYYY-MM-DD"T"HH24:MI'),
                      to_char(closes_at AT TIME ZONE 'Europe/Berlin', 'YYYY-MM-DD"T"HH24:MI')
               FROM round WHERE id = 'closing'""").split("|")
        self.is_outside(self.daemon.put(round_id, ANOTHER, self_check(ANOTHER)), "round-closed",
                        opens, closes)
        self.is_outside(self.daemon.put(round_id, KEY, self_check(ANOTHER), If_Match=etag),
                        "round-closed", opens, closes)
        reply = self.daemon.put(round_id, KEY, body)
        self.assertEqual((reply.status, reply.json["result"]), (200, "unchanged"))
        self.assertEqual(self.daemon.get(path_of(round_id, KEY), KEY).body, body)
        self.assertEqual(self.programme.versions(round_id), 1)

    def test_an_extension_is_for_one(self):
        round_id = self.programme.round("extended")
        self.programme.ctl("round", "close", round_id)
        self.programme.ctl("round", "extend", round_id, KEY, "--until", "2099-12-31T12:00")
        self.assertEqual(self.daemon.put(round_id, KEY, self_check(KEY)).status, 201)
        self.is_problem(self.daemon.put(round_id, ANOTHER, self_check(ANOTHER)), 409,
                        "round-closed", stored=False)
        self.assertEqual(self.programme.versions(round_id), 1)

    def test_a_file_with_errors_is_too_late_all_the_same(self):
        round_id = self.programme.round("late")
        self.programme.ctl("round", "close", round_id)
        self.is_problem(self.daemon.put(round_id, KEY, {}), 409, "round-closed", stored=False)


class Form(DaemonTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.round = cls.programme.round("form")

    def test_other_kinds_of_file_are_refused_with_those_accepted(self):
        for name, headers in (("plain text", {"Content_Type": "text/plain"}),
                              ("no type", {"Content_Type": ""}),
                              ("nearly", {"Content_Type": "application/jsonp"}),
                              ("a problem", {"Content_Type": "application/problem+json"}),
                              ("a charset", {"Content_Type": "text/csv; charset=utf-7"}),
                              ("deflate", {"Content_Encoding": "deflate"}),
                              ("gzip twice", {"Content_Encoding": "gzip, gzip"})):
            with self.subTest(name):
                reply = self.daemon.put(self.round, KEY, self_check(KEY), **headers)
                problem = self.is_problem(reply, 415, "media-type", stored=False)
                self.assertLessEqual({"application/json", "text/csv"}, set(problem["accepted"]))
                self.assertEqual(problem["acceptedEncodings"], ["gzip", "identity"])
                self.assertIn("windows-1252", problem["acceptedCharsets"])
                self.assertEqual(reply.headers["Accept-Encoding"], "gzip, identity")

    def test_a_charset_and_capitals_do_no_harm(self):
        reply = self.daemon.put(self.round, KEY, self_check(KEY), "?dry-run=true",
                                Content_Type="Application/JSON; charset=utf-8")
        self.assertEqual(reply.status, 200, reply.body)

    def test_what_is_too_large_gets_its_answer_and_no_reset(self):
        for size in (LIMIT + 1, 3 * LIMIT):
            body = b'{"edition": "v1", "answers": {}}'.ljust(size)
            for sent in (body, iter([body[:9], body[9:]])): # with its length, and in chunks
                reply = self.daemon.request("PUT", path_of(self.round, KEY), KEY, sent, JSON_TYPE)
                problem = self.is_problem(reply, 413, "too-large", stored=False)
                self.assertEqual(problem["limit"], LIMIT)

    def test_whoever_sends_on_after_the_refusal_still_gets_to_read_it(self):
        head = (f"PUT {path_of(self.round, KEY)} HTTP/1.1\r\nHost: localhost\r\n"
                f"Authorization: Bearer {self.programme.token(KEY)}\r\n"
                f"Content-Type: application/json\r\nContent-Length: {3 * LIMIT}\r\n\r\n")
        with socket.create_connection(("127.0.0.1", self.daemon.port), timeout=10) as connection:
            connection.sendall(head.encode())
            for _ in range(3):
                time.sleep(0.1)  # the refusal is on its way by now
                connection.sendall(b" " * LIMIT)
            reply = connection.makefile("rb").read()
        self.assertTrue(reply.startswith(b"HTTP/1.1 413 "), reply)
        self.assertTrue(reply.endswith(b"}\n"), reply)

    def test_what_is_just_small_enough_is_read(self):
        body = b'{"edition": "v1", "answers": {}}'.ljust(LIMIT)
        reply = self.daemon.put(self.round, KEY, body, "?dry-run=true")
        self.assertEqual(reply.status, 200, reply.body)

    def test_an_unknown_parameter_is_named(self):
        reply = self.daemon.put(self.round, KEY, self_check(KEY), "?dryrun=true")
        self.assertEqual(self.is_problem(reply, 400, "unknown-parameter")["parameter"], "dryrun")

    def test_problems_are_german_and_english_on_request(self):
        for field, language, title in (
                (None, "de", "Die Datei lässt sich nicht lesen."),
                ("fr", "de", "Die Datei lässt sich nicht lesen."),
                ("de, en;q=0.9", "de", "Die Datei lässt sich nicht lesen."),
                ("en", "en", "The file cannot be read."),
                ("en-GB, de;q=0.2", "en", "The file cannot be read.")):
            with self.subTest(field):
                headers = {} if field is None else {"Accept_Language": field}
                reply = self.daemon.put(self.round, KEY, b"?", **headers)
                problem = self.is_problem(reply, 400, "unreadable", stored=False)
                self.assertEqual((problem["title"], reply.headers["Content-Language"]),
                                 (title, language))

    def test_another_method_learns_which_there_are(self):
        reply = self.daemon.request("POST", path_of(self.round, KEY), KEY)
        self.is_problem(reply, 405, "method-not-allowed")
        self.assertEqual(set(reply.headers["Allow"].split(", ")), {"PUT", "GET", "HEAD", "DELETE"})
        reply = self.daemon.request("PATCH", path_of(self.round, KEY), KEY)
        self.assertEqual(reply.status, 405)

    def tearDown(self):
        self.assertEqual(self.programme.versions(self.round), 0)


if __name__ == "__main__":
    main()
