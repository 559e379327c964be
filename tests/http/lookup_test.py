"""Looking up: catalogues, rounds, participation."""

import json
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).parents[1] / "support"))

from daemon import KEYS, DaemonTest, path_of, self_check  # noqa: E402
from harness import EXAMPLE, main  # noqa: E402

CATALOGUE = (EXAMPLE / "catalogue-v1.json").read_bytes()
ROLES = (KEYS[0], "director", "operator")
FEW = KEYS[:7]


class LookUp(DaemonTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.round = cls.programme.round("2026")
        cls.second = cls.programme.round("2026-2")
        cls.programme.round("later", "2099-06-01", "2099-06-30")
        cls.programme.round("over", "2026-01-01", "2026-02-28")
        for key in FEW:
            cls.daemon.put(cls.round, key, self_check(key))

    def answers_conditionally(self, path, who=None):
        """It has an ETag, by which nobody gets it twice, and HEAD is like GET."""
        reply = self.daemon.get(path, who)
        self.assertEqual((reply.status, reply.headers["Content-Type"]), (200, "application/json"))
        etag = reply.headers["ETag"]
        self.assertRegex(etag, r'^"[0-9a-f]+"$')
        for field in (etag, f'"x", W/{etag}', "*"):
            again = self.daemon.get(path, who, If_None_Match=field)
            self.assertEqual((again.status, again.body, again.headers["ETag"]), (304, b"", etag))
            self.assertEqual(again.headers["Cache-Control"], reply.headers["Cache-Control"])
        self.assertEqual(self.daemon.get(path, who, If_None_Match='"x"').status, 200)
        head = self.daemon.request("HEAD", path, who)
        self.assertEqual((head.status, head.body, head.headers["ETag"],
                          head.headers["Content-Length"]),
                         (200, b"", etag, str(len(reply.body))))
        return reply

    def test_catalogues_are_for_everybody(self):
        listed = self.answers_conditionally("/v1/catalogues").json["catalogues"]
        self.assertEqual([(one["edition"], one["indicators"]) for one in listed], [("v1", 74)])
        self.assertEqual(listed[0]["title"], json.loads(CATALOGUE)["title"])
        reply = self.answers_conditionally("/v1/catalogues/v1")
        self.assertEqual(reply.body, CATALOGUE)
        self.assertIn("immutable", reply.headers["Cache-Control"])
        self.is_problem(self.daemon.get("/v1/catalogues/v9"), 404, "not-found")

    def test_rounds_are_for_every_role(self):
        expected = {"2026": ("open", "2025-12-31T23:00:00Z", "2099-12-31T23:00:00Z"),
                    "2026-2": ("open", "2025-12-31T23:00:00Z", "2099-12-31T23:00:00Z"),
                    "later": ("planned", "2099-05-31T22:00:00Z", "2099-06-30T22:00:00Z"),
                    "over": ("closed", "2025-12-31T23:00:00Z", "2026-02-28T23:00:00Z")}
        for who in ROLES:
            listed = self.daemon.get("/v1/rounds", who).json["rounds"]
            self.assertEqual({one["round"]: (one["state"], one["opensAt"], one["closesAt"])
                              for one in listed}, expected)
        for one in listed:
            path = f"/v1/rounds/{one['round']}"
            shown = self.answers_conditionally(path, KEYS[0]).json
            self.assertEqual(shown, {**one, "municipality": {"key": KEYS[0], "name": "Lübeck"}})
            self.assertEqual(self.daemon.get(path, ROLES[-1]).json, one)
            self.assertIsNone(one["municipality"])
            self.assertEqual((one["edition"], one["participants"], one["latestRelease"]),
                             ("v1", 40, None))
        self.is_problem(self.daemon.get("/v1/rounds/2027", KEYS[0]), 404, "not-found")

    def test_participation_tells_who_and_nothing_of_what(self):
        path = f"/v1/rounds/{self.round}/participation"
        for who in ("director", "operator"):
            reply = self.daemon.get(path, who)
            self.assertEqual(reply.status, 200, reply.body)
        self.is_problem(self.daemon.get(path, KEYS[0]), 403, "forbidden")
        self.is_problem(self.daemon.get("/v1/rounds/2027/participation", "director"), 404,
                        "not-found")
        shown = reply.json
        self.assertEqual((shown["round"], shown["members"], shown["handedIn"]),
                         (self.round, 40, len(FEW)))
        self.assertEqual({one["key"]: one["handedIn"] for one in shown["municipalities"]},
                         {key: key in FEW for key in KEYS})
        for one in shown["municipalities"]:
            self.assertEqual(set(one), {"key", "name", "kind", "handedIn"})
            self.assertEqual(one["kind"], "kreis" if len(one["key"]) == 5 else "gemeinde")
        groups = {group["id"]: (group["members"], group["handedIn"]) for group in shown["groups"]}
        for parts in (["band-1", "band-2", "band-3"], ["kind-gemeinde", "kind-kreis"]):
            self.assertEqual(tuple(sum(groups[part][i] for part in parts) for i in (0, 1)),
                             groups["all"])
        self.assertEqual(groups["all"], (40, len(FEW)))
        self.assertEqual(groups["kind-kreis"][0], 3)
        self.assertEqual(groups["band-1"][0], 8)

    def test_participation_tells_the_days_on_which_it_grew(self):
        """By the first version of each, in German time, and of none that has withdrawn."""
        path = f"/v1/rounds/{self.second}/participation"
        self.assertEqual(self.daemon.get(path, "director").json["progress"], [])
        for key in FEW:
            self.daemon.put(self.second, key, self_check(key))
        etag = self.daemon.get(path_of(self.second, FEW[0]), FEW[0]).headers["ETag"]
        corrected = self_check(FEW[0]) + b"\n"
        reply = self.daemon.put(self.second, FEW[0], corrected, If_Match=etag)
        self.assertEqual(reply.status, 200, reply.body)
        etag = self.daemon.get(path_of(self.second, FEW[1]), FEW[1]).headers["ETag"]
        gone = self.daemon.request("DELETE", path_of(self.second, FEW[1]), FEW[1],
                                   b'{"reason": "Ein Versehen"}',
                                   {"Content-Type": "application/json", "If-Match": etag})
        self.assertEqual(gone.status, 200, gone.body)
        received = {FEW[0]: "2026-05-11T21:59:59Z", FEW[1]: "2026-05-12T08:00:00Z",
                    FEW[2]: "2026-05-11T22:00:00Z"}
        self.programme.query("SET session_replication_role = replica; " + "; ".join(
            f"UPDATE version SET received_at = '{received.get(key, '2026-05-20T12:00:00Z')}' "
            f"WHERE round = '{self.second}' AND municipality = '{key}' AND number = 1"
            for key in FEW))
        shown = self.daemon.get(path, "operator").json
        self.assertEqual(shown["progress"], [{"day": "2026-05-11", "handedIn": 1},
                                             {"day": "2026-05-12", "handedIn": 2},
                                             {"day": "2026-05-20", "handedIn": len(FEW) - 1}])
        self.assertEqual(shown["handedIn"], len(FEW) - 1)

    def test_before_the_first_release_there_is_none(self):
        base = f"/v1/rounds/{self.round}/releases"
        self.assertEqual(self.daemon.get(base, KEYS[0]).json,
                         {"round": self.round, "releases": [], "waiting": len(FEW)})
        for path in (f"{base}/latest", f"{base}/1", f"{base}/0", f"{base}/01", f"{base}/one",
                     f"{base}/1/2", "/v1/rounds/2027/releases", "/v1/rounds/2027/releases/latest"):
            with self.subTest(path):
                self.is_problem(self.daemon.get(path, KEYS[0]), 404, "not-found")

    def test_what_there_is_not_is_not_found_for_anybody(self):
        for path in ("/v1", "/v2/rounds", "/v1/rounds/", "/V1/rounds",
                     "/v1/rounds/2026/self-checks", "/problems/nothing"):
            for who in (None, "operator"):
                with self.subTest(path):
                    self.is_problem(self.daemon.get(path, who), 404, "not-found")

    def test_an_unknown_parameter_is_refused_by_name(self):
        for path in ("/v1/catalogues", "/v1/rounds", f"/v1/rounds/{self.round}/releases",
                     f"/v1/rounds/{self.round}/releases/latest"):
            reply = self.daemon.get(f"{path}?grupe=all", KEYS[0])
            self.assertEqual(
                self.is_problem(reply, 400, "unknown-parameter")["parameter"], "grupe")

    def test_other_methods_are_refused_with_those_there_are(self):
        for path, allowed in (("/v1/rounds", {"GET", "HEAD"}), ("/v1/catalogues", {"GET", "HEAD"}),
                              (f"/v1/rounds/{self.round}/runs", {"POST"})):
            reply = self.daemon.request("DELETE", path, "operator")
            self.is_problem(reply, 405, "method-not-allowed")
            self.assertEqual(set(reply.headers["Allow"].split(", ")), allowed)

    def test_methods_that_nothing_has_are_refused_with_those_there_are(self):
        for method in ("PATCH", "OPTIONS", "TRACE", "PROPFIND"):
            with self.subTest(method):
                reply = self.daemon.request(method, "/v1/rounds", "operator")
                self.is_problem(reply, 405, "method-not-allowed")
                self.assertEqual(reply.headers["Allow"], "GET, HEAD")
                reply = self.daemon.request(method, f"/v1/rounds/{self.round}/drafts/12054000")
                self.assertEqual(set(reply.headers["Allow"].split(", ")), {"GET", "HEAD", "PUT", "DELETE"})
                reply = self.daemon.request(method, "/anmelden")
                self.assertEqual((reply.status, reply.headers["Allow"]), (405, "POST"))
                self.assertEqual(reply.headers["Content-Type"], "text/html; charset=utf-8")
                self.is_problem(self.daemon.request(method, "/nowhere"), 404, "not-found")
        reply = self.daemon.request("OPTIONS", "*")  # all that there is
        self.assertEqual((reply.status, reply.headers["Allow"]), (405, "GET, HEAD, PUT, POST, DELETE"))

    def test_every_problem_can_be_looked_up(self):
        for code in ("unauthenticated", "too-large", "self-check-invalid", "level-out-of-range"):
            shown = self.daemon.get(f"/problems/{code}").json
            self.assertEqual(shown["code"], code)
            for part in ("title", "remedy"):
                self.assertTrue(shown[part]["de"] and shown[part]["en"])
                self.assertNotEqual(shown[part]["de"], shown[part]["en"])


if __name__ == "__main__":
    main()
