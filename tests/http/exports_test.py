"""A release in its forms for spreadsheets, statistics and data catalogues."""

import csv
import hashlib
import io
import pathlib
import re
import sys
import tempfile
import zipfile
from decimal import Decimal

sys.path.insert(0, str(pathlib.Path(__file__).parents[1] / "support"))

import openpyxl  # noqa: E402
import rdflib  # noqa: E402
from rdflib.namespace import DCAT, DCTERMS, FOAF, RDF  # noqa: E402

from daemon import KEYS, DaemonTest  # noqa: E402
from harness import main  # noqa: E402

CSV, EXCEL = "text/csv", "text/csv;profile=excel-de"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SDMX = "application/vnd.sdmx.data+csv;version=2.0.0"
FORMS = {"application/json": None, CSV: "benchmark-2026-1.csv",
         EXCEL: "benchmark-2026-1-excel-de.csv", XLSX: "benchmark-2026-1.xlsx",
         SDMX: "benchmark-2026-1-sdmx.csv"}
ORIGIN = "https://benchmark.example"

# A group's name as somebody could choose it who wants a spreadsheet to run it.
NAME = "=HYPERLINK(\"https://example.org\")"
NAME_EN = "-2+3"

# The columns of the workbook that hold numbers, and the members of a figure.
NUMBERS = {
    "n": "n", "ohne Antwort / Without answer": "missing", "Mittelwert / Mean": "mean",
    "Ja-Anteil in % / Share of yes in %": "share", "unteres Quartil / Lower quartile": "q1",
    "Median": "median", "oberes Quartil / Upper quartile": "q3",
    "unteres Quartil, gemittelt / Lower quartile, averaged": "lower",
    "oberes Quartil, gemittelt / Upper quartile, averaged": "upper",
    "Indikatoren / Indicators": "indicators",
    "davon mit Quartilen / Of these with quartiles": "bandIndicators",
    **{f"Stufe {level} in % / Level {level} in %": f"shares.{level}" for level in range(5)},
    "mit Maßnahme / With a measure": "count", "nicht enthalten / Not included": "notIncluded",
    "zuletzt in / last published in": "lastPublished",
}
STATUSES = {"published": ("veröffentlicht", "published"), "too-few": ("zu wenige", "too few"),
            "withheld": ("zurückgehalten", "withheld")}

# What a figure has to have in SDMX, by what it is about.
SCALED = {"N", "MISSING", "MEAN", "Q1", "MEDIAN", "Q3"}
STATISTICS = {
    "level": SCALED | {f"SHARE_{level}" for level in range(5)}, "share": SCALED, "rate": SCALED,
    "yes-no": {"N", "MISSING", "SHARE"}, "measures": {"N", "MISSING", "COUNT", "SHARE"},
    "above": {"MEAN", "LOWER", "UPPER", "INDICATORS", "BAND_INDICATORS"},
}
DETAILS = {"Q1", "MEDIAN", "Q3", "LOWER", "UPPER", "BAND_INDICATORS"}


def numbers_of(figure):
    """All numbers of a figure, by member; shares by "shares.LEVEL"."""
    numbers = {f"shares.{level}": share for level, share in figure.get("shares", {}).items()}
    return numbers | {name: value for name, value in figure.items()
                      if name in NUMBERS.values() and value is not None}


def code_of(member):
    """A member as a statistic of SDMX: bandIndicators becomes BAND_INDICATORS."""
    return re.sub("(?=[A-Z])", "_", member.replace("shares.", "share_")).upper()


