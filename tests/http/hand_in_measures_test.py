"""What a coordinator is shown of her measures before she hands in, and what becomes of them."""

import json

import harness
import workbooks
from coordinator import ANSWERS, KEY, CoordinatorTest, fields_of, text_of
from daemon import path_of

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FIRST = {"goal": "STR.1", "aim": "Erfundenes <Ergebnis>", "measure": "Leitbild beschließen"}
SECOND = {"goal": "STR.2", "aim": "Mehr Stellen", "measure": "Stellen ausschreiben"}


def document(*measures):
    return {"edition": "v1", "answers": ANSWERS, "measures": list(measures)}


class HandInMeasures(CoordinatorTest):
    def goal(self, goal):
        """Its name as people read it."""
        edition = self.daemon.get("/v1/catalogues/v1", KEY).json
        return next(one["label"]["de"] for field in edition["fields"]
                    for one in field["goals"] if one["id"] == goal)

    def test_it_is_shown_which_measures_come_change_and_go(self):
        round_id = self.programme.round("measures")
        page = text_of(self.check(round_id, document(FIRST, SECOND)))
        self.assertIn("Geplante Maßnahmen Anzahl: 2. Hinzugekommen (2)", page)
        self.hand_in(round_id, document(FIRST, SECOND))

        later = {**SECOND, "due": "2027-03-31", "status": "started", "priority": 1}
        third = {**FIRST, "measure": "Etwas anderes"}
        page = text_of(self.check(round_id, document(later, third)))
        self.assertIn("Bisher 2, künftig 2.", page)
        self.assertIn("Die Antworten bleiben dieselben.", page)
        self.assertIn(f"Entfallen (1) STR.1 {self.goal('STR.1')}: Erfundenes <Ergebnis> – Leitbild "
                      "beschließen", page)
        self.assertIn(f"Geändert (1) STR.2 {self.goal('STR.2')}: Mehr Stellen – Stellen "
                      "ausschreiben (Fällig am, Umsetzungsstand, Priorität)", page)
        self.assertIn("Hinzugekommen (1)", page)
        self.assertNotIn("Alle bisherigen Maßnahmen entfallen", page)
        told = self.daemon.put(round_id, KEY, document(later, third), "?dry-run=true",
                               If_Match=self.daemon.get(path_of(round_id, KEY), KEY)
                               .headers["ETag"]).json["measures"]
        self.assertEqual(told, {"from": 2, "to": 2, "added": [third], "removed": [FIRST],
                                "changed": [{"from": SECOND, "to": later}]})

    def test_a_workbook_with_an_emptied_sheet_of_measures_says_that_all_go(self):
        round_id = self.programme.round("emptied")
        self.hand_in(round_id, document(FIRST, SECOND))
        book = workbooks.opened(self.browser.get(f"/abgabe/{round_id}/formular/xlsx").body)
        sheet = next(one for one in book.worksheets if one.title.startswith("Maßnahmen"))
        for row in sheet.iter_rows():
            for cell in row:
                if cell.value in (*FIRST.values(), *SECOND.values()) or str(
                        cell.value).startswith("STR."):
                    cell.value = None
        page = text_of(self.check(round_id, workbooks.saved(book), name="a.xlsx",
                                  media_type=XLSX))
        self.assertIn("Alle bisherigen Maßnahmen entfallen. In der Datei stehen keine "
                      "Maßnahmen.", page)
        self.assertIn("Bisher 2, künftig 0. Entfallen (2)", page)
        self.assertIn("Stellen ausschreiben", page)

    def test_many_measures_are_folded(self):
        round_id = self.programme.round("many")
        many = [{**FIRST, "measure": f"Nummer {i}"} for i in range(26)]
        page = self.check(round_id, document(*many)).body.decode()
        self.assertIn('<summary class="kern-body">Maßnahmen zeigen</summary>', page)
        page = self.check(round_id, document(*many[:25])).body.decode()
        self.assertNotIn("Maßnahmen zeigen", page)

    def test_where_only_reasons_differ_nothing_else_is_said_to(self):
        round_id = self.programme.round("reasons")
        odd = {"edition": "v1", "answers": {"STR.2.02": {"count": 1000}}, "measures": [FIRST]}
        address, field = f"/abgabe/{round_id}/abgeben", "grund.implausible.STR.2.02"
        for reason in ("Erfunden", "Auch erfunden"):
            page = self.check(round_id, odd)
            self.browser.post(address, {**fields_of(page, address), field: reason})
        page = text_of(self.check(round_id, odd))
        self.assertIn("anders sind nur Begründungen", page)
        self.assertIn("Bisher 1, künftig 1; es ändert sich nichts.", page)
        self.assertEqual(json.loads(self.programme.query(
            f"SELECT content FROM version WHERE round = '{round_id}' AND number = 2"))
            ["acceptances"][0]["reason"], "Auch erfunden")


if __name__ == "__main__":
    harness.main()
