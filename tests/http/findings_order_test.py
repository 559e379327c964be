"""Findings stand in the order of the sender's own file, errors and warnings together."""

import json
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).parents[1] / "support"))

import workbooks  # noqa: E402
from daemon import KEYS, DaemonTest, path_of  # noqa: E402
from harness import main  # noqa: E402

KEY = KEYS[0]


class Order(DaemonTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.round = cls.programme.round("order")

    def found(self, body, *names, **headers):
        for language in ("de", "en"):
            reply = self.daemon.put(self.round, KEY, body, Accept_Language=language, **headers)
            problem = self.is_problem(reply, 422, "self-check-invalid", stored=False)
        return [tuple(finding[name] for name in ("code", *names)) for finding in problem["findings"]]

    def test_of_a_document_by_where_it_stands_in_the_text(self):
        body = json.dumps({
            "acceptances": [{"code": "implausible", "indicator": "STR.1.02", "reason": "x"},
                            {"code": "implausible", "indicator": "STR.9.99", "reason": "x"}],
            "measures": [{"goal": "STR.1", "aim": "", "measure": "m"}, {"goal": "STR.9"}],
            "answers": {"STR.3.01": {"level": 9}, "STR.2.03": {"of": 100, "count": 99},
                        "STR.1.02": {"yes": True}, "STR.1.01": {"levl": 1, "level": -1}},
            "edition": "v1", "extra": 1}).encode()
        found = self.found(body, "pointer")
        self.assertEqual(found, [
            ("acceptance-unused", "/acceptances/0"),
            ("unknown-indicator", "/acceptances/1/indicator"),
            ("text-empty", "/measures/0/aim"),
            ("part-missing", "/measures/1"), ("part-missing", "/measures/1"),
            ("unknown-goal", "/measures/1/goal"),
            ("level-out-of-range", "/answers/STR.3.01/level"),
            ("implausible", "/answers/STR.2.03/count"),
            ("unknown-member", "/answers/STR.1.01/levl"),
            ("level-out-of-range", "/answers/STR.1.01/level"),
            ("unknown-member", "/extra")])

    def test_of_a_table_by_line_and_column(self):
        body = ("bestätigt;Kommentar;Antwort;indicator;municipality;Gesamtzahl;quatsch\n"
                f"ja;\x07;9;STR.1.01;{KEY};;\n"
                f"weil;;99;STR.2.03;{int(KEY)};100;\n"
                f"weil;;ja;STR.1.02;{KEY};;\n"
                f";;1.234;STR.2.02;{KEY};;\n").encode()
        self.assertEqual(self.found(body, "line", "column", Content_Type="text/csv"), [
            ("unknown-column", 1, "quatsch"),
            ("acceptance-without-reason", 2, "bestätigt"), ("control-character", 2, "Kommentar"),
            ("level-out-of-range", 2, "Antwort"),
            ("implausible", 3, "Antwort"), ("key-lost-zero", 3, "municipality"),
            ("acceptance-unused", 4, "bestätigt"), ("number-ambiguous", 5, "Antwort")])

    def test_of_a_workbook_by_sheet_row_and_column(self):
        template = self.daemon.get(path_of(self.round, KEY) + "/template", KEY,
                                   Accept=workbooks.TYPE).body
        book = workbooks.opened(template)
        form = workbooks.Form(book)
        for place, value in (("ADM.1.04/answer", 7), ("STR.1.04/accepted", "ja"),
                             ("STR.1.04/answer", 9), ("STR.2.03/answer", 99), ("STR.2.03/of", 100),
                             ("STR.1.02/answer", "vielleicht"), ("STR.1.01/answer", 5)):
            form.set(place, value)
        expected = [(code, *form.address(place)) for code, place in (
            ("level-out-of-range", "STR.1.01/answer"), ("not-yes-or-no", "STR.1.02/answer"),
            ("level-out-of-range", "STR.1.04/answer"),
            ("acceptance-without-reason", "STR.1.04/accepted"),
            ("implausible", "STR.2.03/answer"), ("level-out-of-range", "ADM.1.04/answer"))]
        found = self.found(workbooks.saved(book), "sheet", "cell", Content_Type=workbooks.TYPE)
        self.assertEqual(found, expected)
        book.move_sheet("ADM", -book.index(book["ADM"]))  # first of all
        found = self.found(workbooks.saved(book), "sheet", "cell", Content_Type=workbooks.TYPE)
        self.assertEqual(found, expected[-1:] + expected[:-1])


if __name__ == "__main__":
    main()
