#!/usr/bin/python3
"""The pages under attack: whatever is sent to them, the answer is one of those that pages give, what was
sent never comes back as markup, and nothing breaks or stays behind. siege.py says for how long."""

import collections
import json
import pathlib
import random
import re
import urllib.parse

import matrix
import page_answers
import workbooks
from daemon import KEYS, Daemon, Programme, self_check, wait_until
from described import Description
from generated import mutate_bytes
from harness import EXAMPLE, main
from hostile_workbooks import hostile
from page_requests import FORM, Requests, Sent
from siege import DEADLINES, SECONDS, SEED, Siege, answers_in, begins_whole, in_parts, throw

OWN, OTHER = KEYS[0], KEYS[1]  # one has handed in and is asked again and again, one fills in what is new
WHO = (OWN, OTHER, "director", "operator", None)
OFTEN = (OWN, OTHER) * 3 + ("director", "operator") * 2 + (None,)
SELDOM = {"/abmelden", "/betrieb/runden/{round}/lauf"}
ROUNDS = {"open": "2026", "new": "neu", "closed": "2024", "planned": "2030"}
STATUSES_LEAST = 60  # have to be seen; 112 were seen within a second
FORMS_KEPT, LINKS_KEPT, RECORDED_KEPT = 60, 400, 400  # of each who comes; of all


def is_entry(form):
    """Whether it is sent without a session."""
    return form.action.startswith(("/anmelden", "/einladung/"))


class Visitor:
    """Somebody at a browser: what the pages gave them so far."""

    def __init__(self, who):
        self.who, self.cookie, self.csrf = who, None, ""
        self.entry = self.entry_csrf = None  # the cookie of who is on the way in, and what its forms carry
        self.forms, self.links = collections.OrderedDict(), collections.OrderedDict()

    def remember(self, page, address):
        for form in page.forms:
            form.action = form.action or address.partition("?")[0]
            if not is_entry(form):
                self.csrf = next((f.value for f in form.fields if f.name == "csrf"), self.csrf)
            self.forms[form.method, form.action] = form
        for link in page.links:
            if link.startswith("/"):
                self.links[link.split("#")[0]] = True
        for kept, most in ((self.forms, FORMS_KEPT), (self.links, LINKS_KEPT)):
            while len(kept) > most:
                kept.popitem(last=False)


