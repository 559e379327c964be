"""Workbooks handed in: those that somebody filled in wrongly get every finding at its cell, those
that mean harm are refused for the right reason, in bounded time and memory."""

import collections
import datetime
import json
import os
import pathlib
import signal
import subprocess
import sys
import threading
import time

sys.path.insert(0, str(pathlib.Path(__file__).parents[1] / "support"))

import hostile_workbooks  # noqa: E402
import workbooks  # noqa: E402
from daemon import Daemon, DaemonTest, at_once, path_of  # noqa: E402
from harness import SOURCE, main, needed  # noqa: E402

CASES = SOURCE / "tests" / "cases"
BASE = json.loads((CASES / "self-check" / "base.json").read_bytes())
WRONG = json.loads((CASES / "xlsx" / "wrong.json").read_bytes())
KEY = "03256022"
INHABITANTS = 25000  # what base.json is made for
WARNINGS = {"implausible", "acceptance-unused", "carried-over"}
FIRST_CODE = "NOT_OUR_WORKBOOK"  # of those that only a workbook can have
CASES_MIN = 120
SECONDS_MAX = 2  # of processor time, far below what ends a helper


def value_of(cell, entry):
    """Enters what the case says; see cases/xlsx/wrong.json."""
    if not isinstance(entry, dict):
        cell.value = entry
    elif "date" in entry:
        cell.value = datetime.date.fromisoformat(entry["date"])
        cell.number_format = "dd/mm/yyyy"
    elif "error" in entry:
        cell.value, cell.data_type = entry["error"], "e"
    elif "repeat" in entry:
        cell.value = entry["repeat"] * entry["times"]
    else:
        cell.value, cell.number_format = entry["number"], entry["format"]


