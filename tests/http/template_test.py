"""The form: filled in by openpyxl and by LibreOffice it leads to the same version as JSON does."""

import csv
import io
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).parents[1] / "support"))

import workbooks  # noqa: E402
from daemon import KEYS, DaemonTest, path_of, self_check  # noqa: E402
from harness import EXAMPLE, SOURCE, main  # noqa: E402

CATALOGUE = json.loads((EXAMPLE / "catalogue-v1.json").read_bytes())
BASE = json.loads((SOURCE / "tests" / "cases" / "self-check" / "base.json").read_bytes())
INDICATORS = [one for field in CATALOGUE["fields"] for goal in field["goals"]
              for one in goal["indicators"]]
KEY = "03256022"
MEASURES = [
    {"goal": "STR.1", "aim": "Alle wissen es", "measure": "Eine Zeile\nund noch eine",
     "responsible": "Amt 50", "priority": 1, "due": "2027-03-31", "status": "planned"},
    {"goal": "ADM.2", "aim": "„Zahlen“ & <Zeichen>", "measure": "+1 – 1", "status": "done"},
]
OFFICE = ["soffice", "--headless", "--norestore", "--nologo", "--nodefault", "--nofirststartwizard"]


class Office:
    """LibreOffice without a window, told over a pipe what to do."""

    def __init__(self):
        import uno  # pylint: disable=import-outside-toplevel

        self.uno = uno
        self.folder = tempfile.TemporaryDirectory()
        name = f"weltoffend-{os.getpid()}"
        profile = pathlib.Path(self.folder.name, "profile").as_uri()
        self.process = subprocess.Popen(
            [*OFFICE, f"-env:UserInstallation={profile}", f"--accept=pipe,name={name};urp;"],
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self.desktop = self.connected(f"uno:pipe,name={name};urp;StarOffice.ComponentContext")

    def connected(self, address, seconds=90):
        local = self.uno.getComponentContext()
        resolver = local.ServiceManager.createInstance("com.sun.star.bridge.UnoUrlResolver")
        deadline = time.monotonic() + seconds
        while True:
            try:
                context = resolver.resolve(address)
                return context.ServiceManager.createInstanceWithContext(
                    "com.sun.star.frame.Desktop", context)
            except Exception as error:  # pylint: disable=broad-except # UNO has its own kinds
                if time.monotonic() > deadline or self.process.poll() is not None:
                    raise AssertionError("LibreOffice does not answer") from error
                time.sleep(0.2)

    def option(self, name, value):
        made = self.uno.createUnoStruct("com.sun.star.beans.PropertyValue")
        made.Name, made.Value = name, value
        return made

    def filled(self, template, pairs):
        """The workbook with (place, value) entered and saved as .xlsx."""
        before = pathlib.Path(self.folder.name, "before.xlsx")
        after = pathlib.Path(self.folder.name, "after.xlsx")
        before.write_bytes(template)
        form = workbooks.Form(workbooks.opened(template))
        document = self.desktop.loadComponentFromURL(before.as_uri(), "_blank", 0,
                                                     (self.option("Hidden", True),))
        for place, value in pairs:
            sheet, cell = form.address(place)
            target = document.Sheets.getByName(sheet).getCellRangeByName(cell)
            if isinstance(value, str):
                target.setString(value)
            else:
                target.setValue(value)
        document.storeToURL(after.as_uri(),
                            (self.option("FilterName", "Calc MS Excel 2007 XML"),))
        document.close(True)
        return after.read_bytes()

    def close(self):
        try:
            self.desktop.terminate()
        except Exception:  # pylint: disable=broad-except # the bridge goes down with it
            pass
        try:
            self.process.wait(30)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.folder.cleanup()


class TemplateTest(DaemonTest):
    def template(self, round_id, accept, key=KEY):
        reply = self.daemon.get(path_of(round_id, key) + "/template", key, Accept=accept)
        self.assertEqual(reply.status, 200, reply.body)
        self.assertEqual(reply.headers["Content-Type"].split(";")[0], accept)
        return reply.body

    def workbook(self, round_id, key=KEY):
        return self.template(round_id, workbooks.TYPE, key)

    def hand_in(self, round_id, body, media_type=workbooks.TYPE, key=KEY, **headers):
        return self.daemon.put(round_id, key, body, Content_Type=media_type, **headers)

    def is_stored(self, reply, status=201):
        self.assertEqual(reply.status, status, reply.body)
        return reply.json["receipt"]["receipt"]["contentSha256"]


class RoundTrip(TemplateTest):
    def documents(self):
        yield "base", KEY, {**BASE, "measures": MEASURES}
        for key in KEYS[3:6]:
            yield key, key, {**json.loads(self_check(key)), "measures": MEASURES[:1]}

    def leads_to_the_same(self, fill, prefix):
        """Fills in an empty form and hands it in, then the same as JSON."""
        for name, key, document in self.documents():
            with self.subTest(name):
                round_id = self.programme.round(f"{prefix}-{name}")
                if key == KEY:
                    self.programme.query(f"UPDATE participant SET inhabitants = 25000 WHERE "
                                         f"round = '{round_id}' AND municipality = '{KEY}'")
                filled = fill(self.workbook(round_id, key), document)
                first = self.is_stored(self.hand_in(round_id, filled, key=key))
                again = self.daemon.put(round_id, key, document)
                self.assertEqual((again.status, again.json.get("result")), (200, "unchanged"),
                                 again.body)
                self.assertEqual(again.json["receipt"]["receipt"]["contentSha256"], first)
                kept = self.daemon.get(path_of(round_id, key), key)
                self.assertEqual((kept.headers["Content-Type"], kept.body),
                                 (workbooks.TYPE, filled))

    def test_filled_in_by_openpyxl_it_is_what_json_is(self):
        self.leads_to_the_same(
            lambda template, document: workbooks.filled(template, document, CATALOGUE), "openpyxl")

    def test_filled_in_by_libreoffice_it_is_what_json_is(self):
        office = Office()
        self.addCleanup(office.close)
        self.leads_to_the_same(
            lambda template, document: office.filled(
                template, workbooks.entries(document, CATALOGUE)), "libreoffice")

    def test_every_filled_in_form_is_what_it_was_filled_in_with(self):
        round_id = self.programme.round("forms")
        self.programme.query(f"UPDATE participant SET inhabitants = 25000 "
                             f"WHERE round = '{round_id}' AND municipality = '{KEY}'")
        document = {**BASE, "measures": MEASURES}
        self.is_stored(self.daemon.put(round_id, KEY, document))
        for media_type in (workbooks.TYPE, "text/csv", "application/json"):
            with self.subTest(media_type):
                body = self.template(round_id, media_type)
                self.assertEqual(body, self.template(round_id, media_type))
                again = self.hand_in(round_id, body, media_type)
                self.assertEqual((again.status, again.json.get("result")), (200, "unchanged"),
                                 again.body)

    def test_an_empty_form_is_a_self_check_in_which_nothing_is_answered(self):
        for number, media_type in enumerate((workbooks.TYPE, "text/csv", "application/json")):
            with self.subTest(media_type):
                round_id = self.programme.round(f"empty-{number}")
                body = self.template(round_id, media_type)
                reply = self.hand_in(round_id, body, media_type)
                self.is_stored(reply)
                self.assertEqual(reply.json["counts"]["skipped"], len(INDICATORS))
                self.assertEqual(reply.json["findings"], [])


class Form(TemplateTest):
    """What somebody sees who opens the workbook."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.round = cls.programme.round("form")

    def setUp(self):
        self.book = workbooks.opened(self.workbook(self.round))

    def rules(self, sheet, cell):
        return [rule for rule in self.book[sheet].data_validations.dataValidation
                if cell in rule.sqref]

    def offered(self, sheet, cell):
        rule, = self.rules(sheet, cell)
        self.assertEqual(rule.type, "list")
        self.assertTrue(rule.error and rule.errorTitle)
        name, cells = rule.formula1.split("!")
        return [one.value for row in self.book[name][cells.replace("$", "")] for one in row]

    def test_there_is_a_sheet_for_each_field_and_one_for_measures(self):
        self.assertEqual(self.book.sheetnames, [
            "Hinweise", *(field["id"] for field in CATALOGUE["fields"]), "Maßnahmen", "Listen",
            "weltoffend"])
        self.assertEqual([sheet.title for sheet in self.book if sheet.sheet_state != "visible"],
                         ["Listen", "weltoffend"])

    def test_every_indicator_has_its_row_with_what_it_offers(self):
        form = workbooks.Form(self.book)
        for indicator in INDICATORS:
            sheet, answer = form.address(f"{indicator['id']}/answer")
            reasons = [CATALOGUE["reasons"][one]["de"] for one in indicator["reasons"]]
            row = [cell.value for cell in self.book[sheet][form.rows[indicator["id"]][1]]]
            self.assertEqual(row[2], indicator["label"]["de"])
            if indicator["kind"] == "level":
                levels = CATALOGUE["scales"][indicator["scale"]]["levels"]
                offered = [f"{i} – {level['de']}" for i, level in enumerate(levels)]
                self.assertEqual(self.offered(sheet, answer), offered)
                self.assertTrue(all(one in row[3] for one in offered))
            elif indicator["kind"] == "yes-no":
                self.assertEqual(self.offered(sheet, answer), ["ja", "nein"])
            else:
                self.assertIn(indicator["numerator"]["de"], row[3])
                self.assertEqual(self.rules(sheet, answer)[0].type, "decimal")
            if indicator["kind"] == "share":
                self.assertIn(indicator["denominator"]["de"], row[3])
            self.assertEqual(self.offered(*form.address(f"{indicator['id']}/state")),
                             ["unbekannt"] + ["trifft nicht zu"] * bool(reasons))
            if reasons:
                self.assertEqual(self.offered(*form.address(f"{indicator['id']}/reason")), reasons)

    def test_only_what_is_to_be_filled_in_can_be_changed(self):
        form = workbooks.Form(self.book)
        for sheet in self.book:
            self.assertTrue(sheet.protection.sheet, sheet.title)
            self.assertIsNone(sheet.protection.password)
        for indicator in INDICATORS:
            name, kind = indicator["id"], indicator["kind"]
            opened = {column for column in workbooks.COLUMNS
                      if not form.cell(f"{name}/{column}").protection.locked}
            self.assertEqual(opened, {"answer", "state", "comment", "taken",
                                      *["of"] * (kind == "share"),
                                      *["reason"] * bool(indicator["reasons"]),
                                      *["accepted"] * ("plausible" in indicator)}, name)
        self.assertFalse(self.book["Maßnahmen"]["A4"].protection.locked)
        self.assertTrue(self.book["Maßnahmen"]["A3"].protection.locked)

    def test_it_is_made_for_paper_and_for_scrolling(self):
        for sheet in self.book:
            if sheet.title in ("Hinweise", "Listen", "weltoffend"):
                continue
            self.assertEqual(sheet.page_setup.orientation, "landscape")
            self.assertEqual((sheet.page_setup.fitToWidth or 1, sheet.page_setup.fitToHeight), (1, 0))
            self.assertEqual(sheet.print_title_rows, "$3:$3")
            self.assertIn(sheet.freeze_panes, ("B4", "A4"))
            self.assertIn(KEY, sheet.oddFooter.left.text)

    def test_it_says_whose_it_is(self):
        found = {row[0].value: row[1].value for row in self.book["weltoffend"].iter_rows()}
        self.assertEqual(found, {"edition": "v1", "municipality": KEY, "round": self.round})
        self.assertIn(KEY, self.book["Hinweise"]["A2"].value)

    def test_the_reply_has_a_name_for_the_file_and_is_kept_by_nobody(self):
        reply = self.daemon.get(path_of(self.round, KEY) + "/template", KEY)
        self.assertEqual(reply.headers["Content-Type"], workbooks.TYPE)
        self.assertIn(f'filename="selbstcheck-{self.round}-{KEY}.xlsx"',
                      reply.headers["Content-Disposition"])
        self.assertEqual(reply.headers["Cache-Control"], "private, no-store")
        same = self.daemon.get(path_of(self.round, KEY) + "/template", KEY,
                               If_None_Match=reply.headers["ETag"])
        self.assertEqual(same.status, 304)

    def test_who_asks_for_something_else_is_told_what_there_is(self):
        path = path_of(self.round, KEY) + "/template"
        reply = self.daemon.get(path, KEY, Accept="application/pdf")
        problem = self.is_problem(reply, 406, "not-acceptable")
        self.assertEqual(len(problem["available"]), 3)
        self.assertEqual(self.daemon.get(path_of("nowhere", KEY) + "/template", KEY).status, 404)
        for who, status in (("12054000", 403), ("director", 403), (None, 401)):
            self.assertEqual(self.daemon.get(path, who).status, status)

    def test_the_form_in_csv_opens_in_a_german_spreadsheet(self):
        text = self.template(self.round, "text/csv")
        self.assertTrue(text.startswith(b"\xef\xbb\xbf"))
        rows = list(csv.reader(io.StringIO(text.decode("utf-8-sig")), delimiter=";"))
        self.assertEqual([row[0] for row in rows[1:]], [one["id"] for one in INDICATORS])
        self.assertEqual({(row[7], row[8]) for row in rows[1:]}, {("v1", KEY)})


class CarriedOver(TemplateTest):
    """The answers of the last round count once somebody has confirmed them."""

    def setUp(self):
        name = self._testMethodName.replace("_", "-")[5:20].strip("-")
        self.before = self.programme.round(f"{name}-1", opens="2025-01-01")
        self.now = self.programme.round(f"{name}-2", opens="2026-01-01")
        for round_id in (self.before, self.now):
            self.programme.query(f"UPDATE participant SET inhabitants = 25000 "
                                 f"WHERE round = '{round_id}' AND municipality = '{KEY}'")
        self.is_stored(self.daemon.put(self.before, KEY, {**BASE, "measures": MEASURES}))
        self.book = workbooks.opened(self.workbook(self.now))
        self.form = workbooks.Form(self.book)

    def handed_in(self):
        reply = self.hand_in(self.now, workbooks.saved(self.book))
        self.is_stored(reply)
        return reply.json

    def carried(self):
        return {name for name, answer in BASE["answers"].items()
                if answer.get("state") != "skipped"}

    def test_unconfirmed_answers_are_skipped_and_said(self):
        stored = self.handed_in()
        self.assertEqual(stored["counts"]["skipped"], len(INDICATORS))
        self.assertEqual({one["code"] for one in stored["findings"]}, {"carried-over"})
        self.assertEqual({one["indicator"] for one in stored["findings"]}, self.carried())
        for one in stored["findings"]:
            self.assertEqual((one["sheet"], one["cell"]),
                             self.form.address(f"{one['indicator']}/taken"))

    def test_confirmed_and_changed_answers_count(self):
        self.form.set("STR.1.01/taken", "ja")
        self.form.set("STR.1.02/taken", None)
        self.form.set("STR.2.03/answer", 5)
        self.form.set("ADM.1.02/state", None)
        self.form.set("ADM.1.02/answer", 21)
        self.form.set("ADM.1.02/of", 53)
        stored = self.handed_in()
        self.assertEqual({change["indicator"]: change["to"] for change in stored["changes"]}, {
            "STR.1.01": BASE["answers"]["STR.1.01"],
            "STR.1.02": BASE["answers"]["STR.1.02"],
            "STR.2.03": {"count": "5", "of": "100"},
            "ADM.1.02": {"count": "21", "of": "53"}})
        self.assertEqual({one["indicator"] for one in stored["findings"]}, self.carried() -
                         {"STR.1.01", "STR.1.02", "STR.2.03", "ADM.1.02"})

    def test_all_of_them_confirmed_are_the_last_round_again(self):
        for name in self.carried():
            self.form.set(f"{name}/taken", "ja")
        self.handed_in()
        answers = {name: BASE["answers"][name] for name in self.carried()}
        again = self.daemon.put(self.now, KEY, {"edition": "v1", "answers": answers})
        self.assertEqual(again.json.get("result"), "unchanged", again.body)

    def test_other_forms_and_measures_stay_empty(self):
        self.assertIsNone(self.book["Maßnahmen"]["A4"].value)
        document = json.loads(self.template(self.now, "application/json"))
        self.assertEqual((document["measures"], document["answers"]["STR.1.01"]),
                         ([], {"state": "skipped"}))

    def test_what_was_handed_in_already_comes_first(self):
        self.is_stored(self.daemon.put(self.now, KEY, {**BASE, "answers": {
            "STR.1.01": {"level": 1}}}))
        form = workbooks.Form(workbooks.opened(self.workbook(self.now)))
        self.assertEqual(form.cell("STR.1.01/answer").value,
                         workbooks.choice(CATALOGUE, "STR.1.01", 1))
        self.assertIsNone(form.cell("STR.1.02/answer").value)
        self.assertIsNone(form.cell("STR.1.01/taken").value)


if __name__ == "__main__":
    main()
