"""Looking up releases: forms, filters, and that they never change."""

import csv
import hashlib
import io
import pathlib
import re
import sys

sys.path.insert(0, str(pathlib.Path(__file__).parents[1] / "support"))

from daemon import KEYS, DaemonTest, at_once, path_of, self_check  # noqa: E402
from harness import main  # noqa: E402

CSV, EXCEL = "text/csv", "text/csv;profile=excel-de"
FORMS = ["application/json", CSV, EXCEL,
         "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
         "application/vnd.sdmx.data+csv;version=2.0.0"]
GROUPS = ["all", "band-1", "band-2", "band-3", "kind-gemeinde", "kind-kreis",
          *(f"land-{land}" for land in sorted({key[:2] for key in KEYS}))]


def is_below(figure, subject):
    """The figure is about the field or goal, what is in it, or the measures for it."""
    return re.split("[.#]", figure["subject"])[:len(subject.split("."))] == subject.split(".")


class Releases(DaemonTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.round = cls.programme.round("2026")
        at_once([lambda key=key: cls.programme.token(key) for key in KEYS])
        cls.daemon.hand_in_all(cls.round)
        run = cls.daemon.run(cls.round)
        if run["state"] != "published":
            raise RuntimeError(run)
        cls.base = f"/v1/rounds/{cls.round}/releases"

    def get(self, path="/1", who="director", **headers):
        return self.daemon.get(self.base + path, who, **headers)

    def test_the_list_says_what_each_changed(self):
        shown = self.get("").json
        self.assertEqual((shown["round"], shown["waiting"]), (self.round, 0))
        release, = shown["releases"]
        self.assertEqual([release[name] for name in ("release", "final", "versions", "added",
                                                     "corrected", "sha256")],
                         [1, False, 40, 40, 0, hashlib.sha256(self.get().body).hexdigest()])
        self.assertEqual(self.daemon.get(f"/v1/rounds/{self.round}", "director")
                         .json["latestRelease"], 1)

    def test_latest_leads_to_the_number_and_keeps_the_filter(self):
        for query in ("", "?group=all", "?indicator=STR.1.01&group=all"):
            reply = self.get(f"/latest{query}")
            self.assertEqual((reply.status, reply.headers["Location"]),
                             (302, f"{self.base}/1{query}"))

    def test_every_role_gets_the_same_bytes_every_time(self):
        for accept in FORMS:
            bodies = {self.get(who=who, Accept=accept).body
                      for who in (KEYS[0], KEYS[1], "director", "operator", "director")}
            self.assertEqual(len(bodies), 1)

    def test_there_is_one_figure_for_each_subject_and_group(self):
        release = self.get().json
        self.assertEqual((release["round"], release["release"], release["edition"]),
                         (self.round, 1, "v1"))
        self.assertEqual(release["inputs"]["versions"], 40)
        self.assertEqual(sorted(group["id"] for group in release["groups"]), GROUPS)
        catalogue = self.daemon.get("/v1/catalogues/v1").json
        goals = [goal for field in catalogue["fields"] for goal in field["goals"]]
        subjects = [indicator["id"] for goal in goals for indicator in goal["indicators"]]
        subjects += [part["id"] for part in goals + catalogue["fields"]] + ["whole"]
        subjects += [f"{goal['id']}#measures" for goal in goals]
        self.assertEqual(sorted(figure["id"] for figure in release["figures"]),
                         sorted(f"{subject}@{group}" for subject in subjects for group in GROUPS))
        published = [figure for figure in release["figures"] if figure["status"] == "published"]
        self.assertGreater(len(published), len(subjects))
        for figure in published:
            self.assertGreaterEqual(figure.get("n", 5), 5, figure)

    def test_filters_choose_figures(self):
        whole = self.get().json
        cases = {
            "?group=all": lambda one: one["group"] == "all",
            "?group=all&group=band-2": lambda one: one["group"] in ("all", "band-2"),
            "?indicator=STR.1.01": lambda one: one["subject"] == "STR.1.01",
            "?goal=STR.1": lambda one: is_below(one, "STR.1"),
            "?field=STR": lambda one: is_below(one, "STR"),
            "?indicator=STR.1.01&indicator=ADM.1.01&group=all":
                lambda one: one["id"] in ("STR.1.01@all", "ADM.1.01@all"),
            "?goal=STR.1&indicator=ADM.1.01&group=band-3":
                lambda one: one["group"] == "band-3" and (one["subject"] == "ADM.1.01" or
                                                          is_below(one, "STR.1")),
            "?group=nothing": lambda one: False,
        }
        for query, is_chosen in cases.items():
            with self.subTest(query):
                reply = self.get(f"/1{query}")
                self.assertEqual(reply.status, 200, reply.body)
                expected = [figure for figure in whole["figures"] if is_chosen(figure)]
                self.assertEqual(reply.json, {**whole, "figures": expected})
                self.assertNotEqual(reply.headers["ETag"], self.get().headers["ETag"])
                rows = list(csv.DictReader(io.StringIO(
                    self.get(f"/1{query}", Accept=CSV).body.decode())))
                self.assertEqual([(row["subject"], row["group"]) for row in rows],
                                 [(figure["subject"], figure["group"]) for figure in expected])
        self.assertEqual(
            self.is_problem(self.get("/1?groups=all"), 400, "unknown-parameter")["parameter"],
            "groups")

    def test_tables_hold_the_figures_of_the_document(self):
        figures = self.get().json["figures"]
        plain = self.get(Accept=CSV)
        excel = self.get(Accept=EXCEL)
        self.assertTrue(excel.body.startswith(b"\xef\xbb\xbf"))
        self.assertFalse(plain.body.startswith(b"\xef\xbb\xbf"))
        tables = {".": csv.DictReader(io.StringIO(plain.body.decode())),
                  ",": csv.DictReader(io.StringIO(excel.body.decode("utf-8-sig")), delimiter=";")}
        for point, rows in tables.items():
            rows = list(rows)
            self.assertEqual(len(rows), len(figures))
            for row, figure in zip(rows, figures):
                for name in ("subject", "level", "group", "status"):
                    self.assertEqual(row[name], figure[name])
                for name in ("n", "mean", "q1", "median", "q3", "share"):
                    self.assertEqual(row[name].replace(point, "."), str(figure.get(name, "")))

    def test_the_form_is_the_one_asked_for(self):
        cases = (
            (None, "application/json"), ("*/*", "application/json"),
            ("application/*", "application/json"), (CSV, CSV), ("text/*", CSV), (EXCEL, EXCEL),
            ("text/csv; profile=excel-de", EXCEL), ("TEXT/CSV", CSV),
            *((form, form) for form in FORMS),
            ("application/json;q=0.5, text/csv", CSV), ("text/csv;q=0.1, */*", "application/json"),
            ("application/pdf, text/csv;q=0.2", CSV), ("application/json;q=0, */*", CSV))
        for accept, expected in cases:
            with self.subTest(accept):
                reply = self.get(**({} if accept is None else {"Accept": accept}))
                kind = reply.headers["Content-Type"]
                self.assertEqual(reply.status, 200, reply.body)
                self.assertEqual((kind.split(";")[0], "excel-de" in kind),
                                 (expected.split(";")[0], "excel-de" in expected))
                self.assertIn("Accept", reply.headers["Vary"])
        for accept in ("application/pdf", "text/html, image/*", "application/json;q=0"):
            with self.subTest(accept):
                problem = self.is_problem(self.get(Accept=accept), 406, "not-acceptable")
                self.assertEqual(problem["available"], FORMS)

    def test_it_may_be_kept_for_ever(self):
        etags = set()
        for accept in FORMS:
            reply = self.get(Accept=accept)
            etag = reply.headers["ETag"]
            etags.add(etag)
            self.assertEqual(etag, f'"{hashlib.sha256(reply.body).hexdigest()}"')
            self.assertIn("immutable", reply.headers["Cache-Control"])
            self.assertIn("private", reply.headers["Cache-Control"])
            again = self.get(Accept=accept, If_None_Match=etag)
            self.assertEqual((again.status, again.body), (304, b""))
            head = self.daemon.request("HEAD", f"{self.base}/1", "director",
                                       headers={"Accept": accept})
            self.assertEqual((head.status, head.body, head.headers["ETag"],
                              head.headers["Content-Length"]),
                             (200, b"", etag, str(len(reply.body))))
        self.assertEqual(len(etags), len(FORMS))

    def test_a_release_holds_nothing_of_one_municipality(self):
        self.is_problem(self.daemon.get(path_of(self.round, KEYS[0]), "director"), 403,
                        "forbidden")
        for accept in (FORMS[0], CSV, EXCEL, FORMS[-1]):
            body = self.get(Accept=accept).body.decode()
            for key in KEYS:
                self.assertNotIn(key, body)
            self.assertNotIn("Erfunden", body)
        self.assertIn("Erfunden", self_check(KEYS[0]).decode())


if __name__ == "__main__":
    main()