class PageAttack(Siege):
    @classmethod
    def setUpClass(cls):
        cls.random = random.Random(SEED)
        cls.programme = Programme("pages_attacked")
        cls.addClassCleanup(cls.programme.drop)
        cls.programme.round(ROUNDS["closed"], closes="2027-12-31")
        cls.programme.round(ROUNDS["open"])
        cls.programme.round(ROUNDS["new"])
        cls.programme.round(ROUNDS["planned"], opens="2090-01-01")
        cls.daemon = Daemon(cls.programme, **DEADLINES)
        cls.addClassCleanup(cls.daemon.close)
        cls.daemon.start()
        for round_id in (ROUNDS["closed"], ROUNDS["open"]):
            cls.daemon.hand_in_all(round_id)
            cls.programme.ctl("run", "now", round_id)
        cls.programme.ctl("round", "close", ROUNDS["closed"])
        cls.routes = [route for route in matrix.routes() if route["door"] == "page"]
        description = Description(cls.daemon.get("/v1/openapi.json").json)
        cls.transport = set(description.transport)
        cls.of_api = {status for operation in description.operations for status in operation.responses}
        cls.invitations = [cls.programme.ctl("invite", key, "--name", "Rathaus <x-mark>").rsplit("/", 1)[1]
                           for key in KEYS[2:8]]
        cls.requests = Requests(cls.random, cls.known(), *cls.material())
        cls.visitors = {who: Visitor(who) for who in WHO}
        cls.recorded, cls.signed_in = [], 0
        cls.seen, cls.statuses, cls.escaped = set(), set(), 0
        cls.descriptors = len(cls.open_descriptors())

    @classmethod
    def known(cls):
        """What stands in paths and queries; a capture or parameter that is not here is a KeyError."""
        rounds = [ROUNDS["open"], ROUNDS["open"], ROUNDS["new"], ROUNDS["new"], *ROUNDS.values(), "2025"]
        groups = ["all", "band-1", "band-2", "x"]
        return {
            "round": rounds, "number": ["1", "1", "1", "2", "99"], "field": ["STR", "ADM", "X"],
            "figure": ["STR.1.01@all", "STR.1@all", "all@all", "STR@band-1", "x"], "goal": ["STR.1", "X"],
            "form": ["xlsx", "csv", "json", "excel", "dcat", "sdmx", "x"],
            "group": groups, "group2": groups, "group3": groups,
            "indicator": ["STR.1.01", "STR.2.03"], "subject": ["STR.1.01", "STR", "all", "x"],
            "code": ["level-out-of-range", "too-large", *cls.invitations], "gespeichert": ["1", "x"],
            "next": ["/abgabe", "/ergebnisse?lang=en", "//x", "/\\x", "/x-mark"], "unsaved": ["1"], "undone": ["1"],
            "onward": ["", "x"],
            "after": ["", "1", "7", "1.2"], "before": ["", "9", "1.2"], "municipality": [OWN, "x"],
            "action": ["sign-in", "draft-saved", "x"], "search": ["Potsdam", "120", "", "%", "<x-mark>"],
            "page": ["1", "2", "0", "x"], "tokens": ["1", "2", "99"], "invitations": ["1", "x"]}

    @classmethod
    def material(cls):
        """Whole self-checks in each form, and workbooks that mean harm."""
        document = json.loads(self_check(OWN))
        catalogue = json.loads((EXAMPLE / "catalogue-v1.json").read_bytes())
        form = f"/v1/rounds/{ROUNDS['open']}/self-checks/{OWN}/template"
        table = cls.daemon.get(form, OWN, Accept="text/csv").body
        template = cls.daemon.get(form, OWN, Accept=workbooks.TYPE).body
        workbook = workbooks.filled(template, document, catalogue)
        part = {**document, "answers": dict(list(document["answers"].items())[:5])}
        western = table.decode("utf-8-sig").encode("cp1252", "replace")
        files = [("selbstcheck.json", "application/json", self_check(OWN)), ("a.csv", "text/csv", table),
                 ("a.csv", "application/vnd.ms-excel", western),
                 ("a.xlsx", workbooks.TYPE, workbook)]
        return files, [document, part], [data for _, data, *_ in hostile(template)]

    @classmethod
    def open_descriptors(cls):
        return list(pathlib.Path(f"/proc/{cls.daemon.process.pid}/fd").iterdir())

    # --- one request ---

    def sign_in(self, visitor):
        """With the access key, unless it is nobody."""
        if visitor.who is None:
            return
        of_page = [("Host", self.host()), ("Sec-Fetch-Site", "same-origin")]
        if visitor.entry is None:
            answer = self.answer_to(Sent(None, "GET", b"/", of_page, None))
            visitor.entry = answer.headers["Set-Cookie"].split(";")[0]
            visitor.entry_csrf = re.search(b'name="csrf" value="([^"]+)"', answer.body).group(1).decode()
        body = f"key={self.programme.token(visitor.who)}&csrf={visitor.entry_csrf}".encode()
        fields = of_page + [("Cookie", visitor.entry), ("Content-Type", FORM), ("Content-Length", str(len(body)))]
        answer = self.answer_to(Sent(None, "POST", b"/anmelden", fields, body))
        self.assertEqual(answer.status, 303)
        visitor.cookie = f"{answer.headers['Set-Cookie'].split(';')[0]}; {visitor.entry}"
        visitor.forms.clear()  # theirs carry the proof of the session before
        start = Sent(None, "GET", answer.headers["Location"].encode(),
                     [("Host", self.host()), ("Cookie", visitor.cookie)], None)
        visitor.remember(page_answers.judge(self.answer_to(start))[1], start.target.decode())

    def host(self):
        return f"127.0.0.1:{self.daemon.port}"

    def answer_to(self, sent):
        """The one answer; None when it was lost, as may happen to who sends on what is not read."""
        received, is_due = throw(self.daemon.port, in_parts(self.random, sent.wire()))
        answer = next(answers_in(received, sent.method == "HEAD"), None)
        self.assertFalse(answer is None and is_due, f"no answer: {sent}\n  {received[:300]}")
        self.note(answer)
        return answer

    def note(self, answer):
        """Counts what the answer leaves behind, and text that was made harmless."""
        if answer is None:
            type(self).signed_in += 1  # perhaps
            return
        type(self).signed_in += any(cookie.startswith("__Host-weltoffend=") and "Max-Age=0" not in cookie
                                    for cookie in answer.headers.get_all("Set-Cookie") or [])
        if b"x-mark" in answer.body and answer.headers["Content-Encoding"] is None:
            type(self).escaped += answer.body.count(b"&lt;x-mark") + answer.body.count(b"&quot; x-mark")

    def judge(self, sent, answer):
        """What is wrong with an answer to a whole request, and the page if it is one."""
        complaints, page = page_answers.judge(answer)
        allowed = {status for status in self.transport if status < 500 or status == 503}
        allowed |= page_answers.statuses(sent.method, sent.route["path"]) if sent.route else self.of_api
        if sent.method not in ("GET", "HEAD", "POST"):
            allowed.add(501)  # a method that nobody knows
        if answer.status not in allowed:
            complaints.append(f"status {answer.status}")
        where = f"{sent.method} {sent.route['path'] if sent.route else 'elsewhere'}"
        return {f"{where}: {complaint}": f"{sent}\n  {answer.status} {answer.body[:300]}"
                for complaint in complaints}, page

    def route_of(self, method, target):
        """The page route that a path belongs to, or None."""
        method = "GET" if method == "HEAD" else method
        path = target.partition(b"?")[0].decode("latin-1")
        steps = [urllib.parse.unquote(step) for step in path.split("/")]

        def matches(parts):
            return len(parts) == len(steps) and all(
                step if part.startswith("{") else part == step for part, step in zip(parts, steps))

        return next((route for route in self.routes
                     if route["method"] == method and matches(route["path"].split("/"))), None)

    def send(self, counts, visitor, method, target, fields, body=None):
        """Sends, judges, remembers; what is wrong, and the answer."""
        sent = Sent(self.route_of(method, target), method, target, fields, body)
        answer = self.answer_to(sent)
        counts["closed while sending" if answer is None else answer.status] += 1
        if answer is None:
            return {}, None
        wrong, page = self.judge(sent, answer)
        location = answer.headers["Location"] or ""
        self.statuses.add((method, sent.route and sent.route["path"], answer.status))
        is_led_away = location == "/" or location.startswith("/?next=")
        if sent.route and not is_led_away and answer.status < 400:
            self.seen.add((sent.route["method"], sent.route["path"]))
        if page and visitor.cookie is not None and f"Cookie: {visitor.cookie}\r\n".encode() in sent.wire():
            visitor.remember(page, target.decode("latin-1"))
        if is_led_away or sent.target == b"/abmelden":
            self.sign_in(visitor)
        is_short = method != "HEAD" and len(sent.wire()) < 100000
        if is_short and (answer.status < 400 or self.random.random() < 0.1):
            self.recorded.append(sent.wire())
            del self.recorded[:-RECORDED_KEPT]
        return wrong, answer

    # --- steps ---

    def step(self, counts):
        visitor = self.visitors[self.random.choice(OFTEN)]
        if visitor.cookie is None:
            self.sign_in(visitor)
        kind = self.random.random()
        if kind < 0.15:
            return self.look(counts, visitor, self.requests.target(self.random.choice(self.routes)))
        if kind < 0.35 and visitor.links:
            return self.look(counts, visitor, self.random.choice(list(visitor.links)).encode())
        form = self.some_form(visitor)
        return self.submit(counts, visitor, form) if form else self.look(counts, visitor, b"/")

    def some_form(self, visitor):
        """Of each route as often as of another, but seldom one that ends a session or starts a run."""
        by_route = collections.defaultdict(list)
        for form in visitor.forms.values():
            route = self.route_of(form.method, form.action.encode("latin-1"))
            path = route["path"] if route else "elsewhere"
            if path not in SELDOM or self.random.random() < 0.05:
                by_route[form.method, path].append(form)
        return self.random.choice(self.random.choice(list(by_route.values()))) if by_route else None

    def look(self, counts, visitor, target):
        if self.random.random() < 0.25:
            target = self.requests.mutated_target(target)
        method = self.random.choices(("GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "BREW", "get"),
                                     (90, 4, 1, 1, 1, 1, 1, 1))[0]
        fields = self.requests.fields(visitor.cookie, self.host())
        return self.send(counts, visitor, method, target, fields)[0]

    def submit(self, counts, visitor, form, is_right=False):
        """Sends a form, right or in some way wrong, and mostly goes where that leads."""
        requests, action = self.requests, form.action.encode("latin-1")
        csrf = visitor.entry_csrf if is_entry(form) else visitor.csrf
        if form.method == "GET":
            return self.look(counts, visitor, requests.query_of(form, action))
        fields = self.of_browser(visitor)
        if is_right:
            media_type, body = requests.right_body(form, csrf)
            fields += [("Content-Type", media_type), ("Content-Length", str(len(body)))]
        else:
            fields = requests.fields(visitor.cookie, self.host())
            fields, body = requests.framed(fields, *requests.body(form, csrf))
            if self.random.random() < 0.03:
                action = requests.mutated_target(action)
        wrong, answer = self.send(counts, visitor, "POST", action, fields, body)
        if answer is not None and answer.status == 303 and (is_right or self.random.random() < 0.8):
            target = answer.headers["Location"].encode("latin-1")
            wrong.update(self.send(counts, visitor, "GET", target, self.of_browser(visitor))[0])
        return wrong

    def of_browser(self, visitor):
        """The fields that say who it is."""
        fields = [("Host", self.host()), ("Sec-Fetch-Site", "same-origin")]
        return fields + ([("Cookie", visitor.cookie)] if visitor.cookie else [])

    def sweep(self):
        """Everybody asks for every page as it should be, and sends one form to every route that they
        find a form for, so that none is left to chance."""
        counts, sent = collections.Counter(), set()
        for visitor in self.visitors.values():
            self.sign_in(visitor)
            wrong = {}
            for target in self.right_targets():
                wrong.update(self.send(counts, visitor, "GET", target, self.of_browser(visitor))[0])
            self.assertEqual(wrong, {})
            while form := self.form_not_in(visitor, sent):
                sent.add((visitor.who, self.route_of("POST", form.action.encode())["path"]))
                self.assertEqual(self.submit(counts, visitor, form, is_right=True), {})
        paths = {(route["method"], route["path"]) for route in self.routes}
        self.assertEqual({path for method, path in paths if method == "POST"}, {path for _, path in sent})
        self.assertLess(SELDOM, {path for _, path in sent})
        self.assertEqual({pair for pair in paths if pair[0] == "GET"} - self.seen, set())

    def right_targets(self):
        for route in self.routes:
            if route["method"] != "GET":
                continue
            code = self.invitations[0] if "einladung" in route["path"] else "too-large"
            rounds = (ROUNDS["open"], ROUNDS["new"]) if "{round}" in route["path"] else ("",)
            for round_id in rounds:
                path = route["path"].replace("{round}", round_id).replace("{code}", code)
                for name in re.findall("{([a-z]+)}", path):
                    path = path.replace("{" + name + "}", self.requests.known[name][0])
                yield path.encode()

    def form_not_in(self, visitor, sent):
        """A form of theirs to a route that they sent nothing to; the one that signs out comes last."""
        forms = sorted(visitor.forms.values(), key=lambda form: form.action == "/abmelden")
        return next((form for form in forms if form.method == "POST" and
                     (visitor.who, self.route_of("POST", form.action.encode())["path"]) not in sent), None)

    # --- what stays ---

    def nothing_stays(self):
        """Nothing of all that is open, and the database has no more than was asked for."""
        def open_things():
            text = self.daemon.operator("/metrics").body.decode()
            values = dict(re.findall(r"^weltoffend_(\w+_open) (\d+)$", text, re.MULTILINE))
            return {name: int(value) for name, value in values.items()}  # the one that asks among them

        def is_quiet():
            children = pathlib.Path(f"/proc/{pid}/task/{pid}/children").read_text()
            is_closed = open_things() == alone and not children
            return is_closed and len(self.open_descriptors()) <= self.descriptors

        alone = {"connections_open": 1, "exchanges_open": 1, "database_units_open": 0}
        pid = self.daemon.process.pid
        try:
            wait_until(is_quiet, "everything is closed", 60)
        except AssertionError as late:
            count = len(self.open_descriptors())
            raise AssertionError(f"{late}: {open_things()}, {count} files instead of {self.descriptors}") \
                from late
        query = self.programme.query
        self.assertLessEqual(int(query("SELECT count(*) FROM session")), self.signed_in)
        for table in ("pending_upload", "draft"):
            self.assertLessEqual(int(query(f"SELECT count(*) FROM {table}")), 2 * len(ROUNDS))
        log = self.daemon.log()
        self.assertNotIn("it ended without a whole reply", log)  # a reader of workbooks that crashed
        secrets = list(self.programme.tokens.values())
        secrets += [visitor.cookie.split(";")[0].split("=")[1] for visitor in self.visitors.values() if visitor.cookie]
        secrets += [visitor.entry.split("=")[1] for visitor in self.visitors.values() if visitor.entry]
        self.assertEqual([secret for secret in secrets if secret in log], [])
        self.programme.ctl("audit", "verify")

    # --- tests ---

    def test_forms_and_addresses_made_at_random_are_answered_as_pages_answer(self):
        self.sweep()
        self.run_for(SECONDS * 0.7, "generated requests of pages", self.step)
        known = {(route["method"], route["path"], status) for route in self.routes
                 for status in page_answers.statuses(route["method"], route["path"])}
        print(f"statuses of routes seen: {len(known & self.statuses)} of {len(known)}; values that came back as "
              f"text: {self.escaped}", flush=True)
        self.assertGreaterEqual(len(known & self.statuses), STATUSES_LEAST)
        self.assertGreater(self.escaped, 0)
        self.nothing_stays()

    def attack(self, counts):
        """One connection with several requests that a browser sent, as they are or mutated."""
        chosen = self.random.choices(self.recorded, k=self.random.choice((1, 1, 2, 5, 20)))
        is_whole = self.random.random() < 0.15
        data = b"".join(chosen)
        if not is_whole:
            data = mutate_bytes(self.random, data, self.random.choice((None, None, 40)))
        received, is_due = throw(self.daemon.port, in_parts(self.random, data), self.random.random() < 0.9)
        wrong, answers = {}, list(answers_in(received))
        for answer in answers:
            self.note(answer)
            counts["cut off" if answer is None else answer.status] += 1
            if answer is None:
                wrong.update({"cut off": f"{data[:1500]!r}: {received[-300:]!r}"} if is_due else {})
                continue
            complaints = page_answers.judge(answer)[0]
            if answer.status not in self.of_raw:
                complaints.append(f"status {answer.status}")
            wrong.update((complaint, f"{data[:1500]!r}: {received[:300]!r}") for complaint in complaints)
        if not answers:
            counts["no answer"] += 1
            wrong.update({"no answer": repr(data[:3000])} if is_due and begins_whole(data) else {})
        return wrong

    def test_requests_whose_bytes_are_changed_are_answered_as_pages_answer(self):
        if not self.recorded:  # this test alone
            self.sweep()
        type(self).of_raw = page_answers.every_status(self.routes) | self.of_api | self.transport
        self.run_for(SECONDS * 0.3, "mutated connections of pages", self.attack)
        self.nothing_stays()


if __name__ == "__main__":
    print(f"seed {SEED}", flush=True)
    main()
