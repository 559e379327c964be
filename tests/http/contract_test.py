#!/usr/bin/python3
"""What the daemon answers is what /v1/openapi.json says, whatever it is asked; siege.py says for how
long."""

import json
import random
import re

from daemon import Daemon, Programme, self_check
from described import Description
from generated import Generator, mutate_bytes
from harness import SOURCE, main
from page_requests import Sent
from siege import DEADLINES, SECONDS, SEED, Siege, answers_in, begins_whole, in_parts, throw

OWN, OTHER = "12054000", "01003000"
STATUSES_LEAST = 7  # have to be seen; a processor shared with four others gets to 71


class Contract(Siege):
    @classmethod
    def setUpClass(cls):
        cls.random = random.Random(SEED)
        cls.programme = Programme("contract")
        cls.addClassCleanup(cls.programme.drop)
        cls.programme.round("2024", closes="2027-12-31")
        cls.programme.round("2026")
        cls.programme.round("2030", opens="2090-01-01")
        cls.daemon = Daemon(cls.programme, **DEADLINES)
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

    def wire(self, request):
        """The request as it goes over the wire."""
        fields = {"Host": f"127.0.0.1:{self.daemon.port}", "Connection": "close", **request.headers}
        if request.who is not None:
            known = request.who.startswith("wok_")
            token = request.who if known else self.programme.token(request.who)
            fields["Authorization"] = f"Bearer {token}"
        if request.body is not None or request.method in ("PUT", "POST", "PATCH"):
            fields["Content-Length"] = len(request.body or b"")
        return Sent(None, request.method, request.path.encode(), fields.items(), request.body).wire()

    def judge(self, request, reply):
        """What is wrong with the answer; a path made at random may be another operation's. What is
        wrong with the request as HTTP comes before the operation; an answer to HEAD has no body to
        say so."""
        is_transport = reply.status in self.description.transport and reply.status < 500
        is_outside = not request.path.startswith("/v1/")  # a page there, for people who asked for one
        is_page = is_outside and reply.headers.get("Content-Type", "").startswith("text/html")
        if is_transport and (reply.status in (404, 405) or request.method == "HEAD" or is_page or
                             reply.json["type"] == "about:blank"):
            return []
        method = "GET" if request.method == "HEAD" else request.method
        operation = self.description.operation(method, request.path)
        if operation is None:
            return [f"status {reply.status} where nothing is described"]
        return self.description.complaints(operation, reply, request.method == "HEAD")

    def ask(self, counts):
        """One request; what is wrong with its answer, and an example of each."""
        operation = self.random.choice(self.description.operations)
        request = self.generator.request(operation)
        received, is_due = throw(self.daemon.port, [self.wire(request)], is_ended=False)
        reply = next(answers_in(received, request.method == "HEAD"), None)
        if reply is None:
            counts["closed while sending"] += not is_due
            return {f"{operation.id}: no answer": f"{request}\n  {received[:300]}"} if is_due else {}
        counts[reply.status] += 1
        self.seen.add((operation.id, reply.status))
        if "ETag" in reply.headers:
            self.generator.etags = self.generator.etags[-8:] + [reply.headers["ETag"]]
        return {f"{operation.id}: {complaint}": f"{request}\n  {reply.status} {reply.body[:300]}"
                for complaint in self.judge(request, reply)}

    def test_generated_requests_get_what_is_described(self):
        type(self).seen = set()
        self.run_for(SECONDS * 0.7, "generated requests", self.ask)
        described = {(o.id, status) for o in self.description.operations for status in o.responses}
        print(f"described statuses seen: {len(described & self.seen)} of {len(described)}", flush=True)
        self.assertGreaterEqual(len(described & self.seen), STATUSES_LEAST)

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

    def attack(self, counts):
        """One connection with mutated requests on it."""
        valid = self.recorded_requests
        data = b"".join(self.random.choices(valid, k=self.random.choice((1, 1, 2, 5))))
        data = mutate_bytes(self.random, data)
        received, is_due = throw(self.daemon.port, in_parts(self.random, data), self.random.random() < 0.9)
        statuses = [answer.status if answer else "cut off" for answer in answers_in(received)]
        statuses = statuses or ["no answer"]
        counts.update(statuses)
        allowed = self.described_statuses | (set() if is_due else {"cut off"})
        if not is_due or not begins_whole(data):
            allowed = allowed | {"no answer"}
        return {f"status {status}": f"{data!r}: {received[:300]!r}"
                for status in statuses if status not in allowed}

    def test_mutated_bytes_get_what_is_described(self):
        statuses = {status for o in self.description.operations for status in o.responses}
        type(self).recorded_requests = self.recorded()
        type(self).described_statuses = statuses | set(self.description.transport)
        self.run_for(SECONDS * 0.3, "mutated connections", self.attack)


if __name__ == "__main__":
    print(f"seed {SEED}", flush=True)
    main()
