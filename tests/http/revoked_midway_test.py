"""A token or a session that ends while a request is under way: what was let in at the head is refused
at the end, by every instance, and nothing is stored."""

import os
import signal
import socket
import threading
import time

import workbooks
from browser import SESSION, Browser
from cluster import status_of
from daemon import KEYS, Daemon, DaemonTest, path_of, self_check, wait_until
from exchanges import statuses
from harness import main

KEY = KEYS[0]


class Slowly:
    """A request whose body comes in two parts, with something in between."""

    def __init__(self, daemon, method, path, body, headers):
        self.socket = socket.create_connection(("127.0.0.1", daemon.port), timeout=20)
        lines = [f"{method} {path} HTTP/1.1", "Host: a", "Connection: close",
                 f"Content-Length: {len(body)}", *(f"{name}: {value}" for name, value in headers.items())]
        self.rest = body[len(body) // 2:]
        self.socket.sendall("\r\n".join(lines).encode() + b"\r\nExpect: 100-continue\r\n\r\n")
        said = self.socket.recv(65536)
        if statuses(said) != "100":
            raise AssertionError(f"not let in: {said}")
        self.socket.sendall(body[:len(body) // 2])

    def end(self):
        """The rest of the body; the answer's bytes."""
        with self.socket:
            self.socket.sendall(self.rest)
            said = b""
            while piece := self.socket.recv(65536):
                said += piece
            return said


class RevokedMidway(DaemonTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.round_id = cls.programme.round("2026")

    def issue(self):
        """A token of the municipality and its number."""
        return self.programme.new_token(KEY), self.programme.query("SELECT max(id) FROM token")

    def revoke(self, number):
        self.programme.ctl("token", "revoke", number)

    def expire(self, number):
        self.programme.query(f"UPDATE token SET expires_at = now() WHERE id = {number}")

    def counts(self):
        return self.programme.query("SELECT (SELECT count(*) FROM version), (SELECT count(*) FROM "
                                    "draft), (SELECT count(*) FROM pending_upload)")

    def put(self, path, token, body=None, kind="application/json"):
        return Slowly(self.daemon, "PUT", path, body or self_check(KEY),
                      {"Authorization": f"Bearer {token}", "Content-Type": kind})

    def test_a_body_that_arrives_after_the_end_of_its_token_is_not_stored(self):
        before = self.counts()
        for end in (self.revoke, self.expire):
            for path in (path_of(self.round_id, KEY), f"/v1/rounds/{self.round_id}/drafts/{KEY}",
                         path_of(self.round_id, KEY) + "?dry-run=true"):
                with self.subTest(path, end=end.__name__):
                    token, number = self.issue()
                    slow = self.put(path, token)
                    end(number)
                    said = slow.end()
                    self.assertEqual(statuses(said), "401", said)
                    self.assertIn(b"/problems/unauthenticated", said)
                    self.assertEqual(self.counts(), before)

    def test_one_that_holds_is_stored_as_ever(self):
        token, _ = self.issue()
        _, other = self.issue()
        slow = self.put(f"/v1/rounds/{self.round_id}/drafts/{KEYS[0]}", token)
        self.revoke(other)
        self.assertIn(statuses(slow.end()), ("200", "201"))

    def signed_in(self, token):
        browser = Browser(self.daemon)
        self.assertEqual(browser.sign_in(token).status, 303)
        return browser

    def post(self, browser, path, body, kind):
        return Slowly(self.daemon, "POST", path, body,
                      {"Cookie": f"{SESSION}={browser.cookies[SESSION]}", "Content-Type": kind,
                       "Sec-Fetch-Site": "same-origin", "Accept": "text/html"})

    def upload(self, browser):
        body = (b'--x\r\nContent-Disposition: form-data; name="csrf"\r\n\r\n' +
                browser.csrf().encode() +
                b'\r\n--x\r\nContent-Disposition: form-data; name="file"; filename="a.json"\r\n'
                b"Content-Type: application/json\r\n\r\n" + self_check(KEY) + b"\r\n--x--\r\n")
        return self.post(browser, f"/abgabe/{self.round_id}/pruefen", body,
                         "multipart/form-data; boundary=x")

    def sign_out(self, browser):
        reply = browser.post("/abmelden", {"csrf": browser.csrf()})
        self.assertEqual(reply.status, 303)

    def test_a_form_that_arrives_after_the_end_leads_to_the_sign_in(self):
        before = self.counts()
        for what, end in (("token", self.revoke), ("token", self.expire), ("session", None)):
            with self.subTest(what, end=end and end.__name__):
                token, number = self.issue()
                browser = self.signed_in(token)
                csrf = browser.csrf().encode()
                upload = self.upload(browser)
                form = self.post(browser, f"/abgabe/{self.round_id}/ausfuellen/STR",
                                 b"csrf=" + csrf + b"&STR.1.01=2",
                                 "application/x-www-form-urlencoded")
                if end is None:
                    self.sign_out(browser)
                else:
                    end(number)
                for slow, target in ((upload, b"/?next=%2Fabgabe%2F"), (form, b"/?next=")):
                    said = slow.end()
                    self.assertEqual(statuses(said), "303", said)
                    self.assertIn(b"\r\nLocation: " + target, said)
                self.assertEqual(self.counts(), before)

    def test_a_form_that_arrives_in_time_is_taken(self):
        token, _ = self.issue()
        said = self.upload(self.signed_in(token)).end()
        self.assertEqual(statuses(said), "303", said)
        self.assertIn(f"Location: /abgabe/{self.round_id}/pruefen".encode(), said)
        self.programme.query("DELETE FROM pending_upload")

    def hand_in(self, daemon, workbook, token, query=""):
        """Begins to hand in a workbook; the thread, and the list that gets the reply."""
        replies = []
        sender = threading.Thread(target=lambda: replies.append(daemon.put(
            self.round_id, KEY, workbook, query, token, Content_Type=workbooks.TYPE)))
        sender.start()
        return sender, replies

    def stop_helper(self, daemon, workbook):
        """Hands a workbook in until its helper is caught while it reads."""
        for _ in range(200):
            sender, _ = self.hand_in(daemon, workbook, KEY, "?dry-run=true")
            while sender.is_alive():
                for helper in workbooks.helpers_of(daemon)[:1]:
                    try:
                        os.kill(helper, signal.SIGSTOP)
                    except ProcessLookupError:
                        continue
                    wait_until(lambda: status_of(helper)[:1] in ([], ["T"], ["Z"]), "it has stopped or ended",
                               pause=0.001)
                    if status_of(helper)[:1] == ["T"]:
                        return helper, sender
        self.fail("no helper was caught")

    def test_a_workbook_that_waits_for_its_turn_is_judged_again(self):
        """The only helper is stopped meanwhile; also when there would only be findings to tell."""
        daemon = Daemon(self.programme, workbook_readers=1, workbook_deadline=20000)
        self.addCleanup(daemon.close)
        daemon.start()
        empty = daemon.get(path_of(self.round_id, KEY) + "/template", KEY, Accept=workbooks.TYPE).body
        book = workbooks.opened(empty)
        workbooks.Form(book).set("STR.1.01/answer", 99)
        wrong = workbooks.saved(book)
        before = self.counts()
        helper, first = self.stop_helper(daemon, empty)
        token, number = self.issue()
        waiting = [self.hand_in(daemon, *sent) for sent in (
            (empty, token), (empty, token, "?dry-run=true"), (wrong, token))]
        other = self.hand_in(daemon, wrong, KEY)
        wait_until(lambda: self.is_used(number), "it was let in")
        time.sleep(0.3)
        self.revoke(number)
        os.kill(helper, signal.SIGCONT)
        for sender, _ in (*waiting, other):
            sender.join()
        first.join()
        for _, replies in waiting:
            self.is_problem(replies[0], 401, "unauthenticated")
        self.assertEqual(other[1][0].status, 422)
        self.assertEqual(self.counts(), before)

    def is_used(self, number):
        return self.programme.query(f"SELECT last_used_at FROM token WHERE id = {number}")


if __name__ == "__main__":
    main()
