#!/usr/bin/python3
"""What the daemon answers is what /v1/openapi.json says, whatever it is asked.

WELTOFFEND_CONTRACT_SECONDS   how long to ask; 20 without it
WELTOFFEND_CONTRACT_SEED      the seed of an earlier run, to have it again
"""

import collections
import http.client
import json
import os
import random
import re
import socket
import time
import unittest
import urllib.parse

import matrix
from daemon import Daemon, JSON_TYPE, Programme, Reply, self_check, wait_until
from described import Description
from generated import ODD_TEXTS, Generator, mutate_bytes
from harness import SOURCE, main

SECONDS = float(os.environ.get("WELTOFFEND_CONTRACT_SECONDS") or 20)
SEED = int(os.environ.get("WELTOFFEND_CONTRACT_SEED") or time.time_ns() % 10 ** 9)
OWN, OTHER = "12054000", "01003000"
ANSWER_SECONDS = 20  # for one answer, also of a sanitized daemon
FAILURE = re.compile(r"request failed|ERROR: AddressSanitizer|runtime error|Assertion|LeakSanitizer")


def read_all(connection):
    """What comes until the other side closes or falls silent for as long as it may."""
    received = b""
    try:
        while chunk := connection.recv(65536):
            received += chunk
    except ConnectionResetError:
        pass
    return received


def statuses_in(received):
    """The statuses of the answers in these bytes, one behind the other."""
    while received:
        head, end, rest = received.partition(b"\r\n\r\n")
        line = re.match(rb"HTTP/1\.1 (\d{3}) ", head)
        if not end or not line:
            yield "incomplete"
            return
        yield int(line[1])
        length = re.search(rb"\r\nContent-Length: (\d+)", head, re.IGNORECASE)
        received = rest[int(length[1]) if length else 0:]


