"""What is wrong with a request as HTTP is told in the form and language that its sender reads, once its
head was read; and which methods there are is told of what was asked for."""

import json

from browser import Browser
from daemon import KEYS, Daemon, DaemonTest, path_of
from exchanges import Wire, statuses
from harness import main
from markup import Page
from siege import answers_in

KEY = KEYS[0]
HTML = "text/html,application/xhtml+xml,*/*;q=0.8"
GERMAN, ENGLISH = "de-DE,de;q=0.9", "en"
UNTIDY = ("/abgabe/%E4", "//abgabe", "/abgabe/2026%2Fx", "/abgabe/../betrieb")  # targets that are refused


class Refused(DaemonTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.programme.round("2026")
        cls.slow = Daemon(cls.programme, body_deadline=1000, head_deadline=1000)
        cls.addClassCleanup(cls.slow.close)
        cls.slow.start()

    def say(self, line, body=b"", daemon=None, **fields):
        """What raw bytes are answered."""
        wire = Wire((daemon or self.daemon).port)
        try:
            head = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in fields.items())
            wire.send(f"{line} HTTP/1.1\r\nHost: a\r\n{head}\r\n".encode() + body, 1000000)
            answer, = answers_in(wire.read(), line.startswith("HEAD "))
            return answer
        finally:
            wire.close()

    def is_page(self, answer, status, language, words):
        self.assertEqual((answer.status, answer.headers["Content-Type"], answer.headers["Content-Language"]),
                         (status, "text/html; charset=utf-8", language))
        text = answer.body.decode()
        self.assertEqual(Page(text).complaints, [])
        for word in (*words, answer.headers["X-Request-Id"], "<title>"):
            self.assertIn(word, text)
        self.assertIn("style-src 'self'", answer.headers["Content-Security-Policy"])
        return text

    def is_document(self, answer, status, detail, stored=None):
        self.assertEqual((answer.status, answer.headers["Content-Type"]), (status, "application/problem+json"))
        document = json.loads(answer.body)
        self.assertEqual((document["type"], document["status"], document["detail"], document.get("stored")),
                         ("about:blank", status, detail, stored))
        self.assertEqual(document["instance"], f"urn:uuid:{answer.headers['X-Request-Id']}")

    # --- the address ---

    def test_an_address_that_is_none_is_a_page_for_people(self):
        for target in UNTIDY:
            with self.subTest(target):
                german = self.say(f"GET {target}", Accept=HTML, Accept_Language=GERMAN)
                self.is_page(german, 400, "de", ("Diese Adresse ist nicht richtig", "auf der Startseite",
                                                 'href="/?lang=en"'))
                english = self.say(f"GET {target}", Accept=HTML, Accept_Language=ENGLISH)
                self.is_page(english, 400, "en", ("This address is not right", 'href="/?lang=de"'))

    def test_and_a_document_for_programs(self):
        for target in (*UNTIDY, "/v1//rounds"):
            with self.subTest(target):
                self.is_document(self.say(f"GET {target}"), 400,
                                 "In der Adresse steht etwas, das dort nicht stehen kann, zum Beispiel zwei "
                                 "Schrägstriche hintereinander oder ein Prozentzeichen an falscher Stelle.")
        self.is_document(self.say("GET /v1//rounds", Accept=HTML, Accept_Language=ENGLISH), 400,
                         "Something in the address cannot stand there, for example two slashes in a row or "
                         "a per cent sign in the wrong place.")
        self.assertEqual(self.say("HEAD //abgabe", Accept=HTML).body, b"")

    def test_what_stands_in_it_is_not_logged(self):
        for target in ("//einladung/geheim", "/einladung/geheim%00", "/einladung//geheim"):
            self.assertEqual(self.say(f"GET {target}", Accept=HTML).status, 400)
        self.assertNotIn("geheim", self.daemon.log())

    # --- the rest of the head ---

    def test_a_page_answers_as_a_page_whatever_it_is(self):
        for line, fields, status in (("POST /anmelden", {}, 411), ("GET /", {"Content_Length": 1}, 400),
                                     ("GET /", {"Expect": "x"}, 417),
                                     ("POST /anmelden", {"Content_Length": "9" * 19}, 413)):
            with self.subTest(line):
                answer = self.say(line, b"x", Accept_Language=ENGLISH, **fields)
                self.is_page(answer, status, "en", ("tell the operator",) if status != 413 else ("smaller",))

    def test_a_program_is_told_what_to_send_and_that_nothing_is_stored(self):
        for path in (path_of("2026", KEY), f"/v1/rounds/2026/drafts/{KEY}"):
            self.is_document(self.say(f"PUT {path}"), 411,
                             "PUT und POST brauchen Content-Length oder Transfer-Encoding: chunked.", False)
        self.is_document(self.say("POST /v1/rounds/2026/runs", Accept_Language=ENGLISH), 411,
                         "PUT and POST need Content-Length, or Transfer-Encoding: chunked.")

    def test_what_cannot_be_read_is_answered_in_both_languages(self):
        for line, status, de, en in (("GET / HTTP/3.0\r\nX: a", 400, "die Versionen 1.1 und 1.0", "versions 1.1 and 1.0"),
                                     ("BREW /", 405, "Die Methoden sind", "The methods are")):
            answer = self.say(line, Accept=HTML, Accept_Language=ENGLISH)
            self.assertEqual((answer.status, answer.headers["Content-Type"]), (status, "application/problem+json"))
            german, english = json.loads(answer.body)["detail"].split(" / ")
            self.assertIn(de, german)
            self.assertIn(en, english)

    # --- what comes too late ---

    def test_a_file_that_comes_too_slowly_is_told_so_on_a_page(self):
        browser = Browser(self.slow)
        self.assertEqual(browser.sign_in(KEY).status, 303)
        cookie = "; ".join(f"{name}={value}" for name, value in browser.cookies.items())
        for language, code, words in (
                (GERMAN, "de", ("Die Übertragung hat zu lange gedauert", "Es wurde nichts gespeichert")),
                (ENGLISH, "en", ("The transmission took too long", "Nothing was stored"))):
            answer = self.say("POST /abgabe/2026/pruefen", b"--x\r\n", self.slow, Cookie=cookie, Accept="text/html",
                              Accept_Language=language, Sec_Fetch_Site="same-origin", Content_Length=100,
                              Content_Type="multipart/form-data; boundary=x")
            text = self.is_page(answer, 408, code, words)
            self.assertIn('href="/abgabe"', text)  # who it is is known still
            self.assertIsNone(answer.headers["Content-Location"])

    def test_a_self_check_that_comes_too_slowly_is_not_stored_and_that_is_said(self):
        token = self.programme.token(KEY)
        for language, detail in ((GERMAN, "Die Anfrage kam nicht rechtzeitig ganz an."),
                                 (ENGLISH, "The request did not arrive in time.")):
            answer = self.say(f"PUT {path_of('2026', KEY)}", b"{", self.slow, Authorization=f"Bearer {token}",
                              Accept_Language=language, Content_Type="application/json", Content_Length=9)
            self.is_document(answer, 408, detail, False)
        self.assertEqual(self.programme.versions("2026"), 0)

    def test_a_head_that_comes_too_slowly_is_nobodys(self):
        wire = Wire(self.slow.port)
        self.addCleanup(wire.close)
        wire.send(b"GET / HTTP/1.1\r\nAccept: text/html\r\n", 1000)
        said = wire.read()
        self.assertEqual(statuses(said), "408")
        self.assertIn("Die Anfrage kam nicht rechtzeitig ganz an. / The request did not arrive in time.",
                      said.decode())


if __name__ == "__main__":
    main()