class Exports(DaemonTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.round = cls.programme.round("2026")
        with tempfile.NamedTemporaryFile("w") as members:
            members.write("\n".join(["key", *KEYS[:18], ""]))
            members.flush()
            cls.programme.ctl("group", "create", cls.round, "own", "--owner", "invented",
                              "--label-de", NAME, "--label-en", NAME_EN, "--members",
                              members.name)
        cls.daemon.hand_in_all(cls.round)
        run = cls.daemon.run(cls.round)
        if run["state"] != "published":
            raise RuntimeError(run)
        cls.base = f"/v1/rounds/{cls.round}/releases/1"
        cls.release = cls.daemon.get(cls.base, "director").json
        cls.figures = {figure["id"]: figure for figure in cls.release["figures"]}
        cls.catalogue = cls.daemon.get("/v1/catalogues/v1").json

    def get(self, accept, query=""):
        reply = self.daemon.get(self.base + query, "director", Accept=accept)
        self.assertEqual(reply.status, 200, reply.body)
        return reply

    def workbook(self, query=""):
        return openpyxl.load_workbook(io.BytesIO(self.get(XLSX, query).body))

    def rows(self, workbook):
        """The lines of all tables of figures, each as a dict of cells."""
        for sheet in workbook.worksheets:
            for table in sheet.tables.values():
                head, *lines = sheet[table.ref]
                names = [cell.value for cell in head]
                for line in lines:
                    yield dict(zip(names, line, strict=True))

    # --- every form ---

    def test_every_form_stays_the_same_and_is_saved_under_a_name(self):
        for accept, name in FORMS.items():
            with self.subTest(accept):
                reply = self.get(accept)
                self.assertEqual(reply.headers["Content-Type"].replace(" ", "").split(";")[0],
                                 accept.split(";")[0])
                self.assertEqual(reply.headers["Content-Disposition"],
                                 name and f'attachment; filename="{name}"')
                self.assertEqual(reply.headers["ETag"],
                                 f'"{hashlib.sha256(reply.body).hexdigest()}"')
                self.assertIn("immutable", reply.headers["Cache-Control"])
                self.assertEqual(self.get(accept).body, reply.body)

    def test_a_part_is_rendered_from_the_same_figures(self):
        query = "?field=STR&group=all&group=band-1"
        chosen = [figure["id"] for figure in self.get("application/json", query).json["figures"]]
        self.assertGreater(len(chosen), 10)
        reply = self.get(XLSX, query)
        self.assertEqual(reply.headers["Content-Disposition"],
                         'attachment; filename="benchmark-2026-1-part.xlsx"')
        self.assertEqual(reply.body, self.get(XLSX, query).body)
        rows = self.rows(self.workbook(query))
        self.assertEqual({row["Kennzahl / Figure"].value for row in rows}, set(chosen))
        pairs = {(row["SUBJECT"], row["GROUP"]) for row in self.observations(query)}
        self.assertEqual(pairs, {tuple(each.replace(".", "_").replace("#", "_").split("@"))
                                 for each in chosen})
        self.workbook("?group=nothing")

    def test_other_forms_are_refused_with_a_list(self):
        for accept in ("application/pdf", "application/vnd.sdmx.data+csv;version=1.0.0",
                       "application/ld+json"):
            reply = self.daemon.get(self.base, "director", Accept=accept)
            problem = self.is_problem(reply, 406, "not-acceptable")
            self.assertEqual(problem["available"], list(FORMS))

    # --- the workbook ---

    def test_the_workbook_has_a_sheet_for_each_field_with_charts(self):
        workbook = self.workbook()
        fields = [field["id"] for field in self.catalogue["fields"]]
        self.assertEqual(workbook.sheetnames,
                         ["Übersicht", *fields, "Methoden und Definitionen"])
        for sheet in workbook.worksheets:
            with self.subTest(sheet.title):
                self.assertTrue(sheet.sheet_properties.pageSetUpPr.fitToPage)
                self.assertEqual((sheet.page_setup.orientation, sheet.page_setup.fitToHeight),
                                 ("landscape", 0))
                if sheet.title in fields:
                    self.assertGreaterEqual(len(sheet._charts), 2)
        self.assertEqual(len(workbook["Übersicht"]._charts), 1)

    def test_the_numbers_of_the_workbook_are_those_of_the_release(self):
        seen = set()
        for row in self.rows(self.workbook()):
            figure = self.figures[row["Kennzahl / Figure"].value]
            given = {NUMBERS[name]: cell for name, cell in row.items()
                     if name in NUMBERS and cell.value is not None}
            self.assertTrue(all(cell.data_type == "n" for cell in given.values()), figure)
            self.assertEqual({name: Decimal(str(cell.value)) for name, cell in given.items()},
                             {name: Decimal(value) for name, value in numbers_of(figure).items()},
                             figure["id"])
            self.assertEqual((row["Stand"].value, row["Status"].value), STATUSES[figure["status"]])
            seen.add(figure["id"])
        self.assertEqual(seen, set(self.figures))

    def test_texts_of_the_workbook_are_texts(self):
        groups = {group["id"]: group["label"] for group in self.release["groups"]}
        self.assertEqual(groups["own"], {"de": NAME, "en": NAME_EN})
        for row in self.rows(self.workbook()):
            figure = self.figures[row["Kennzahl / Figure"].value]
            self.assertEqual((row["Vergleichsgruppe"].value, row["Peer group"].value),
                             tuple(groups[figure["group"]].values()))
        with zipfile.ZipFile(io.BytesIO(self.get(XLSX).body)) as parts:
            sheets = [name for name in parts.namelist() if name.startswith("xl/worksheets/sheet")]
            self.assertEqual(len(sheets), 9)
            for name in sheets:
                self.assertNotRegex(parts.read(name).decode(), "<f[ >]")

    def test_the_workbook_shows_the_places_that_a_number_has(self):
        for row in self.rows(self.workbook()):
            figure = self.figures[row["Kennzahl / Figure"].value]
            text = numbers_of(figure).get("mean")
            if text is not None:
                places = len(text.partition(".")[2])
                self.assertEqual(row["Mittelwert / Mean"].number_format,
                                 "0." + "0" * places if places else "0")

    # --- SDMX ---

    def observations(self, query=""):
        return list(csv.DictReader(io.StringIO(self.get(SDMX, query).body.decode(), newline="")))

    def expected_status(self, figure, statistic, is_there):
        if figure["status"] == "too-few":
            return "Q", "A"
        if figure["status"] == "withheld":
            return "Q", "C"
        if not is_there:
            self.assertTrue(statistic in DETAILS or statistic.startswith("SHARE_"), statistic)
            return "Q", "F"
        return "P", "F"

    def test_sdmx_has_each_statistic_of_each_figure(self):
        kinds = {indicator["id"]: indicator["kind"] for field in self.catalogue["fields"]
                 for goal in field["goals"] for indicator in goal["indicators"]}
        expected = {}
        for figure in self.figures.values():
            above = "measures" if figure["level"] == "measures" else "above"
            there = {code_of(member): str(value) for member, value in numbers_of(figure).items()
                     if member != "lastPublished"}
            for statistic in STATISTICS[kinds.get(figure["subject"], above)] | set(there):
                key = (figure["subject"].replace(".", "_").replace("#", "_"), figure["group"],
                       statistic)
                expected[key] = (there.get(statistic, ""), *self.expected_status(
                    figure, statistic, statistic in there))
        observations = self.observations()
        given = {(row["SUBJECT"], row["GROUP"], row["STATISTIC"]):
                 (row["OBS_VALUE"], row["OBS_STATUS"], row["CONF_STATUS"])
                 for row in observations}
        self.assertEqual(len(given), len(observations))
        self.assertEqual(given, expected)

    def test_sdmx_names_structure_and_dimensions_as_its_field_guide_says(self):
        text = self.get(SDMX).body.decode()
        self.assertEqual(text.partition("\r\n")[0],
                         "STRUCTURE,STRUCTURE_ID,ACTION,ROUND,GROUP,SUBJECT,STATISTIC,OBS_VALUE,"
                         "OBS_STATUS,CONF_STATUS,UNIT_MEASURE,RELEASE,EDITION")
        for row in self.observations():
            self.assertEqual((row["STRUCTURE"], row["ACTION"], row["ROUND"], row["RELEASE"]),
                             ("dataflow", "I", "2026", "1"))
            self.assertRegex(row["STRUCTURE_ID"], r"^[A-Z]+:[A-Z]+\([0-9]+\.[0-9]+\.[0-9]+\)$")
            for name in ("ROUND", "GROUP", "SUBJECT", "STATISTIC"):
                self.assertRegex(row[name], "^[A-Za-z0-9_@$-]+$")

    # --- DCAT ---

    def test_dcat_leads_to_every_form(self):
        reply = self.daemon.get(self.base + "/dcat", "director")
        self.assertEqual((reply.status, reply.headers["Content-Type"]),
                         (200, "application/ld+json"))
        self.assertEqual(self.daemon.get(self.base + "/dcat", KEYS[0]).body, reply.body)
        graph = rdflib.Graph().parse(data=reply.body, format="json-ld",
                                     publicID=ORIGIN + self.base + "/dcat")
        dataset, = graph.subjects(RDF.type, DCAT.Dataset)
        self.assertEqual(str(dataset), ORIGIN + self.base)
        issued = str(graph.value(dataset, DCTERMS.issued))
        self.assertEqual(issued[:19], self.release["publishedAt"][:19])
        for name in (DCTERMS.title, DCTERMS.description):
            self.assertEqual({text.language for text in graph.objects(dataset, name)},
                             {"de", "en"})
        publisher = graph.value(dataset, DCTERMS.publisher)
        self.assertEqual(len(list(graph.objects(publisher, FOAF.name))), 2)
        edition = str(graph.value(dataset, DCTERMS.conformsTo)).removeprefix(ORIGIN)
        self.assertEqual(self.daemon.get(edition).status, 200)
        reached = []
        for distribution in graph.objects(dataset, DCAT.distribution):
            address = str(graph.value(distribution, DCAT.accessURL)).removeprefix(ORIGIN)
            for text in graph.objects(distribution, DCTERMS.description):
                accept = str(text).partition("Accept: ")[2]
                found = self.daemon.get(address, "director", Accept=accept)
                self.assertEqual(found.status, 200, accept)
                reached.append(accept)
        self.assertEqual(sorted(reached), sorted([*FORMS, *FORMS]))

    # --- formulas ---

    def test_no_cell_of_a_table_is_a_formula(self):
        for accept, separator in ((CSV, ","), (EXCEL, ";")):
            text = self.get(accept).body.decode("utf-8-sig")
            for row in csv.reader(io.StringIO(text, newline=""), delimiter=separator):
                for cell in row:
                    self.assertNotRegex(cell, "^[=+@\t\r]|^-[^0-9]", row)


if __name__ == "__main__":
    main()