class WorkbookTest(DaemonTest):
    """A round with base.json handed in, and the workbook that comes of it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.round = cls.programme.round("workbooks")
        cls.programme.query(f"UPDATE participant SET inhabitants = {INHABITANTS} "
                            f"WHERE round = '{cls.round}' AND municipality = '{KEY}'")
        stored = cls.daemon.put(cls.round, KEY, BASE)
        assert stored.status == 201, stored.body
        cls.workbook = cls.template().body

    @classmethod
    def template(cls, round_id=None, accept=workbooks.TYPE):
        reply = cls.daemon.get(path_of(round_id or cls.round, KEY) + "/template", KEY,
                               Accept=accept)
        assert reply.status == 200, reply.body
        return reply

    def hand_in(self, workbook, query="?dry-run=true", **headers):
        return self.daemon.put(self.round, KEY, workbook, query,
                               **{"Content_Type": workbooks.TYPE, "If_Match": "*", **headers})


class Wrong(WorkbookTest):
    def made(self, case):
        book = workbooks.opened(self.workbook)
        form = workbooks.Form(book)
        for place, entry in case.get("set", {}).items():
            value_of(form.cell(place), entry)
        for place in case.get("merge", ()):
            sheet, cells = place.split("/")
            book[sheet].merge_cells(cells)
        for name in case.get("hide", ()):
            book[name].sheet_state = "hidden"
        for name in case.get("delete", ()):
            del book[name]
        return workbooks.saved(book), form

    def place_of(self, form, place):
        return tuple(form.address(place)) if "/" in place else (place, None)

    def test_each_wrong_workbook_gets_all_its_findings(self):
        seen = set()
        for case in WRONG:
            with self.subTest(case["name"]):
                workbook, form = self.made(case)
                problem = self.is_problem(
                    self.hand_in(workbook), 422,
                    "edition-mismatch" if "edition-mismatch" in str(case["findings"])
                    else "self-check-invalid", stored=False)
                expected = [(code, *self.place_of(form, place)) for code, place in case["findings"]]
                found = [(one["code"], one["sheet"], one.get("cell")) for one in problem["findings"]
                         if one["code"] != "large-jump"]  # against base.json: see jump_test.py
                self.assertEqual(collections.Counter(found), collections.Counter(expected))
                self.assertEqual(problem["errorCount"],
                                 sum(code not in WARNINGS for code, *_ in expected))
                for one in problem["findings"]:
                    self.assertTrue(one["detail"].strip() and one["remedy"].strip())
                    self.assertNotRegex(one["detail"] + one["remedy"], r"\{[a-z]+\}|\(null\)")
                seen |= {code for code, *_ in expected}
        rules = (SOURCE / "common" / "finding.def").read_text().split(f"FINDING({FIRST_CODE},")[1]
        codes = [line.split('"')[1] for line in ("x," + rules).splitlines()
                 if line.startswith(("FINDING(", "x,"))]
        self.assertEqual(set(codes) - seen, {"carried-over"})  # see template_test.py
        hostile = list(hostile_workbooks.hostile(self.workbook))
        self.assertGreater(len(WRONG) + len(hostile), CASES_MIN)

    def test_what_is_said_differently_means_the_same(self):
        def sorted_rows(book):
            sheet = book["STR"]
            rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=4)]
            for row, values in enumerate(reversed(rows), 4):
                for column, value in enumerate(values, 1):
                    sheet.cell(row, column).value = value

        def other_words(book):
            form = workbooks.Form(book)
            form.set("STR.1.01/answer", 3)
            form.set("STR.1.02/answer", True)
            form.set("STR.1.03/answer", "Nein")
            form.set("STR.1.04/answer", " 4 ")
            form.set("STR.2.02/answer", "0,5")
            form.set("STR.2.03/of", 100.00000000000001)
            form.set("ADM.1.02/state", "Unbekannt ")
            form.set("STR.3.02/reason", "no_concept")

        def notes(book):
            book["STR"]["A60"] = "Rückfragen an das Büro"
            book["STR"]["Z60"] = "unter uns"
            book.create_sheet("Notizen")["A1"] = "nur für uns"

        def moved(book):
            book["ADM"].insert_cols(1)
            book["STR"].insert_rows(5, 3)

        def in_parts(book):
            book["weltoffend"].sheet_state = "veryHidden"
            book.move_sheet("weltoffend", -9)

        for change in (sorted_rows, other_words, notes, moved, in_parts):
            with self.subTest(change.__name__):
                book = workbooks.opened(self.workbook)
                change(book)
                reply = self.hand_in(workbooks.saved(book))
                self.assertEqual((reply.status, reply.json.get("result")), (200, "unchanged"),
                                 reply.body)
        sixteen = workbooks.changed(self.workbook, xl_worksheets_sheet2=lambda content: content
                                    .replace(b'encoding="UTF-8"', b'encoding="UTF-16"', 1)
                                    .decode().encode("utf-16"))
        self.assertEqual(self.hand_in(sixteen).json.get("result"), "unchanged")
        packed = workbooks.packed(workbooks.parts(self.workbook), 0)
        self.assertEqual(self.hand_in(packed).json.get("result"), "unchanged")

    def test_nothing_outside_of_the_file_is_looked_at(self):
        relations = "xl__rels_workbook.xml"
        outside = workbooks.changed(self.workbook, **{relations: lambda content: content.replace(
            b'Target="worksheets/sheet2.xml"',
            b'Target="file:///etc/passwd" TargetMode="External"')})
        reply = self.hand_in(outside)
        self.assertEqual(reply.status, 200, reply.body)
        self.assertNotIn(b"root:", reply.body)
        self.assertEqual(reply.json["counts"]["removed"],
                         sum(name.startswith("STR.") for name in BASE["answers"]))


class Hostile(WorkbookTest):
    def test_each_hostile_workbook_is_refused_for_its_reason(self):
        for name, workbook, reasons in hostile_workbooks.hostile(self.workbook):
            with self.subTest(name):
                started = time.monotonic()
                reply = self.hand_in(workbook, Accept_Language="en")
                took = time.monotonic() - started
                problem = self.is_problem(reply, 400, "unreadable", stored=False)
                self.assertIn(problem["reason"],
                              (reasons,) if isinstance(reasons, str) else reasons)
                self.assertIn("Nothing was stored", problem["detail"])
                self.assertLess(took, 4 * SECONDS_MAX)
        self.assertEqual(self.daemon.get(path_of(self.round, KEY), KEY).status, 200)
        self.assertNotIn("workbook helper lost", self.daemon.log())

    def test_none_of_them_needs_much_time_or_memory(self):
        """That there is an answer tells of the memory: beyond 128 MiB the helper would die."""
        program = needed("WELTOFFEND")
        for name, workbook, _ in hostile_workbooks.hostile(self.workbook):
            with self.subTest(name), subprocess.Popen(
                    [program, "--read-workbook"], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                    env={}) as helper:
                try:
                    helper.stdin.write(workbook)
                    helper.stdin.close()
                except BrokenPipeError:
                    pass  # it has seen enough
                self.assertEqual(len(helper.stdout.read()), 1)
                _, status, usage = os.wait4(helper.pid, 0)
                helper.returncode = os.waitstatus_to_exitcode(status)
                self.assertEqual(helper.returncode, 0)
                self.assertLess(usage.ru_utime + usage.ru_stime, SECONDS_MAX)

    def test_a_file_beyond_the_limit_is_not_read(self):
        reply = self.hand_in(self.workbook + bytes(2 << 20))
        problem = self.is_problem(reply, 413, "too-large", stored=False)
        self.assertEqual(problem["limit"], 2 << 20)


class Helpers(WorkbookTest):
    """The processes that read."""

    def helpers(self):
        return workbooks.helpers_of(self.daemon)

    def test_many_workbooks_at_once_are_all_read(self):
        replies = at_once([lambda: self.hand_in(self.workbook)] * 24)
        self.assertEqual([reply.status for reply in replies], [200] * 24)
        self.assertEqual({reply.json["result"] for reply in replies}, {"unchanged"})
        self.assertEqual(self.helpers(), [])

    def test_those_that_cannot_wait_are_asked_to_come_again(self):
        with_queue = Daemon(self.programme, workbook_readers=1, workbook_queue=1)
        self.addCleanup(with_queue.close)
        with_queue.start()
        replies = at_once([lambda: with_queue.put(self.round, KEY, self.workbook, "?dry-run=true",
                                                  Content_Type=workbooks.TYPE)] * 24)
        statuses = collections.Counter(reply.status for reply in replies)
        self.assertEqual(set(statuses), {200, 503})
        for reply in replies:
            if reply.status == 503:
                self.assertTrue(int(reply.headers["Retry-After"]) > 0)

    def test_a_helper_that_dies_costs_one_reply_and_no_more(self):
        ended = threading.Event()
        killed = []

        def kill_one():
            while not killed and not ended.is_set():
                for helper in self.helpers()[:1]:
                    try:
                        os.kill(helper, signal.SIGKILL)
                        killed.append(helper)
                    except ProcessLookupError:
                        pass  # it was quicker

        killer = threading.Thread(target=kill_one)
        killer.start()
        try:
            replies = []
            while not killed and len(replies) < 500:
                replies.append(self.hand_in(self.workbook))
        finally:
            ended.set()
            killer.join()
        lost = [reply for reply in replies if reply.status != 200]
        self.assertLessEqual(len(lost), 1)  # it may have been killed at its very end
        for reply in lost:
            problem = self.is_problem(reply, 400, "unreadable", stored=False)
            self.assertEqual(problem["reason"], "workbook-too-expensive")
        self.assertTrue(killed)
        self.assertEqual(self.hand_in(self.workbook).status, 200)

    def test_a_helper_that_hangs_is_ended(self):
        hanging = Daemon(self.programme, workbook_readers=1, workbook_deadline=1000)
        self.addCleanup(hanging.close)
        hanging.start()
        self_daemon, self.daemon = self.daemon, hanging
        self.addCleanup(setattr, self, "daemon", self_daemon)
        ended = threading.Event()
        stopped = []

        def stop_one():
            while not stopped and not ended.is_set():
                for helper in self.helpers()[:1]:
                    try:
                        os.kill(helper, signal.SIGSTOP)
                        stopped.append(helper)
                    except ProcessLookupError:
                        pass

        stopper = threading.Thread(target=stop_one)
        stopper.start()
        try:
            replies = []
            while not stopped and len(replies) < 500:
                replies.append(self.hand_in(self.workbook))
        finally:
            ended.set()
            stopper.join()
        self.assertTrue(stopped)
        self.assertEqual({reply.status for reply in replies} - {200, 400}, set())
        self.assertEqual(self.hand_in(self.workbook).status, 200)
        self.assertEqual(self.helpers(), [])


if __name__ == "__main__":
    main()
