"""Every route of the daemon, asked by everybody: whom it lets in, and what it tells the others."""

import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).parents[1] / "support"))

import matrix  # noqa: E402
from daemon import JSON_TYPE, KEYS, DaemonTest  # noqa: E402
from exchanges import unguarded  # noqa: E402
from harness import main  # noqa: E402
from matrix import OTHER, OWN, ROUND, UNKNOWN, WHO  # noqa: E402

# What could name another municipality beside the path.
SMUGGLED = ("key={0}", "municipality={0}", "key={0}&key={1}")
NAMED = {"X-Municipality": OWN, "X-Forwarded-User": OWN, "X-Key": OWN, "From": OWN}


class AccessMatrix(DaemonTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.programme.round(ROUND)
        for key in KEYS[:8]:
            if cls.daemon.put(ROUND, key, matrix.marked(key)).status != 201:
                raise RuntimeError(cls.daemon.log())
        for key in (OWN, OTHER):
            cls.daemon.request("PUT", f"/v1/rounds/{ROUND}/drafts/{key}", key, matrix.marked(key),
                               JSON_TYPE)
        asked = cls.daemon.request("POST", f"/v1/rounds/{ROUND}/runs", "operator")
        cls.daemon.await_run(asked.headers["Location"])
        figures = cls.daemon.get(f"/v1/rounds/{ROUND}/releases/1", "director").json["figures"]
        cls.values = matrix.captures(figures[0]["id"], asked.headers["Location"].split("/")[-1])
        cls.secrets = {key: cls.secrets_of(key) for key in (OWN, OTHER)}
        cls.tokens = cls.make_tokens()
        cls.routes = matrix.routes()
        cls.doors = {name: door(cls.daemon, cls.tokens) for name, door in matrix.DOORS.items()}
        cls.end_tokens()

    def setUp(self):
        # What a test before this one has filled in and checked waits no more.
        self.programme.query("DELETE FROM pending_upload")

    @classmethod
    def secrets_of(cls, key):
        """What nobody but this municipality may ever get to see."""
        sha256, content, receipt = cls.programme.query(
            "SELECT sha256, content_sha256, receipt::json ->> 'number' FROM version "
            f"WHERE round = '{ROUND}' AND municipality = '{key}'").split("|")
        return {"comment": matrix.secret_of(key), "sha256": sha256, "content": content,
                "receipt": receipt, "etag": f'"1-{sha256[:16]}'}

    @classmethod
    def make_tokens(cls):
        """One for each who comes; those to be ended are of the municipality whose path is asked."""
        programme = cls.programme
        cls.to_end = {}
        ended = {}
        for who in sorted(matrix.ENDED):
            ended[who] = programme.new_token(OWN)
            cls.to_end[who] = programme.query("SELECT max(id) FROM token")
        valid = programme.token(OWN)
        invented = "wok_operator_0000000000000000000000000001hmUDL"  # of token_test.c
        tokens = {"nobody": None, "own": valid, "other": programme.token(OTHER),
                  "director": programme.token("director"), "operator": programme.token("operator"),
                  **ended, "invented": invented,
                  "mistyped": valid[:-1] + ("x" if valid[-1] != "x" else "y"),
                  "no bearer": valid}
        if set(tokens) != set(WHO):
            raise RuntimeError("somebody has no token")
        return tokens

    @classmethod
    def end_tokens(cls):
        """When they have opened what they can."""
        cls.programme.ctl("token", "revoke", cls.to_end["revoked"])
        cls.programme.query("UPDATE token SET expires_at = now() - interval '1 second' "
                            f"WHERE id = {cls.to_end['expired']}")

    def ask(self, route, who, key=OWN, more="", headers=None, method=None):
        """The door and its reply; more is put behind the query that the route needs."""
        door = self.doors[route.get("door", "api")]
        body, fields = matrix.bodies(key)[route["body"]]
        query = "&".join(filter(None, (matrix.QUERY.get(route["path"]), more)))
        reply = door.ask(method or route["method"],
                         matrix.path_of(route, self.values, key) + (query and "?" + query),
                         who, body, {**fields, **(headers or {})})
        self.assertEqual(unguarded(reply.headers.items()), [], "what guards every answer")
        return door, reply

    def tells_nothing(self, reply, keys):
        """No secret of these municipalities is in it."""
        text = matrix.text_of(reply)
        for key in keys:
            for name, secret in self.secrets[key].items():
                self.assertNotIn(secret, text, f"{name} of {key}")

    def strangers_to(self, who):
        """Whose secrets this one may not see, whatever it asks."""
        return [key for key, owner in ((OWN, "own"), (OTHER, "other")) if WHO[who] != owner]

    def for_each(self, examine, choose=lambda route: True):
        """Calls it for every route that is chosen and everybody who may come."""
        for route in filter(choose, self.routes):
            for who in WHO:
                with self.subTest(f"{route['method']} {route['path']} by {who}"):
                    examine(route, who)

    def test_every_route_lets_in_whom_its_access_says(self):
        def examine(route, who):
            door, reply = self.ask(route, who)
            self.assertEqual(reply.status, door.expected(route, who), reply.body[:300])
            self.tells_nothing(reply, self.strangers_to(who))
            if reply.status in (401, 403) and route.get("door", "api") == "api":
                self.is_problem(reply, reply.status,
                                "unauthenticated" if reply.status == 401 else "forbidden")

        before = self.programme.versions(ROUND)
        self.for_each(examine)
        self.assertEqual(self.programme.versions(ROUND), before)

    def test_head_is_refused_like_get(self):
        def examine(route, who):
            door, reply = self.ask(route, who, method="HEAD")
            self.assertEqual((reply.status, reply.body), (door.expected(route, who), b""))
            self.tells_nothing(reply, self.strangers_to(who))

        self.for_each(examine, lambda route: route["method"] == "GET")

    def test_the_secrets_would_be_found(self):
        """A matrix that finds nothing proves nothing: the owner's own answers have them all."""
        for key, who in ((OWN, "own"), (OTHER, "other")):
            texts = "".join(matrix.text_of(self.ask(route, who, key)[1])
                            for route in self.routes
                            if route["access"] == "own" and route["method"] == "GET")
            missing = {name for name, secret in self.secrets[key].items() if secret not in texts}
            self.assertEqual(missing, set())

    def test_a_key_that_is_nobodys_is_nobodys(self):
        def examine(route, who):
            for key in (UNKNOWN, "x", OWN + "0", OWN[:5], OWN.lstrip("0"), OWN + "%20"):
                _, reply = self.ask(route, who, key)
                self.assertEqual(reply.status, 401 if WHO[who] is None else 403, key)
                self.tells_nothing(reply, self.secrets)

        self.for_each(examine, lambda route: "{key}" in route["path"])

    def test_no_parameter_and_no_header_widens_a_token(self):
        """What is asked for beside the path changes neither who is let in nor what they see."""
        def examine(route, who):
            door, reply = self.ask(route, who, headers=NAMED)
            expected = door.expected(route, who)
            self.assertEqual(reply.status, expected)
            self.tells_nothing(reply, self.strangers_to(who))
            is_let_in = WHO[who] in matrix.ACCESS[route["access"]]
            for form in SMUGGLED:
                _, reply = self.ask(route, who, more=form.format(OWN, OTHER))
                names = {part.split("=")[0] for part in form.split("&")}
                is_taken = names <= set(route["query"])  # a filter of those who see all anyway
                self.assertEqual(reply.status,
                                 400 if is_let_in and not is_taken else expected, form)
                self.tells_nothing(reply, self.strangers_to(who))

        self.for_each(examine)

    def test_a_document_that_names_another_stays_the_senders_own(self):
        """A neighbour sends the document of the other under its own path, saying whose it is."""
        count = self.programme.versions(ROUND, OWN)
        before = self.daemon.get(f"/v1/rounds/{ROUND}/self-checks/{OWN}", OWN).body
        for body in (matrix.marked(OWN),
                     b'{"municipality": "%s", ' % OWN.encode() + matrix.marked(OWN)[1:],
                     b'{"key": "%s", ' % OWN.encode() + matrix.marked(OWN)[1:]):
            reply = self.daemon.put(ROUND, OTHER, body)
            self.assertIn(reply.status, (422, 428), reply.body)
        self.assertEqual(self.programme.versions(ROUND, OWN), count)
        self.assertEqual(self.daemon.get(f"/v1/rounds/{ROUND}/self-checks/{OWN}", OWN).body, before)


if __name__ == "__main__":
    main()