class Contract(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.random = random.Random(SEED)
        cls.programme = Programme("contract")
        cls.addClassCleanup(cls.programme.drop)
        cls.programme.round("2024", closes="2027-12-31")
        cls.programme.round("2026")
        cls.programme.round("2030", opens="2090-01-01")
        cls.daemon = Daemon(cls.programme, head_deadline=1000, body_deadline=1000, idle_deadline=1000)
        cls.addClassCleanup(cls.daemon.close)
        cls.daemon.start()
        for round_id in ("2024", "2026"):
            cls.daemon.hand_in_all(round_id)
            cls.programme.ctl("run", "now", round_id)
        cls.programme.ctl("round", "close", "2024")
        reply = cls.daemon.get("/v1/openapi.json")
        cls.description = Description(reply.json)
        cls.generator = Generator(cls.random, cls.known(), cls.documents(), cls.files())

    @classmethod
    def known(cls):
        return {
            "round": ["2026", "2026", "2026", "2024", "2030", "2025"], "key": [OWN, OWN, OTHER, "12072"],
            "edition": ["v1", "v9"], "number": ["1", "1", "2", "99"], "version": ["1", "2", "0"],
            "release": ["1", "2", "0"], "since": ["0", "1", "7"], "run": ["1", "2", "77"],
            "figure": ["STR.1.01@all", "STR.1@all", "all@all", "STR@band-1", "STR.1#measures@all"],
            "code": ["too-large", "level-out-of-range", "nothing"], "dry-run": ["true", "true", "false"],
            "field": ["STR", "ADM", "X"], "goal": ["STR.1", "ADM.1"], "group": ["all", "band-1", "y"],
            "after": ["", "1.2", "1.1_2.7"], "limit": ["1", "5", "1000"], "chain": ["x/1"],
            "municipality": [OWN, "x"], "action": ["draft-saved", "sign-in"],
            "indicator": ["STR.1.01", "STR.2.03"],
            "who": [OWN, OWN, OWN, OTHER, "director", "operator", None, "wok_" + "x" * 40]}

    @classmethod
    def documents(cls):
        whole = json.loads(self_check(OWN))
        part = {**whole, "answers": dict(list(whole["answers"].items())[:5])}
        return [whole, part, {"edition": "v1", "answers": {}}, {"reason": "Versehen."}]

    @classmethod
    def files(cls):
        form = f"/v1/rounds/2026/self-checks/{OWN}/template"
        accepted = ("text/csv", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
        return [(accept, cls.daemon.get(form, OWN, Accept=accept).body) for accept in accepted]

    # --- the document ---

    def test_every_example_fits_its_schema(self):
        examples = list(self.description.examples())
        self.assertGreater(len(examples), 30)
        for name, schema, value in examples:
            with self.subTest(name):
                self.assertEqual(self.description.problems(schema, value), [])

    def test_every_schema_is_one(self):
        validator = self.description.validators
        for name, schema in self.description.document["components"]["schemas"].items():
            with self.subTest(name):
                self.description.problems(schema, None)
                validator[id(schema)].check_schema(schema)

    def test_every_reference_leads_somewhere_and_every_part_is_used(self):
        text = json.dumps(self.description.document)
        used = set(re.findall(r'"\$ref": "#/components/([^"]*)"', text))
        there = {f"{kind}/{name}" for kind, parts in self.description.document["components"].items()
                 for name in parts if kind != "securitySchemes"}
        self.assertEqual(used ^ there, set())

    def test_every_problem_type_is_listed_with_its_status(self):
        text = (SOURCE / "daemon" / "problem.def").read_text(encoding="utf-8")
        types = dict(re.findall(r'PROBLEM\(\w+, "([a-z-]+)", (\d+),', text))
        listed = self.description.document["x-problem-types"]
        self.assertEqual({code: str(entry["status"]) for code, entry in listed.items()}, types)

    def test_is_had_by_its_etag(self):
        reply = self.daemon.get("/v1/openapi.json")
        again = self.daemon.get("/v1/openapi.json", If_None_Match=reply.headers["ETag"])
        self.assertEqual((again.status, again.body), (304, b""))

    # --- generated requests ---

    def send(self, connection, request):
        headers = dict(request.headers)
        if request.who is not None:
            known = request.who.startswith("wok_")
            token = request.who if known else self.programme.token(request.who)
            headers["Authorization"] = f"Bearer {token}"
        connection.request(request.method, request.path, request.body, headers)
        return Reply(connection.getresponse())

    def judge(self, operation, request, reply):
        """What is wrong with the answer. What is wrong with the request as HTTP comes before the
        operation; an answer to HEAD has no body to say so."""
        is_transport = reply.status in self.description.transport and reply.status < 500
        if is_transport and (reply.status in (404, 405) or request.method == "HEAD" or
                             reply.json["type"] == "about:blank"):
            return []
        method = "GET" if request.method == "HEAD" else request.method
        if method != operation.method:
            operation = next(o for o in self.description.operations
                             if (o.method, o.path) == (method, operation.path))
        return self.description.complaints(operation, reply, request.method == "HEAD")

    def ask(self, counts):
        """One request; what is wrong with its answer, and an example of each."""
        operation = self.random.choice(self.description.operations)
        request = self.generator.request(operation)
        connection = http.client.HTTPConnection("127.0.0.1", self.daemon.port, timeout=ANSWER_SECONDS)
        try:
            reply = self.send(connection, request)
        except (BrokenPipeError, ConnectionResetError):
            counts["closed while sending"] += 1
            return {}
        finally:
            connection.close()
        counts[reply.status] += 1
        self.seen.add((operation.id, reply.status))
        if "ETag" in reply.headers:
            self.generator.etags = self.generator.etags[-8:] + [reply.headers["ETag"]]
        return {f"{operation.id}: {complaint}": f"{request}\n  {reply.status} {reply.body[:300]}"
                for complaint in self.judge(operation, request, reply)}

    def run_for(self, seconds, what, step):
        """Takes steps for so long; ends with the figures, or with what was wrong."""
        counts, wrong = collections.Counter(), {}
        until = time.monotonic() + seconds
        while time.monotonic() < until and len(wrong) < 20:
            try:
                wrong.update(step(counts))
            except (OSError, http.client.HTTPException) as failure:
                wrong[type(failure).__name__] = failure
        figures = ", ".join(f"{status}: {count}" for status, count in sorted(counts.items(), key=str))
        print(f"{what}: {sum(counts.values())} in {seconds:.0f} s, seed {SEED}: {figures}", flush=True)
        self.assertFalse(wrong, "\n" + "\n".join(f"{key}\n  {wrong[key]}" for key in wrong))
        self.assertTrue(wait_until(lambda: self.daemon.health("/live") == 200, "it lives"))
        self.assertIsNone(FAILURE.search(self.daemon.log()), self.daemon.log()[-3000:])
        return counts

    def test_generated_requests_get_what_is_described(self):
        type(self).seen = set()
        self.run_for(SECONDS * 0.7, "generated requests", self.ask)
        described = {(o.id, status) for o in self.description.operations for status in o.responses}
        print(f"described statuses seen: {len(described & self.seen)} of {len(described)}", flush=True)

    # --- pages ---

    def odd(self, values):
        """One of these values, or as often something that nobody would expect in its place."""
        return self.random.choice(self.random.choice((values, ODD_TEXTS)))

    def odd_page_request(self, route):
        """A path with odd parts and parameters, and a body that fits or does not."""
        known = {**{name: [value] for name, value in matrix.captures("all@all", "1").items()},
                 **self.known(), "form": ["csv", "xlsx", "json"], "file": ["x"], "lang": ["de", "en"]}
        path = re.sub(r"\{(\w+)\}", lambda name: urllib.parse.quote(self.odd(known[name[1]]), safe=""),
                      route["path"])
        names = self.random.choices([*route["query"], "lang"], k=self.random.choice((0, 0, 1, 3)))
        query = [(name, self.odd(known.get(name, "1"))) for name in names]
        body, headers = matrix.bodies(OWN)[route["body"]]
        if route["body"] in ("form", "long-form"):
            names = ("key", "reason", "next", "seen", "schritt", "weiter", "entfernen", "STR.1.01")
            fields = [(self.odd(names), self.odd(("1", "x" * 600, "3"))) for _ in range(4)]
            body = urllib.parse.urlencode([("csrf", "CSRF"), *fields]).encode()
        headers = {**headers, "Accept-Language": self.random.choice(("de", "en"))}
        return path + ("?" + urllib.parse.urlencode(query) if query else ""), body, headers

    def test_pages_are_never_taken_aback(self):
        """Pages have no description; whatever they are asked, no answer of theirs is a failure."""
        door = matrix.Page(self.daemon, {who: self.programme.token(who)
                                         for who in (OWN, "director", "operator")})
        pages = [route for route in matrix.routes() if route.get("door") == "page"]

        def ask(counts):
            route = self.random.choice(pages)
            path, body, headers = self.odd_page_request(route)
            if body is not None and self.random.random() < 0.3:
                body = mutate_bytes(self.random, body)
            who = self.random.choice((OWN, OWN, "director", "operator"))
            if route["access"] == "operator":
                who = "operator"
            reply = door.ask(route["method"], path, who, body, headers)
            counts[reply.status] += 1
            return {} if reply.status < 500 else {f"{route['method']} {path}": f"{body} {reply.status}"}

        counts = self.run_for(SECONDS * 0.3, "requests for pages", ask)
        self.assertGreater(counts[200], 10)

    # --- mutated bytes ---

    def recorded(self):
        """Right requests as they stand on the wire."""
        token = {who: self.programme.token(who) for who in (OWN, "director", "operator")}
        path = f"/v1/rounds/2026/self-checks/{OWN}"
        body = json.dumps(self.documents()[1]).encode()

        def request(method, target, who, body=b"", more=""):
            length = f"Content-Length: {len(body)}\r\n" if body else ""
            return (f"{method} {target} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {token[who]}\r\n"
                    f"{more}{length}\r\n").encode() + body

        chunked = b"%x\r\n%s\r\n0\r\n\r\n" % (len(body), body)
        media_type = "Content-Type: application/json\r\n"
        return [request("GET", "/v1/rounds", "director"), request("GET", path, OWN),
                request("PUT", path + "?dry-run=true", OWN, body, media_type),
                request("PUT", f"/v1/rounds/2026/drafts/{OWN}", OWN, body, media_type),
                request("PUT", path, OWN, b"", media_type + "Transfer-Encoding: chunked\r\n") + chunked,
                request("GET", "/v1/rounds/2026/releases/1?field=STR&group=all", "director"),
                request("GET", "/v1/trends?indicator=STR.1.01", "director"),
                request("DELETE", path, OWN, b'{"reason": "x"}', 'If-Match: "1"\r\n'),
                request("POST", "/v1/rounds/2026/runs", "operator")]

    def throw(self, counts):
        """One connection with mutated requests on it."""
        valid = self.recorded_requests
        data = b"".join(self.random.choices(valid, k=self.random.choice((1, 1, 2, 5))))
        data = mutate_bytes(self.random, data)
        with socket.create_connection(("127.0.0.1", self.daemon.port), ANSWER_SECONDS) as connection:
            try:
                for part in self.parts(data):
                    connection.sendall(part)
                if self.random.random() < 0.9:
                    connection.shutdown(socket.SHUT_WR)
            except OSError:
                pass
            received = read_all(connection)
        wrong = {}
        for status in statuses_in(received):
            counts[status] += 1
            if status not in self.described_statuses:
                wrong[f"status {status}"] = f"{data!r}: {received[:300]!r}"
        counts["no answer"] += not received
        return wrong

    def parts(self, data):
        """The data whole, or in small segments."""
        size = self.random.choice((len(data), len(data), 500, 17)) or 1
        return [data[i:i + size] for i in range(0, len(data), size)]

    def test_mutated_bytes_get_what_is_described(self):
        statuses = {status for o in self.description.operations for status in o.responses}
        type(self).recorded_requests = self.recorded()
        # A connection that is closed while an answer is sent cuts it off.
        type(self).described_statuses = statuses | set(self.description.transport) | {"incomplete"}
        self.run_for(SECONDS * 0.3, "mutated connections", self.throw)


if __name__ == "__main__":
    print(f"seed {SEED}", flush=True)
    main()
